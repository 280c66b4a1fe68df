"""What a PDF puts on its words - links, italics - laid on the words of the units they became."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline.importer.addresses import is_usable, link_target, linked
from pipeline.importer.draft import Decision
from pipeline.importer.inlines import CUT, flat, wrap
from pipeline.model import Emphasis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.importer.draft import DraftNote, Line, Mark, Unit
    from pipeline.importer.inlines import Inlines
    from pipeline.model import LinkTarget, Span

_ADDRESS = re.compile(r"(?:https?://|www\.|mailto:)\S*|\S+@\S+\.\S+", re.IGNORECASE)
NO_DATE = "n.d."


@dataclass(frozen=True, slots=True)
class Marked:
    """Units and notes with their links and italics."""

    units: list[Unit]
    notes: list[DraftNote]
    links: list[LinkTarget]
    decisions: list[Decision]


def lay_marks(
    units: Sequence[Unit],
    lines: Sequence[Line],
    notes: Sequence[DraftNote],
    note_lines: Sequence[Line],
) -> Marked:
    """Return units and notes with what lay on the words of their lines."""
    out = Marked([], [], [], [])
    body, beside = _Lines(lines), _Lines(note_lines)
    for unit in units:
        on = _marks(body.between(unit.span.line, unit.last_line), unit.label, unit.inlines)
        if unit.kind == "heading":
            on = []
        inlines = _laid(unit.inlines, on, unit.span, unit.page, unit.where, out)
        out.units.append(replace(unit, inlines=inlines))
    for place, (note, after) in enumerate(zip_longest(notes, notes[1:]), 1):
        last = after.span.line - 1 if after else beside.last
        on = _marks(beside.between(note.span.line, last), note.label, note.inlines)
        inlines = _laid(note.inlines, on, note.span, note.page, f"note {place}", out)
        out.notes.append(replace(note, inlines=inlines))
    return out


class _Lines:
    """Lines in the order of the file, found by their numbers."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.by_number = {line.number: line for line in lines}
        self.last = max(self.by_number, default=0)
        self.has_marks = any(line.marks for line in lines)

    def between(self, first: int, last: int) -> list[Line]:
        if not self.has_marks:
            return []
        numbers = range(first, last + 1)
        return [self.by_number[number] for number in numbers if number in self.by_number]


def _marks(lines: Sequence[Line], label: str, inlines: Inlines) -> list[tuple[int, int, Mark]]:
    """Return where in the plain text each mark lies; those that go on over lines made one.

    Counted in signs without white space, of which no line loses any on its way.
    """
    if not any(line.marks for line in lines):
        return []
    text = flat(inlines)
    signs = [place for place, sign in enumerate(text) if not sign.isspace() and sign != CUT]
    found: list[tuple[int, int, Mark]] = []
    at = -len(_squeezed(label))
    for line in lines:
        for mark in line.marks:
            first = at + len(_squeezed(line.text[: mark.start]))
            last = at + len(_squeezed(line.text[: mark.end])) - 1
            if 0 <= last < len(signs) and max(first, 0) <= last:
                found.append((signs[max(first, 0)], signs[last] + 1, mark))
        at += len(_squeezed(line.text))
    return _joined(found, text)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _joined(found: Sequence[tuple[int, int, Mark]], text: str) -> list[tuple[int, int, Mark]]:
    out: list[tuple[int, int, Mark]] = []
    for start, end, mark in sorted(found, key=lambda f: (f[2].kind, f[2].value, f[0])):
        first, last, other = out[-1] if out else (0, 0, None)
        if (
            other
            and (other.kind, other.value) == (mark.kind, mark.value)
            and not text[last:start].strip(f" {CUT}")
        ):
            out[-1] = (first, end, other)
        else:
            out.append((start, end, mark))
    return out


def _laid(
    inlines: Inlines,
    marks: Sequence[tuple[int, int, Mark]],
    span: Span,
    page: int,
    where: str,
    out: Marked,
) -> Inlines:
    text = flat(inlines)
    for start, end, mark in marks:
        words = text[start:end]
        if mark.kind == "emphasis":
            # A text that is all italic is set so; nobody stresses all of it.
            if words != text.strip() and any(c.isalpha() for c in words):
                inlines = wrap(inlines, start, end, lambda inside: Emphasis(inside, span))
        elif is_usable(mark.value) and not _ADDRESS.fullmatch(words.replace(CUT, "")):
            target = link_target(mark.value, span, out.links, NO_DATE)
            if target.key not in {link.key for link in out.links}:
                out.links.append(target)
            inlines = wrap(inlines, start, end, linked(target.key, span))
            decision = f"links “{words.replace(CUT, '')}” to {mark.value}"
            why = "the file itself has the address on these words"
            out.decisions.append(Decision(span.line, page, "address", where, decision, why))
    return inlines
