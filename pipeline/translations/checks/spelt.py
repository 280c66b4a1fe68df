"""Numbers that stand in letters or in Roman figures: “ten” is 10, “XIX століття” the 19th."""

from __future__ import annotations

import re
from functools import cache

from pipeline.translations.checks.words import one_of, words

_ROMAN = re.compile(r"(?<!\w)[IVXІХ]+(?!\w)")


@cache
def _spelt(language: str) -> tuple[re.Pattern[str], tuple[int, ...]]:
    """Return what finds the numbers in letters, and the value of each of its groups."""
    known = words(language)
    pairs = [(name, int(value)) for value, names in known.numbers.items() for name in names]
    pairs.sort(key=lambda pair: -len(pair[0]))
    prefixes = f"[{''.join(known.prefixes)}]{{0,2}}(?:ال|ل)?" if known.prefixes else ""
    groups = "|".join(f"({one_of([name])})" for name, _ in pairs).replace("’", "['’ʼ]")
    pattern = rf"(?<![\w-]){prefixes}(?:{groups or '(?!)'})(?!\w)"
    return re.compile(pattern, re.IGNORECASE), tuple(value for _, value in pairs)


def spelt_numbers(text: str, language: str) -> list[tuple[int, re.Match[str]]]:
    """Return the numbers that stand in letters, and where."""
    pattern, values = _spelt(language)
    return [(values[(match.lastindex or 1) - 1], match) for match in pattern.finditer(text)]


def roman_numbers(text: str) -> set[int]:
    """Return the values of the Roman numerals of a text: a century, as a rule."""
    values = {"I": 1, "V": 5, "X": 10}
    out = set()
    for match in _ROMAN.finditer(text):
        digits = [values[c] for c in match[0].replace("І", "I").replace("Х", "X")]
        following = [*digits[1:], 0]
        out.add(sum(-d if d < then else d for d, then in zip(digits, following, strict=True)))
    return out
