"""Footnotes at the bottom of pages, endnotes, and where each is called in the text.

A line is a footnote where its number is the next one, it begins after a gap or another footnote,
and the text before it calls that number: a raised digit, a digit that touches a word or its full
stop, or ``[3]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.importer.builder import LENIENT
from pipeline.importer.draft import Decision, DraftNote, Unit
from pipeline.importer.inlines import flat, join_lines, wrap
from pipeline.importer.lines import dropped_decisions
from pipeline.model import NoteCall, Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Line
    from pipeline.importer.survey import Survey

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_START = re.compile(
    r"(?:(?P<bare>\d{1,3})|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\[(?P<square>\d{1,3})\]|\((?P<round>\d{1,3})\))"
    r"[.)]?[ \t]*(?=[^\W\d_]|[“‘«\"'(*]|https?:|www\.)"
)
_ENDNOTES = re.compile(r"(?:end|foot)?notes|notes (?:de bas de page|de fin)", re.IGNORECASE)
_NUMBERED = re.compile(r"(\d{1,3})[.)]?[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Found:
    """A footnote as its lines give it."""

    number: int
    typed: str
    text: str
    line: Line
    before: int
    """Number of the last line of text before it."""


@dataclass(frozen=True, slots=True)
class Footnotes:
    """The footnotes of a text, and the lines that are none."""

    lines: tuple[Line, ...]
    note_lines: tuple[Line, ...]
    notes: tuple[DraftNote, ...]
    numbers: tuple[int, ...]
    """Of each note, as called in the text: they may begin anew on each page."""
    decisions: tuple[Decision, ...]


def calls(text: str, number: int) -> list[tuple[int, int, bool]]:
    """Return where a text may call a footnote: (start, end, whether nothing else is likely)."""
    raised = str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    found = [(m.start(), m.end(), True) for m in re.finditer(rf"{raised}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])", text)]
    found += [(m.start(), m.end(), True) for m in re.finditer(rf" ?\[{number}\]", text)]
    after_sign = rf"(?<=[^\W\d_][.,;:!?”’»)\]])(?<!\d[.,]){number}(?=[\s,;:)”’»\ufffc]|$)"
    found += [(m.start(), m.end(), True) for m in re.finditer(after_sign, text)]
    after_quote = rf"(?<=[”»)\]][.,;:!?]){number}(?=[\s)]|$)"
    found += [(m.start(), m.end(), True) for m in re.finditer(after_quote, text)]
    after_year = rf"(?<=\d\d\d\d[.,;]){number}(?=\s+[^\Wa-z\d_]|$)"
    found += [(m.start(), m.end(), False) for m in re.finditer(after_year, text)]
    after_word = rf"(?<=[^\W\d_]){number}(?=[\s.,;:!?)”’»]|$)"
    for match in re.finditer(after_word, text):
        # “CO2” and “A4” are no calls: a letter in capitals before the digit speaks against one.
        found.append((match.start(), match.end(), text[match.start() - 1].islower()))
    return sorted(set(found))


def peel_footnotes(lines: Sequence[Line], survey: Survey, name: str) -> Footnotes:
    """Take the footnotes out of the lines of a text."""
    found = list(_footnotes(lines, survey))
    heads = [line for place, line in enumerate(lines) if is_endnotes_heading(lines, place)]
    taken = {line.number for _, rest in found for line in rest} | {line.number for line in heads}
    kept: list[Line] = []
    gone = False
    for line in lines:
        if line.number in taken:
            gone = True
            continue
        kept.append(replace(line, after_gap=line.after_gap or gone))
        gone = False
    notes = []
    decisions = dropped_decisions((line, "the notes have places of their own") for line in heads)
    for place, (note, rest) in enumerate(found, 1):
        text = join_lines([note.text, *(line.text for line in rest[1:])])
        span = Span(name, note.line.number, 1, len(note.line.text))
        notes.append(DraftNote(f"n{place}", note.typed, (Text(text, span),), span, note.line.page))
        decisions.append(
            Decision(
                note.line.number,
                note.line.page,
                "footnote",
                f"note {place}",
                f"footnote {note.typed}: “{text[:60]}”",
                "its number is the next one, and the text before it calls it",
            )
        )
    numbers = tuple(note.number for note, _ in found)
    lines_of = tuple(line for _, rest in found for line in rest)
    return Footnotes(tuple(kept), lines_of, tuple(notes), numbers, tuple(decisions))


def is_endnotes_heading(lines: Sequence[Line], place: int) -> bool:
    """Tell whether a heading stands at a place behind which all footnotes stand together."""
    if not _ENDNOTES.fullmatch(lines[place].text) or place + 1 >= len(lines):
        return False
    match = _NUMBERED.match(lines[place + 1].text) or _START.match(lines[place + 1].text)
    return match is not None and "1" in match[0]


def _footnotes(lines: Sequence[Line], survey: Survey) -> Iterator[tuple[_Found, list[Line]]]:
    expected, place = 1, 0
    text: list[str] = []
    before, page = 0, 0
    in_endnotes = False
    while place < len(lines):
        line = lines[place]
        last = lines[place - 1] if place else None
        if is_endnotes_heading(lines, place):
            in_endnotes = True
            place += 1
            continue
        begins = last is None or line.after_gap or last.number == before or in_endnotes
        number = _number(line, survey, in_endnotes=in_endnotes) if begins else None
        in_endnotes = in_endnotes and (number is not None or not line.after_gap)
        again = number is not None and number[0] == 1 and line.page != page and expected > 1
        if again and _is_called(text, 1) and not _is_called(text, expected):
            expected = 1  # numbers may begin anew on each page
        ends_page = place + 1 == len(lines) or lines[place + 1].page != line.page
        is_note = in_endnotes or (expected > 1 and (ends_page or (last and last.number == before)))
        if number is None or number[0] != expected or not (is_note or _is_called(text, expected)):
            text.append(line.text)
            place += 1
            continue
        rest = [line]
        place += 1
        while place < len(lines) and _goes_on(lines[place], line, expected + 1, survey):
            rest.append(lines[place])
            place += 1
        yield _Found(number[0], number[1], line.text[number[2] :], line, before), rest
        expected, before, page = expected + 1, rest[-1].number, line.page


def _number(line: Line, survey: Survey, *, in_endnotes: bool) -> tuple[int, str, int] | None:
    """Return the number of the footnote on this line: (value, as typed, where its text begins)."""
    match = _START.match(line.text)
    if match:
        form = match.lastgroup
        style = survey.style[1] if survey.style else ""
        clash = (form == "square" and style == "[]") or (form == "round" and style == "()")
        marked = line.text[: match.end()].rstrip().endswith((".", ")")) and form == "bare"
        if not clash and not (marked and not in_endnotes and style in (".", ")")):
            value = next(group for group in match.groups() if group)
            return int(value.translate(_RAISED)), match[0].strip(), match.end()
    if in_endnotes and (match := _NUMBERED.match(line.text)):
        return int(match[1]), match[0].strip(), match.end()
    return None


def _is_called(text: Sequence[str], number: int) -> bool:
    return any(calls(row, number) for row in reversed(text[-120:]))


def _goes_on(line: Line, first: Line, following: int, survey: Survey) -> bool:
    """Tell whether a footnote goes on in a line: on its page, up to a gap or the next one."""
    number = _number(line, survey, in_endnotes=False)
    return (
        line.page == first.page
        and not line.after_gap
        and (number is None or number[0] != following)
    )


def place_calls(
    units: Sequence[Unit],
    notes: Sequence[DraftNote],
    numbers: Sequence[int],
    found: Collector,
    *,
    lenient: bool,
) -> tuple[list[Unit], list[Decision]]:
    """Put the call of each note where the text has its number. Finding: ``import-note``."""
    out = list(units)
    decisions = []
    unit, offset = 0, 0
    for note, number in zip(notes, numbers, strict=True):
        place = _next_call(out, unit, offset, number, note)
        if place is None:
            message = f"no words call the footnote {note.label}"
            hint = "look for its number in the text, and write it behind a word"
            hint += "; the call was put at the end" if lenient else f"; {LENIENT}"
            (found.warning if lenient else found.error)("import-note", message, note.span, hint)
            if lenient and out:
                last = _place_of_stray(out, note)
                end = len(flat(out[last].inlines))
                out[last] = replace(_with_call(out[last], end, end, note.id), marked=True)
            continue
        unit, start, end, others = place
        out[unit] = _with_call(out[unit], start, end, note.id)
        inlines = out[unit].inlines
        offset = start + 1
        decisions.append(
            Decision(
                note.span.line,
                note.page,
                "call of a footnote",
                out[unit].where,
                f"footnote {note.label} is called after "
                f"“{flat(inlines)[max(0, start - 30) : start]}”",
                "another place could call it too" if others else "the only place that can call it",
                "doubtful" if others else "sure",
            )
        )
    return out, decisions


def _place_of_stray(units: Sequence[Unit], note: DraftNote) -> int:
    """Return the text that stands last before a footnote."""
    words = [i for i, unit in enumerate(units) if unit.kind != "heading"]
    before = [i for i in words if units[i].span.line < note.span.line]
    return before[-1] if before else words[0]


def _with_call(unit: Unit, start: int, end: int, note: str) -> Unit:
    call = NoteCall(note, unit.span)
    return replace(unit, inlines=wrap(unit.inlines, start, end, lambda _: call))


def _next_call(
    units: Sequence[Unit], unit: int, offset: int, number: int, note: DraftNote
) -> tuple[int, int, int, bool] | None:
    """Return the next call of a number before its note: (unit, start, end, whether others fit)."""
    candidates = []
    for place in range(unit, len(units)):
        if units[place].span.line > note.span.line and note.page <= units[place].page:
            break
        if units[place].kind == "heading":  # no heading of a report calls a note
            continue
        text = flat(units[place].inlines)
        for start, end, likely in calls(text, number):
            if place > unit or start >= offset:
                candidates.append((place, start, end, likely))
    likely_ones = [c for c in candidates if c[3]] or candidates
    if not likely_ones:
        return None
    place, start, end, _ = likely_ones[0]
    return place, start, end, len(likely_ones) > 1
