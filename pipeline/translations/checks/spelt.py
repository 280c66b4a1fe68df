"""Numbers that stand in letters or in Roman figures: “ten” is 10, “XIX століття” the 19th."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.translations.checks.quantities import is_whole, quantities
from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

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


def missing_in_letters(unit: TranslatedUnit) -> Iterator[Diagnostic]:
    """Find a number that the English writes in letters and the translation does not say."""
    language = unit.around.document.language
    for pair in unit.pairs:
        english = unit.english.prose[slice(*pair.english)]
        # “The two” may well be “they”; and a language without a word for two has a dual.
        ours = [
            (value, match)
            for value, match in spelt_numbers(english, language)
            if str(value) in words(unit.language).numbers
            and not (value == 2 and _DEFINITE.search(english, 0, match.start()))
        ]
        if not ours:
            continue
        text = unit.target.prose[slice(*pair.target)]
        theirs = spelt_numbers(text, unit.language)
        said = {value for value, _ in theirs} | roman_numbers(text)
        said |= {int(q.value) for q in quantities(text, unit.language) if is_whole(q.value)}
        missing = next(((value, match) for value, match in ours if value not in said), None)
        if missing:
            values = {value for value, _ in ours}
            other = next((match for value, match in theirs if value not in values), None)
            start = pair.target[0]
            yield unit.warning(
                "number-in-letters",
                f"“{missing[1][0]}” of the English is missing"
                + (f", and the translation has “{other[0]}”" if other else ""),
                (start + other.start(), start + other.end()) if other else pair.target,
                "write the same number; if the sentence says it otherwise: "
                "“# ignore number-in-letters: …” above msgctxt",
            )
            return


_DEFINITE = re.compile(r"\b(?:the|these|those|its|their)\s+\Z", re.IGNORECASE)
