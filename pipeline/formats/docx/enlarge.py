"""Large print of a DOCX: the reference document's styles, grown as the theme says.

Sizes, indents and tabs grow by one factor, so that what is aligned stays aligned; no text is set
smaller than the theme allows; everything is in the sans serif of the headings, ragged, upright.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

SANS = {
    "w:asciiTheme": "majorHAnsi",
    "w:hAnsiTheme": "majorHAnsi",
    "w:eastAsiaTheme": "majorEastAsia",
    "w:cstheme": "majorBidi",
}
"""Face of Word's theme by kind of character (17.3.2.26): that of the headings for all."""

LENGTHS = {
    "w:ind": ("left", "right", "start", "end", "hanging", "firstLine"),
    "w:tab": ("pos",),
}
"""Attributes that are lengths across the line (17.3.1.12, 17.3.1.37)."""

LINE = 360
"""Distance of lines in 240ths of one: one and a half."""

WIDE = 600
"""Distance of paragraphs, in twentieths of a point, that large letters leave no room for."""

ROOM = 0.75
"""Indents grow less than letters do: the sheet stays as wide as it was."""


def enlarge(document: Document, theme: Mapping[str, Mapping[str, str]], text_width: int) -> None:
    """Grow the styles of a document, where the theme is that of large print.

    ``text_width`` in twentieths of a point: no tab goes beyond it.
    """
    if theme["setting"]["print"] != "large":
        return
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rPr')}")
    size = int(defaults.find(qn("w:sz")).get(qn("w:val")))
    factor = _half_points(theme["sizes"]["text"]) / size
    least = _half_points(theme["sizes"]["least"])
    for root in (document.styles.element, document.part.numbering_part.element):
        _grow_letters(root, factor, least)
        _grow_room(root, 1 + (factor - 1) * ROOM, text_width)
        _set_plainly(root)


def _grow_letters(root: BaseOxmlElement, factor: float, least: int) -> None:
    for tag in ("w:sz", "w:szCs"):
        for size in root.iter(qn(tag)):
            grown = max(round(int(size.get(qn("w:val"), "0")) * factor), least)
            size.set(qn("w:val"), str(grown))
    for fonts in root.iter(qn("w:rFonts")):
        for name, face in SANS.items():
            if fonts.get(qn(name)):  # a bullet has a face of its own that no theme names
                fonts.set(qn(name), face)


def _grow_room(root: BaseOxmlElement, factor: float, text_width: int) -> None:
    for element, name in _lengths(root):
        grown = round(int(element.get(name, "0")) * factor)
        element.set(name, str(min(grown, text_width)))
    for spacing in root.iter(qn("w:spacing")):
        for name in (qn("w:before"), qn("w:after")):
            if int(spacing.get(name, "0")) > WIDE:  # of the title page, which must stay one page
                spacing.set(name, str(WIDE // 2))
        if spacing.get(qn("w:lineRule")) == "auto":
            spacing.set(qn("w:line"), str(LINE))


def _lengths(root: BaseOxmlElement) -> Iterator[tuple[BaseOxmlElement, str]]:
    for tag, names in LENGTHS.items():
        for element in root.iter(qn(tag)):
            if tag == "w:tab" and element.get(qn("w:val")) == "right":
                continue  # it stands at the edge of the text, wherever that is
            for name in map(qn, (f"w:{name}" for name in names)):
                if element.get(name):
                    yield element, name


def _set_plainly(root: BaseOxmlElement) -> None:
    """No line is stretched to both edges, no style is italic, and every link is underlined."""
    for tag in ("w:i", "w:iCs"):
        for italic in root.iter(qn(tag)):
            italic.set(qn("w:val"), "0")
    for alignment in root.iter(qn("w:jc")):
        if alignment.get(qn("w:val")) == "both":
            alignment.set(qn("w:val"), "start")
    for colour in list(root.iter(qn("w:color"))):
        line = colour.makeelement(qn("w:u"), {qn("w:val"): "single"})
        has_line = any(sibling.tag == line.tag for sibling in colour.itersiblings())
        if colour.get(qn("w:themeColor")) == "hyperlink" and not has_line:
            colour.addnext(line)


def _half_points(size: str) -> int:
    return round(float(size.removesuffix("pt")) * 2)
