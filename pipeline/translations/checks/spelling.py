"""Spelling as far as no dictionary is needed: common slips, and accents that got lost.

A word that stands once, and several times with other accents, is told of. In Arabic the same goes
for the signs of hamza, in Ukrainian for the apostrophe and ґ.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from pipeline.translations.checks.english import explained, names_a_document
from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u064b-\u0652]|[’'ʼ](?=[а-яґєії]))*", re.IGNORECASE)
_USUAL = 3
"""So often a word stands elsewhere before another writing of it is doubted."""
_SHORT = 5
"""Shorter words differ by an accent too often: a, à; ou, où."""
_ARABIC = str.maketrans("أإآىةؤئ", "ااايهوي")


def check_spelling(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find common slips, and words that stand elsewhere with other accents."""
    if names_a_document(unit):
        return
    text = unit.target.own
    pattern, right = _slips(unit.language)
    if match := pattern.search(text):
        wanted = right[(match.lastindex or 1) - 1]
        yield unit.warning(
            "spelling", f"“{match[0]}” is a common slip", match.span(), f"write “{wanted}”"
        )
        return
    counts = unit.around.once(_counts)
    usual = unit.around.once(_usual)
    english = " ".join((unit.english.prose, *explained(unit))).casefold()
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        other = usual.get(fold(word))
        if not other or other == word or counts[word] > 1 or word in english:
            continue
        if not _is_form(word, other):
            yield unit.warning(
                "spelling",
                f"“{match[0]}” is written “{other}” elsewhere, {counts[other]} times",
                match.span(),
                f"write “{other}”; if both are right, “# ignore spelling: …” above msgctxt",
            )
            return


@cache
def _slips(language: str) -> tuple[re.Pattern[str], tuple[str, ...]]:
    listed = words(language).slips
    groups = "|".join(f"({one_of([wrong])})" for wrong in listed) or "(?!)"
    and_ = "[وف]?" if language.startswith("ar") else ""
    return re.compile(rf"(?<!\w){and_}(?:{groups})(?!\w)"), tuple(listed.values())


@lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Return a word without what is easily left out."""
    if word[:1] <= "\u024f":
        return "".join(unicodedata.normalize("NFD", c)[0] for c in word).replace("œ", "oe")
    return re.sub("[’'ʼ\u064b-\u0652]", "", word).translate(_ARABIC).replace("ґ", "г")


def _is_form(word: str, other: str) -> bool:
    """Tell whether two words are forms of one: “limite”, “limité”; “politique”, “l’armée”."""
    endings = re.compile(r"[eéè]{1,2}s?$")
    return endings.sub("", word) == endings.sub("", other)


def _counts(around: Surroundings) -> Counter[str]:
    return Counter(chain.from_iterable(_words_of(unit.target.own) for unit in around.units))


@lru_cache(maxsize=4096)
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(match[0].casefold() for match in _WORD.finditer(text))


def _usual(around: Surroundings) -> Mapping[str, str]:
    """Return the usual writing of each word that is long and common enough, by its folded form."""
    counts = around.once(_counts)
    common = (word for word, n in counts.most_common() if n >= _USUAL and len(word) >= _SHORT)
    out: dict[str, str] = {}
    for word in common:
        out.setdefault(fold(word), word)
    return out
