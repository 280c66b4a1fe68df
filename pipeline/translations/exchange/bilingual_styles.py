"""How the bilingual Word file looks: its paragraphs, marks and table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from pipeline.languages import direction
from pipeline.translations.exchange.wordml import W, add, w

if TYPE_CHECKING:
    from collections.abc import Mapping


def styles_part(language: str) -> str:
    """Return the part with the styles; ``language`` is that of the translation."""
    root = etree.Element(w("styles"), nsmap={"w": W})
    defaults = add(root, "docDefaults")
    properties = add(add(defaults, "rPrDefault"), "rPr")
    add(properties, "rFonts", ascii="Calibri", hAnsi="Calibri", eastAsia="Calibri", cs="Arial")
    add(properties, "sz", val="21")
    add(properties, "szCs", val="22")
    add(properties, "lang", val="en-GB", eastAsia="en-GB", bidi=language)
    add(add(defaults, "pPrDefault"), "pPr")
    normal = _style(root, "Normal", "paragraph", "Normal")
    add(add(normal, "pPr"), "spacing", before="40", after="40", line="264", lineRule="auto")
    for identifier, name, looks in _PARAGRAPHS:
        style = _style(root, identifier, "paragraph", name, based="Normal")
        inside = add(style, "pPr")
        if identifier == "Translation" and direction(language) == "rtl":
            add(inside, "bidi")
        if identifier in ("Number", "State"):
            add(inside, "jc", val="left")
        _look(style, looks)
    for identifier, name, looks in _CHARACTERS:
        _look(_style(root, identifier, "character", name), looks)
    table = _style(root, "Bilingual", "table", "Bilingual table")
    borders = add(add(table, "tblPr"), "tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        add(borders, side, val="single", sz="4", space="0", color="9AA3AF")
    margins = add(table[-1], "tblCellMar")
    for side in ("left", "right"):
        add(margins, side, w="100", type="dxa")
    return etree.tostring(root, encoding="unicode")


_PARAGRAPHS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Title", "Title", {"b": "1", "sz": "32", "color": "12305C"}),
    ("Subtitle", "Subtitle", {"sz": "22", "color": "4A4F57"}),
    ("Instruction", "Instruction", {"sz": "20"}),
    ("TableHead", "Table head", {"b": "1"}),
    ("Number", "Number", {"sz": "18", "color": "4A4F57"}),
    ("English", "English", {}),
    ("Was", "English before", {"sz": "18", "color": "7A2E0E"}),
    ("Translation", "Translation", {}),
    ("State", "State", {"sz": "18", "color": "4A4F57"}),
    ("Footer", "footer", {"sz": "16", "color": "4A4F57"}),
)
_CHARACTERS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("Id", "Id", {"sz": "14", "color": "6B7280"}),
    ("Mark", "Mark", {"font": "Cambria Math", "color": "8A2B06", "fill": "FBEFD9"}),
    ("Box", "Box", {"font": "MS Gothic"}),
)


def _style(
    root: etree._Element, identifier: str, kind: str, name: str, *, based: str = ""
) -> etree._Element:
    style = add(root, "style", type=kind, styleId=identifier)
    if identifier == "Normal":
        style.set(w("default"), "1")
    add(style, "name", val=name)
    if based:
        add(style, "basedOn", val=based)
    add(style, "qFormat")
    return style


def _look(style: etree._Element, looks: Mapping[str, str]) -> None:
    """Give a style its look, in the order of ECMA-376 17.3.2.28."""
    properties = add(style, "rPr")
    if font := looks.get("font"):
        add(properties, "rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font)
    if "b" in looks:
        add(properties, "b")
        add(properties, "bCs")
    if colour := looks.get("color"):
        add(properties, "color", val=colour)
    if size := looks.get("sz"):
        add(properties, "sz", val=size)
        add(properties, "szCs", val=size)
    if fill := looks.get("fill"):
        add(properties, "shd", val="clear", color="auto", fill=fill)
