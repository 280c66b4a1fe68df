"""The adopted report that the importer was made for. Its text is not ours and not here.

``REFERENCE_TEXT`` names the file; without it these tests are skipped, and say so. What is known of
the file stands here as numbers and digests.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from pipeline.diagnostics import Collector, ReportError
from pipeline.folders import Project
from pipeline.importer.addresses import peel_addresses
from pipeline.importer.flow import Flow, to_units
from pipeline.importer.inlines import flat
from pipeline.importer.lines import drop_furniture, read_lines
from pipeline.importer.run import Imported
from pipeline.importer.survey import survey
from pipeline.model import Link
from pipeline.references import walk_inlines, walk_sections
from tests.importer.support import make_target, read_back, refused, take_in

REFERENCE = os.environ.get("REFERENCE_TEXT", "")

pytestmark = pytest.mark.skipif(
    not REFERENCE, reason="reference text not given: set REFERENCE_TEXT to its path"
)

SITE = "https://www.nato-pa.int/document/"
MEDDLING = "2018-russian-meddling-elections-and-referenda-alliance-davis-report-181-stc-18-e-fin"
DECISIONS = f"""
capitals = "sentence"
[publication]
title = "The reference"
symbol = "145 PCNP 19 E"
author = "The rapporteur"
kind = "Committee report"
description = "What the importer is measured by."
date = 2019-10-13
[link.cyber]
address = "{SITE}2019-escter-report-digital-markets-and-cyber-security-bockel-080-escter-19-e"
paragraph = 16
words = "cyber"
[link.ai]
address = "{SITE}2019-stctts-report-artificial-intelligence-tonin-088-stctts-19-e"
paragraph = 16
words = "artificial intelligence"
[link.meddling]
address = "{SITE}{MEDDLING}"
paragraph = 23
words = "2018 General Report … Committee"
[link.sanctions]
address = "{SITE}2019-esc-general-report-economic-sanctions-tybring-gjedde-079-esc-19-e"
paragraph = 50
words = "sanctions … by NATO Allies"
[emphasis.de-facto]
paragraph = 61
words = "de facto"
"""
"""What the editors decided: where the four links belong, and one expression in italics."""

HEADINGS = "18f3fdd97f079f3f"
"""Digest of the headings as the editors write them, a line each."""
BREAKS = [56, 110, 167, 218, 276, 330, 383, 439, 492, 549, 603]
PAGES = [(1, 7), (7, 12), (12, 17), (17, 21), (22, 27), (27, 31), (32, 37), (37, 42), (42, 46),
         (47, 52), (52, 58), (58, 62)]  # fmt: skip
"""The first and last paragraph of each page."""


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture(scope="module")
def data() -> bytes:
    return Path(REFERENCE).read_bytes()


@pytest.fixture(scope="module")
def flow(data: bytes) -> Flow:
    found = Collector()
    lines, _ = peel_addresses(drop_furniture(read_lines(data, "reference", found)).lines)
    flow = to_units(lines, survey(lines), "reference", found, lenient=False)
    assert found.found == []
    return flow


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_target(tmp_path)


@pytest.fixture
def imported(project: Project, data: bytes) -> Imported:
    return take_in(project, data, decisions=DECISIONS)


def test_the_texts_before_any_rule_are_exactly_those_of_the_file(flow: Flow) -> None:
    texts = [re.sub(" +", " ", flat(unit.inlines)) for unit in flow.units]
    paragraphs = [t for t, u in zip(texts, flow.units, strict=True) if u.kind == "paragraph"]
    assert (len(paragraphs), len(texts)) == (62, 77)
    assert len("\n".join(paragraphs)) == 50_560
    digest = "dee6d210b1de589f7a1a6325809000a37a4c3d0dfddd35e8a240a7f416d1413c"
    assert sha256("\n".join(paragraphs)) == digest
    digest = "6c19c99995bc4d7e2278fce4228a446c668e6a18721889f61e391509159f451b"
    assert sha256("\n".join(texts)) == digest


def test_not_a_sign_is_lost(imported: Imported) -> None:
    lossless = imported.draft.lossless
    assert lossless is not None
    assert lossless.characters == 43_523
    assert lossless.sha256 == lossless.came_out
    assert lossless.sha256.startswith("b1afe0c8d8790f5a")


def test_pages_headings_and_numbers_stand_where_the_file_has_them(imported: Imported) -> None:
    draft = imported.draft
    assert [d.line for d in draft.decisions if d.what == "page break"] == BREAKS
    paragraphs = [u for u in draft.units if u.kind == "paragraph"]
    assert [u.number for u in paragraphs] == list(range(1, 63))
    for page, (first, last) in enumerate(PAGES, 1):
        on_page = [u.number for u in paragraphs if u.page <= page <= u.last_page]
        assert (on_page[0], on_page[-1]) == (first, last)
    headings = [u for u in draft.units if u.kind == "heading"]
    assert [u.where for u in headings] == (
        [
            "I",
            "II",
            "III",
            "IV",
            "IV.A",
            "IV.B",
            "IV.C",
            "IV.D",
            "IV.E",
            "V",
            "V.A",
            "V.B",
            "V.C",
            "V.D",
            "VI",
        ]
    )
    lines = [1, 31, 123, 178, 218, 257, 337, 386, 412, 447, 463, 520, 539, 565, 622]
    assert [u.span.line for u in headings] == lines
    table = "\n".join(flat(u.inlines) for u in headings)
    assert sha256(table).startswith(HEADINGS)


def test_the_four_links_stand_where_the_editors_said(imported: Imported) -> None:
    document = read_back(imported)
    links = {
        block.id: [n.key for n in walk_inlines(block.content.inlines) if isinstance(n, Link)]
        for section in walk_sections(document.sections)
        for block in section.blocks
        if hasattr(block, "content")
    }
    assert {k: v for k, v in links.items() if v} == {
        "p16": ["cyber", "ai"],
        "p23": ["meddling"],
        "p50": ["sanctions"],
    }
    assert len(document.links) == 4


def test_every_change_is_told_of(imported: Imported) -> None:
    rules: dict[str, int] = {}
    for change in imported.draft.changes:
        if change.rule != "heading in sentence case":
            rules[change.rule] = rules.get(change.rule, 0) + 1
    assert rules == {
        "a quote is closed as it was opened": 1,
        "a true apostrophe": 5,
        "curved quotes": 2,
        "one space between words": 1,
        "no space after a stroke": 1,
        "a dash between spaces": 3,
    }
    doubts = [d.where for d in imported.draft.decisions if d.what == "line end"]
    assert "¶ 48" in doubts, "a paragraph may have ended there"


def test_without_a_person_the_address_that_has_no_one_place_is_an_error(
    project: Project, data: bytes
) -> None:
    errors = refused(project, data)
    assert [(d.code, d.span.line if d.span else 0) for d in errors] == [("import-address", 548)]


def test_an_entry_that_fits_nowhere_stops_the_import(project: Project, data: bytes) -> None:
    with pytest.raises(ReportError) as caught:
        take_in(project, data, decisions=DECISIONS.replace('"de facto"', '"de jure"'))
    assert [d.code for d in caught.value.diagnostics] == ["import-decision"]
