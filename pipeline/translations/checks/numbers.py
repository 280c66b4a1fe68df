"""Numbers, quantities and dates: every one of the English stands in the translation, in order.

Compared are values and not signs: “13,000” is “13 000” in French and “13 тис.” in Ukrainian,
“2 August 2019” is “02.08.2019”. A number that one language writes in letters is found there too.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeGuard

from pipeline.languages import locale
from pipeline.translations.checks.dates import find_dates
from pipeline.translations.checks.spelt import roman_numbers, spelt_numbers
from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

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
def _signs(language: str) -> tuple[str, str]:
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
    group, decimal = _signs(language)
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


# --- the checks ---------------------------------------------------------------------------------


def check_numbers(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find numbers and dates that are missing, altered or swapped."""
    english, target = _all(unit)
    if [q.key for q in english] == [q.key for q in target]:
        yield from _in_letters_only(unit)
        return
    missing, extra = _difference(unit, english, target)
    if missing or extra:
        yield from _report(unit, missing, extra)
        return
    yield from _out_of_order(unit, english, target)
    yield from _in_letters_only(unit)


def _in_letters_only(unit: TranslatedUnit) -> Iterator[Diagnostic]:
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
        said |= {int(q.value) for q in quantities(text, unit.language) if _is_whole(q.value)}
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


def _is_whole(value: object) -> TypeGuard[Decimal]:
    return isinstance(value, Decimal) and value == value.to_integral()


def _all(unit: TranslatedUnit) -> tuple[list[Quantity], list[Quantity]]:
    return (
        quantities(unit.english.prose, unit.around.document.language),
        quantities(unit.target.prose, unit.language),
    )


def _difference(
    unit: TranslatedUnit, english: Sequence[Quantity], target: Sequence[Quantity]
) -> tuple[list[Quantity], list[Quantity]]:
    """Return what stands in one of the two only, numbers in letters forgiven."""
    missing, extra = _without(english, target), _without(target, english)
    letters = Counter(value for value, _ in spelt_numbers(unit.target.prose, unit.language))
    letters.update(roman_numbers(unit.target.prose))
    missing = [q for q in missing if not _in_letters(q, letters) and not _ordinal(unit, q, letters)]
    english_language = unit.around.document.language
    letters = Counter(value for value, _ in spelt_numbers(unit.english.prose, english_language))
    extra = [q for q in extra if not _in_letters(q, letters)]
    decades = {q.value for q in missing if unit.english.raw[q.end - 1 : q.end] == "s"}
    missing = [q for q in missing if not (q.value in decades and _short_decade(q, extra))]
    months = any(q.kind == "date" for q in missing)
    if not months:
        extra = [q for q in extra if not (isinstance(q.value, tuple) and _bare_month(q.value))]
    return missing, extra


def _ordinal(unit: TranslatedUnit, quantity: Quantity, letters: Counter[int]) -> bool:
    """Tell whether “65th” stands in letters: that its tens do is proof enough."""
    ends = unit.english.raw[quantity.end - 2 : quantity.end]
    value = quantity.value
    return (
        ends in ("st", "nd", "rd", "th")
        and _is_whole(value)
        and bool(letters[int(value) // 10 * 10])
    )


def _bare_month(parts: tuple[object, ...]) -> bool:
    return parts[0] is None and parts[2] is None


def _short_decade(decade: Quantity, extra: list[Quantity]) -> bool:
    """Tell whether a decade is written in letters or as 90 for 1990; take the latter away."""
    if not isinstance(decade.value, Decimal):
        return False
    short = next((q for q in extra if q.value == decade.value % 100), None)
    if short:
        extra.remove(short)
    return short is not None or not extra


def _in_letters(quantity: Quantity, letters: Counter[int]) -> bool:
    value = quantity.value
    if quantity.kind == "number" and _is_whole(value):
        number = int(value)
        if letters[number]:
            letters[number] -= 1
            return True
    return False


def _without(some: Sequence[Quantity], others: Sequence[Quantity]) -> list[Quantity]:
    left = Counter(q.key for q in others)
    out = []
    for quantity in some:
        if left[quantity.key]:
            left[quantity.key] -= 1
        else:
            out.append(quantity)
    return out


_HINT = "write it as the English has it; if it is right, say why in “# ignore {}: …” above msgctxt"


def _report(
    unit: TranslatedUnit, missing: list[Quantity], extra: list[Quantity]
) -> Iterator[Diagnostic]:
    dated = any(q.kind == "date" for q in (*missing, *extra))
    code = "date-differs" if dated else "number-differs"
    wanted, got = (
        ", ".join(f"“{side.raw[q.start : q.end].strip()}”" for q in some)
        for side, some in ((unit.english, missing), (unit.target, extra))
    )
    if wanted and got:
        message = f"the English has {wanted}, the translation {got}"
    elif wanted:
        message = f"{wanted} of the English is missing"
    else:
        message = f"{got} does not stand in the English"
    at = (extra[0].start, extra[0].end) if extra else _beside(unit, missing[0])
    yield unit.finding(code, message, at, _HINT.format(code))


def _beside(unit: TranslatedUnit, english: Quantity) -> tuple[int, int]:
    """Return the sentence of the translation where something of the English belongs."""
    for pair in unit.pairs:
        if pair.english[0] <= english.start < pair.english[1]:
            return pair.target
    return (0, len(unit.target.raw))


def _out_of_order(
    unit: TranslatedUnit, english: Sequence[Quantity], target: Sequence[Quantity]
) -> Iterator[Diagnostic]:
    """Find what stands in another sentence, or two of one kind that are swapped within one."""
    for pair in unit.pairs:
        mine, theirs = _within(english, pair.english), _within(target, pair.target)
        wrong = next(iter(_without(theirs, mine)), None)
        if wrong is None and len(mine) == len(theirs):
            for kind in {_rank(q) for q in theirs}:
                ours = (q for q in mine if _rank(q) == kind)
                here = (q for q in theirs if _rank(q) == kind)
                wrong = wrong or next(
                    (b for a, b in zip(ours, here, strict=True) if a.key != b.key), None
                )
        if wrong:
            shown = unit.target.raw[wrong.start : wrong.end].strip()
            yield unit.warning(
                "number-order",
                f"“{shown}” stands at another place than in the English",
                (wrong.start, wrong.end),
                "have two numbers been swapped? If the order is right, say why in "
                "“# ignore number-order: …” above msgctxt",
            )
            return


def _rank(quantity: Quantity) -> str:
    """Return the kind within which order matters: a language may put a year before a number."""
    value = quantity.value
    is_year = isinstance(value, Decimal) and 1000 <= value <= 2100 and value % 1 == 0
    return "year" if quantity.kind == "number" and is_year else quantity.kind


def _within(some: Sequence[Quantity], stretch: tuple[int, int]) -> list[Quantity]:
    return [q for q in some if stretch[0] <= q.start < stretch[1]]


def check_form(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find numbers with the decimal or grouping sign of another language."""
    group, decimal = _signs(unit.language)
    english_signs = {"fr": r"\d\.\d{1,2}(?![\d.])", "uk": r"\d\.\d{1,2}(?![\d.])"}
    pattern = english_signs.get(unit.language.split("-", maxsplit=1)[0])
    if unit.language == "ar":
        pattern = r"\d,\d{1,2}(?!\d)|[0-9]٫|[٠-٩]\.\d|[0-9]٬|[٠-٩],\d"
    if not pattern:
        return
    del group
    for match in re.finditer(rf"\d*{pattern}\d*", unit.target.prose):
        if re.search(r"[./]\Z", unit.target.prose[: match.start()]) or re.match(
            r"[./]\d", unit.target.prose[match.end() :]
        ):
            continue  # a date, 02.08.2019
        yield unit.finding(
            "number-form",
            f"“{match[0]}” is not written as this language writes numbers",
            match.span(),
            f"decimals stand after “{decimal[0]}”; the build sets the space between thousands",
        )
        return
