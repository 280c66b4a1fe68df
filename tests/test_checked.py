"""Checks of translations are not run twice on the same, and are waited for before publishing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.build import Request, build_publication
from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.executors import Local
from pipeline.folders import Project
from pipeline.model import Document
from pipeline.project import load_publication
from pipeline.translations import remembered
from pipeline.translations.catalogue import Catalogue
from pipeline.translations.checks import check_translation

FRENCH = "source/sample/translations/fr.po"


def found(project: Project) -> list[str]:
    collector = Collector()
    load_publication(project, "sample", collector)
    return [f"{d.code} {d.span}" for d in collector.found]


def edit(root: Path, old: str, new: str) -> None:
    path = root / FRENCH
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_what_was_found_is_kept_until_a_text_changes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "build").mkdir()
    edit(project, "Voici la seconde.", "Voici la la seconde.")
    first = found(Project(project))
    assert [line.split()[0] for line in first] == ["word-twice"]
    looks = 0

    def counting(document: Document, catalogue: Catalogue) -> Iterator[Diagnostic]:
        nonlocal looks
        looks += 1
        return check_translation(document, catalogue)

    monkeypatch.setattr(remembered, "check_translation", counting)
    assert found(Project(project)) == first
    assert looks == 0
    edit(project, "Voici la la seconde.", "Voici la seconde.")
    assert found(Project(project)) == []
    assert looks == 1


def test_whoever_only_checks_leaves_no_trace(project: Path) -> None:
    assert found(Project(project)) == []
    assert not (project / "build").exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_that_is_found_beside_the_making_is_not_published(
    project: Path, workers: int
) -> None:
    edit(project, 'msgstr "Des choses"', 'msgstr "Des 12 choses"')
    with pytest.raises(ReportError) as caught:
        build_publication(
            Project(project),
            Request("sample", ("docx",), ("fr",)),
            lambda *_: None,
            Local(workers),
        )
    assert "number-differs" in [d.code for d in caught.value.diagnostics]
    assert not list((project / "build").rglob("*.docx"))
