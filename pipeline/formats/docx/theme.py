"""theme.toml in Word's terms: lengths in twentieths of a point (twips), slots for colours.

What the values may be is checked where they are read (``pipeline.theme``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.theme import SHEETS, in_language, points

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """Return the page that the table ``page`` of theme.toml describes."""
    width, height = SHEETS[theme["page"]["size"]]
    sides = (theme["page"][f"margin_{side}"] for side in ("top", "bottom", "inner", "outer"))
    return Page(width, height, *map(_twips, sides))


def colour_scheme(theme: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return the colour, as ``12305C``, of every slot of Word's colour scheme."""
    return {slot: theme["colours"][name][1:].upper() for slot, name in SLOTS.items()}


def scale_of(theme: Mapping[str, Mapping[str, str]], language: str) -> float:
    """Return how much larger a script of that language is set than Latin."""
    return float(in_language(theme, language)["sizes"]["scale"])


def _twips(length: str) -> int:
    return round(points(length) * 20)
