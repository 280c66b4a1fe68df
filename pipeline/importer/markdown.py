"""Inlines → the Markdown of ``source/``: read again, it gives the same inlines.

A sentence stands on a line. Whatever could be taken for a mark is written with a backslash.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, assert_never

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
    from collections.abc import Iterable

_SIGNS = re.compile(r"[\\*\[\]{}`<]|~~|(?<!\w)_(?=\w)|__+|&(?=#?\w+;)|_(?=[*_])")
_ADDRESS = re.compile(
    r"(?i)(?<![a-z0-9])([a-z][a-z0-9+.-]*)(?=://)|\b(javascript|vbscript|data|file|mailto)(?=:\S)"
)
_ROW = re.compile(r"(?:#|>|[-+](?=\s|$)|\||={2,}|-{2,}|:(?=[-|:]))")
_ROW_NUMBER = re.compile(r"(\d+)([.)])(?=\s|$)")

_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gen|Hon|No|Nos|Art|Arts|art|para|paras|p|pp|vol|cf|cp"
    r"|e\.g|i\.e|etc|vs|approx|ca|ed|eds|fig|M|MM|Mme|Mlle|Jan|Feb|Aug|Sept|Oct|Nov|Dec)"
    r"|\b[A-ZÀ-Þ]|\.[A-Za-z]|^\d+)\.$"
)
_SENTENCE = re.compile(r"[.!?…][”’»)\]]*(?:\[\^[a-z0-9.-]+\])*(?= [“‘«(\[]*[A-ZÀ-Þ0-9])")


def to_markdown(inlines: Iterable[Inline]) -> str:
    """Return the Markdown of a unit on one line, nothing yet escaped that only begins lines."""
    out = ""
    for node in inlines:
        match node:
            case Text(text):
                out += escape(text)
            case Emphasis(children):
                out += _emphasis("*", to_markdown(children))
            case Strong(children):
                out += _emphasis("**", to_markdown(children))
            case Foreign(language, children):
                out += f"[{to_markdown(children)}]{{lang={language}}}"
            case Link(key, children):
                out += f"[{to_markdown(children)}][{key}]"
            case Term(term, children):
                out += f"[{to_markdown(children)}]{{term={term}}}"
            case NoteCall(note):
                out += f"[^{note}]"
            case CrossReference(target):
                out += f"[@{target}]"
            case _:
                assert_never(node)
    return out


def _emphasis(mark: str, words: str) -> str:
    """Put the marks next to words: space inside them would make them plain asterisks."""
    core = words.strip(" ")
    if not core:
        return words
    before = words[: len(words) - len(words.lstrip(" "))]
    after = words[len(words.rstrip(" ")) :]
    return f"{before}{mark}{core}{mark}{after}"


def escape(text: str) -> str:
    """Return words as Markdown that means just these words."""
    text = _SIGNS.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), text)
    text = _ADDRESS.sub(lambda match: f"{match[0]}\\", text)
    return re.sub(r"(?i)\bwww\.(?=\S)", lambda match: f"{match[0][:3]}\\.", text)


def rows(markdown: str) -> list[str]:
    """Break the Markdown of a unit into lines, a sentence each, none of which begins a block."""
    out: list[str] = []
    start = 0
    for match in _SENTENCE.finditer(markdown):
        row = markdown[start : match.end()]
        bare = re.sub(r"[”’»)\]]*(?:\[\^[a-z0-9.-]+\])*$", "", row)
        if _ABBREVIATED.search(bare) or not _is_balanced(row):
            continue
        out.append(row)
        start = match.end() + 1
    out.append(markdown[start:])
    return [_escape_row(row) for row in out if row]


def _is_balanced(row: str) -> bool:
    """Tell whether no mark is open at the end of a row, so that a line may end there."""
    plain = re.sub(r"\\.", "", row)
    return plain.count("[") == plain.count("]") and plain.count("*") % 2 == 0


def _escape_row(row: str) -> str:
    """Take from the beginning of a line what would make a heading, list or quotation of it."""
    if _ROW.match(row):
        return f"\\{row}"
    return _ROW_NUMBER.sub(r"\1\\\2", row, count=1) if _ROW_NUMBER.match(row) else row
