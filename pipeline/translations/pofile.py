"""The lines of a PO file → raw entries: comments, flags, keywords, quoted lines.

Knows the syntax of gettext PO (GNU gettext manual, "The Format of PO Files") and nothing of
reports. General readers accept a lost closing quote or an unescaped one in silence and lose
letters; this one names the line, and goes on with what it could read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Span

if TYPE_CHECKING:
    from pipeline.diagnostics import Collector

_MARK = re.compile(r"[ \t]*(#~\|?|#\|)?[ \t]*")
"""Before a line of an entry that was taken out (``#~``), and of the older original (``#|``)."""
_KEYWORD = re.compile(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)(?![\w\[])[ \t]*(.*)$")
_ESCAPES = {'"': '"', "\\": "\\", "t": "\t", "n": "\n"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One quoted line of an entry: its text and where that text begins."""

    text: str
    line: int
    column: int
    escapes: tuple[int, ...] = ()
    """Which characters of ``text`` are written with two signs."""

    def column_of(self, offset: int) -> int:
        """Return the column in the file of the character at ``offset``."""
        return self.column + offset + sum(at < offset for at in self.escapes)


@dataclass(slots=True)
class RawEntry:
    """An entry as it stands, its texts still in lines."""

    fields: dict[str, list[Piece]] = field(default_factory=dict)
    previous: dict[str, list[Piece]] = field(default_factory=dict)
    """What stands after ``#|``."""
    flags: list[str] = field(default_factory=list)
    comments: list[tuple[int, str]] = field(default_factory=list)
    """Lines of people, each with its number; those of programs (``#.``, ``#:``) are not kept."""
    obsolete: bool = False
    first_line: int = 0
    context_span: Span | None = None


def read_entries(text: str, name: str, found: Collector) -> tuple[list[RawEntry], list[str]]:
    """Return the entries and the comments after the last one. Finding: ``po-syntax``."""
    return _Reader(name, found).read(text)


class _Reader:
    def __init__(self, name: str, found: Collector) -> None:
        self.name = name
        self.found = found
        self.out: list[RawEntry] = []
        self.raw = RawEntry()
        self.current: list[Piece] | None = None

    def read(self, text: str) -> tuple[list[RawEntry], list[str]]:
        for number, line in enumerate(text.split("\n"), 1):
            mark = _MARK.match(line)
            start = mark.end() if mark else 0
            sign = (mark[1] if mark else None) or ""
            rest = line[start:]
            if not rest.strip():
                if not sign:
                    self._close()
            elif rest.startswith("#"):
                self._close()
                self._comment(number, rest.rstrip())
            elif keyword := _KEYWORD.match(rest):
                self._keyword(number, start, sign, keyword)
            elif rest.startswith('"') and self.current is not None:
                self._piece(self.current, number, start, rest)
            else:
                self._report(
                    number,
                    start + 1,
                    "this line is neither a comment, a keyword nor a text in quotes",
                    'a text line begins and ends with "; is a quote missing?',
                )
        self._close()
        return self.out, [comment for _, comment in self.raw.comments]

    def _close(self) -> None:
        """End the entry that is being read, if it has begun."""
        if self.raw.fields:
            self.out.append(self.raw)
            self.raw = RawEntry()
        self.current = None

    def _comment(self, number: int, line: str) -> None:
        if line.startswith("#,"):
            self.raw.flags += [flag.strip() for flag in line[2:].split(",") if flag.strip()]
        elif not line.startswith(("#.", "#:")):
            self.raw.comments.append((number, line))

    def _keyword(self, number: int, start: int, sign: str, keyword: re.Match[str]) -> None:
        key, is_old, is_obsolete = keyword[1], sign.endswith("|"), sign.startswith("#~")
        if self.raw.fields and (is_old or is_obsolete != self.raw.obsolete):
            self._close()
        known = self.raw.previous if is_old else self.raw.fields
        if key in known or (key == "msgctxt" and "msgid" in known):
            self._report(
                number,
                start + 1,
                f"a new {key} begins inside an entry",
                "put an empty line before each entry",
            )
            self._close()
            known = self.raw.previous if is_old else self.raw.fields
        self.raw.obsolete = is_obsolete
        if not is_old:
            self.raw.first_line = self.raw.first_line or number
        self.current = known[key] = []
        at = start + keyword.start(2)
        self._piece(self.current, number, at, keyword[2])
        if key == "msgctxt" and not is_old:
            self.raw.context_span = Span(self.name, number, at + 2)

    def _piece(self, pieces: list[Piece], number: int, start: int, quoted: str) -> None:
        """Unescape one quoted line; ``start`` is the 0-based column of its opening quote."""
        body = quoted.rstrip()
        if not body.startswith('"'):
            self._report(number, start + 1, "the text does not begin with a quote", 'write "…"')
            pieces.append(Piece(body.removesuffix('"'), number, start + 1))
            return
        out: list[str] = []
        escapes: list[int] = []
        position, is_closed = 1, False
        while position < len(body):
            character = body[position]
            if character == '"':
                if position == len(body) - 1:
                    is_closed = True
                    break
                self._report(
                    number,
                    start + position + 1,
                    "a quote stands inside the text",
                    'write \\" or “ ”',
                )
                is_closed = True
                break
            if character == "\\":
                escape = body[position + 1 : position + 2]
                escapes.append(len(out))
                if escape not in _ESCAPES:
                    self._report(
                        number,
                        start + position + 1,
                        f"“\\{escape}” is not known",
                        "a backslash is written \\\\",
                    )
                out.append(_ESCAPES.get(escape, escape))
                position += 2
                continue
            out.append(character)
            position += 1
        pieces.append(Piece("".join(out), number, start + 2, tuple(escapes)))
        if not is_closed:
            self._report(
                number, start + len(body), "the closing quote is missing", 'end the line with "'
            )

    def _report(self, line: int, column: int, message: str, hint: str) -> None:
        self.found.error("po-syntax", message, Span(self.name, line, max(1, column)), hint)
