"""The table of contents of a text, which is made anew at build, and so is left out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.importer.draft import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.importer.draft import Line

_TITLE = re.compile(
    r"(?:table of )?contents|table des matières|sommaire|inhaltsverzeichnis|índice|зміст",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"(?P<words>.*?\S)\s*(?:[.…·_]{2,}[\s.…·_]*|\s{2,}|\t)\s*\d{1,4}")
LONGEST = 400
"""Lines of the longest table of contents."""


def drop_contents(lines: Sequence[Line]) -> tuple[list[Line], list[Decision]]:
    """Take the table of contents out: from its title to where its first entry comes again."""
    start = next((i for i, line in enumerate(lines) if _TITLE.fullmatch(line.text)), None)
    if start is None or start + 1 >= len(lines):
        return list(lines), []
    end = _end(lines, start)
    if end is None:
        return list(lines), []
    out = [*lines[:start], *([replace(lines[end], after_gap=True)] if end < len(lines) else [])]
    out += lines[end + 1 :]
    decisions = [
        Decision(
            line.number,
            line.page,
            "table of contents",
            "",
            f"left out: “{line.text[:80]}”",
            "a table of contents is made at every build",
        )
        for line in lines[start:end]
    ]
    return out, decisions


def _end(lines: Sequence[Line], start: int) -> int | None:
    """Return the place at which the text begins; None where this is no table of contents."""
    first = _words(lines[start + 1].text)
    for place in range(start + 2, min(len(lines), start + LONGEST)):
        words = _words(lines[place].text)
        if _ENTRY.fullmatch(lines[place].text) is None and words and first.startswith(words):
            return place
    last = start
    for place in range(start + 1, min(len(lines), start + LONGEST)):
        if _ENTRY.fullmatch(lines[place].text):
            last = place
        elif place > last + 2:
            break
    return last + 1 if last > start else None


def _words(text: str) -> str:
    match = _ENTRY.fullmatch(text)
    words = match["words"] if match else re.sub(r"\s+\d{1,4}$", "", text)
    return re.sub(r"[\W_]+", " ", words.casefold()).strip()
