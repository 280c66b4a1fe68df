"""What CLDR knows of a language, through Babel: the one place where a tag becomes a locale."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import babel

if TYPE_CHECKING:
    from collections.abc import Mapping

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


def name_in(tag: str, reader: str) -> str:
    """Return the name of a language as readers of another say it, or the tag itself."""
    known = locale(tag.split("-", maxsplit=1)[0])
    return (known.get_language_name(locale(reader)) if known else None) or tag
