"""translations/<language>.po: the strict reader.

The file format is gettext PO (GNU gettext manual, "The Format of PO Files") cut down to what a
report needs: ``msgctxt`` is the id of a text, ``msgid`` the English as it was when this was
translated, ``msgstr`` the translation. General PO readers accept a lost closing quote or an
unescaped one in silence and lose letters; this one names the line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diagnostics import Collector

_KEYWORD = re.compile(r"(#\|\s*)?(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)(\s*)(.*)$")
_ESCAPES = {'"': '"', "\\": "\\", "t": "\t"}
SENTENCE_END = re.compile(r"[.!?…؟](?:\s?»|[”\"’)])*(?:\[\^[^\]]+\])*$")
HEADER_KEYS = ("Language", "Content-Type")


@dataclass(frozen=True, slots=True)
class Piece:
    """One quoted line of an entry: its text and where that text begins."""

    text: str
    line: int
    column: int
    escapes: tuple[int, ...] = ()
    """Which characters of ``text`` are written with two signs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text."""

    id: str
    source: str
    """The original as it was when this was translated."""
    target: str
    """The translation; empty where there is none."""
    span: Span
    """Of the msgctxt line."""
    pieces: tuple[Piece, ...] = ()
    """The lines of ``target``, for places inside it."""
    fuzzy: bool = False
    """A draft that a person has yet to look at."""
    comments: tuple[str, ...] = ()
    """Lines beginning ``# ``, kept as they are."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entries of one language."""

    language: str
    name: str
    """Path as messages show it."""
    entries: tuple[Entry, ...]


@dataclass(slots=True)
class _Raw:
    """An entry while it is being read."""

    fields: dict[str, list[Piece]] = field(default_factory=dict)
    first_line: int = 0
    context_span: Span | None = None
    flags: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)


def read_catalogue(text: str, name: str, language: str, found: Collector) -> Catalogue:
    """Read a catalogue.

    Findings, each with its line: ``po-syntax`` (a line that is no PO, a lost or an unescaped
    quote, an unknown escape), ``po-no-id``, ``po-duplicate``, ``po-missing-space``,
    ``po-incomplete``, ``po-plural``, ``po-header``.
    """
    entries: dict[str, Entry] = {}
    header = False
    for raw in _Reader(text, name, found).entries():
        if _is_header(raw):
            header = True
            _check_header(raw, name, language, found)
            continue
        entry = _entry(raw, name, found)
        if entry is None:
            continue
        if entry.id in entries:
            first = entries[entry.id].span.line
            found.error(
                "po-duplicate",
                f"“{entry.id}” is translated twice, first in line {first}",
                entry.span,
                "keep one of the two entries",
            )
        else:
            entries[entry.id] = entry
    if not header:
        found.error(
            "po-header",
            "the catalogue has no header",
            Span(name, 1),
            f'begin with: msgid "" / msgstr "" / "Language: {language}\\n"',
        )
    return Catalogue(language, name, tuple(entries.values()))


class _Reader:
    """Line by line: comments, keywords, continued strings."""

    def __init__(self, text: str, name: str, found: Collector) -> None:
        self.lines = text.split("\n")
        self.name = name
        self.found = found

    def entries(self) -> list[_Raw]:
        out: list[_Raw] = []
        raw = _Raw()
        current: list[Piece] | None = None
        for number, line in enumerate(self.lines, 1):
            stripped = line.strip()
            if not stripped or stripped.startswith("#~"):
                if raw.fields:
                    out.append(raw)
                    raw = _Raw()
                current = None
            elif stripped.startswith("#") and not stripped.startswith("#|"):
                if raw.fields:
                    out.append(raw)
                    raw = _Raw()
                current = None
                self._comment(raw, stripped)
            elif match := _KEYWORD.match(line):
                key = ("old " if match[1] else "") + match[2]
                if key in raw.fields or (key == "msgctxt" and "msgid" in raw.fields):
                    self._report(
                        number,
                        1,
                        f"a new {match[2]} begins inside an entry",
                        "put an empty line before each entry",
                    )
                    out.append(raw)
                    raw = _Raw()
                raw.first_line = raw.first_line or number
                current = raw.fields.setdefault(key, [])
                self._piece(current, number, match.start(4), match[4])
                if key == "msgctxt":
                    raw.context_span = Span(self.name, number, match.start(4) + 2)
            elif stripped.startswith(('"', '#| "')) and current is not None:
                start = line.index('"')
                self._piece(current, number, start, line[start:])
            else:
                self._report(
                    number,
                    len(line) - len(line.lstrip()) + 1,
                    "this line is neither a comment, a keyword nor a text in quotes",
                    'a text line begins and ends with "; is a quote missing?',
                )
        if raw.fields:
            out.append(raw)
        return out

    def _comment(self, raw: _Raw, line: str) -> None:
        if line.startswith("#,"):
            raw.flags.update(flag.strip() for flag in line[2:].split(","))
        elif line.startswith(("# ", "#\t")) or line == "#":
            raw.comments.append(line)

    def _piece(self, pieces: list[Piece], number: int, start: int, quoted: str) -> None:
        """Unescape one quoted line; ``start`` is the 0-based column of its opening quote."""
        body = quoted.rstrip()
        if not body.startswith('"'):
            self._report(number, start + 1, "the text does not begin with a quote", 'write "…"')
            return
        out: list[str] = []
        escapes: list[int] = []
        position = 1
        while position < len(body):
            character = body[position]
            if character == '"':
                if position != len(body) - 1:
                    self._report(
                        number,
                        start + position + 1,
                        "a quote stands inside the text",
                        'write \\" or “ ”',
                    )
                    return
                pieces.append(Piece("".join(out), number, start + 2, tuple(escapes)))
                return
            if character == "\\":
                escape = body[position + 1 : position + 2]
                escapes.append(len(out))
                if escape == "n":
                    out.append("\n")
                elif escape in _ESCAPES and escape:
                    out.append(_ESCAPES[escape])
                else:
                    self._report(
                        number,
                        start + position + 1,
                        f"“\\{escape}” is not known",
                        "a backslash is written \\\\",
                    )
                position += 2
                continue
            out.append(character)
            position += 1
        self._report(
            number, start + len(body), "the closing quote is missing", 'end the line with "'
        )

    def _report(self, line: int, column: int, message: str, hint: str) -> None:
        self.found.error("po-syntax", message, Span(self.name, line, max(1, column)), hint)


def _text(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def _is_header(raw: _Raw) -> bool:
    return "msgctxt" not in raw.fields and not _text(raw.fields.get("msgid", [Piece("x", 0, 0)]))


def _check_header(raw: _Raw, name: str, language: str, found: Collector) -> None:
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
            Span(name, raw.first_line),
            f'write "Language: {language}\\n"',
        )
    charset = fields.get("Content-Type", "charset=UTF-8").lower()
    if "charset=utf-8" not in charset.replace(" ", ""):
        found.error(
            "po-header",
            "the header does not say UTF-8",
            Span(name, raw.first_line),
            'write "Content-Type: text/plain; charset=UTF-8\\n"',
        )


def _entry(raw: _Raw, name: str, found: Collector) -> Entry | None:
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
        fuzzy="fuzzy" in raw.flags,
        comments=tuple(raw.comments),
    )


def _joined(pieces: Sequence[Piece]) -> str:
    return _text(pieces).strip()


def _check_pieces(pieces: Sequence[Piece], name: str, found: Collector) -> None:
    """Find what a hand that edits quoted lines gets wrong: a lost space, a typed newline."""
    for index, piece in enumerate(pieces):
        if "\n" in piece.text:
            found.error(
                "po-syntax",
                "“\\n” stands in the text",
                Span(name, piece.line, _column(piece, piece.text.index("\n")), 2),
                "delete it: where a line breaks is decided by the page",
            )
        following = next((p for p in pieces[index + 1 :] if p.text), None)
        if (
            piece.text
            and following
            and not piece.text[-1].isspace()
            and not following.text[0].isspace()
        ):
            end = "after the sentence" if SENTENCE_END.search(piece.text) else "at the end"
            found.error(
                "po-missing-space",
                f"the space {end} of this line is missing: the next begins at once",
                Span(name, piece.line, _column(piece, len(piece.text))),
                'put a space before the closing "',
            )


def _column(piece: Piece, offset: int) -> int:
    """Return the column of a character of a piece in the file."""
    return piece.column + offset + sum(at < offset for at in piece.escapes)
