"""Where the call of a footnote stands beside punctuation, by the usage of the language.

After the punctuation in English, before it in French (UN Editorial Manual, footnotes; Lexique de
l'Imprimerie nationale). Writers and translators put it where they like; it is moved here.
"""

from __future__ import annotations

import re

from pipeline.edition import Inline, NoteCall, Text

CALL_BEFORE_PUNCTUATION = frozenset({"fr", "es", "it", "pt", "uk"})
"""Languages in which the call precedes the punctuation."""

_OPENING = re.compile(r"[.,;:!?…]+[”’»\"')]*|[”’»\"')]+[.,;:!?…]*")
_CLOSING = re.compile(r"[  \u202f]*[.,;:!?…]+$")


def place_calls(inlines: tuple[Inline, ...], language: str) -> tuple[Inline, ...]:
    """Return the inlines with every call on the side of the punctuation where it belongs."""
    out = list(_separated(inlines))
    move = (
        _move_before
        if language.split("-", maxsplit=1)[0] in CALL_BEFORE_PUNCTUATION
        else _move_after
    )
    index = 0
    while index < len(out):
        if isinstance(out[index], NoteCall):
            last = index
            while last + 1 < len(out) and _belongs(out[last + 1]):
                last += 1
            index = move(out, index, last)
        index += 1
    return tuple(node for node in out if not (isinstance(node, Text) and not node.text))


_SEPARATOR = Text(", ")


def _belongs(node: Inline) -> bool:
    return isinstance(node, NoteCall) or node is _SEPARATOR


def _separated(inlines: tuple[Inline, ...]) -> list[Inline]:
    """Put a comma between two calls that would otherwise read as one number."""
    out: list[Inline] = []
    for node in inlines:
        if isinstance(node, NoteCall) and out and isinstance(out[-1], NoteCall):
            out.append(_SEPARATOR)
        out.append(node)
    return out


def _move_after(nodes: list[Inline], first: int, last: int) -> int:
    """Move the calls behind the punctuation that follows; return the index of the last call."""
    following = nodes[last + 1] if last + 1 < len(nodes) else None
    if isinstance(following, Text) and (match := _OPENING.match(following.text)):
        calls = nodes[first : last + 1]
        rest = Text(following.text[match.end() :])
        nodes[first : last + 2] = [Text(match[0]), *calls, rest]
        return last + 1
    return last


def _move_before(nodes: list[Inline], first: int, last: int) -> int:
    """Move the calls before the punctuation that precedes; return the index of the last call."""
    preceding = nodes[first - 1] if first else None
    if isinstance(preceding, Text) and (match := _CLOSING.search(preceding.text)):
        calls = nodes[first : last + 1]
        head = Text(preceding.text[: match.start()])
        nodes[first - 1 : last + 1] = [head, *calls, Text(match[0])]
        return last
    return last
