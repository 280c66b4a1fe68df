"""The checks can fail: files with one fault each, and each fault is found.

With every test run the checks that need nothing installed; ``nox -s conformance`` runs all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.edition import Edition
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context
from pipeline.formats.pdf.pages import page_map
from pipeline.project import load_publication
from pipeline.proof import ProofReport, compare
from pipeline.proof_page import proof_html
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from tests.mutants.archives import DOCX_MUTANTS, EPUB_MUTANTS
from tests.mutants.catchers import CATCHERS, CHEAP
from tests.mutants.html import HTML_MUTANTS
from tests.mutants.pdf import PDF_2_MUTANTS, PDF_MUTANTS
from tests.mutants.table import Mutant
from tests.support import make_project

MUTANTS = (*PDF_MUTANTS, *PDF_2_MUTANTS, *DOCX_MUTANTS, *EPUB_MUTANTS, *HTML_MUTANTS)
SUITES = {
    "pdf": {m.catcher for m in PDF_MUTANTS},
    "pdf 2.0": {m.catcher for m in PDF_2_MUTANTS},
    "docx": {m.catcher for m in DOCX_MUTANTS},
    "epub": {m.catcher for m in EPUB_MUTANTS},
    "html": {m.catcher for m in HTML_MUTANTS},
}


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    project = Project(make_project(tmp_path_factory.mktemp("mutants") / "project"))
    loaded = load_publication(project, "sample", Collector())
    assert loaded is not None
    return resolve_edition(loaded.documents["en"], loaded.labels["en"])


@pytest.fixture(scope="session")
def sound(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files without a fault, by format."""
    project = Project(make_project(tmp_path_factory.mktemp("sound") / "project"))
    theme = load_theme(project.templates, Collector())
    context = Context(project.templates, theme, conforms=True)
    files = {"pdf": FORMATS["pdf"]().render(edition, context)}
    files["pdf 2.0"] = FORMATS["pdf"]().render(replace(edition, profile="2.0"), context)
    quoting = replace(context, pages=page_map(files["pdf"], edition))
    for name in ("docx", "epub"):
        files[name] = FORMATS[name]().render(edition, quoting)
    read = FORMATS["docx"]().read_back(files["docx"])
    report = ProofReport(
        "sample", edition.title, edition.date, tuple(compare(edition, "docx", read)), ""
    )
    files["html"] = proof_html(report, project.templates).encode()
    return files  # fmt: skip


@pytest.mark.parametrize(
    ("name", "catcher"),
    [(n, c) for n, every in SUITES.items() for c in sorted(every) if c in CATCHERS],
)
def test_a_sound_file_passes(
    edition: Edition, sound: dict[str, bytes], tmp_path: Path, name: str, catcher: str
) -> None:
    file = tmp_path / f"sound.{name.split(maxsplit=1)[0]}"
    file.write_bytes(sound[name])
    assert CATCHERS[catcher](file, edition) == ()


@pytest.mark.parametrize(
    "mutant",
    [m for m in MUTANTS if m.catcher in CATCHERS],
    ids=lambda m: f"{m.format}-{m.name.replace(' ', '-')}",
)
def test_a_fault_is_found(
    edition: Edition,
    sound: dict[str, bytes],
    tmp_path: Path,
    mutant: Mutant,
    record_property: Callable[[str, object], None],
) -> None:
    file = tmp_path / f"mutant.{mutant.format.split()[0]}"
    file.write_bytes(mutant.damage(sound[mutant.format]))
    found = CATCHERS[mutant.catcher](file, edition)
    told = found[0] if found else "NOT FOUND"
    record_property("mutant", (mutant.format, mutant.name, mutant.catcher, told))
    assert found, f"{mutant.catcher} does not find: {mutant.name}"


def test_there_are_enough_of_them() -> None:
    assert len(MUTANTS) >= 80
    assert len({(m.format, m.name) for m in MUTANTS}) == len(MUTANTS)
    cheap = [m for m in MUTANTS if m.catcher in CHEAP]
    assert len(cheap) >= 20
    assert all(m.catcher in CATCHERS for m in cheap)
