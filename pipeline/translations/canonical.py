"""The canonical layout of a catalogue: a sentence a line, no dates, no line numbers.

Whatever tool saved the file, this layout brings it back, so that a change of one word is a
difference of one line. Entries stand in the order of the original, what was taken out at the end.

``#.`` says in words where a text stands, and which of its sentences are translated elsewhere in
the catalogue; ``#:`` names the file of the original. The latter hardly ever changes: it keeps a
change of the line above and a change of the line below (``#, fuzzy``) apart for Git.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.translations.memory import sentence_memory, suggestions
from pipeline.translations.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.translations.catalogue import Catalogue, Entry
    from pipeline.translations.memory import Known
    from pipeline.translations.units import Unit

_OBSOLETE = "#~ "


def write_catalogue(catalogue: Catalogue, units: Sequence[Unit]) -> str:
    """Return the canonical text of a catalogue; ``units`` are the texts of the original, in order.

    Entries of other ids come after those of the report.
    """
    known = {unit.id: unit for unit in units}
    place = {unit.id: number for number, unit in enumerate(units)}
    memory = sentence_memory((*catalogue.entries, *catalogue.obsolete))
    ordered = sorted(catalogue.entries, key=lambda entry: place.get(entry.id, len(place)))
    blocks = ["\n".join([*catalogue.comments, *_header(catalogue.language)])]
    blocks += ["\n".join(_entry(entry, known.get(entry.id), memory)) for entry in ordered]
    blocks += ["\n".join(_taken_out(entry)) for entry in catalogue.obsolete]
    if catalogue.last_comments:
        blocks.append("\n".join(catalogue.last_comments))
    return "\n\n".join(blocks) + "\n"


def _header(language: str) -> list[str]:
    return [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language.replace("-", "_")}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]


def _entry(entry: Entry, unit: Unit | None, memory: Mapping[str, Known]) -> Iterator[str]:
    yield from entry.comments
    if unit:
        yield f"#. {unit.place}"
        if entry.fuzzy or not entry.target:
            for known in suggestions(memory, unit.source, entry):
                yield f"#. {known.id}: “{known.source}” = “{known.target}”"
        yield f"#: {unit.file}"
    yield from _flags(entry)
    yield from _texts(entry)


def _taken_out(entry: Entry) -> Iterator[str]:
    """Put ``#~`` before every line but comments and flags."""
    yield from entry.comments
    yield from _flags(entry)
    for line in _texts(entry):
        yield "#~" + line.removeprefix("#") if line.startswith("#|") else _OBSOLETE + line


def _flags(entry: Entry) -> Iterator[str]:
    if flags := [*(["fuzzy"] if entry.fuzzy else []), *entry.flags]:
        yield f"#, {', '.join(flags)}"


def _texts(entry: Entry) -> Iterator[str]:
    if entry.fuzzy and entry.previous is not None:
        yield from (f"#| {line}" for line in _lines("msgid", entry.previous))
    yield f"msgctxt {_quote(entry.id)}"
    yield from _lines("msgid", entry.source)
    yield from _lines("msgstr", entry.target)


def _lines(keyword: str, text: str) -> list[str]:
    pieces = sentences(text)
    if len(pieces) <= 1:
        return [f"{keyword} {_quote(text)}"]
    return [f'{keyword} ""', *(_quote(piece) for piece in pieces)]


_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n"})


def _quote(text: str) -> str:
    return '"' + text.translate(_ESCAPED) + '"'
