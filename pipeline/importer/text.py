"""A text file, or the text of a PDF → a draft: lines, notes, addresses, units, calls, the proof."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.importer.addresses import peel_addresses
from pipeline.importer.builder import LENIENT
from pipeline.importer.contents import drop_contents
from pipeline.importer.draft import Decision, Draft
from pipeline.importer.flow import to_units
from pipeline.importer.footnotes import peel_footnotes, place_calls
from pipeline.importer.front import read_front
from pipeline.importer.inlines import OBJECT, flat
from pipeline.importer.lines import drop_furniture, dropped_decisions
from pipeline.importer.lossless import prove
from pipeline.importer.marks import lay_marks
from pipeline.importer.survey import survey
from pipeline.limits import IMPORT_UNITS
from pipeline.model import NoteCall, Span
from pipeline.references import walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Line, Unit


def draft_of_lines(
    every: Sequence[Line], name: str, found: Collector, *, lenient: bool, language: str | None
) -> Draft | None:
    """Take a text apart; None where there is nothing in it.

    Findings: ``import-empty``, ``import-too-large``, ``import-loss`` and those of the stages.
    """
    pages = drop_furniture(every)
    decisions = dropped_decisions(pages.dropped)
    blocks = sum(line.after_gap for line in pages.lines)
    if blocks > 2 * IMPORT_UNITS:  # before it is taken apart, which takes time
        _refuse_size(f"{blocks} blocks between blank lines", name, found)
        return None
    lines, dropped = drop_contents(pages.lines)
    decisions += dropped
    look = survey(lines)
    text, addresses = peel_addresses(lines)
    footnotes = peel_footnotes(text, look, name)
    flow = to_units(footnotes.lines, look, name, found, lenient=lenient)
    if not any(unit.kind != "heading" for unit in flow.units):
        found.error(
            "import-empty",
            "no paragraph was found in the file",
            Span(name, 0),
            "a report has numbered paragraphs, or paragraphs with blank lines between them",
        )
        return None
    if len(flow.units) > IMPORT_UNITS:
        _refuse_size(f"{len(flow.units)} paragraphs and headings", name, found)
        return None
    marked = lay_marks(flow.units, footnotes.lines, footnotes.notes, footnotes.note_lines)
    units, called = place_calls(
        marked.units, marked.notes, footnotes.numbers, found, lenient=lenient
    )
    decisions += [*footnotes.decisions, *called, *flow.decisions]
    decisions += marked.decisions
    decisions += _page_breaks(footnotes.lines, flow.units, flow.decisions)
    _check_calls(units, found, lenient=lenient)
    kept = {line.number for line in footnotes.lines} - {line.number for line in flow.front}
    body = [line for line in text if line.number in kept]
    calls = _typed_calls(flow.units, units)
    lossless = prove(body, units, footnotes.note_lines, footnotes.notes, calls)
    if lossless.sha256 != lossless.came_out:
        found.error(
            "import-loss",
            "the text that came out is not the text that went in",
            Span(name, 0),
            "this is a fault of the importer and not of your file: please report it",
        )
    identity, of_front = read_front(flow.front, language or look.language)
    return Draft(
        units=tuple(units),
        notes=tuple(marked.notes),
        links=tuple(marked.links),
        addresses=tuple(addresses),
        identity=identity,
        decisions=tuple(sorted([*decisions, *of_front], key=lambda d: d.line)),
        lossless=lossless,
        language=language or look.language,
        pages=pages.count,
    )


def _refuse_size(what: str, name: str, found: Collector) -> None:
    message = f"the file has {what}; the most is {IMPORT_UNITS}"
    found.error("import-too-large", message, Span(name, 0), "import it in parts")


def _page_breaks(
    lines: Sequence[Line], units: Sequence[Unit], known: Iterable[Decision]
) -> list[Decision]:
    """Return a decision for each page break between units; those inside are already told of."""
    told = {d.line for d in known if d.what == "page break"}
    begins = {unit.span.line: place for place, unit in enumerate(units)}
    out = []
    for before, line in pairwise(lines):
        if line.page == before.page or line.number in told:
            continue
        place = begins.get(line.number)
        if place is None:
            continue
        where = units[place].where
        earlier = units[place - 1].where if place else "the beginning"
        gap = "" if line.after_gap else ", without a blank line"
        why = "a heading begins the next page"
        if units[place].kind != "heading":
            why = f"the number {units[place].label} is the next one"
        out.append(
            Decision(
                line.number,
                line.page,
                "page break",
                where,
                f"between {earlier} and {where}{gap}",
                why,
            )
        )
    return out


def _typed_calls(before: Sequence[Unit], after: Sequence[Unit]) -> dict[str, str]:
    """Return how the text calls each note, by comparing units before and after."""
    typed: dict[str, str] = {}
    for old, new in zip(before, after, strict=True):
        parts = flat(new.inlines).split(OBJECT)
        if len(parts) == 1:
            continue
        shape = "(.*?)".join(map(re.escape, parts))
        match = re.fullmatch(shape, flat(old.inlines), re.DOTALL)
        calls = [n.note for n in walk_inlines(new.inlines) if isinstance(n, NoteCall)]
        typed.update(zip(calls, match.groups() if match else (), strict=False))
    return typed


_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def _check_calls(units: list[Unit], found: Collector, *, lenient: bool) -> None:
    """Note a raised digit that is left: it calls a note that was not found."""
    for index, unit in enumerate(units):
        match = _RAISED.search(flat(unit.inlines))
        if match is None or flat(unit.inlines)[match.start() - 1 : match.start()] in ("m", "M"):
            continue
        report = found.warning if lenient else found.error
        report(
            "import-note",
            f"{unit.where} calls the footnote {match[0]}, which was not found",
            unit.span,
            f"look whether its text is missing, or stands under another number; {LENIENT}",
        )
        units[index] = replace(unit, marked=True)
