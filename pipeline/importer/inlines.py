"""Words with what they carry: cut, wrapped and changed by their place in the plain text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.model import (
    CrossReference,
    Emphasis,
    Foreign,
    Inline,
    Link,
    NoteCall,
    Strong,
    Term,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

OBJECT = "\ufffc"
"""Stands for what has no words of its own: the call of a note, a reference."""

CUT = "\u200b"
"""Stands after a hyphen at which a line ended: it may belong to the word or to the line."""

Inlines = tuple[Inline, ...]


def flat(inlines: Iterable[Inline]) -> str:
    """Return the plain text, ``OBJECT`` for each call and reference."""
    out = []
    for node in inlines:
        match node:
            case Text(text):
                out.append(text)
            case NoteCall() | CrossReference():
                out.append(OBJECT)
            case _:
                out.append(flat(node.children))
    return "".join(out)


def between(inlines: Inlines, start: int, end: int) -> Inlines:
    """Return what stands between two places of the plain text."""
    out: list[Inline] = []
    at = 0
    for node in inlines:
        length = len(flat((node,)))
        first, last = max(start - at, 0), min(end - at, length)
        if first < last:
            match node:
                case Text(text, span):
                    out.append(Text(text[first:last], span))
                case NoteCall() | CrossReference():
                    out.append(node)
                case Emphasis() | Strong() | Foreign() | Link() | Term():
                    out.append(replace(node, children=between(node.children, first, last)))
        at += length
    return tuple(out)


def wrap(inlines: Inlines, start: int, end: int, make: Callable[[Inlines], Inline]) -> Inlines:
    """Return the inlines with those between two places put into one that ``make`` returns."""
    length = len(flat(inlines))
    return merged(
        (
            *between(inlines, 0, start),
            make(between(inlines, start, end)),
            *between(inlines, end, length),
        )
    )


def substitute(inlines: Inlines, start: int, end: int, new: str) -> Inlines:
    """Return the inlines with other words between two places, marked as the first of them was."""
    out: list[Inline] = []
    at = 0
    is_placed = False
    for node in inlines:
        length = len(flat((node,)))
        first, last = start - at, end - at
        inside = 0 <= first < length or (first < 0 < last)
        empty_here = start == end and 0 <= first <= length and not is_placed
        if not (inside or empty_here):
            out.append(node)
        else:
            words = "" if is_placed else new
            low, high = max(first, 0), min(last, length)
            match node:
                case Text(text, span):
                    out.append(Text(text[:low] + words + text[high:], span))
                    is_placed = True
                case NoteCall() | CrossReference():
                    out.append(node)
                case Emphasis() | Strong() | Foreign() | Link() | Term():
                    children = substitute(node.children, low, high, words)
                    out.append(replace(node, children=children))
                    is_placed = True
        at += length
    return merged(out)


def merged(inlines: Iterable[Inline]) -> Inlines:
    """Return the inlines with texts that touch made one, and empty ones left out."""
    out: list[Inline] = []
    for node in inlines:
        last = out[-1] if out else None
        if isinstance(node, Text):
            if not node.text:
                continue
            if isinstance(last, Text):
                out[-1] = Text(last.text + node.text, last.span)
                continue
        elif isinstance(node, Emphasis | Strong | Foreign | Link | Term):
            node = replace(node, children=merged(node.children))  # noqa: PLW2901
            if not flat(node.children):
                continue
        out.append(node)
    return tuple(out)


def trimmed(inlines: Inlines) -> Inlines:
    """Return the inlines without space at their ends."""
    text = flat(inlines)
    start = len(text) - len(text.lstrip())
    return between(inlines, start, len(text.rstrip())) if text.strip() else ()


def outside(inlines: Sequence[Inline], kinds: tuple[type, ...]) -> str:
    """Return the plain text with what stands inside nodes of some kinds made ``OBJECT``."""
    out = []
    for node in inlines:
        if isinstance(node, kinds):
            out.append(OBJECT * len(flat((node,))))
        elif isinstance(node, Emphasis | Strong | Foreign | Link | Term):
            out.append(outside(node.children, kinds))
        else:
            out.append(flat((node,)))
    return "".join(out)


def join_lines(texts: Iterable[str]) -> str:
    """Return the words of some lines as one text: a space between lines, none inside a word."""
    out = ""
    for text in texts:
        if not out:
            out = text
        elif _ADDRESS_END.search(out[-_TAIL:]) and _ADDRESS_PART.match(text):
            out += text
        elif _HYPHEN_END.search(out[-2:]) and text[0].isalpha() and not _HANGING.match(text):
            out += CUT + text
        else:
            out += f" {text}"
    return out


_TAIL = 500
"""Characters of the longest address that is looked for at the end of a line."""
_HYPHEN_END = re.compile(r"\w[-\u00ad\u2010]\Z")
_HANGING = re.compile(r"(?:and|or|et|ou)\b")
"""What follows a hyphen that stands for a word: “short- and long-term”."""
_ADDRESS_END = re.compile(r"https?://\S*[/_=&?%-]\Z")
_ADDRESS_PART = re.compile(r"[\w%~-]*[/._=&?-]\S*|\d+\b")


def plain(inlines: Iterable[Inline]) -> str:
    """Return the words alone, as a person reads them."""
    return flat(inlines).replace(OBJECT, "").replace(CUT, "")
