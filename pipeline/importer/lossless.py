"""The proof that no sign of a text got lost on its way into units."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from pipeline.importer.draft import Lossless
from pipeline.importer.inlines import CUT, OBJECT, flat
from pipeline.model import NoteCall
from pipeline.references import walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.importer.draft import DraftNote, Line, Unit


def prove(
    lines: Iterable[Line],
    units: Sequence[Unit],
    note_lines: Iterable[Line],
    notes: Sequence[DraftNote],
    calls: Mapping[str, str],
) -> Lossless:
    """Compare what went in with what came out, white space apart.

    ``lines`` are those of the text, ``note_lines`` those of footnotes, in the order of the file;
    ``calls`` says how the text calls each note.
    """
    before = squeeze("".join(line.text for line in [*lines, *note_lines]))
    after = squeeze(
        "".join(unit.label + _typed(unit, calls) for unit in units)
        + "".join(note.label + flat(note.inlines) for note in notes)
    )
    return Lossless(len(before), _sha256(before), _sha256(after))


def squeeze(text: str) -> str:
    """Return a text without white space."""
    return re.sub(rf"[\s{CUT}]", "", text)


def _typed(unit: Unit, calls: Mapping[str, str]) -> str:
    """Return the words of a unit with each call as the file has it."""
    text = flat(unit.inlines)
    for node in walk_inlines(unit.inlines):
        if isinstance(node, NoteCall):
            text = text.replace(OBJECT, calls.get(node.note, ""), 1)
    return text


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
