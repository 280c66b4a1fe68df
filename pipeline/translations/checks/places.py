"""Countries and large cities, as CLDR names them in each language: “Brussels” is “Bruxelles”.

CLDR has the cities that name a time zone. A text *names* a place by its whole name; it *tells* of
it by whatever begins as the name does: “Georgian”, “грузинський”.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel.core import get_global

from pipeline.languages import locale
from pipeline.translations.checks.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_STEM = 4
"""Letters of a name that its adjectives share with it."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}
_VOWELS = "аеєиіїйоуюя"
_BETWEEN = r"\W+(?:\w{1,3}\W+)?"


@dataclass(frozen=True, eq=False)
class Place:
    """A country or city in one language."""

    key: str
    """Code of the country, or the time zone of the city."""
    country: str
    """Code of the country; that of a city is where it is."""
    name: str
    named: re.Pattern[str]
    told: re.Pattern[str]

    def is_name(self, word: str) -> bool:
        """Tell whether a word is the name with an ending, and not what people there are called."""
        if self.name == word or self.name.isascii():
            return self.name == word
        stem = self.name.rstrip(_VOWELS) or self.name
        return bool(re.fullmatch(rf"{re.escape(stem)}(?:[{_VOWELS}]|ою|ею|єю)?", word))


@lru_cache(maxsize=4096)
def places_named(text: str, language: str) -> tuple[tuple[Place, re.Match[str]], ...]:
    """Return the places that a text names, and where."""
    known = _by_stem(language)
    keys = {stem for word in _WORD.findall(text) for stem in _stems(word, language)}
    candidates = dict.fromkeys(place for key in sorted(keys) for place in known.get(key, ()))
    found = ((place, place.named.search(text)) for place in candidates)
    return tuple((place, match) for place, match in found if match)


@lru_cache(maxsize=16384)
def tells_of(text: str, place: Place, language: str) -> bool:
    """Tell whether a text tells of a place, or of one in the same country: for Russia “Moscow”.

    True where the language has no name for it.
    """
    known = _by_country(language)[place.country]
    return all(p.key != place.key for p in known) or any(p.told.search(text) for p in known)


@cache
def _places(language: str) -> Mapping[str, Place]:
    also = words(language).places
    english = _names("en")
    out = {}
    for key, name in _names(language).items():
        # A name may stay as it is in English: Kyiv.
        names = [name, *([english[key]] if name[0].isascii() and key in english else ())]
        out[key] = Place(
            key,
            get_global("zone_territories").get(key, key),
            name,
            re.compile("|".join(_whole(each, language) for each in names)),
            re.compile(
                "|".join(_begins(each, language) for each in (*names, *also.get(key, ()))),
                re.IGNORECASE,
            ),
        )
    return out


@cache
def _by_country(language: str) -> Mapping[str, Sequence[Place]]:
    out: dict[str, list[Place]] = defaultdict(list)
    for place in _places(language).values():
        out[place.country].append(place)
    return out


@cache
def _by_stem(language: str) -> Mapping[str, Sequence[Place]]:
    out: dict[str, list[Place]] = defaultdict(list)
    english = _names("en")
    for place in _places(language).values():
        for name in dict.fromkeys((place.name, english.get(place.key, place.name))):
            out[_stem(_WORD.findall(name)[0], language)].append(place)
    return out


@cache
def _names(language: str) -> Mapping[str, str]:
    """Return the names of countries and cities by code."""
    known, any_other = locale(language), locale("uk")
    if known is None or any_other is None:
        return {}
    named = {k: v for k, v in known.territories.items() if k.isalpha() and k not in _NO_COUNTRIES}
    # English names a city only where its time zone is called otherwise.
    zones = any_other if language == "en" else known
    for zone in zones.time_zones:
        city = known.time_zones.get(zone, {}).get("city")
        if city is None and language == "en":
            city = str(zone).rpartition("/")[2].replace("_", " ")
        if city:
            named[zone] = city
    return {key: name for key, name in named.items() if _WORD.search(name) and len(name) >= _STEM}


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0]


def _joined(language: str) -> str:
    """Return the pattern of what is joined to the front of a word."""
    if _base(language) != "ar":
        return r"(?<!\w)"
    return rf"(?<!\w)[{''.join(words('ar').prefixes)}]{{0,2}}(?:ال|ل)?"


def _bare(word: str, language: str) -> str:
    return word.removeprefix("ال") if _base(language) == "ar" else word


def _whole(name: str, language: str) -> str:
    """Return the pattern of a name; in Ukrainian with any ending."""
    if _base(language) == "uk":
        cut = {word: 2 if len(word) > 6 else 1 for word in _WORD.findall(name)}
        parts = [rf"(?<!\w){_bent(word[:-n])}\w{{0,4}}(?!\w)" for word, n in cut.items()]
    else:
        parts = [
            rf"{_joined(language)}{re.escape(_bare(word, language))}(?!\w)"
            for word in _WORD.findall(name)
        ]
    return _BETWEEN.join(parts)


def _bent(stem: str) -> str:
    """Return a pattern of how a Ukrainian name begins: Київ, Києва; Відень, Відня; Бангі, Банґі."""
    stem = re.sub("їв?$", "[їє]в?", stem)
    return re.sub("[гґ]", "[гґ]", re.sub("е(?=ь?$|нь?$)", "е?", stem))


def _stem(word: str, language: str) -> str:
    return _bare(word, language)[:_STEM]


def _stems(word: str, language: str) -> Iterator[str]:
    """Yield how a word begins, with and without what is joined to it."""
    yield word[:_STEM]
    if _base(language) == "ar":
        for rest in (word, word[1:], word[2:]):
            yield _stem(rest, language)


def _begins(name: str, language: str) -> str:
    """Return the pattern of words that begin as those of the name do, in its order."""
    found = _WORD.findall(name)
    stems = [_stem(word, language) for word in found]
    if _base(language) == "uk":
        stems = [_bent(stem) for stem in stems]
    return (r"\w*" + _BETWEEN).join(_joined(language) + stem for stem in stems)
