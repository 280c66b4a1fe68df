"""Makes the lists of reference.docx count to what an edition says.

Headings and numbered paragraphs count by their styles and go on by themselves. Where the edition
has another number than Word would come to, the paragraph gets a list instance that begins at
that number (ECMA-376 17.9.15, 17.9.27); so does the first item of every ordered list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from pipeline import edition as ed
from pipeline.formats.docx.package import reference_error
from pipeline.numbering import section_sign
from pipeline.walk import walk_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from docx.document import Document
    from docx.oxml.numbering import CT_Numbering

HEADING_LEVELS = 3
MOST_SECTIONS = 1000
"""Of one level; only a bound for looking a label up."""


@dataclass(frozen=True, slots=True)
class Instance:
    """A list instance that a paragraph names itself, in place of the one of its style."""

    number: int
    level: int


def prepare_lists(
    document: Document, style: Callable[[str], str], edition: ed.Edition
) -> dict[str, Instance]:
    """Give lists the marks of the edition; return the instances that paragraphs must name.

    By the id of a section, paragraph or ordered list. Raises ``ReportError`` where a style of the
    reference document has lost its list.
    """
    lists = _Lists(document, style)
    blocks = [block for block in _blocks(edition) if isinstance(block, ed.ItemList) and block.items]
    bulleted = [block for block in blocks if not block.ordered]
    ordered = [block for block in blocks if block.ordered]
    if bulleted:
        lists.set_mark("List Bullet", bulleted[0].items[0].label, "bullet")
    if ordered:
        label = ordered[0].items[0].label
        mark = re.sub(r"\w+", "%1", label, count=1)
        counts = "decimal" if any(c.isdigit() for c in label) else "lowerLetter"
        lists.set_mark("List Number", mark, counts)
    starts = [
        *((block.id, "List Number", 0, 1) for block in ordered),
        *_paragraph_starts(edition),
        *_heading_starts(edition),
    ]
    return {
        anchor: Instance(lists.begin(name, level, start), level)
        for anchor, name, level, start in starts
    }


def _blocks(edition: ed.Edition) -> Iterator[ed.Block]:
    for section in walk_sections(edition.front + edition.body):
        yield from section.blocks


Start = tuple[str, str, int, int]
"""Anchor, name of the style, level of its list, number to begin at."""


def _paragraph_starts(edition: ed.Edition) -> Iterator[Start]:
    """Yield the paragraphs whose number is not one more than the last."""
    last = 0
    for block in _blocks(edition):
        if isinstance(block, ed.Paragraph) and block.number is not None:
            if block.number != last + 1:
                yield block.id, "Numbered paragraph", 0, block.number
            last = block.number


def _heading_starts(edition: ed.Edition) -> Iterator[Start]:
    """Yield the sections whose label is not what Word would count to.

    Word begins a level anew only after a numbered heading of a higher one.
    """
    counts = [0] * HEADING_LEVELS
    for section in walk_sections(edition.front + edition.body):
        if not section.label:
            continue
        place = section.level - 1
        counts[place:] = [counts[place] + 1] + [0] * (HEADING_LEVELS - section.level)
        wanted = _place_of(section)
        if wanted not in (None, counts[place]):
            counts[place] = wanted
            yield section.id, f"heading {section.level}", place, wanted


def _place_of(section: ed.Section) -> int | None:
    """Return the number that a label stands for: 4 for ``IV.``, ``D.`` and ``4.``."""
    sign = section.label.rstrip(".")
    numbers = range(1, MOST_SECTIONS)
    return next((n for n in numbers if section_sign(section.level, n) == sign), None)


@dataclass(frozen=True, slots=True)
class _Lists:
    """The lists of the reference document, by the style that counts by them."""

    document: Document
    style: Callable[[str], str]

    def set_mark(self, name: str, text: str, counts: str) -> None:
        """Set what the first level of a list prints, and how it counts."""
        key = self._key(name)
        for definition in self._numbering.iterchildren(qn("w:abstractNum")):
            if definition.get(qn("w:abstractNumId")) == key:
                level = definition.find(qn("w:lvl"))
                for child, value in (("w:lvlText", text), ("w:numFmt", counts)):
                    for element in () if level is None else level.iterchildren(qn(child)):
                        element.set(qn("w:val"), value)

    def begin(self, name: str, level: int, start: int) -> int:
        """Return a new instance of a list, in which a level begins at a number."""
        num = self._numbering.add_num(int(self._key(name)))  # type: ignore[no-untyped-call]
        num.add_lvlOverride(ilvl=level).add_startOverride(start)
        return int(num.numId)

    @property
    def _numbering(self) -> CT_Numbering:
        numbering: CT_Numbering = self.document.part.numbering_part.element
        return numbering

    def _key(self, name: str) -> str:
        """Return the key of the definition that a style counts by (17.9.1, 17.9.15)."""
        styles, style_id = self.document.styles.element, self.style(name)
        for number in styles.xpath(f"w:style[@w:styleId='{style_id}']//w:numPr/w:numId/@w:val"):
            for key in self._numbering.xpath(f"w:num[@w:numId='{number}']/w:abstractNumId/@w:val"):
                return str(key)
        raise reference_error(
            f"the style “{name}” has no list", "give it one in Word, or put the last version back"
        )
