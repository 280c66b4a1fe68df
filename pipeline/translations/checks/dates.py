"""Dates in the text of any language that CLDR knows: day, month and year, in figures or words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline.languages import locale
from pipeline.translations.checks.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

Parts = tuple[int | None, int | None, int | None]

_REGIONS = {"ar": ("ar", "ar-LB", "ar-DZ", "ar-MA", "ar-TN")}
"""Countries that name the months otherwise: كانون الثاني is يناير."""
_BENT = {
    "uk": (("ень", "(?:ень|ня|ню|нем|ні)"), ("ий", "(?:ий|ого|ому|им|ім)"), ("", "(?:а|у|ом|і)?")),
}
"""Endings of the months, and the pattern of each."""
_FIGURES = re.compile(
    r"(?<![\d.])(?:(?P<d>\d{1,2})[./](?P<m>\d{1,2})[./](?P<y>\d{4})"
    r"|(?P<y2>\d{4})-(?P<m2>\d\d)-(?P<d2>\d\d))(?![\d])"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text; None for what is not said."""

    parts: Parts
    """Day, month, year."""
    start: int
    end: int


@cache
def _months(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    base = language.split("-", maxsplit=1)[0]
    names: dict[str, int] = {}
    patterns: list[str] = []
    for tag in _REGIONS.get(base, (language,)):
        known = locale(tag)
        for style in ("format", "stand-alone") if known else ():
            for number, name in known.months[style]["wide"].items() if known else ():
                pattern = _bent(name, base) if style == "stand-alone" else re.escape(name)
                names.setdefault(pattern, number)
                patterns.append(pattern)
    listed = sorted(dict.fromkeys(patterns), key=len, reverse=True)
    groups = "|".join(f"({pattern})" for pattern in listed) or "(?!)"
    prefixes = words(base).prefixes
    before = f"(?:[{''.join(prefixes)}]{{0,2}})" if prefixes else ""
    flags = re.IGNORECASE if base != "en" else re.NOFLAG
    order = {str(index): names[pattern] for index, pattern in enumerate(listed, 1)}
    return re.compile(rf"(?<!\w){before}(?:{groups})(?!\w)", flags), order


def _bent(name: str, language: str) -> str:
    for ending, pattern in _BENT.get(language, ()):
        if name.endswith(ending):
            return re.escape(name.removesuffix(ending)) + pattern
    return re.escape(name)


_DAY = re.compile(r"(?<![\d.,])(\d{1,2})(?:er|-?го|-?е)?\.?\s(?:de\s|من\s)?\Z")
_YEAR = re.compile(r"(?:,?\s)(?:de\s|من عام\s|عام\s|من\s|سنة\s)?(\d{4})(?!\d)")
_DAY_AFTER = re.compile(r"\s(\d{1,2})(?:st|nd|rd|th)?,\s(\d{4})(?!\d)")
_AMBIGUOUS = {"en": frozenset({"March", "May"}), "ar": frozenset({"مارس"}), "fr": frozenset()}
"""Names that are words as well: they are months beside a number only."""


def find_dates(text: str, language: str) -> Iterator[Date]:
    """Yield the dates of a text in order; a month alone, or with a day or a year, is one too."""
    found = [*_in_figures(text), *_in_words(text, language)]
    yield from sorted(found, key=lambda date: date.start)


def _in_figures(text: str) -> Iterator[Date]:
    for match in _FIGURES.finditer(text):
        day, month, year = (int(match[name] or match[f"{name}2"]) for name in ("d", "m", "y"))
        yield Date((day, month, year), *match.span())


def _in_words(text: str, language: str) -> Iterator[Date]:
    pattern, order = _months(language)
    ambiguous = _AMBIGUOUS.get(language.split("-", maxsplit=1)[0], frozenset())
    last: Date | None = None
    for match in pattern.finditer(text):
        month = order[str(match.lastindex)]
        if last and text[last.end : match.start()].strip(" ()/") == "" and last.parts[1] == month:
            # “آب/أغسطس”: the month twice, by two names.
            start, day = last.start, last.parts[0]
            last = None
        else:
            if last:
                yield last
            before = _DAY.search(text, max(0, match.start() - 14), match.start())
            day = int(before[1]) if before and int(before[1]) <= 31 else None
            start = before.start(1) if before and day else match.start()
        end, year = match.end(), None
        if (after := _DAY_AFTER.match(text, end)) and day is None:
            day, year, end = int(after[1]), int(after[2]), after.end()
        elif after := _YEAR.match(text, end):
            year, end = int(after[1]), after.end()
        if day is None and year is None and match[0] in ambiguous:
            last = None
            continue
        last = Date((day, month, year), start, end)
    if last:
        yield last
