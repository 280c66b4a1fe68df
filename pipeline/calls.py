"""Where the call of a footnote stands beside punctuation, by the usage of the language.

After the punctuation in English, before it in French (UN Editorial Manual, footnotes; Lexique de
l'Imprimerie nationale), in Ukrainian (ДСТУ 3008: right after the word that it explains; after
the signs ? ! … though, by editors' usage, since they belong to the words) and in Arabic
(documents of the United Nations). Writers and translators put it where they like; it is moved
here. A bracket is left alone: whether the note is called inside or after it says what the note
is about.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from pipeline.edition import Emphasis, Foreign, Inline, NoteCall, Strong, Text

if TYPE_CHECKING:
    from collections.abc import Callable

CALL_BEFORE_PUNCTUATION = frozenset({"fr", "es", "it", "pt", "uk", "ar"})
"""Languages in which the call precedes the punctuation."""

CALL_AFTER_QUESTION = frozenset({"uk"})
"""Of these, those in which it nevertheless follows a question, an exclamation, an ellipsis."""

_SPACES = " \u00a0\u202f"
_QUOTE = r"(?:[”»\"]|[’'](?!\w))"
"""A closing quote. An apostrophe with a letter after it is a part of the word."""
_SIGNS = ".,;:!?…،؛؟"
_FOLLOWING = re.compile(rf"[{_SIGNS}]+{_QUOTE}*|{_QUOTE}+[{_SIGNS}]*")
_PRECEDING = re.compile(rf"[{_SPACES}]*(?:(?<!\betc)\.|[,;:!?…،؛؟])[{_SIGNS}]*$")
"""Punctuation that ends a text; the full stop of “etc.” belongs to the word."""
_PRECEDING_PAUSE = re.compile(r"(?<![.,;:!?…])(?:(?<!\bр)(?<!\bрр)(?<!\bін)(?<!\bд)\.|[,;:])$")
"""Of one sign, and none that ends a question; the full stop of “р.” belongs to the word."""
_QUESTION = re.compile(r"[!?…]+|\.{3}")
_APART = _SPACES + _SIGNS + "”»\"’')]"
"""Signs that part what stands before them from what follows."""

_SEPARATOR = Text(", ")


def place_calls(inlines: tuple[Inline, ...], language: str) -> tuple[Inline, ...]:
    """Return the inlines with every call on the side of the punctuation where it belongs.

    The calls keep their order. Two that stand together are parted by a comma, lest they read as
    one number.
    """
    primary = language.split("-", maxsplit=1)[0]
    move: _Move = _move_after
    if primary in CALL_AFTER_QUESTION:
        move = _move_between
    elif primary in CALL_BEFORE_PUNCTUATION:
        move = _move_before
    return _separated(_placed(inlines, move))


_Move: TypeAlias = "Callable[[list[Inline], int], int | None]"


def _placed(inlines: tuple[Inline, ...], move: _Move) -> list[Inline]:
    out = _lifted(inlines, move)
    index = 0
    while index < len(out):
        if isinstance(out[index], NoteCall):
            _close_up(out, index)
            while (moved := move(out, index)) is not None:
                index = moved
            index = _last(out, index)
        index += 1
    return out


def _lifted(inlines: tuple[Inline, ...], move: _Move) -> list[Inline]:
    """Take the calls at the end of emphasised words out of them: no sign could pass them there."""
    out: list[Inline] = []
    for node in inlines:
        if isinstance(node, Emphasis | Strong | Foreign):
            children = _placed(node.children, move)
            end = len(children)
            while end and isinstance(children[end - 1], NoteCall):
                end -= 1
            kept = tuple(children[:end])
            if kept:
                out.append(replace(node, children=kept))
            out += children[end:]
        else:
            out.append(node)
    return out


def _last(nodes: list[Inline], first: int) -> int:
    """Return the index of the last of the calls that stand together from ``first`` on."""
    last = first
    while last + 1 < len(nodes) and isinstance(nodes[last + 1], NoteCall):
        last += 1
    return last


def _close_up(nodes: list[Inline], first: int) -> None:
    """Take out the space that was typed before a call, unless it alone parts two words."""
    last = _last(nodes, first)
    preceding = nodes[first - 1] if first else None
    following = nodes[last + 1] if last + 1 < len(nodes) else None
    if isinstance(preceding, Text) and (
        following is None or (isinstance(following, Text) and following.text[:1] in _APART)
    ):
        nodes[first - 1] = Text(preceding.text.rstrip(_SPACES))


def _move_after(nodes: list[Inline], first: int, signs: re.Pattern[str] = _FOLLOWING) -> int | None:
    """Move the calls behind the punctuation that follows; return where the first now stands."""
    last = _last(nodes, first)
    following = nodes[last + 1] if last + 1 < len(nodes) else None
    if not isinstance(following, Text) or not (match := signs.match(following.text)):
        return None
    rest = following.text[match.end() :]
    nodes[first : last + 2] = [
        Text(match[0]),
        *nodes[first : last + 1],
        *([Text(rest)] if rest else []),
    ]
    return first + 1


def _move_before(
    nodes: list[Inline], first: int, signs: re.Pattern[str] = _PRECEDING
) -> int | None:
    """Move the calls before the punctuation that precedes; return where the first now stands."""
    last = _last(nodes, first)
    preceding = nodes[first - 1] if first else None
    if not isinstance(preceding, Text) or not (match := signs.search(preceding.text)):
        return None
    head = preceding.text[: match.start()]
    nodes[first - 1 : last + 1] = [
        *([Text(head)] if head else []),
        *nodes[first : last + 1],
        Text(match[0]),
    ]
    return first if head else first - 1


def _move_between(nodes: list[Inline], first: int) -> int | None:
    """Move the calls before a pause, but behind what ends a question or an exclamation."""
    moved = _move_after(nodes, first, _QUESTION)
    return moved if moved is not None else _move_before(nodes, first, _PRECEDING_PAUSE)


def _separated(nodes: list[Inline]) -> tuple[Inline, ...]:
    out: list[Inline] = []
    for node in nodes:
        if isinstance(node, Text) and not node.text:
            continue
        if isinstance(node, NoteCall) and out and isinstance(out[-1], NoteCall):
            out.append(_SEPARATOR)
        out.append(node)
    return tuple(out)
