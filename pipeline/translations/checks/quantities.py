"""The numbers, percentages, dates and designations of a text in any language, by what they say.

“13,000” is “13 000” in French and “13 тис.” in Ukrainian, “2 August 2019” is “02.08.2019”.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeGuard

from pipeline.languages import locale
from pipeline.translations.checks.dates import find_dates
from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOKS_LATIN = str.maketrans("АВЕКМНОРСТХаеорсух", "ABEKMHOPCTXaeopcyx")
"""Designations such as 9M729 are written with letters of either script."""
_SCALE = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SPACE = r"[ \u00a0\u202f]"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as it stands in a text, and what it says."""

    kind: str
    """``number``, ``percent``, ``date`` or ``code``."""
    value: object
    start: int
    end: int

    @property
    def key(self) -> tuple[str, object]:
        """Return what is the same in every language."""
        return self.kind, self.value


@lru_cache(maxsize=4096)
def quantities(text: str, language: str) -> list[Quantity]:
    """Return the numbers, percentages, dates and designations of a text, in order."""
    out: list[Quantity] = []
    taken = 0
    dates = iter([*find_dates(text, language), None])
    date = next(dates)
    for found in _numbers(text, language):
        while date and date.end <= found.start and date.start >= taken:
            out.append(Quantity("date", date.parts, date.start, date.end))
            taken, date = date.end, next(dates)
        if date and found.end > date.start:
            if found.end >= date.end:
                out.append(Quantity("date", date.parts, date.start, date.end))
                taken, date = date.end, next(dates)
            continue
        if found.start >= taken:
            out.append(found)
    while date:
        out.append(Quantity("date", date.parts, date.start, date.end))
        date = next(dates)
    return out


@dataclass(frozen=True, slots=True)
class _Shapes:
    number: re.Pattern[str]
    scale: re.Pattern[str]
    percent: re.Pattern[str]
    endings: re.Pattern[str]


@cache
def signs(language: str) -> tuple[str, str]:
    """Return what groups digits and what stands before decimals, as in a class of a pattern."""
    if language == "ar":
        return r",٬ \u00a0\u202f", ".٫"
    known = locale(language)
    symbols = known.number_symbols["latn"] if known else {"group": ",", "decimal": "."}
    group = symbols["group"]
    return (r" \u00a0\u202f" if group.isspace() else re.escape(group)), symbols["decimal"]


@cache
def _shapes(language: str) -> _Shapes:
    known = words(language)
    group, decimal = signs(language)
    scales = "|".join(
        f"(?P<{name}>{one_of(getattr(known, name))})" for name in _SCALE if getattr(known, name)
    )
    endings = one_of((*known.ordinal_endings, *known.decade_endings))
    return _Shapes(
        re.compile(
            r"(?P<sign>(?<![\w)\d])[-−–](?=\d))?"
            rf"(?P<whole>\d{{1,3}}(?:[{group}]\d{{3}})+(?!\d)|\d+)"
            rf"(?:(?:[{re.escape(decimal)}](?P<part>\d+))"
            # The decimal sign of another language is understood, and found by ``check_form``.
            r"|[.,](?P<odd>\d{1,2})(?![\d.,/]*\d))?"
        ),
        re.compile(rf"\s*-?(?:{scales or '(?!)'})(?!\w)", re.IGNORECASE),
        re.compile(rf"\s*-?(?:{one_of(known.percent)})(?!\w)", re.IGNORECASE),
        re.compile(rf"(?:{endings})(?!\w)", re.IGNORECASE),
    )


def _numbers(text: str, language: str) -> Iterator[Quantity]:
    shapes = _shapes(language)
    at = 0
    while match := shapes.number.search(text, at):
        start, at = match.span()
        code = _code(text, start, at, shapes)
        if code:
            at = code.end
            yield code
            continue
        value = Decimal(_plain(match))
        kind = "number"
        if ending := shapes.endings.match(text, at):
            at = ending.end()
        if (scale := shapes.scale.match(text, at)) and scale.lastgroup:
            value = value.scaleb(_SCALE[scale.lastgroup])
            at = scale.end()
        if percent := shapes.percent.match(text, at):
            kind, at = "percent", percent.end()
        elif text[:start].rstrip()[-1:] in ("%", "٪") and text[:start].rstrip()[-2:-1].isspace():
            kind = "percent"  # Arabic may put the sign before the number
        yield Quantity(kind, value.normalize(), start, at)


def _plain(match: re.Match[str]) -> str:
    whole = "".join(str(int(c)) for c in match["whole"] if c.isdecimal())
    part = "".join(str(int(c)) for c in match["part"] or match["odd"] or "")
    return ("-" if match["sign"] else "") + whole + (f".{part}" if part else "")


_DESIGNATION = re.compile(r"[A-Za-zА-Яа-я]*\d\w*(?<=\w)")


def _code(text: str, start: int, end: int, shapes: _Shapes) -> Quantity | None:
    """Return the designation that the digits belong to, such as 9M729; None for a number."""
    before = re.search(r"[A-Za-zА-Яа-яІіЇїЄєҐґ]+\Z", text[:start])
    after = re.match(r"[A-Za-zА-Яа-я][\w]*", text[end:])
    unit = after and (
        shapes.endings.match(text, end)
        or re.match(r"(?:km|км|m|м|kg|кг|mm|мм)(?!\w)", text[end:])
        or shapes.scale.match(text, end)
    )
    if not before and (not after or unit):
        return None
    first = before.start() if before else start
    match = _DESIGNATION.match(text, first)
    last = match.end() if match else end
    return Quantity("code", text[first:last].translate(_LOOKS_LATIN), first, last)


def is_whole(value: object) -> TypeGuard[Decimal]:
    """Tell whether a value is a whole number."""
    return isinstance(value, Decimal) and value == value.to_integral()
