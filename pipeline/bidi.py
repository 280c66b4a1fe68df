"""Words and codes that run from left to right inside Arabic: kept together, in their order.

Left to itself, the bidirectional algorithm moves the signs at the edge of such a run: the number
of “NATO PA 2019”, the hyphen of “SSC-8”, the sign of “5 %”. Each run is put between U+2066 and
U+2069 (Unicode Standard Annex 9, 2.7), which formats keep or turn into markup of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START, END = "\u2066", "\u2069"
"""Left-to-right isolate, and the end of an isolate."""

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff\u0370-\u03ff\u0400-\u052f"
_TOKEN = rf"(?:[{_LETTER}]\.){{2,}}|[{_LETTER}\d]+(?:[-‑–/.&’'+_@:][{_LETTER}\d]+)*"
_BETWEEN = r"(?:[,:;]?|[ \u00a0][–—])[ \u00a0\u202f]"
_RUN = re.compile(rf"(?:{_TOKEN})(?:{_BETWEEN}(?:{_TOKEN}))*(?:[ \u00a0\u202f]?%)?")
"""Tokens of letters and digits, and what stands between them in a title."""
_OF_ONE_DIRECTION = re.compile(rf"[{_LETTER}%]")

_SIGNS = dict.fromkeys(map(ord, START + END))


@dataclass(frozen=True, slots=True)
class Run:
    """Part of a text that runs in one direction."""

    text: str
    isolated: bool
    """Whether it stands in an isolate: from left to right, whatever is around it."""


def isolate_left_to_right(text: str) -> str:
    """Put isolates round the runs of a right-to-left text that go from left to right.

    Numbers alone are left: the algorithm keeps their digits in order.
    """
    return _RUN.sub(lambda m: f"{START}{m[0]}{END}" if _is_run(m[0]) else m[0], text)


def _is_run(text: str) -> bool:
    """Tell words and codes from what is but a number."""
    return bool(_OF_ONE_DIRECTION.search(text))


def without_isolates(text: str) -> str:
    """Return the text as it was before ``isolate_left_to_right``."""
    return text.translate(_SIGNS)


def runs(text: str) -> Iterator[Run]:
    """Yield the parts of a text inside and outside isolates, without the signs.

    An isolate cut in two, as by a field in a reference, counts as what it is cut into.
    """
    for number, part in enumerate(re.split(f"{START}([^{START}{END}]*){END}", text)):
        words = without_isolates(part)
        if words:
            yield Run(words, isolated=number % 2 == 1)


_NUMBER = re.compile(r"\d+(?:[.,/:]\d+)*")
_MIRRORED = str.maketrans("()[]{}«»‹›<>", ")(][}{»«›‹><")
"""A bracket that opens is drawn as one that closes (Unicode Standard Annex 9, L4)."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+")


def in_reading_order(drawn: str, *, rtl: bool) -> str:
    """Return a line as it is read, from the line as it is drawn, from left to right.

    ``rtl`` says that the paragraph runs from right to left. The other way round from the
    bidirectional algorithm, as far as lines go that have the isolates of this module.
    """
    if not rtl:
        return _RIGHT_TO_LEFT.sub(lambda match: match[0][::-1], drawn)
    reversed_ = drawn[::-1].translate(_MIRRORED)

    def righted(match: re.Match[str]) -> str:
        run = match[0]
        if _is_run(run):
            return run[::-1]
        return _NUMBER.sub(lambda number: number[0][::-1], run)

    return _REVERSED.sub(righted, reversed_)


_MIRRORED_TOKEN = rf"(?:\.[{_LETTER}]){{2,}}|[{_LETTER}\d]+(?:[-‑–/.&’'+_@:][{_LETTER}\d]+)*"
_REVERSED = re.compile(
    rf"(?:%[ \u00a0\u202f]?)?(?:{_MIRRORED_TOKEN})"
    rf"(?:[ \u00a0\u202f](?:[,:;]?|[–—][ \u00a0])(?:{_MIRRORED_TOKEN}))*"
)
"""A run as ``_RUN`` knows it, from its end to its beginning."""
