"""Capitals: of sentences and places, and of months where a language writes them small."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.languages import months
from pipeline.translations.checks.dates import find_dates
from pipeline.translations.checks.places import places_named
from pipeline.translations.checks.terms import is_abbreviation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

Stretch = tuple[int, int]

_FIRST = re.compile(r"[^\W\d_][\w-]*")
_WORD = re.compile(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])")
_WITHIN = re.compile(r"[^\W\d_]")


def check_capitals(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a capital that is missing, or one too many."""
    for at, message, hint in _problems(unit):
        yield unit.warning("capital", message, at, hint)
        return


def _problems(unit: TranslatedUnit) -> Iterator[tuple[Stretch, str, str]]:
    yield from _at_the_beginning(unit)
    yield from _months(unit)
    yield from _places(unit)
    yield from _within_words(unit)


def _at_the_beginning(unit: TranslatedUnit) -> Iterator[tuple[Stretch, str, str]]:
    """Yield sentences that begin small, and the English with a capital."""
    if unit.unit.kind == "term" and unit.unit.id.endswith(".expansion"):
        return
    english = set(_FIRST.findall(unit.english.prose))
    for pair in unit.pairs:
        ours = _FIRST.search(unit.english.prose, *pair.english)
        theirs = _FIRST.search(unit.target.prose, *pair.target)
        if not ours or not theirs or not ours[0][0].isupper() or not theirs[0][0].islower():
            continue
        figure = re.search(r"\d", unit.target.prose[pair.target[0] : theirs.start()])
        if not figure and not is_abbreviation(theirs[0]) and theirs[0] not in english:
            word = theirs[0]
            yield theirs.span(), f"“{word}” begins a sentence", f"write “{_big(word)}”"


def _months(unit: TranslatedUnit) -> Iterator[tuple[Stretch, str, str]]:
    """Yield months with a capital in a language that CLDR writes them small in."""
    if not all(name[0].islower() for name in months(unit.language).values()):
        return
    text = unit.target.prose
    for date in find_dates(text, unit.language):
        for match in _FIRST.finditer(text, date.start, date.end):
            if match[0][0].isupper() and not _begins(unit, match.start()):
                word = match[0]
                yield match.span(), f"“{word}” has a capital", f"write “{_small(word)}”"


def _places(unit: TranslatedUnit) -> Iterator[tuple[Stretch, str, str]]:
    """Yield names of places that begin small; the English tells which are meant."""
    english = {p.key for p, _ in places_named(unit.english.prose, unit.around.document.language)}
    for match in _WORD.finditer(unit.target.own):
        word = match[0]
        if not word.islower():
            continue
        for place, found in places_named(_big(word), unit.language):
            if place.key in english and place.is_name(found[0]):
                yield match.span(), f"“{word}” is a name", f"write “{_big(word)}”"


def _within_words(unit: TranslatedUnit) -> Iterator[tuple[Stretch, str, str]]:
    """Yield words with a capital after small letters that neither English nor glossary has."""
    known = unit.english.prose + " ".join(
        form
        for e in unit.around.document.glossary
        for form in e.catalogue_forms.get(unit.language, ())
    )
    for match in _WORD.finditer(unit.target.own):
        word = match[0]
        if word[1:].islower() or word.isupper() or word in known or not _WITHIN.match(word):
            continue
        if word.lower() != word:
            fixed = word[0] + word[1:].lower()
            yield match.span(), f"“{word}” has a capital within", f"write “{fixed}”"


def _begins(unit: TranslatedUnit, at: int) -> bool:
    """Tell whether a word stands first in its sentence."""
    return any(
        not re.search(r"\w", unit.target.prose[start:at])
        for start, _ in unit.target.sentences
        if start <= at
    )


def _big(word: str) -> str:
    return word[0].upper() + word[1:]


def _small(word: str) -> str:
    return word[0].lower() + word[1:]
