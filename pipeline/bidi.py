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
_RUN = re.compile(rf"(?:{_TOKEN})(?:,?[ \u00a0\u202f](?:{_TOKEN}))*(?:[ \u00a0\u202f]?%)?")
"""Tokens of letters and digits, and the spaces between them."""
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

    def isolated(match: re.Match[str]) -> str:
        run = match[0]
        return f"{START}{run}{END}" if _OF_ONE_DIRECTION.search(run) else run

    return _RUN.sub(isolated, text)


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
