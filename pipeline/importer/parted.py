"""Words that were parted at the end of a line: whether the hyphen is the word's or the line's.

The text itself knows best, where it has the word elsewhere. Where it has not, the rules by which
the language parts its words decide, and a person is asked to look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pyphen

from pipeline.importer.inlines import CUT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipeline.importer.draft import Certainty

_PARTED = re.compile(rf"(?<![\w-])((?:[^\W\d_]+-)*)([^\W\d_]*)([-\u00ad\u2010]){CUT}([^\W\d_]*)")
_KEPT = {
    "en": frozenset(
        """
        all cross double five fifty forty full half high left long low mid non right self short
        single ten thirty three twenty two ultra vice well
        """.split()  # noqa: SIM905 - a list of words is read as one
    ),
    "fr": frozenset("après arrière avant demi grand quasi sans sous vis".split()),  # noqa: SIM905
}
"""First parts of words that are written with a hyphen more often than without."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A word with a hyphen at the end of a line."""

    start: int
    end: int
    first: str
    second: str
    closes: bool
    """Whether the hyphen goes."""
    certainty: Certainty


def parted_words(text: str, words: Collection[str], language: str) -> Iterator[Parted]:
    """Yield the words of a text that were parted; ``words`` are those of the whole report."""
    for match in _PARTED.finditer(text):
        before, first, hyphen, second = match.groups()
        whole = f"{before}{first}{second}".casefold()
        kept = f"{before}{first}-{second}".casefold()
        start = match.start() + len(before)
        certainty: Certainty = "sure"
        if (whole in words) != (kept in words) or hyphen == "\u00ad":
            closes = whole in words or hyphen == "\u00ad"
        elif not first or not second or second[0].isupper() or before:
            closes = False
        else:
            parts_known = first.casefold() in words and second.casefold() in words
            by_habit = first.casefold() in _KEPT.get(language, ()) or parts_known
            closes = not by_habit and len(first) in _places(first + second, language)
            certainty = "probable" if closes or by_habit else "doubtful"
        yield Parted(start, match.end(), first, second, closes, certainty)


def _places(word: str, language: str) -> Collection[int]:
    """Return where the language may part a word."""
    rules = _rules(language)
    return rules.positions(word) if rules else ()


@lru_cache(maxsize=8)
def _rules(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language.replace("-", "_"))
    return pyphen.Pyphen(lang=known) if known else None
