"""What is made again when something changes: exactly what depends on it, told by contents alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from pipeline.build import Request, build_publication
from pipeline.diagnostics import ReportError
from pipeline.folders import Project
from tests.support import ROOT, make_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EVERY = {f"{tag} {name}" for tag in ("en", "fr") for name in ("pdf", "docx", "epub")}


def build(root: Path, *, during: Callable[[], None] = lambda: None) -> set[str]:
    """Build and return what was made, ``{"en pdf", …}``; ``during`` runs after the first step."""
    steps: list[object] = []

    def progress(*step: object) -> None:
        if not steps:
            during()
        steps.append(step)

    built = build_publication(Project(root), Request("sample", (), ()), progress)
    return {
        f"{output.path[:2]} {output.path.rpartition('.')[2]}"
        for output in built.outputs
        if output.seconds is not None
    }


@contextmanager
def edited(path: Path, old: str, new: str) -> Iterator[None]:
    """Put ``new`` for the first ``old`` meanwhile; where ``old`` is empty, at the end."""
    before = path.read_text("utf-8")
    assert old in before, f"{old!r} is not in {path}"
    path.write_text(before.replace(old, new, 1) if old else before + new, "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make_project(tmp_path_factory.mktemp("incremental") / "project", templates=True)
    assert build(made) == EVERY
    return made


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param("source/sample/report/10-things.md", "", "", set(), id="nothing"),
        pytest.param(
            "source/sample/translations/fr.po",
            'msgstr "Rapport"',
            'msgstr "Le rapport"',
            {"fr pdf", "fr docx", "fr epub"},
            id="a French text",
        ),
        pytest.param(
            "templates/labels/fr.toml",
            'contents = "Table des matières"',
            'contents = "Sommaire"',
            {"fr pdf", "fr docx", "fr epub"},
            id="a French label",
        ),
        pytest.param("templates/pdf/style.css.j2", "", "\n", {"en pdf", "fr pdf"}, id="PDF style"),
        pytest.param(
            "templates/docx/core.xml.j2", "", "\n", {"en docx", "fr docx"}, id="DOCX template"
        ),
        pytest.param(
            "templates/epub/style.css.j2", "", "\n", {"en epub", "fr epub"}, id="EPUB style"
        ),
        pytest.param("templates/proof/proof.html.j2", "", "\n", set(), id="proof page"),
    ],
)
def test_only_what_depends_on_a_change_is_made_again(
    root: Path, file: str, old: str, new: str, expected: set[str]
) -> None:
    build(root)
    with edited(root / file, old, new):
        assert build(root) == expected


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("source/sample/report/10-things.md", "The first thing", "The first matter"),
        ("source/sample/links.toml", "title = ", "title = 'A newer title' # "),
        ("source/sample/glossary.toml", "definition = ", "definition = 'Something else.' # "),
        ("templates/theme.toml", "#1a1a1a", "#1b1b1b"),
    ],
    ids=["a text in every language", "a link", "a term", "the theme"],
)
def test_what_every_file_shows_makes_every_english_file_again(
    root: Path, file: str, old: str, new: str
) -> None:
    build(root)
    with edited(root / file, old, new):
        assert {"en pdf", "en docx", "en epub"} <= build(root)


def test_files_are_the_same_whether_made_before_or_anew(root: Path, tmp_path: Path) -> None:
    build(root)
    assert build(root) == set()
    fresh = make_project(tmp_path / "project", templates=True)
    build(fresh)
    for name in ("SHA256SUMS", "proof.json"):
        assert (root / "build/sample" / name).read_bytes() == (
            fresh / "build/sample" / name
        ).read_bytes()


def test_a_published_file_that_was_altered_is_made_again(root: Path) -> None:
    build(root)
    path = root / "build/sample/fr/sample.fr.docx"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert build(root) == {"fr docx"}
    assert path.read_bytes() == whole


def test_a_time_stamp_changes_nothing(root: Path) -> None:
    build(root)
    for path in (root / "source").rglob("*.*"):
        os.utime(path, (0, 0))
    assert build(root) == set()


def test_an_unchanged_publication_is_told_of_without_any_engine(root: Path) -> None:
    build(root)
    told = subprocess.run(
        [
            *(sys.executable, "-X", "importtime", "-m", "pipeline", "build", "--root", str(root)),
            *("--publication", "sample"),
        ],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    assert "sample.fr.epub" in told.stdout
    assert "as before" in told.stderr
    imported = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert imported & {"weasyprint", "docx", "ebooklib", "jinja2", "markdown_it", "icu"} == set()


def test_a_source_that_changes_meanwhile_is_not_published(root: Path) -> None:
    build(root)
    sums = (root / "build/sample/SHA256SUMS").read_bytes()
    path = root / "source/sample/report/10-things.md"
    with ExitStack() as stack, pytest.raises(ReportError) as caught:
        build(root, during=lambda: stack.enter_context(edited(path, "", "\n")))
    assert [d.code for d in caught.value.diagnostics][-1] == "changed-meanwhile"
    assert (root / "build/sample/SHA256SUMS").read_bytes() == sums


def test_a_manifest_of_another_version_is_not_believed(root: Path) -> None:
    build(root)
    path = root / "build/sample/manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**manifest, "manifest": 1}), "utf-8")
    assert build(root) == EVERY
