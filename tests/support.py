"""What tests are made of: the base publication and the places of the project."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "cases" / "_base"


def make_project(root: Path, *, templates: bool = False) -> Path:
    """Lay out a project whose one publication, ``sample``, is the base case.

    The templates are the real ones: linked, or copied where a test changes them.
    """
    (root / "source").mkdir(parents=True)
    shutil.copytree(BASE, root / "source" / "sample")
    if templates:
        shutil.copytree(ROOT / "templates", root / "templates")
    else:
        (root / "templates").symlink_to(ROOT / "templates", target_is_directory=True)
    return root
