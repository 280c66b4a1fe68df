"""Dates as people write them out: “4 March 2021”, “1er mars 2021”."""

from __future__ import annotations

import re
from datetime import date

from babel import Locale

from pipeline.importer.spaces import plain_spaces

_WRITTEN = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d_]+)\s+(\d{4})")


def date_in(text: str, language: str) -> date | None:
    """Return the first date in a text; None where there is none."""
    months = Locale.parse(language, sep="-").months["format"]["wide"]
    numbers = {name.casefold(): number for number, name in months.items()}
    for match in _WRITTEN.finditer(plain_spaces(text)):
        month = numbers.get(match[2].casefold())
        if month:
            try:
                return date(int(match[3]), month, int(match[1]))
            except ValueError:
                return None
    return None
