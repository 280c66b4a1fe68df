"""Headings in capitals → sentence case, with the names as the text itself writes them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

LONGEST = 4
"""Words of the longest name that is looked for."""

_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*|[^\w\s]|_")
_ENDS = frozenset('.!?:•“”"«»')

Usage: TypeAlias = "Mapping[str, Counter[str]]"


def usage(texts: Iterable[str]) -> Usage:
    """Return how a text writes its words and pairs of words where no sentence begins."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
        for first, (word, start, _) in enumerate(tokens):
            if not word[0].isalnum() or first == 0 or tokens[first - 1][0] in _ENDS:
                continue
            for last in range(first, min(first + LONGEST, len(tokens))):
                if last > first and not tokens[last][0][0].isalnum():
                    break
                surface = text[start : tokens[last][2]]
                if last == first and _is_in_name(tokens, first):
                    continue
                found[surface.casefold()][surface] += 1
    return found


def _is_in_name(tokens: Sequence[tuple[str, int, int]], place: int) -> bool:
    """Tell whether a word has its capital from a name of several words: “European Council”."""
    word = tokens[place][0]
    if not word[0].isupper() or word.isupper():
        return False
    beside = [*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2]]
    return any(other[0].isupper() for other, _, _ in beside)


def sentence_case(heading: str, known: Usage) -> str:
    """Return a heading in capitals in sentence case."""
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(heading)]
    out, at, place = [], 0, 0
    while place < len(tokens):
        word, start, end = tokens[place]
        new, used = word.lower(), 1
        for length in range(LONGEST, 0, -1):
            if place + length > len(tokens):
                continue
            surface = heading[start : tokens[place + length - 1][2]]
            forms = known.get(surface.casefold())
            if forms:
                new, used = max(forms, key=lambda form: (forms[form], form)), length
                end = tokens[place + length - 1][2]
                break
        out += [heading[at:start], new]
        at, place = end, place + used
    text = "".join([*out, heading[at:]])
    first = next((i for i, c in enumerate(text) if c.isalpha()), 0)
    return text[:first] + text[first : first + 1].upper() + text[first + 1 :]
