"""Numbers and dates: every one of the English stands in the translation, in the same order.

Compared are values and not signs, as ``quantities`` reads them. A number that one language writes
in figures and the other in letters is found in either.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.translations.checks.quantities import Quantity, is_whole, quantities
from pipeline.translations.checks.spelt import missing_in_letters, roman_numbers, spelt_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit


def check_numbers(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find numbers and dates that are missing, altered or swapped."""
    english, target = _all(unit)
    if [q.key for q in english] == [q.key for q in target]:
        yield from missing_in_letters(unit)
        return
    missing, extra = _difference(unit, english, target)
    if missing or extra:
        yield from _report(unit, missing, extra)
        return
    yield from _out_of_order(unit, english, target)
    yield from missing_in_letters(unit)


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
    tens = {number for number in letters if number in range(20, 100, 10)}
    missing = [q for q in missing if not _in_letters(q, letters) and not _ordinal(unit, q, letters)]
    english_language = unit.around.document.language
    letters = Counter(value for value, _ in spelt_numbers(unit.english.prose, english_language))
    extra = [q for q in extra if not _in_letters(q, letters)]
    decades = {q.value for q in missing if unit.english.raw[q.end - 1 : q.end] == "s"}
    missing = [q for q in missing if not (q.value in decades and _short_decade(q, extra, tens))]
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
        and is_whole(value)
        and bool(letters[int(value) // 10 * 10])
        and (bool(letters[int(value) % 10]) or not any(letters[n] for n in range(3, 10)))
    )


def _bare_month(parts: tuple[object, ...]) -> bool:
    return parts[0] is None and parts[2] is None


def _short_decade(decade: Quantity, extra: list[Quantity], tens: set[int]) -> bool:
    """Tell whether a decade is written in letters or as 90 for 1990; take the latter away.

    ``tens`` are those that the translation has in letters.
    """
    if not isinstance(decade.value, Decimal):
        return False
    short = next((q for q in extra if q.value == decade.value % 100), None)
    if short:
        extra.remove(short)
    return short is not None or (not extra and (not tens or int(decade.value % 100) in tens))


def _in_letters(quantity: Quantity, letters: Counter[int]) -> bool:
    value = quantity.value
    if quantity.kind == "number" and is_whole(value):
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
