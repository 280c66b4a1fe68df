"""How a language writes its numbers: the signs before decimals and between thousands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.translations.checks.quantities import signs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit


def check_form(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find numbers with the decimal or grouping sign of another language."""
    group, decimal = signs(unit.language)
    english_signs = {"fr": r"\d\.\d{1,2}(?![\d.])", "uk": r"\d\.\d{1,2}(?![\d.])"}
    pattern = english_signs.get(unit.language.split("-", maxsplit=1)[0])
    if unit.language == "ar":
        pattern = r"\d,\d{1,2}(?!\d)|[0-9]٫|[٠-٩]\.\d|[0-9]٬|[٠-٩],\d"
    if not pattern:
        return
    del group
    for match in re.finditer(rf"\d*{pattern}\d*", unit.target.prose):
        if re.search(r"[./]\Z", unit.target.prose[: match.start()]) or re.match(
            r"[./]\d", unit.target.prose[match.end() :]
        ):
            continue  # a date, 02.08.2019
        yield unit.finding(
            "number-form",
            f"“{match[0]}” is not written as this language writes numbers",
            match.span(),
            f"decimals stand after “{decimal[0]}”; the build sets the space between thousands",
        )
        return
