"""What tests are made of: the base publication, the places of the project, the commands."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from pipeline.cli import main

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "tests" / "cases" / "_base"
CATALOGUES = ROOT / "tests" / "languages"
"""Catalogues of the base publication in more languages, with what is hard to set in each."""

FORMS = {"uk": ("КУР", "відчинені двері"), "ar": ("اللجنة", "الباب المفتوح")}
"""The head words of the glossary there: of CAT, of open door."""


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


def add_languages(root: Path, *languages: str) -> Path:
    """Publish the publication of ``make_project`` in more languages: ``uk``, ``ar``."""
    publication = root / "source" / "sample"
    for tag in languages:
        shutil.copy(CATALOGUES / f"{tag}.po", publication / "translations")
        glossary = publication / "glossary.toml"
        text = glossary.read_text("utf-8")
        for french, form in zip(("CTC", "porte ouverte"), FORMS[tag], strict=True):
            line = f'forms.fr = ["{french}"'
            text = text.replace(line, f'forms.{tag} = ["{form}"]\n{line}')
        glossary.write_text(text, "utf-8")
    tags = ", ".join(f'"{tag}"' for tag in ("en", "fr", *languages))
    text = (publication / "publication.toml").read_text("utf-8")
    text = text.replace('languages = ["en", "fr"]', f"languages = [{tags}]")
    (publication / "publication.toml").write_text(text, "utf-8")
    return root


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did that ran in this process."""

    code: int
    """The exit code."""
    out: str
    err: str


def run(project: Path, command: str, *arguments: str) -> Ran:
    """Run ``python -m pipeline COMMAND --root PROJECT …`` without starting another Python."""
    with (
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        code = main([command, "--root", str(project), *arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace what stands in a file just once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"“{old}” must stand there once"
    path.write_text(text.replace(old, new), "utf-8")


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder that ``make`` fills, once for all the processes that run the tests."""
    base = factory.getbasetemp()
    # Each process of pytest-xdist has a folder of its own in one that is theirs together.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            make(folder)
    return folder
