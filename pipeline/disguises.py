"""Words of the canonical text that are not what they seem, or that nobody sees.

A letter of another script looks like the right one, and a search, a screen reader and whoever
compares two texts take it for another word; a sign without width hides in a word. Translations are
checked likewise, by the letters of their own language (``translations.checks.characters``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diagnostics import Collector

LIKE_LATIN = frozenset("АВЕКМНОРСТХІЈЅУасеорхуіјѕ")
"""Cyrillic letters that look Latin."""

LIKE_CYRILLIC = frozenset("ABEKMHOPCTXIJSYaceopxyijs")
"""Latin letters that look Cyrillic."""

_GREEK_LIKE_LATIN = frozenset("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον")
_LOOK_ALIKE = LIKE_LATIN | LIKE_CYRILLIC | _GREEK_LIKE_LATIN
_WORD = re.compile(r"[^\W\d_]+")
_FOREIGN = re.compile(r"\[[^\[\]]*\]\{lang=[^}]*\}")
_UNSEEN = re.compile(
    r"[\u200b\u2060\u115f\u1160\u3164\uffa0\u180b-\u180d]|(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])"
)
"""Signs without width; joiners between Latin letters, which have no business there."""


def check_disguises(text: str, name: str, found: Collector) -> None:
    """Note words of two scripts and signs that nobody sees: one finding a line.

    Findings: ``mixed-scripts``, ``invisible-character``. Words marked ``[…]{lang=…}`` may be of
    any script.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii():
            continue
        if unseen := _UNSEEN.search(line):
            found.error(
                "invisible-character",
                f"a sign that nobody can see: {_name(unseen[0][0])}",
                Span(name, number, unseen.start() + 1),
                "delete it",
            )
        for at, message in _disguised(line):
            found.error(
                "mixed-scripts",
                message,
                Span(name, number, at + 1),
                "type the word anew, or mark it [words]{lang=…}",
            )
            break


def _disguised(line: str) -> Iterator[tuple[int, str]]:
    own = _FOREIGN.sub(lambda match: " " * len(match[0]), line)
    for match in _WORD.finditer(own):
        word = match[0]
        scripts = [script_of(c) for c in word]
        seen = {s for s in scripts if s}
        if len(seen) > 1 and "Latin" in seen:
            common = max(sorted(seen), key=scripts.count)
            at = next(i for i, s in enumerate(scripts) if s and s != common)
            if word[at] in _LOOK_ALIKE:
                yield (
                    match.start() + at,
                    f"“{word[at]}” in “{word}” is a {scripts[at]} letter, the others are {common}",
                )
        elif seen == {"Cyrillic"} and LIKE_LATIN.issuperset(word):
            yield match.start(), f"“{word}” looks Latin, and its letters are Cyrillic"


@cache
def script_of(character: str) -> str:
    """Return the script of a letter, ``Latin``; empty for signs that every script has."""
    name = unicodedata.name(character, "").split(maxsplit=1)
    return name[0].capitalize() if name and character.isalpha() else ""


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
