"""TMX 1.4b: a memory of every finished translation, a sentence a unit, for any translation tool.

The English is what each text was translated from, so that a text gone stale is still a true pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from pipeline.translations.exchange.inline import Code
from pipeline.translations.exchange.segments import segments
from pipeline.translations.exchange.xmlparts import XML_LANG, lay_out
from pipeline.translations.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.translations.exchange.inline import Kind, Piece
    from pipeline.translations.exchange.texts import Pair, Parcel

_TYPES: Mapping[Kind, str] = {
    "emphasis": "italic",
    "strong": "bold",
    "link": "link",
    "foreign": "x-language",
    "term": "x-term",
    "note": "x-note",
    "reference": "x-reference",
}
"""``type`` of a code (TMX 1.4b, 4.2)."""


def write_tmx(parcel: Parcel) -> bytes:
    """Return the memory."""
    root = etree.Element("tmx", version="1.4")
    header = etree.SubElement(root, "header")
    for name, value in (
        ("creationtool", "report-pipeline"),
        ("creationtoolversion", "1"),
        ("segtype", "sentence"),
        ("o-tmf", "gettext PO"),
        ("adminlang", "en"),
        ("srclang", parcel.source_language),
        ("datatype", "plaintext"),
    ):
        header.set(name, value)
    body = etree.SubElement(root, "body")
    for pair in parcel.pairs:
        if pair.entry is not None and pair.state not in (State.MISSING, State.DRAFT):
            _units(body, pair, parcel)
    lay_out(root, {"seg", "prop"})
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _units(body: etree._Element, pair: Pair, parcel: Parcel) -> None:
    found = segments(pair.translated_from, pair.target, plain=pair.unit.is_plain)
    for number, (english, translation) in enumerate(found, 1):
        unit = etree.SubElement(body, "tu", tuid=f"{parcel.slug}.{pair.unit.id}.{number}")
        unit.set("segtype", "sentence" if len(found) > 1 else "block")
        etree.SubElement(unit, "prop", type="x-id").text = pair.unit.id
        etree.SubElement(unit, "prop", type="x-place").text = pair.unit.place
        for language, pieces in (
            (parcel.source_language, english),
            (parcel.language, translation),
        ):
            variant = etree.SubElement(unit, "tuv")
            variant.set(XML_LANG, language)
            _write(etree.SubElement(variant, "seg"), pieces)


def _write(segment: etree._Element, pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        if isinstance(piece, Code):
            _code(segment, piece)
        elif len(segment):
            segment[-1].tail = (segment[-1].tail or "") + piece
        else:
            segment.text = (segment.text or "") + piece


def _code(segment: etree._Element, code: Code) -> None:
    """Add a code: ``i`` joins the ends of a pair, ``x`` the code with its twin (4.3)."""
    number, kind = str(code.number), _TYPES[code.kind]
    match code.part:
        case "open":
            element = etree.SubElement(segment, "bpt", i=number, x=number, type=kind)
        case "close":
            element = etree.SubElement(segment, "ept", i=number)
        case _:
            element = etree.SubElement(segment, "ph", x=number, type=kind)
    element.text = code.data
