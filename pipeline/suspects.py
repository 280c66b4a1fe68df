"""What looks like markup and is none: it is never printed as it stands.

A writer who types a table, an address or a tag meant something by it. Each shape that the parser
left as text is an error here, unless its sign was written with a backslash before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Suspect:
    """A stretch of text that was meant as markup."""

    start: int
    words: str
    code: str
    """``raw-html``, ``address-in-text`` or ``unknown-markup``."""
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape of text that was meant as markup."""

    pattern: re.Pattern[str]
    code: str
    message: str
    hint: str


_ADDRESS_HINT = "put the address into links.toml and write [words][key]"
_UNKNOWN = "this looks like markup and is not understood"
UNKNOWN_HINT = (
    "see CONTRIBUTING for the marks there are; a literal sign is written with \\ before it"
)
_SHAPES = (
    _Shape(
        re.compile(r"</?[A-Za-z][^>]*>?|<!--?|<\?"),
        "raw-html",
        "HTML is not allowed in the text",
        "write plain words; a lone < is written \\<",
    ),
    _Shape(
        re.compile(r"\]\s*\([^)]*\)?"),
        "address-in-text",
        "an address is typed in the text",
        _ADDRESS_HINT,
    ),
    _Shape(
        re.compile(
            r"\b(?:[a-z][a-z0-9+.-]{0,20}://|(?:javascript|vbscript|data|file|mailto):(?=\S)|www\.)\S*",
            re.IGNORECASE,
        ),
        "address-in-text",
        "an address is typed in the text",
        _ADDRESS_HINT,
    ),
    _Shape(
        re.compile(r"\[\^[^\]]*\]?|\[@[^\]]*\]?|\{#[^}]*\}?|\{[.][^}]*\}?|[\[\]{}]"),
        "unknown-markup",
        _UNKNOWN,
        UNKNOWN_HINT,
    ),
    _Shape(
        re.compile(
            r"\*+|`+|~~+|__+|(?<!\w)_(?=\w)|&(?:\#[0-9]+|\#[xX][0-9a-fA-F]+|[A-Z]?[a-z]{2,}[0-9]*);",
        ),
        "unknown-markup",
        _UNKNOWN,
        UNKNOWN_HINT,
    ),
)
_ROW_SHAPE = _Shape(
    re.compile(r"\A(?:#{1,6} ?|\|.*|[-=]{3,}\Z|[:|]*---[-:| ]*\Z)"),
    "unknown-markup",
    _UNKNOWN,
    UNKNOWN_HINT,
)
"""What is suspect only where a line begins: headings, rules, tables."""


def find_suspects(text: str, *, begins_row: bool) -> Iterator[Suspect]:
    """Yield every stretch that looks like markup; where two meet, the first and longest.

    ``begins_row`` tells that the text stands at the beginning of a line.
    """
    matches = [(m, shape) for shape in _SHAPES for m in shape.pattern.finditer(text)]
    if begins_row and (match := _ROW_SHAPE.pattern.match(text)):
        matches.append((match, _ROW_SHAPE))
    taken = 0
    for match, shape in sorted(matches, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() >= taken:
            taken = match.end()
            yield Suspect(match.start(), match[0], shape.code, shape.message, shape.hint)
