"""Names of people and places: those of the English stand in the translation, and no others.

A person is told by how the name sounds, since each script writes it its own way: what remains
when all vowels are left out. Places are those of ``places``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.translations.checks.english import names_a_document
from pipeline.translations.checks.places import places_named, tells_of
from pipeline.translations.checks.words import words
from pipeline.translations.units import translation_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

Stretch = tuple[int, int]

_HINT = "write the name that the English has; if it is right, say why in “# ignore {}: …”"


def check_names(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a name that is missing, or that stands in the place of another."""
    if names_a_document(unit) or unit.english.raw.strip() == unit.target.raw.strip():
        return
    whole = ((0, len(unit.english.raw)), (0, len(unit.target.raw)))
    missing, added = _places(unit, *whole)
    if not (missing and added):
        # Sentences may tell of one place by “it”; where one stands for another, that is a slip.
        for pair in unit.pairs:
            here = _places(unit, pair.english, pair.target)
            if all(here):
                missing, added = here
                break
    gone, come = _people(unit)
    missing, added = {**missing, **gone}, {**added, **come}
    if added:
        name, at = next(iter(added.items()))
        instead = f", and “{next(iter(missing))}” is missing" if missing else ""
        yield unit.warning(
            "name-differs",
            f"“{name}” does not stand in the English{instead}",
            at,
            _HINT.format("name-differs"),
        )
    elif missing:
        name, at = next(iter(missing.items()))
        yield unit.warning(
            "name-differs",
            f"“{name}” of the English is missing",
            at,
            _HINT.format("name-differs"),
        )


def _places(
    unit: TranslatedUnit, english: Stretch, target: Stretch
) -> tuple[dict[str, Stretch], dict[str, Stretch]]:
    """Return the places that only the English has, and those that only the translation has."""
    ours, theirs = unit.english.prose[slice(*english)], unit.target.prose[slice(*target)]
    original, language = unit.around.document.language, unit.language
    skipped, cities = unit.around.once(_glossary), unit.around.once(_cities)
    missing = {
        found[0]: _sentence_of(unit, english[0] + found.start())
        for place, found in places_named(ours, original)
        if place.name not in skipped and not tells_of(theirs, place, language)
    }
    added = {
        found[0]: (target[0] + found.start(), target[0] + found.end())
        for place, found in places_named(theirs, language)
        if (place.key in cities or len(place.key) == 2)
        and place.key not in unit.around.once(_glossary_places)
        and not tells_of(ours, place, original)
    }
    return missing, added


def _glossary(around: Surroundings) -> frozenset[str]:
    """Return the terms, which have a check of their own."""
    return frozenset(
        name for e in around.document.glossary for name in (*e.forms, e.expansion or "")
    )


def _glossary_places(around: Surroundings) -> frozenset[str]:
    english = around.document.language
    return frozenset(
        place.key
        for name in around.once(_glossary)
        for place, _ in places_named(name, english)
        if place.name == name
    )


def _cities(around: Surroundings) -> frozenset[str]:
    """Return the cities that the report names: others are too often words of another kind."""
    english = around.document.language
    return frozenset(
        place.key for text in around.once(_texts) for place, _ in places_named(text, english)
    )


def _texts(around: Surroundings) -> tuple[str, ...]:
    return tuple(unit.source for unit in translation_units(around.document))


def _sentence_of(unit: TranslatedUnit, at: int) -> Stretch:
    for pair in unit.pairs:
        if pair.english[0] <= at < pair.english[1]:
            return pair.target
    return (0, len(unit.target.raw))


# --- people ---------------------------------------------------------------------------------------

_NAME = re.compile(r"(?<![\w’-])[^\W\d_]{3,}(?![\w-])")


def _names_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the words with a capital, and not of capitals alone."""
    for match in _NAME.finditer(text):
        if match[0][0].isupper() and not match[0].isupper():
            yield match


def _people(unit: TranslatedUnit) -> tuple[dict[str, Stretch], dict[str, Stretch]]:
    """Return the people whom only the English names, and those whom only the translation does."""
    known = unit.around.once(_people_of)
    ours = {match[0]: match for match in _names_in(unit.english.prose)}
    theirs = _sounds_of(unit.target.prose, unit.language)
    missing = {
        name: _sentence_of(unit, match.start())
        for name, match in ours.items()
        if name in known and not (_heard(known[name], theirs) and _is_spelt(name, unit))
    }
    added = {
        unit.target.prose[slice(*at)]: at
        for name, sounds in known.items()
        if len(sounds) > (3 if unit.language.startswith("ar") else 2)
        and (at := theirs.get(sounds))
        and _is_said(name, unit.target.prose[slice(*at)])
        and all(sound(other) != sounds for other in ours)
    }
    if not added:
        added = _one_for_another(unit, known)
    return missing, added


def _one_for_another(unit: TranslatedUnit, known: Mapping[str, str]) -> dict[str, Stretch]:
    """Return the name that stands once too often, where another does once too seldom."""
    ours = Counter(known[m[0]] for m in _names_in(unit.english.prose) if m[0] in known)
    names = _names_in(unit.target.prose)  # none in Arabic, where any word may sound like a name
    spoken = [(_sound_among(ours, m[0]), m.span()) for m in names]
    theirs = Counter(sounds for sounds, _ in spoken if sounds)
    more = {sounds for sounds in ours if theirs[sounds] > ours[sounds]}
    if not more or all(theirs[sounds] >= ours[sounds] for sounds in ours):
        return {}
    at = next(at for sounds, at in reversed(spoken) if sounds in more)
    return {unit.target.prose[slice(*at)]: at}


def _sound_among(known: Iterable[str], word: str) -> str:
    """Return the one of the known names that a word sounds like, with any ending; else nothing."""
    heard = sound(word)
    return next((each for each in known if len(each) > 2 and heard.startswith(each)), "")


def _is_spelt(name: str, unit: TranslatedUnit) -> bool:
    """Tell whether a name has the accents that it has in the English, or is written otherwise."""
    plain = re.compile(rf"(?<!\w){_plain(name)}(?!\w)")
    return name in unit.target.prose or name == _plain(name) or not plain.search(unit.target.prose)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFD", c)[0] for c in name)


def _heard(wanted: str, theirs: Mapping[str, Stretch]) -> bool:
    return any(heard.startswith(wanted) for heard in theirs)


_NO_NAME = re.compile("(?:ists?|age|ance|ence|ment|tion|sion|ity|ness|ship|ism|ing)$")
"""How English words end that are no names."""


def _is_said(name: str, word: str) -> bool:
    """Tell whether a word sounds like a name with its vowels, where its script writes them."""
    wanted, heard = (re.sub(r"a+", "a", sound(each, vowels="a")) for each in (name, word))
    return heard.startswith(wanted) or word[0] in _ARABIC


def _people_of(around: Surroundings) -> Mapping[str, str]:
    return _people_in(around.once(_texts), around.document.language)


@lru_cache(maxsize=8)
def _people_in(texts: Sequence[str], english: str) -> Mapping[str, str]:
    """Return the names of people in a report, and how they sound.

    A person is whoever has two names in a row that are no words of the language otherwise, and no
    place; a word such as “President” before them does not count.
    """
    common = {word for text in texts for word in re.findall(r"(?<![\w-])[a-z]+(?![\w-])", text)}
    common |= set(words(english).titles)
    out: dict[str, str] = {}
    for text in texts:
        last: re.Match[str] | None = None
        for match in _names_in(text):
            before, last = last, None
            word = match[0]
            if word.lower() in common or _NO_NAME.search(word) or places_named(word, english):
                continue
            last = match
            if before and text[before.end() : match.start()] == " ":
                out.update({name: sound(name) for name in (before[0], word)})
    return {name: its for name, its in out.items() if len(its) > 1}


def _sounds_of(text: str, language: str) -> Mapping[str, Stretch]:
    """Return how the words of a text sound that may be names, and where they stand."""
    has_capitals = language.split("-", maxsplit=1)[0] != "ar"
    found = _names_in(text) if has_capitals else _NAME.finditer(text)
    out: dict[str, Stretch] = {}
    for match in found:
        out.setdefault(sound(match[0]), match.span())
        if not has_capitals:
            out.setdefault(sound(match[0][1:]), match.span())
    return out


_CLASSES = {
    "B": "bpvfwбпвфب ف",
    "K": "kqcgкгґхقكغجخ",
    "S": "szčšžсзшщжцчسصزشث",
    "T": "dtдтдتدطضظ",
    "L": "lлل",
    "R": "rрر",
    "M": "mмم",
    "N": "nнن",
}
_SOUND = {letter: sign for sign, letters in _CLASSES.items() for letter in letters}


_VOWELS = frozenset("aeiouyаеєиіїоуюя")
_ARABIC = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")


@lru_cache(maxsize=8192)
def sound(word: str, vowels: str = "") -> str:
    """Return the consonants of a word, those that sound alike as one, in any of three scripts.

    ``vowels`` is what stands for each vowel.
    """
    small = re.sub("tch|ch|sh|تش|дж", "s", word.casefold().replace("x", "ks"))
    small = re.sub("c(?=[eiyéè])", "s", small)
    plain = (c if c in _SOUND else unicodedata.normalize("NFD", c)[0] for c in small)
    signs = "".join(_SOUND.get(c, vowels if c in _VOWELS else "") for c in plain)
    return re.sub(r"(.)\1+", r"\1", signs)
