"""Markdown ↔ words and codes: what a translator writes, and what is only moved.

The marks of the text - links, notes, references, emphasis - are codes that translation tools
protect. Two texts are the same when their words and codes are: spaces and line breaks that a tool
rewrote do not count.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from pipeline.diagnostics import Collector, Diagnostic
from pipeline.markup import parse_inline, parser
from pipeline.place import Place
from pipeline.textfile import forbidden

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it.token import Token

Kind = Literal["emphasis", "strong", "foreign", "link", "term", "note", "reference"]
Part = Literal["open", "close", "whole"]

FORMATTING: frozenset[Kind] = frozenset({"emphasis", "strong", "foreign"})
"""What a translation may have more or less of than the original."""


@dataclass(frozen=True, slots=True)
class Code:
    """A mark of the text, or one end of it."""

    kind: Kind
    part: Part
    data: str
    """The Markdown: ``[``, ``][doors]``, ``[^first]``."""
    number: int
    """The same for both ends of a pair; from 1 in the original, where it names the mark."""

    @property
    def is_free(self) -> bool:
        """Whether a translator may leave it out or add another."""
        return self.kind in FORMATTING


Piece: TypeAlias = str | Code


# --- Markdown → pieces ----------------------------------------------------------------------------

_KINDS: dict[str, Kind] = {
    "em": "emphasis",
    "strong": "strong",
    "link": "link",
    "foreign": "foreign",
    "term": "term",
}


def pieces_of(markdown: str, *, plain: bool = False) -> tuple[Piece, ...]:
    """Return the words and codes of a text; a ``plain`` one has words only."""
    if plain:
        return (markdown,) if markdown else ()
    out: list[Piece] = []
    number = 0
    open_codes: list[Code] = []
    tokens = parser().parseInline(markdown)
    for token in tokens[0].children or [] if tokens else []:
        name, _, part = token.type.rpartition("_")
        if token.type in ("note_call", "cross_reference"):
            number += 1
            kind: Kind = "note" if token.type == "note_call" else "reference"
            sign = "^" if kind == "note" else "@"
            out.append(Code(kind, "whole", f"[{sign}{token.meta['value']}]", number))
        elif part == "open":
            number += 1
            opening, closing = _ends(name, token)
            out.append(Code(_KINDS[name], "open", opening, number))
            open_codes.append(Code(_KINDS[name], "close", closing, number))
        elif part == "close":
            out.append(open_codes.pop())
        else:
            out.append(" " if token.type in ("softbreak", "hardbreak") else token.content)
    return _joined(out)


def _ends(name: str, token: Token) -> tuple[str, str]:
    """Return the Markdown of the two ends of a pair."""
    if name in ("em", "strong"):
        return token.markup, token.markup
    value = token.meta["value"]
    match name:
        case "link":
            return "[", f"][{value}]"
        case "foreign":
            return "[", f"]{{lang={value}}}"
        case _:
            return "[", f"]{{term={value}}}"


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Join words that follow each other."""
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        elif piece:
            out.append(piece)
    return tuple(out)


# --- pieces → Markdown ----------------------------------------------------------------------------

_SIGNS = re.compile(
    r"[\\*\[\]{}`]|__+|~~+|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|<(?=[A-Za-z/!?])|&(?=\w|#)"
)


def markdown_of(pieces: Sequence[Piece], *, plain: bool = False) -> str:
    """Return the text on one line, with a backslash before each sign of Markdown."""
    text = "".join(
        piece.data
        if isinstance(piece, Code)
        else piece
        if plain
        else _SIGNS.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), piece)
        for piece in pieces
    )
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def cleaned(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], list[str]]:
    """Return the pieces as a catalogue may hold them, and names of the signs left out.

    Programs put marks of direction, byte order marks and the like into texts; a catalogue has
    none of them, for direction is decided when the report is made.
    """
    removed: list[str] = []
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Code):
            out.append(piece)
            continue
        kept = []
        for character in re.sub(r"[ \r\n\t\v\f\u2028\u2029]+", " ", piece):
            if wrong := forbidden(character):
                removed.append(wrong[1])
            else:
                kept.append(character)
        out.append(unicodedata.normalize("NFC", "".join(kept)))
    return _joined(_spaces_outside(out)), removed


def _spaces_outside(pieces: Iterable[Piece]) -> list[Piece]:
    """Move spaces from the inner edges of pairs to their outer edges."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else ""
        if isinstance(piece, str) and isinstance(last, Code) and last.part == "open":
            if piece.startswith(" "):
                out.insert(len(out) - 1, " ")
            out.append(piece.lstrip(" "))
        elif isinstance(piece, Code) and piece.part == "close" and isinstance(last, str):
            out[-1:] = [last.rstrip(" "), piece]
            if last.endswith(" "):
                out.append(" ")
        else:
            out.append(piece)
    return out


# --- comparison -----------------------------------------------------------------------------------


def key(pieces: Sequence[Piece]) -> tuple[tuple[str, bool, bool], ...]:
    """Return what two texts have in common that are the same for a reader.

    Words with their emphasis, codes without; runs of spaces count as one, those at the ends not at
    all.
    """
    out: list[tuple[str, bool, bool]] = []
    depth: Counter[Kind] = Counter()
    for piece in pieces:
        if isinstance(piece, Code) and piece.kind in ("emphasis", "strong"):
            depth[piece.kind] += 1 if piece.part == "open" else -1
        elif isinstance(piece, Code):
            out.append((f"\0{piece.part}\0{piece.data}", False, False))
        else:
            for word in re.findall(r"[ \t\r\n]+|[^ \t\r\n]+", piece):
                flags = (depth["strong"] > 0, depth["emphasis"] > 0)
                token = (" ", False, False) if word[0] in " \t\r\n" else (word, *flags)
                if out and _joins(out[-1], token):
                    token = (out.pop()[0] + token[0], *token[1:])
                if not (token[0] == " " and (not out or out[-1][0] == " ")):
                    out.append(token)
    while out and out[-1][0] == " ":
        out.pop()
    return tuple(out)


def _joins(last: tuple[str, bool, bool], token: tuple[str, bool, bool]) -> bool:
    """Tell whether two stretches are parts of one word."""
    return last[1:] == token[1:] and not {last[0], token[0]} & {" "} and "\0" not in last[0]


def same(one: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Tell whether two texts are the same but for spaces that a tool rewrote."""
    return key(one) == key(other)


def fingerprint(pieces: Sequence[Piece]) -> str:
    """Return twelve signs that stand for a text, in a file that goes out and comes back."""
    return hashlib.sha256(repr(key(pieces)).encode()).hexdigest()[:12]


# --- the codes of a translation -------------------------------------------------------------------


def numbered_like(pieces: Sequence[Piece], original: Sequence[Piece]) -> tuple[Piece, ...]:
    """Give each code the number that the same code has in the original; others get new ones."""
    free: dict[tuple[Kind, str], list[int]] = {}
    highest = 0
    for piece in original:
        if isinstance(piece, Code):
            highest = max(highest, piece.number)
            if piece.part != "close":
                free.setdefault(_name(piece, original), []).append(piece.number)
    numbers: dict[int, int] = {}
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(piece)
            continue
        if piece.number not in numbers:
            waiting = free.get(_name(piece, pieces))
            if waiting:
                numbers[piece.number] = waiting.pop(0)
            else:
                highest += 1
                numbers[piece.number] = highest
        out.append(replace(piece, number=numbers[piece.number]))
    return tuple(out)


def _name(code: Code, pieces: Sequence[Piece]) -> tuple[Kind, str]:
    """Return what tells a code from another: of a pair, the data of its end."""
    return code.kind, closing_of(code, pieces).data


def restored(pieces: Sequence[Piece], original: Sequence[Piece]) -> tuple[Piece, ...]:
    """Give codes that came back as a bare number what the original has under that number."""
    known = {(c.number, c.part): c for c in original if isinstance(c, Code)}
    return tuple(
        known.get((piece.number, piece.part), piece)
        if isinstance(piece, Code) and not piece.data
        else piece
        for piece in pieces
    )


def closing_of(code: Code, pieces: Sequence[Piece]) -> Code:
    """Return the other end of a pair, or the code itself where it stands alone."""
    return next(
        (
            other
            for other in pieces
            if isinstance(other, Code) and other.number == code.number and other.part == "close"
        ),
        code,
    )


def damage(pieces: Sequence[Piece], original: Sequence[Piece]) -> str:
    """Say in words what is wrong with the codes of a translation; nothing where they are whole."""
    wanted, got = _marks(original), _marks(pieces)
    told = [f"⟦{mark}⟧ is missing" for mark in (wanted - got).elements()]
    told += [f"⟦{mark}⟧ is there too often" for mark in (got - wanted).elements()]
    return ", ".join(told) or _broken_pairs(pieces)


def _marks(pieces: Sequence[Piece]) -> Counter[str]:
    return Counter(
        label(piece, pieces)
        for piece in pieces
        if isinstance(piece, Code) and piece.part != "close" and not piece.is_free
    )


def label(code: Code, pieces: Sequence[Piece]) -> str:
    """Return a mark as people read it: ``note first``, ``link doors``, ``to p28``."""
    data = closing_of(code, pieces).data
    name = re.sub(r"\A\]?[\[{](?:[\^@]|lang=|term=)?\"?|\"?[\]}]\Z", "", data)
    words = {"note": "note", "reference": "to", "link": "link", "term": "term", "foreign": "lang"}
    return f"{words[code.kind]} {name}" if code.kind in words else code.kind


def _broken_pairs(pieces: Sequence[Piece]) -> str:
    open_numbers: list[int] = []
    for piece in pieces:
        if not isinstance(piece, Code) or piece.part == "whole":
            continue
        if piece.part == "open":
            open_numbers.append(piece.number)
        elif not open_numbers or open_numbers.pop() != piece.number:
            return f"the end of {_pair(piece, pieces)} stands at a wrong place"
    return "a mark is begun and not ended" if open_numbers else ""


def _pair(code: Code, pieces: Sequence[Piece]) -> str:
    return f"⟦{label(code, pieces)}⟧"


def faults(markdown: str, pieces: Sequence[Piece], name: str) -> list[Diagnostic]:
    """Return what a report would not print of a text, or would print otherwise than it was meant.

    ``name`` is the file as messages show it.
    """
    found = Collector()
    parse_inline(markdown, Place(name, ((0, 0),), markdown), found)
    if not found.found and not same(pieces_of(markdown), pieces):
        message = "its emphasis cannot be written in the catalogue"
        found.error("returned-text", message, None, "put the bold or italic words together")
    return found.found
