"""Checks on translations: what a second reader would find, found before anybody is asked to read.

``CHECKS`` is the table: each check is a plain function from one translated text beside its English
to findings. Letters, months, numbers and their names come from CLDR (Babel, ICU); the few words
that a check needs beyond that stand in ``words/<language>.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.translations.checks import (
    capitals,
    characters,
    english,
    headings,
    marks,
    names,
    number_form,
    numbers,
    punctuation,
    quotes,
    references,
    series,
    shape,
    spelling,
    terms,
    units,
)
from pipeline.translations.checks.ignores import apply, ignores_of
from pipeline.translations.checks.subject import TranslatedUnit, surroundings
from pipeline.translations.checks.words import words
from pipeline.translations.units import translation_units

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pipeline.diagnostics import Diagnostic
    from pipeline.model import Document
    from pipeline.translations.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Check:
    """One check and the codes of what it finds."""

    run: Callable[[TranslatedUnit], Iterable[Diagnostic]]
    codes: tuple[str, ...]


CHECKS = (
    Check(english.check_english, ("left-in-english",)),
    Check(shape.check_sentences, ("sentence-count", "sentence-twice")),
    Check(shape.check_length, ("length-differs",)),
    Check(shape.check_denial, ("denial-missing", "denial-added")),
    Check(marks.check_places, ("mark-moved",)),
    Check(marks.check_emphasis, ("emphasis-differs",)),
    Check(marks.check_brackets, ("unknown-markup",)),
    Check(marks.check_addresses, ("address-in-text", "unknown-markup")),
    Check(references.check_typed_references, ("typed-reference",)),
    Check(
        numbers.check_numbers,
        ("number-differs", "date-differs", "number-order", "number-in-letters"),
    ),
    Check(series.check_series, ("series-differs",)),
    Check(units.check_units, ("unit-differs",)),
    Check(number_form.check_form, ("number-form",)),
    Check(names.check_names, ("name-differs",)),
    Check(terms.check_left_abbreviations, ("abbreviation-in-english",)),
    Check(terms.check_abbreviations, ("abbreviation-unknown",)),
    Check(terms.check_terms, ("term-missing", "term-added")),
    Check(terms.check_forbidden, ("term-forbidden",)),
    Check(punctuation.check_end, ("end-differs",)),
    Check(quotes.check_quotes, ("quotes-foreign", "quotes-unbalanced", "quotes-missing")),
    Check(quotes.check_apostrophes, ("apostrophe",)),
    Check(punctuation.check_brackets, ("bracket-unbalanced", "bracket-missing", "bracket-added")),
    Check(punctuation.check_spaces, ("spaces",)),
    Check(punctuation.check_dashes, ("dash",)),
    Check(punctuation.check_signs, ("punctuation-twice", "punctuation-foreign")),
    Check(punctuation.check_doubled, ("word-twice",)),
    Check(characters.check_unseen, ("invisible-character", "special-space")),
    Check(characters.check_letters, ("mixed-scripts", "foreign-letter")),
    Check(characters.check_strange_words, ("foreign-letter",)),
    Check(spelling.check_spelling, ("spelling",)),
    Check(capitals.check_capitals, ("capital",)),
    Check(headings.check_headings, ("translated-twice",)),
    Check(headings.check_copies, ("translation-copied",)),
)
"""All checks of one translated text."""

CODES = frozenset(code for check in CHECKS for code in check.codes)
"""What ``# ignore`` can silence."""


def check_translation(
    document: Document, catalogue: Catalogue, only: Collection[str] | None = None
) -> Iterator[Diagnostic]:
    """Yield what is found in a catalogue.

    ``document`` is in the canonical language. ``only`` names the texts to look at; all of them
    where it is None.
    """
    language = catalogue.language
    units = {unit.id: unit for unit in translation_units(document)}
    around = surroundings(
        document, language, catalogue.name, words(language), units, catalogue.entries
    )
    for unit in around.units:
        if only is not None and unit.unit.id not in only:
            continue
        found = sorted((d for check in CHECKS for d in check.run(unit)), key=_place)
        comments = list(ignores_of(unit.entry, catalogue.name))
        if found or comments:
            yield from apply(found, comments, CODES, language)


def _place(diagnostic: Diagnostic) -> tuple[int, int]:
    span = diagnostic.span
    return (span.line, span.column) if span else (0, 0)
