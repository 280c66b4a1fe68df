"""The line that stands before a block and names it: ``{#p12}``, ``{#s-summary .unnumbered}``.

Nothing in such a line is passed over in silence: an id that a second one would replace, or a
word that nobody knows, is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Span

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

    from pipeline.diagnostics import Collector

ID = r"[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*"
"""What an id is made of, as a regular expression."""

UNNUMBERED = "unnumbered"
"""The section or paragraph bears no number."""

CHECK = "check"
"""The importer was not sure of this block; it stays until a person has looked."""

_LINE = re.compile(r"\{[#.][^{}]*\}[ \t]*")


@dataclass(frozen=True, slots=True)
class IdLine:
    """What the line before a block says of it."""

    id: str
    """Empty where the line names no id."""
    unnumbered: bool
    span: Span


def id_line_rule(state: StateBlock, start: int, _end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    """Make a token ``id_line`` of such a line; inside lists and quotations it is text."""
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    if state.level or not _LINE.fullmatch(state.src, first, last):
        return False
    if not silent:
        token = state.push("id_line", "", 0)
        token.content, token.map = state.src[first:last].rstrip(), [start, start + 1]
        state.line = start + 1
    return True


def read_id_line(text: str, place: Span, found: Collector) -> IdLine:
    """Take the line apart; ``text`` begins at ``place``.

    Findings: ``bad-id``, ``unknown-markup``.
    """
    identifier, unnumbered = "", False
    for match in re.finditer(r"[^\s{}]+", text):
        word = match[0]
        span = Span(place.file, place.line, place.column + match.start(), len(word))
        if word == f".{UNNUMBERED}":
            unnumbered = True
        elif word == f".{CHECK}":
            found.warning(
                "doubt-mark",
                "the importer was not sure of what follows",
                span,
                f"compare it with the file it came from, then delete .{CHECK}",
            )
        elif not word.startswith("#"):
            found.error(
                "unknown-markup", f"“{word}” is not known here", span, f"known: .{UNNUMBERED}"
            )
        elif identifier:
            found.error("bad-id", "the block has two ids", span, "delete one of the two")
        else:
            identifier = word[1:]
            if not re.fullmatch(ID, identifier):
                found.error(
                    "bad-id",
                    f"“{identifier}” cannot be an id",
                    Span(place.file, place.line, span.column + 1, max(1, len(identifier))),
                    "an id has lower-case letters, digits and hyphens, and begins with a letter",
                )
    return IdLine(identifier, unnumbered, place)
