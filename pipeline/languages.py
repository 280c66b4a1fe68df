"""What CLDR knows of a language, through Babel: the one place where a tag becomes a locale."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import babel
from babel.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

USAGE: Mapping[str, str] = {"en": "en-GB"}
"""Country whose dates and names are used where a language tag names none."""


@cache
def locale(tag: str) -> babel.Locale | None:
    """Return the locale of a BCP 47 tag, or None for a tag that CLDR does not describe."""
    try:
        return babel.Locale.parse(USAGE.get(tag, tag), sep="-")
    except (ValueError, babel.UnknownLocaleError):
        return None


def direction(tag: str) -> str:
    """Return ``ltr`` or ``rtl``, the direction of the script; ``ltr`` for an unknown tag."""
    known = locale(tag)
    return "rtl" if known is not None and known.text_direction == "rtl" else "ltr"


def months(tag: str) -> Mapping[int, str]:
    """Return the names of the months as they stand in a date, by number; none for an unknown tag.

    In Arabic each bears its two names, that of the Levant and that of Egypt, as in documents of
    the United Nations: ``أيلول/سبتمبر``.
    """
    known = locale(tag)
    names: Mapping[int, str] = known.months["format"]["wide"] if known else {}
    levant = locale("ar-SY")
    if known is None or levant is None or known.language != "ar":
        return names
    return {n: f"{levant.months['format']['wide'][n]}/{name}" for n, name in names.items()}


def long_date(day: date, tag: str) -> str:
    """Write a date out; French has an ordinal for the first of a month, which CLDR has not."""
    known = locale(tag)
    if known is None:  # publication.toml was checked for this
        raise ValueError(tag)
    text = format_date(day, "long", known)
    plain = known.months["format"]["wide"][day.month]
    text = text.replace(plain, months(tag)[day.month], 1)
    return text.replace("1 ", "1er ", 1) if day.day == 1 and known.language == "fr" else text


def name_in(tag: str, reader: str) -> str:
    """Return the name of a language as readers of another say it, or the tag itself."""
    known = locale(tag.split("-", maxsplit=1)[0])
    return (known.get_language_name(locale(reader)) if known else None) or tag
