"""Whether a translation is in English still, wholly or in part."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.translations.checks.subject import HOLE
from pipeline.translations.checks.words import whole_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+(?:[’'-][A-Za-zÀ-ɏ]+)*")


def check_english(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a text that is its English still, and English words within a translation."""
    if names_a_document(unit):
        return
    hint = "translate it; a name that stays as it is: “# ignore left-in-english: …” above msgctxt"
    same = unit.english.raw.strip() == unit.target.raw.strip()
    if same and any(len(word) > 1 and not word.isupper() for word in _words(unit.target.own)):
        yield unit.finding(
            "left-in-english",
            "the translation is the English itself",
            (0, len(unit.target.raw)),
            hint,
        )
        return
    if stretch := _english_stretch(unit):
        start, end = stretch
        yield unit.finding(
            "left-in-english",
            f"“{unit.target.raw[start:end].strip()}” is left in English",
            stretch,
            hint,
        )


def _words(text: str) -> list[str]:
    return [match[0] for match in _LATIN.finditer(text)]


def names_a_document(unit: TranslatedUnit) -> bool:
    """Tell whether this is the title of a document, which may be named as it is in English."""
    return unit.unit.id == "publication.source.title" or (
        unit.unit.kind == "link" and unit.unit.id.endswith(".title")
    )


def _kept_names(around: Surroundings) -> tuple[str, ...]:
    """Return the names that the glossary of this language keeps in English."""
    return tuple(
        unit.target.raw.strip()
        for unit in around.units
        if unit.unit.id.endswith(".expansion")
        and unit.target.raw.strip() == unit.english.raw.strip()
    )


def explained(unit: TranslatedUnit) -> tuple[str, ...]:
    """Return the words that a definition may quote in English: what it explains."""
    kind, _, rest = unit.unit.id.partition(".")
    owner = rest.rpartition(".")[0] if kind == "glossary" else ""
    entries = (entry for entry in unit.around.document.glossary if entry.id == owner)
    return tuple(text for e in entries for text in (e.expansion, e.term) if text)


def _english_stretch(unit: TranslatedUnit) -> tuple[int, int] | None:
    text = unit.target.own
    for name in (*unit.around.once(_kept_names), *explained(unit)):
        text = text.replace(name, HOLE * len(name))
    found = list(_LATIN.finditer(text))
    if not found:
        return None
    known, pairs, shingles = _runs(unit.english.own)
    telling = whole_words(words("en").telling)
    latin = unit.language.split("-", maxsplit=1)[0] not in ("uk", "ar")
    run: list[re.Match[str]] = []
    for index, match in enumerate(found):
        three = tuple(m[0] for m in found[index : index + 3])
        close = len(three) == 3 and found[index + 2].end() - match.start() < 60
        if close and three in shingles and any(w.islower() for w in three):
            run = found[index : index + 3]
            break
        two = three[:2]
        if two in pairs and any(telling.fullmatch(w) for w in two):
            run = found[index : index + 2]
            break
        if match[0] in known and _telling_alone(match[0], telling, latin=latin):
            run = [match]
            break
    return (run[0].start(), run[-1].end()) if run else None


@lru_cache(maxsize=4096)
def _runs(
    english: str,
) -> tuple[frozenset[str], frozenset[tuple[str, ...]], frozenset[tuple[str, ...]]]:
    """Return the words of an English text, and its runs of two and of three words."""
    found = [m[0] for m in _LATIN.finditer(english)]
    two, three = (
        frozenset(tuple(found[i : i + n]) for i in range(len(found) - n + 1)) for n in (2, 3)
    )
    return frozenset(found), two, three


_FRENCH_TOO = frozenset({"an", "as", "if", "in", "or"})
"""Telling words of English that French may have as well, as words of its own."""


def _telling_alone(word: str, telling: re.Pattern[str], *, latin: bool) -> bool:
    if not latin:
        return word.islower() and len(word) > 1
    return bool(telling.fullmatch(word)) and word.islower() and word not in _FRENCH_TOO
