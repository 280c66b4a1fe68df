"""theme.toml in Word's terms: lengths in twentieths of a point (twips), slots for colours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Span
from pipeline.theme import in_language

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZES = {"A4": (11906, 16838), "A5": (8391, 11906), "Letter": (12240, 15840)}
"""Width and height of the sheets that Word calls by these names."""

SLOTS = {
    "dk1": "text",
    "lt1": "paper",
    "dk2": "heading",
    "lt2": "paper",
    "accent1": "heading",
    "accent2": "link",
    "accent3": "quiet",
    "accent4": "rule",
    "accent5": "link",
    "accent6": "quiet",
    "hlink": "link",
    "folHlink": "link",
}
"""Colour of theme.toml by slot of Word's colour scheme (ECMA-376 20.1.6.2)."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(mm|cm|in|pt)")
_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}


@dataclass(frozen=True, slots=True)
class Page:
    """Sheet and margins in twips; ``inner`` is the side of the binding."""

    width: int
    height: int
    top: int
    bottom: int
    inner: int
    outer: int

    @property
    def text_width(self) -> int:
        """Width of the text."""
        return self.width - self.inner - self.outer

    @property
    def header(self) -> int:
        """Distance of the running head from the edge of the sheet."""
        return self.top // 2

    @property
    def footer(self) -> int:
        """Distance of the page number from the edge of the sheet."""
        return self.bottom // 2


def page_of(theme: Mapping[str, Mapping[str, str]]) -> Page:
    """Return the page that the table ``page`` of theme.toml describes.

    Raises ``ReportError`` ``template-error`` for a size or length that is missing or not known.
    """
    size = _value(theme, "page", "size")
    if size not in SIZES:
        raise _error("page", "size", size, f"one of {', '.join(SIZES)}")
    width, height = SIZES[size]
    sides = (_twips(theme, f"margin_{side}") for side in ("top", "bottom", "inner", "outer"))
    return Page(width, height, *sides)


def colour_scheme(theme: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the colour, as ``12305C``, of every slot of Word's colour scheme.

    Raises ``ReportError`` ``template-error`` for a colour that is missing or not written so.
    """
    scheme = {}
    for slot, name in SLOTS.items():
        colour = _value(theme, "colours", name)
        if not _COLOUR.fullmatch(colour):
            raise _error("colours", name, colour, "a colour such as #12305c")
        scheme[slot] = colour[1:].upper()
    return scheme


def scale_of(theme: Mapping[str, Mapping[str, str]], language: str) -> float:
    """Return how much larger a script of that language is set than Latin: 1 where nothing is said.

    Raises ``ReportError`` ``template-error`` for what is no number.
    """
    scale = in_language(theme, language).get("sizes", {}).get("scale", "1")
    try:
        return float(scale)
    except ValueError as error:
        raise _error("sizes", "scale", scale, "a number such as 1.2") from error


def _twips(theme: Mapping[str, Mapping[str, str]], key: str) -> int:
    length = _value(theme, "page", key)
    match = _LENGTH.fullmatch(length)
    if match is None:
        raise _error("page", key, length, "a length such as 26mm, in mm, cm, in or pt")
    return round(float(match[1]) * _POINTS[match[2]] * 20)


def _value(theme: Mapping[str, Mapping[str, str]], table: str, key: str) -> str:
    return theme.get(table, {}).get(key, "")


def _error(table: str, key: str, value: str, wanted: str) -> ReportError:
    said = f"is “{value}”" if value else "is missing"
    return ReportError(
        [
            Diagnostic(
                "template-error",
                f"“{key}” of [{table}] {said}, and the DOCX needs it",
                Span("templates/theme.toml", 0),
                f"write {wanted}",
            )
        ]
    )
