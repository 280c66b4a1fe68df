"""Numbers of sections (I. A. 1.) and paragraphs (1. … n., continuous over sections)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Section

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(slots=True)
class Numbers:
    """The numbers of a document, by id."""

    labels: dict[str, str] = field(default_factory=dict)
    """As printed before the block: ``IV.``, ``A.``, ``26.``."""
    references: dict[str, str] = field(default_factory=dict)
    """As printed in a reference: ``IV.A``, ``26``."""
    paragraphs: dict[str, int] = field(default_factory=dict)


def number_sections(sections: Iterable[Section]) -> Numbers:
    """Return the numbers of everything that bears one, counted in reading order."""
    numbers = Numbers()
    _number(sections, 1, (), numbers)
    return numbers


def _number(
    sections: Iterable[Section], level: int, above: tuple[str, ...], numbers: Numbers
) -> None:
    place = 0
    for section in sections:
        path = above
        if section.numbered:
            place += 1
            sign = section_sign(level, place)
            path = (*above, sign)
            numbers.labels[section.id] = f"{sign}."
            numbers.references[section.id] = ".".join(path)
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.numbered:
                number = len(numbers.paragraphs) + 1
                numbers.paragraphs[block.id] = number
                numbers.labels[block.id] = f"{number}."
                numbers.references[block.id] = str(number)
        _number(section.sections, level + 1, path, numbers)


def section_sign(level: int, place: int) -> str:
    """Return the sign of the ``place``-th section of a level: ``IV``, ``D`` or ``4``."""
    match level:
        case 1:
            return roman(place)
        case 2:
            return letters(place)
        case _:
            return str(place)


def roman(number: int) -> str:
    """Return a number from 1 in Roman capitals."""
    out = ""
    for value, sign in _ROMAN:
        while number >= value:
            out += sign
            number -= value
    return out


def letters(number: int) -> str:
    """Return A … Z, AA, BB … as Word's upperLetter numbering counts (ECMA-376 17.18.59)."""
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
