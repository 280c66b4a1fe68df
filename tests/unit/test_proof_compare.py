"""The comparison itself: two readings that differ in one thing differ in that one thing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipeline.diagnostics import Collector
from pipeline.edition import Edition
from pipeline.expected import expected_reading
from pipeline.folders import Project
from pipeline.project import load_publication
from pipeline.proof import ALL_FORMATS, ProofReport, compare, compare_languages, normal, squeeze
from pipeline.reading import Reading
from pipeline.resolve import resolve_edition
from pipeline.walk import walk_units
from tests.support import make_project

replace = dataclasses.replace


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    project = Project(make_project(tmp_path_factory.mktemp("compare") / "project"))
    loaded = load_publication(project, "sample", Collector())
    assert loaded is not None
    return {tag: resolve_edition(d, loaded.labels[tag]) for tag, d in loaded.documents.items()}


def first(items: tuple[Any, ...], **changes: object) -> tuple[Any, ...]:
    return (replace(items[0], **changes), *items[1:])


def unit(reading: Reading, place: int, **changes: object) -> Reading:
    units = list(reading.units)
    units[place] = replace(units[place], **changes)
    return replace(reading, units=tuple(units))


P1, P2 = 1, 4
"""Places of paragraphs 1 and 2 among the units."""

FAULTS: dict[str, tuple[Callable[[Reading], Reading], str, str]] = {
    "another language": (lambda r: replace(r, language="fr"), "language and title", "language"),
    "another title": (lambda r: replace(r, title="A report"), "language and title", "title"),
    "a cover without date": (
        lambda r: replace(r, cover=r.cover.replace("2026", "")), "title page", "title page"),
    "a contents line with another number": (
        lambda r: replace(r, contents=first(r.contents, label="I.")), "contents", "line 1"),
    "a contents line that leads elsewhere": (
        lambda r: replace(r, contents=first(r.contents, target="p1")), "contents", "line 1"),
    "contents lines in another order": (
        lambda r: replace(r, contents=r.contents[::-1]), "contents", "line 1"),
    "a lost heading": (lambda r: replace(r, headings=r.headings[:-1]), "headings", "heading 5"),
    "a heading of another level": (
        lambda r: replace(r, headings=first(r.headings, level=2)), "headings", "heading 1"),
    "another paragraph number": (lambda r: unit(r, P1, label="2."), "numbers", "paragraph 1"),
    "a lost word": (
        lambda r: unit(r, P2, text=r.units[P2].text.replace(" better", "")),
        "text of paragraphs", "paragraph 2"),
    "two paragraphs in another order": (
        lambda r: replace(r, units=(*r.units[:-2], r.units[-1], r.units[-2])),
        "text of paragraphs", "paragraph 3"),
    "a lost call": (lambda r: unit(r, P1, calls=(1,)), "footnote calls", "paragraph 1"),
    "calls in another order": (
        lambda r: unit(r, P1, calls=(2, 1)), "footnote calls", "paragraph 1"),
    "a reference that leads elsewhere": (
        lambda r: unit(r, P1, references=(("paragraph 3", "p2"),)),
        "cross-references", "paragraph 1"),
    "a first use without its link": (
        lambda r: unit(r, P2, terms=()), "first uses of terms", "paragraph 2"),
    "another word in a footnote": (
        lambda r: replace(r, notes=first(r.notes, text="No.")), "footnotes", "footnote 1"),
    "a footnote without its address": (
        lambda r: replace(r, notes=first(r.notes, urls=())), "addresses", "footnote 1"),
    "two glossary entries in another order": (
        lambda r: replace(r, glossary=r.glossary[::-1]), "glossary", "entry 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["pdf", "docx"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_in_its_place(
    fault: str, name: str, editions: dict[str, Edition]
) -> None:
    spoil, aspect, where = FAULTS[fault]
    reading = spoil(expected_reading(editions["en"]))
    differing = {
        c.aspect: c.differences for c in compare(editions["en"], name, reading) if c.differences
    }
    assert aspect in differing
    assert where in {d.where for d in differing[aspect]}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_edition_is_equal_to_itself(language: str, editions: dict[str, Edition]) -> None:
    comparisons = compare(editions[language], "epub", expected_reading(editions[language]))
    assert [c for c in comparisons if c.differences] == []
    assert all(c.expected == c.found for c in comparisons)
    assert {c.aspect for c in comparisons} == {aspect for _, aspect, _ in FAULTS.values()}


def test_spaces_and_what_nobody_sees_make_no_difference(editions: dict[str, Edition]) -> None:
    reading = expected_reading(editions["fr"])
    spaced = unit(
        reading, P2, text=reading.units[P2].text.replace(" ", " \n").replace("ouv", "ou\u00adv")
    )
    assert not any(c.differences for c in compare(editions["fr"], "epub", spaced))
    assert normal(" a\u00a0\u202fb\u2066c\u2069 e\u0301\n") == "a bc é"
    assert squeeze("a \u00a0b\nc") == "abc"


def test_a_word_cut_in_two_is_a_difference_but_in_a_pdf(editions: dict[str, Edition]) -> None:
    reading = expected_reading(editions["en"])
    cut = unit(reading, P2, text=reading.units[P2].text.replace("better", "bet ter"))
    assert any(c.differences for c in compare(editions["en"], "docx", cut))
    assert not any(c.differences for c in compare(editions["en"], "pdf", cut))


def test_one_lost_paragraph_is_one_difference_and_not_many(editions: dict[str, Edition]) -> None:
    reading = expected_reading(editions["en"])
    short = replace(reading, units=(*reading.units[:P1], *reading.units[P1 + 1 :]))
    texts = next(
        c for c in compare(editions["en"], "docx", short) if c.aspect == "text of paragraphs"
    )
    assert [(d.where, d.found) for d in texts.differences] == [("paragraph 1", "(nothing)")]


def test_languages_differ_where_their_skeletons_do(editions: dict[str, Edition]) -> None:
    english, french = editions["en"], editions["fr"]
    same = compare_languages(english, french)
    assert (same.differences, same.format, same.language) == ((), ALL_FORMATS, "fr")
    fewer = replace(french, notes=french.notes[:-1])
    assert [d.found for d in compare_languages(english, fewer).differences] == ["(nothing)"]
    more = replace(french, glossary=(*french.glossary, replace(french.glossary[0], id="term-x")))
    assert [d.expected for d in compare_languages(english, more).differences] == ["(nothing)"]


def test_the_report_tells_every_difference(editions: dict[str, Edition]) -> None:
    reading = unit(expected_reading(editions["en"]), P2, text="x" * 500, label="9.")
    report = ProofReport(
        "sample",
        "A title",
        date(2026, 1, 31),
        tuple(compare(editions["en"], "docx", reading)),
        "the PDF",
    )
    assert not report.passed
    found = report.diagnostics()
    assert {d.code for d in found} == {"proof-difference"}
    assert len(found) == 2
    assert all("en DOCX" in d.message and len(d.message) < 500 for d in found)
    told = json.loads(report.to_json())
    assert (told["passed"], told["date"]) == (False, "2026-01-31")
    assert sum(len(c["differences"]) for c in told["comparisons"]) == 2


def test_what_is_expected_is_every_unit_of_the_edition(editions: dict[str, Edition]) -> None:
    for edition in editions.values():
        reading = expected_reading(edition)
        assert len(reading.units) == len(list(walk_units(edition)))
        assert [n.number for n in reading.notes] == [1, 2, 3]
        assert reading.glossary[0].text.startswith(("Committee on All Things", "Commission de"))
