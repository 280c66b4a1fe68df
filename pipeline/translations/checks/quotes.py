"""Quotation marks and apostrophes: those of the language, in pairs, and none that was lost."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic, Severity
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

_QUOTES = '«»“”„‟‹›"〈〉'


def check_quotes(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find quotation marks of another language, unbalanced ones, and quotes that were lost."""
    pairs = words(unit.language).quotes
    if not pairs:
        return
    text = unit.target.prose
    problem = _misquoted(text, pairs, straight=unit.around.once(_types_own_quotes))
    if problem:
        code, at, message, hint = problem
        # The build turns plain quotes; beside others they are a slip and no more.
        severity: Severity = "warning" if text[at] == '"' else "error"
        yield unit.finding(code, message, (at, at + 1), hint, severity)
        return
    for pair in unit.pairs:
        english = unit.english.prose[slice(*pair.english)]
        wanted = english.count("“") + len(re.findall(r'"[^"]*"', english))
        target = text[slice(*pair.target)]
        got = sum(target.count(p[0]) for p in pairs if p[0] != p[1]) + target.count('"') // 2
        if got < wanted:
            yield unit.warning(
                "quotes-missing",
                f"the English quotes {wanted} times, the translation {got} times",
                pair.target,
                f"put {pairs[0][0]} … {pairs[0][1]} around the quoted words",
            )
            return


def _types_own_quotes(around: Surroundings) -> bool:
    """Tell whether the catalogue types the marks of the language, not plain ones throughout."""
    return any(around.words.quotes[0][0] in unit.target.raw for unit in around.units)


def _misquoted(
    text: str, pairs: tuple[str, ...], *, straight: bool
) -> tuple[str, int, str, str] | None:
    allowed = "".join(pairs)
    closing = {p[0]: p[1] for p in pairs}
    hint = f"use {pairs[0][0]} … {pairs[0][1]}, and inside them {pairs[1][0]} … {pairs[1][1]}"
    open_: list[tuple[str, int]] = []
    for at, sign in enumerate(text):
        if sign not in _QUOTES:
            continue
        if sign == '"' and not straight:
            continue
        if sign not in allowed:
            return "quotes-foreign", at, f"{sign} is no quotation mark of this language", hint
        if open_ and sign == closing[open_[-1][0]]:
            open_.pop()
        elif sign in closing:
            if not open_ and sign != pairs[0][0] and len(pairs[0]) == 2:
                return (
                    "quotes-foreign",
                    at,
                    f"{sign} stands inside other quotation marks only",
                    hint,
                )
            if open_ and open_[-1][0] == sign and text.count(sign) == text.count(closing[sign]):
                return "quotes-foreign", at, f"{sign} stands inside {sign} … {closing[sign]}", hint
            open_.append((sign, at))
        else:
            return "quotes-unbalanced", at, f"{sign} closes what was not opened", hint
    if open_:
        sign, at = open_[-1]
        return "quotes-unbalanced", at, f"{sign} is never closed", hint
    if not straight and text.count('"') % 2:
        return "quotes-unbalanced", text.index('"'), 'one " is never closed', hint
    return None


def check_apostrophes(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find an apostrophe that the rest of the catalogue writes with another sign."""
    elided = words(unit.language).elided
    if elided and (match := _elided(elided).search(unit.target.own)):
        yield unit.finding(
            "apostrophe",
            f"the apostrophe after “{match[0]}” is missing",
            match.span(),
            f"write {match[0]}’ and the next word, without a space",
        )
        return
    usual = unit.around.once(_usual_apostrophe)
    if not usual:
        return
    for match in re.finditer(r"(?<=\w)['’ʼ`´′‘](?=\w)", unit.target.own):
        if match[0] != usual and unit.english.raw.count(match[0]) == 0:
            yield unit.warning(
                "apostrophe",
                f"this apostrophe is {match[0]}, everywhere else it is {usual}",
                match.span(),
                f"type {usual}",
            )
            return


@cache
def _elided(listed: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds a word that has lost its vowel and its apostrophe: “d un”, “l Ukraine”."""
    return re.compile(rf"(?<![\w’'.-])(?:{one_of(listed)})(?= [^\W\d_])", re.IGNORECASE)


def _usual_apostrophe(around: Surroundings) -> str:
    text = "".join(unit.target.raw for unit in around.units)
    counts = {sign: len(re.findall(rf"\w{sign}\w", text)) for sign in "'’ʼ"}
    usual = max(counts, key=lambda sign: counts[sign])
    return usual if counts[usual] > 5 else ""
