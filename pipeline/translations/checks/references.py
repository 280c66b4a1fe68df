"""Paragraph and section numbers that were typed: they are computed, and change."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

_NUMBER = r"\s*(?:n[o°]\s*|№\s*|رقم\s*)?\(?\d+"
_ROMAN = r"\s+[IVXІХ]+(?:[.,]\s?[A-ZА-Я])?(?!\w)"


@cache
def _typed(language: str) -> re.Pattern[str]:
    known = words(language)
    prefixes = f"[{''.join(known.prefixes)}]{{0,2}}(?:ال|ل)?" if known.prefixes else ""
    nouns, parts = one_of(known.paragraph), one_of(known.section)
    before = rf"(?<!\w){prefixes}"
    return re.compile(
        rf"{before}(?:(?:{nouns}){_NUMBER}|(?:{parts})(?:{_ROMAN}|{_NUMBER})"
        rf"|(?:{nouns}|{parts})\s*(?=\[@))",
        re.IGNORECASE,
    )


def check_typed_references(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a number typed where ``[@id]`` belongs, and a noun that ``[@id]`` prints by itself."""
    if unit.unit.is_plain or not words(unit.language).paragraph:
        return
    for match in _typed(unit.language).finditer(unit.target.raw):
        after = unit.target.raw[match.end() : match.end() + 1] == "["
        yield unit.finding(
            "typed-reference",
            f"“{match[0].strip()}” is typed before a reference that prints the word itself"
            if after
            else f"“{match[0].strip()}” is typed, and paragraphs may be numbered anew",
            match.span(),
            "write [@id] alone: it prints the word and the number in each language",
        )
