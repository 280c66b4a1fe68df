"""The order of the alphabet of each language, by ICU (Unicode Technical Standard 10, CLDR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import icu

if TYPE_CHECKING:
    from collections.abc import Callable


def sort_key(language: str) -> Callable[[str], bytes]:
    """Return the function that gives the collation key of a word in the language."""
    collator = icu.Collator.createInstance(icu.Locale(language))

    def key(word: str) -> bytes:
        return bytes(collator.getSortKey(word))

    return key
