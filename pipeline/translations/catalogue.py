"""translations/<language>.po: the strict reader.

The file format is gettext PO cut down to what a report needs: ``msgctxt`` is the id of a text,
``msgid`` the English as it was when this was translated, ``msgstr`` the translation. What a hand
or a tool spoils is found here with its line; what people wrote beside the texts is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import Span
from pipeline.translations.pofile import Piece, RawEntry, read_entries
from pipeline.translations.sentences import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diagnostics import Collector

FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text."""

    id: str
    source: str
    """The original as it was when this was translated, or as ``sync`` last brought it."""
    target: str
    """The translation; empty where there is none."""
    span: Span
    """Of the msgctxt line."""
    pieces: tuple[Piece, ...] = ()
    """The lines of ``target``, for places inside it."""
    fuzzy: bool = False
    """To be read again by a person: a draft, or a translation whose original was amended."""
    comments: tuple[str, ...] = ()
    """Lines of people, beginning with ``#``, kept as they are."""
    comment_lines: tuple[int, ...] = ()
    """The line of each of ``comments``."""
    flags: tuple[str, ...] = ()
    """Flags of tools other than ``fuzzy``."""
    previous: str | None = None
    """The original as it was when this was translated, where ``sync`` has brought a newer one."""
    obsolete: bool = False
    """Taken out with ``#~``: the report no longer has the text."""

    @property
    def translated_from(self) -> str:
        """The original that ``target`` is a translation of."""
        return self.previous if self.fuzzy and self.previous is not None else self.source


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries of one language."""

    language: str
    name: str
    """Path as messages show it."""
    entries: tuple[Entry, ...]
    obsolete: tuple[Entry, ...] = ()
    """What was taken out, oldest first; an id may come more than once."""
    comments: tuple[str, ...] = ()
    """Lines of people before the header."""
    last_comments: tuple[str, ...] = ()
    """Lines of people after the last entry."""


def read_catalogue(text: str, name: str, language: str, found: Collector) -> Catalogue:
    """Read a catalogue.

    Findings, each with its line: ``po-syntax`` (a line that is no PO, a lost or an unescaped
    quote, an unknown escape), ``po-no-id``, ``po-duplicate``, ``po-copy``,
    ``po-missing-space``, ``po-joined-words``, ``po-incomplete``, ``po-plural``, ``po-header``.
    """
    entries: dict[str, Entry] = {}
    obsolete: list[Entry] = []
    header: RawEntry | None = None
    raws, last_comments = read_entries(text, name, found)
    for place, raw in enumerate(raws):
        if _is_header(raw):
            _check_header(raw, name, language, found, is_first=place == 0)
            header = header or raw
            continue
        entry = _entry(raw, name, found)
        if entry is None:
            continue
        if entry.obsolete:
            obsolete.append(entry)
        elif entry.id in entries:
            _tell_of_second(entry, entries[entry.id], found)
        else:
            entries[entry.id] = entry
    if header is None:
        found.error(
            "po-header",
            "the catalogue has no header",
            Span(name, 1),
            f'begin with: msgid "" / msgstr "" / "Language: {language}\\n"',
        )
    return Catalogue(
        language,
        name,
        tuple(entries.values()),
        tuple(obsolete),
        tuple(comment for _, comment in header.comments) if header else (),
        tuple(last_comments),
    )


def _tell_of_second(entry: Entry, first: Entry, found: Collector) -> None:
    """Tell a copy, as Git makes one where two people brought in the same text, from another."""
    if replace(entry, span=first.span, pieces=first.pieces, comment_lines=()) == replace(
        first, comment_lines=()
    ):
        found.error(
            "po-copy",
            f"“{entry.id}” stands here a second time, word for word as in line {first.span.line}",
            entry.span,
            "delete it, or let “nox -s fmt” do it",
        )
    else:
        found.error(
            "po-duplicate",
            f"“{entry.id}” is translated twice, first in line {first.span.line}",
            entry.span,
            "keep one of the two entries",
        )


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


# --- the header ---------------------------------------------------------------------------------


def _is_header(raw: RawEntry) -> bool:
    return (
        not raw.obsolete
        and "msgctxt" not in raw.fields
        and "msgid" in raw.fields
        and not _text(raw.fields["msgid"])
    )


def _check_header(
    raw: RawEntry, name: str, language: str, found: Collector, *, is_first: bool
) -> None:
    place = Span(name, raw.first_line)
    if not is_first:
        found.error(
            "po-header",
            "an entry has neither msgctxt nor msgid, and the header has its place at the top",
            place,
            'write msgctxt "…" with the id of the text, or move the header to the first line',
        )
        return
    fields = dict(
        line.split(":", 1)
        for line in _text(raw.fields.get("msgstr", [])).split("\n")
        if ":" in line
    )
    said = fields.get("Language", "").strip()
    if said.replace("_", "-") != language:
        found.error(
            "po-header",
            f"the header says Language: {said or '(nothing)'}, the file is {language}.po",
            place,
            f'write "Language: {language}\\n"',
        )
    charset = fields.get("Content-Type", "charset=UTF-8").lower()
    if "charset=utf-8" not in charset.replace(" ", ""):
        found.error(
            "po-header",
            "the header does not say UTF-8",
            place,
            'write "Content-Type: text/plain; charset=UTF-8\\n"',
        )


# --- an entry -----------------------------------------------------------------------------------


def _entry(raw: RawEntry, name: str, found: Collector) -> Entry | None:
    place = Span(name, raw.first_line)
    if any(key.startswith("msgstr[") or key == "msgid_plural" for key in raw.fields):
        found.error(
            "po-plural", "a report has no plural forms", place, "write one msgid and msgstr"
        )
        return None
    if "msgctxt" not in raw.fields:
        found.error(
            "po-no-id",
            "the entry has no msgctxt, so nothing says what it translates",
            place,
            'put back the line msgctxt "…" with the id of the text',
        )
        return None
    for key in ("msgid", "msgstr"):
        if key not in raw.fields:
            found.error("po-incomplete", f"the entry has no {key}", place, f'add {key} "…"')
            return None
    for key in ("msgid", "msgstr"):
        _check_pieces(raw.fields[key], name, found)
    return Entry(
        id=_text(raw.fields["msgctxt"]),
        source=_joined(raw.fields["msgid"]),
        target=_joined(raw.fields["msgstr"]),
        span=raw.context_span or place,
        pieces=tuple(raw.fields["msgstr"]),
        fuzzy=FUZZY in raw.flags,
        comments=tuple(comment for _, comment in raw.comments),
        comment_lines=tuple(line for line, _ in raw.comments),
        flags=tuple(dict.fromkeys(flag for flag in raw.flags if flag != FUZZY)),
        previous=_joined(raw.previous["msgid"]) if "msgid" in raw.previous else None,
        obsolete=raw.obsolete,
    )


def _joined(pieces: Sequence[Piece]) -> str:
    """Join the lines of a text; the space that is missing after a sentence is put there."""
    out = ""
    for piece in pieces:
        if _lacks_space(out, piece.text) and SENTENCE_END.search(out):
            out += " "
        out += piece.text
    return out.strip()


_WORD_ENDS = re.compile(r"[\w.,;:!?…؟،؛»”’\")\]]$")
_WORD_BEGINS = re.compile(r"(?!\s)[«“(]*\s?\w")
_SENTENCE_BEGINS = re.compile(r"(?!\s)[«“(\"*]*\s?\w|\[[^\^]")


def _lacks_space(before: str, after: str) -> bool:
    """Tell whether two lines meet where words would.

    Tools that wrap lines also break them after a hyphen or a bracket and before the call of a
    note (Unicode Standard Annex 14), where no space belongs.
    """
    begins = _SENTENCE_BEGINS if SENTENCE_END.search(before) else _WORD_BEGINS
    return bool(_WORD_ENDS.search(before) and begins.match(after))


def _check_pieces(pieces: Sequence[Piece], name: str, found: Collector) -> None:
    """Find what a hand that edits quoted lines gets wrong: a lost space, a typed newline."""
    before: Piece | None = None
    for piece in pieces:
        if "\n" in piece.text:
            found.error(
                "po-syntax",
                "“\\n” stands in the text",
                Span(name, piece.line, piece.column_of(piece.text.index("\n")), 2),
                "delete it: where a line breaks is decided by the page",
            )
        if before and _lacks_space(before.text, piece.text):
            place = Span(name, before.line, before.column_of(len(before.text)))
            if SENTENCE_END.search(before.text):
                found.error(
                    "po-missing-space",
                    "the space after the sentence of this line is missing: the next begins at once",
                    place,
                    'put a space before the closing ", or let “nox -s fmt” do it',
                )
            else:
                found.error(
                    "po-joined-words",
                    "this line and the next are joined without a space, perhaps inside a word",
                    place,
                    'put a space before the closing ", or the whole word on one line',
                )
        before = piece if piece.text else before
