"""Units after numbers: kilometres stay kilometres, and years do not become months."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.translations.checks.words import one_of, whole_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit


@cache
def _measured(language: str) -> re.Pattern[str]:
    """Return what finds a number, in figures or letters, and the unit after it."""
    known = words(language)
    numbers = one_of(name for names in known.numbers.values() for name in names)
    units = "|".join(f"(?P<{unit}>{one_of(names)})" for unit, names in known.units.items())
    return re.compile(
        rf"(?<!\w)(?:\d|{numbers})[\d.,]*[\s\u00a0-]?(?:{units or '(?!)'})(?!\w)", re.IGNORECASE
    )


def check_units(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a quantity whose unit the same sentence of the translation lacks."""
    own = words(unit.language)
    for pair in unit.pairs:
        sentence = unit.english.prose[slice(*pair.english)]
        for match in _measured(unit.around.document.language).finditer(sentence):
            names = tuple(own.units.get(match.lastgroup or "", ()))
            translation = unit.target.prose[slice(*pair.target)]
            if names and not whole_words(names, own.prefixes).search(translation):
                yield unit.warning(
                    "unit-differs",
                    f"“{match[0]}” of the English has another unit here, or none",
                    pair.target,
                    "write the same unit; if it is right, say why in “# ignore unit-differs: …”",
                )
                return
