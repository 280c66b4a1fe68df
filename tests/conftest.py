"""What all tests share: a publication with one of everything, and what was built from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BASE = HERE / "cases" / "_base"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs anew; read the difference before you commit it",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


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


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")
