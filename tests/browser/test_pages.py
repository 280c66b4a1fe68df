"""Pages for staff in the states that a sound build does not show, before axe-core in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.conformance.html_checks import axe
from pipeline.conformance.outcome import Outcome, Outcomes
from pipeline.conformance.page import conformance_html
from pipeline.importer.run import REPORT
from pipeline.proof import Comparison, Difference, ProofReport
from pipeline.proof_page import proof_html
from tests.browser.support import browser
from tests.importer.support import make_target, take_in
from tests.support import ROOT

TEMPLATES = ROOT / "templates"
SHAPES = ROOT / "tests" / "importer" / "shapes"


def import_report(folder: Path, shape: str) -> str:
    text = (SHAPES / shape / "report.txt").read_text("utf-8")
    language = "fr" if shape == "french" else "en"
    imported = take_in(make_target(folder / "project"), text, language=language)
    return (imported.folder / f"{REPORT}.html").read_text("utf-8")


def differing_proof(_: Path) -> str:
    difference = Difference("paragraph 4", "A door is open.", "A door is shut.")
    comparison = Comparison("fr", "pdf", "text of paragraphs", 62, 61, (difference,))
    sound = replace(comparison, format="docx", found=62, differences=())
    return proof_html(
        ProofReport("sample", "Things", date(2026, 1, 1), (comparison, sound), "the PDF"), TEMPLATES
    )


def unsound_conformance(_: Path) -> str:
    passed = Outcome("en/a.pdf", "0" * 64, "veraPDF", "PDF/UA-1", "passed", "1", note="all rules")
    failed = replace(passed, status="failed", findings=("7.1: no language", "7.2: no title"))
    missing = replace(passed, status="not run", findings=("Java is not installed",))
    return conformance_html("Things", Outcomes((passed, failed, missing)), TEMPLATES)


PAGES: dict[str, Callable[[Path], str]] = {
    "import report": lambda folder: import_report(folder, "footnotes-and-running-heads"),
    "import report of French": lambda folder: import_report(folder, "french"),
    "proof with a difference": differing_proof,
    "conformance with failures": unsound_conformance,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_violation(name: str, tmp_path: Path) -> None:
    browser()
    file = tmp_path / "page.html"
    file.write_text(PAGES[name](tmp_path), "utf-8")
    assert axe(file).findings == ()
