"""Fits reference.docx to a publication: colours and text width from theme.toml, language.

Faces, sizes and distances are the reference document's own; a designer sets them in Word.
Colours there follow the theme where they were chosen from Word's theme colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.oxml import serialize_part_xml
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml import etree

from pipeline.formats.docx.names import word_language
from pipeline.formats.docx.package import reference_error
from pipeline.languages import direction

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

_SLOT_NAMES = {
    "text1": "dk1",
    "dark1": "dk1",
    "background1": "lt1",
    "light1": "lt1",
    "text2": "dk2",
    "dark2": "dk2",
    "background2": "lt2",
    "light2": "lt2",
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
"""Slot by the name that styles call it by (17.18.97); the accents are called alike."""

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def style_finder(document: Document) -> Callable[[str], str]:
    """Return a function from the name of a style to its id, for templates.

    Names of built-in styles are the same in every Word; ids are not, once Word in another
    language has saved the document. It raises ``TemplateRuntimeError`` for an unknown name.
    """
    ids = {
        str(style.find(qn("w:name")).get(qn("w:val"))).casefold(): str(style.get(qn("w:styleId")))
        for style in document.styles.element.findall(qn("w:style"))
    }

    def style(name: str) -> str:
        try:
            return ids[name.casefold()]
        except KeyError:
            raise jinja2.TemplateRuntimeError(
                f"reference.docx has no style named “{name}”"
            ) from None

    return style


def apply_theme(document: Document, colours: Mapping[str, str], text_width: int) -> None:
    """Give theme, styles and lists their colours, and right tabs the edge of the text.

    ``colours``: RRGGBB by slot; ``text_width`` in twentieths of a point. LibreOffice and
    previewers read the plain values beside the theme colours, so both are set.
    """
    _apply_to_theme(document, colours)
    for root in (document.styles.element, document.part.numbering_part.element):
        for element in root.iter(etree.Element):
            _apply_to_element(element, colours)
    for tab in document.styles.element.iter(qn("w:tab")):
        if tab.get(qn("w:val")) == "right":
            tab.set(qn("w:pos"), str(text_width))


def _apply_to_theme(document: Document, values: Mapping[str, str]) -> None:
    for rel in document.part.rels.values():
        if rel.reltype != RT.THEME:
            continue
        old = rel.target_part
        theme = parse_xml(old.blob)
        for slot, value in values.items():
            for element in theme.iter(_DRAWING + slot):
                element[:] = [element.makeelement(_DRAWING + "srgbClr", {"val": value})]
        part = Part(old.partname, old.content_type, serialize_part_xml(theme), old.package)
        document.part.load_rel(RT.THEME, part, rel.rId)
        return


def _apply_to_element(element: BaseOxmlElement, colours: Mapping[str, str]) -> None:
    """Bring the plain value of a colour or border (17.3.2.6, 17.3.4) up to its theme colour."""
    name = element.get(qn("w:themeColor"))
    # A tint or shade is Word's own arithmetic: its value is left as Word computed it.
    if name and not any(element.get(qn(n)) for n in ("w:themeTint", "w:themeShade")):
        plain = "w:val" if element.tag == qn("w:color") else "w:color"
        slot = _SLOT_NAMES.get(name, name)
        if slot in colours:
            element.set(qn(plain), colours[slot])


def apply_language(document: Document, tag: str) -> None:
    """Set the language of the whole document, in which it is proofed and read aloud."""
    found = document.styles.element.find(
        "/".join(qn(name) for name in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"))
    )
    if found is None:
        raise reference_error(
            "the default style of the document has no language", "put the last version back"
        )
    if direction(tag) == "rtl":
        found.set(qn("w:bidi"), word_language(tag))
    else:
        found.set(qn("w:val"), word_language(tag))


def turn_round(document: Document, scale: float) -> None:
    """Fit the styles to a script that is written from right to left.

    Indents and tabs are turned by Word itself, with the paragraph (17.3.1.6); borders are not, and
    space between letters would tear Arabic words apart. ``scale``: of all sizes, for Latin words
    too, since a code such as 145 PCNP 19 E has digits that programs take for either script.
    """
    for borders in document.styles.element.iter(qn("w:pBdr")):
        left, right = borders.find(qn("w:left")), borders.find(qn("w:right"))
        for border, name in ((left, "w:right"), (right, "w:left")):
            if border is not None:
                border.tag = qn(name)
        borders[:] = sorted(borders, key=lambda border: _BORDERS.index(border.tag))
    for root in (document.styles.element, document.part.numbering_part.element):
        for properties in root.iter(qn("w:rPr")):
            for spacing in properties.findall(qn("w:spacing")):
                properties.remove(spacing)
            for size in (*properties.findall(qn("w:sz")), *properties.findall(qn("w:szCs"))):
                size.set(qn("w:val"), str(round(int(size.get(qn("w:val"))) * scale)))


_BORDERS = [qn(f"w:{side}") for side in ("top", "left", "bottom", "right", "between", "bar")]
"""In the order of the schema."""
