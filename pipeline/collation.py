"""The order of the alphabet of each language, by ICU (Unicode Technical Standard 10, CLDR).

ICU comes as ``pyicu-wheels``. Where it cannot be had, a plain order of our own takes its place:
right for the words of one language, but with less regard to signs and foreign words; the build
then says so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

try:
    import icu
except ImportError:
    icu = None

_UKRAINIAN = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"

_ARTICLE = re.compile(r"\u0627\u0644(?=[\u0621-\u064a]{2})")
_NO_ARTICLE = re.compile("الت(?:زام|ماس|قاء|حاق|هاب|باس|فات|حام|قاط)|التئام|الله")
"""Words that begin with alef and lam of their own."""


def sort_key(language: str) -> Callable[[str], Any]:
    """Return the function that gives the collation key of a word in the language.

    An Arabic word is sorted without its article, as in indexes: it stays in its place and does not
    count.
    """
    primary = language.split("-", maxsplit=1)[0]
    key = _plain_key(primary) if icu is None else partial(_icu_key, _collator(language))
    if primary == "ar":
        return lambda word: key(without_article(word))
    return key


def without_article(word: str) -> str:
    """Return an Arabic term without the article of its first word."""
    return word if _NO_ARTICLE.match(word) or not _ARTICLE.match(word) else word[2:]


def missing_collation(languages: Sequence[str]) -> Diagnostic | None:
    """Return the notice that glossaries are sorted without ICU, where that is so."""
    if icu is not None:
        return None
    return Diagnostic(
        "collation-missing",
        f"ICU is not installed: the glossaries ({', '.join(languages)}) are sorted by a plain "
        "alphabet, which may put foreign words and signs elsewhere",
        None,
        "install it in this environment: python -m pip install pyicu-wheels "
        "(nox does so by itself where there is one for the machine)",
        "warning",
    )


def _collator(language: str) -> Any:
    return icu.Collator.createInstance(icu.Locale(language))


def _icu_key(collator: Any, word: str) -> bytes:
    return bytes(collator.getSortKey(word))


def _plain_key(primary: str) -> Callable[[str], tuple[tuple[int, str], ...]]:
    """Return the key of a word without ICU: letters of the language, before those of others."""
    places = {letter: place for place, letter in enumerate(_UKRAINIAN)} if primary == "uk" else {}

    def key(word: str) -> tuple[tuple[int, str], ...]:
        letters = []
        for sign in word.casefold():
            base = sign if sign in places else unicodedata.normalize("NFD", sign)[0]
            if sign.isalnum():
                letters.append((_rank(base, primary, places), base))
        return tuple(letters)

    return key


def _rank(sign: str, primary: str, places: dict[str, int]) -> int:
    if sign.isdecimal():
        return -1
    if sign in places:
        return places[sign]
    own = {"uk": "CYRILLIC", "ar": "ARABIC"}.get(primary, "LATIN")
    is_own = unicodedata.name(sign, "").startswith(own)
    return 0 if is_own and not places else 100
