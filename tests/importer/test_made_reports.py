"""A self-written report of the shape of a real file: its every word comes out, in its place."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from pipeline.folders import Project
from pipeline.model import Paragraph
from pipeline.references import walk_sections
from tests.importer import made
from tests.importer.support import make_target, read_back, take_in

SHAPE: dict[str, list[tuple[str, int]] | int] = {
    "I. OPENING OF THE SEASON": 3,
    "II. THE STATE OF PIERS, MOLES AND QUAYS": 10,
    "III. FERRIES – AN OVERVIEW": 4,
    "IV. WHAT HARBOURS ASK FOR": [
        ("", 4),
        ("A. LIGHTS", 4),
        ("B. TIDE TABLES", 7),
        ("C. SALT AND ITS PRICE", 5),
        ("D. DREDGING", 2),
        ("E. FOG SIGNALS", 3),
    ],
    "V. WHAT THE COMMITTEE PROPOSES": [
        ("", 1),
        (
            "A. REPAINTING EVERY BUOY NORTH OF THE OLD MOLE BEFORE THE TIMETABLE BEGINS AGAIN",
            6,
        ),
        ("B. A QUIET HOUR", 2),
        ("C. LONG-DISTANCE FERRIES", 2),
        ("D. VISITS", 6),
    ],
    "VI. CLOSING WORDS": 3,
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_target(tmp_path)


@pytest.mark.parametrize("seed", range(6))
def test_every_word_comes_out_in_its_place(project: Project, seed: int) -> None:
    expected = made.report(SHAPE, seed, page=40 + seed)

    imported = take_in(project, expected.text)

    draft = imported.draft
    assert imported.warnings == ()
    assert draft.lossless is not None
    assert draft.lossless.sha256 == draft.lossless.came_out
    squeezed = "".join(expected.text.split())
    assert draft.lossless.sha256 == hashlib.sha256(squeezed.encode()).hexdigest()
    headings = [u for u in draft.units if u.kind == "heading"]
    assert [(u.level, u.label) for u in headings] == [h[:2] for h in expected.headings]
    breaks = [d for d in draft.decisions if d.what == "page break"]
    assert len(breaks) == expected.breaks > 5

    document = read_back(imported)
    sections = list(walk_sections(document.sections))
    assert [s.heading.source for s in sections] == [h[2] for h in expected.headings]
    paragraphs = [b for s in sections for b in s.blocks if isinstance(b, Paragraph)]
    assert [p.content.source for p in paragraphs] == expected.paragraphs
    assert [p.id for p in paragraphs] == [f"p{n}" for n in range(1, 63)]
    assert all(p.numbered for p in paragraphs)


def test_a_second_run_gives_the_same_bytes(project: Project) -> None:
    text = made.report(SHAPE).text
    first = take_in(project, text).folder
    before = {p.relative_to(first): p.read_bytes() for p in first.rglob("*") if p.is_file()}

    second = take_in(project, text, force=True).folder

    assert {
        p.relative_to(second): p.read_bytes() for p in second.rglob("*") if p.is_file()
    } == before
    kept = project.source / ".replaced" / "made"
    assert {p.relative_to(kept): p.read_bytes() for p in kept.rglob("*") if p.is_file()} == before
    assert project.publications() == ["made"]


def test_the_report_says_what_was_decided(project: Project) -> None:
    folder = take_in(project, made.report(SHAPE).text).folder

    report = json.loads((folder / "import-report.json").read_text("utf-8"))
    assert report["counts"]["numbered paragraphs"] == 62
    assert report["counts"]["sections"] == 6
    assert report["counts"]["subsections"] == 9
    assert {d["certainty"] for d in report["decisions"]} <= {"sure", "probable", "doubtful"}
    page = (folder / "import-report.html").read_text("utf-8")
    assert "No sign of the text was lost" in page
    assert str(project.root) not in page
