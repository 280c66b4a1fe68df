"""XLIFF 2.1 (OASIS Standard, 13 February 2018): a unit a text, for any translation tool.

A text is cut into sentences where original and translation have as many of them; the marks of the
text are protected inline codes with their Markdown as original data (4.2.2.11, 4.7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from pipeline.languages import direction
from pipeline.translations.exchange.glossary_module import GLOSSARY, Terms
from pipeline.translations.exchange.inline import Code, closing_of, label
from pipeline.translations.exchange.segments import segments
from pipeline.translations.exchange.xmlparts import XML_SPACE, lay_out
from pipeline.translations.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.translations.exchange.inline import Kind, Piece
    from pipeline.translations.exchange.texts import Pair, Parcel

CORE = "urn:oasis:names:tc:xliff:document:2.0"
"""Namespace of XLIFF 2.0 and 2.1 (4.1.1)."""
OURS = "urn:x-report:exchange:1"
"""Namespace of what we add; a tool may drop it (5.1.2)."""
STAMP = f"{{{OURS}}}stamp"
PART = f"{{{OURS}}}part"
"""On a file that has only the unfinished texts."""

STATES: Mapping[State, tuple[str, str]] = {
    State.MISSING: ("initial", ""),
    State.DRAFT: ("initial", "report:draft"),
    State.STALE: ("initial", "report:stale"),
    State.TRANSLATED: ("translated", ""),
    State.APPROVED: ("final", ""),
}
"""``state`` and ``subState`` of a segment (4.3.1.35, 4.3.1.37)."""

_TEXTS = frozenset(
    {
        *(f"{{{CORE}}}{name}" for name in ("note", "data", "source", "target")),
        *(f"{{{GLOSSARY}}}{name}" for name in ("term", "translation", "definition")),
    }
)

_TYPES: Mapping[Kind, tuple[str, str]] = {
    "emphasis": ("fmt", "xlf:i"),
    "strong": ("fmt", "xlf:b"),
    "foreign": ("other", "report:language"),
    "link": ("link", "report:link"),
    "term": ("link", "report:term"),
    "note": ("other", "report:note"),
    "reference": ("link", "report:reference"),
}
"""``type`` and ``subType`` of a code (4.3.1.42, 4.3.1.38)."""


def write_xliff(parcel: Parcel) -> bytes:
    """Return the file for a translator."""
    root = etree.Element(f"{{{CORE}}}xliff", nsmap={None: CORE, "report": OURS})
    root.set("version", "2.1")
    root.set("srcLang", parcel.source_language)
    root.set("trgLang", parcel.language)
    file = _add(root, "file", id=parcel.slug, original=f"source/{parcel.slug}")
    file.set("srcDir", direction(parcel.source_language))
    file.set("trgDir", direction(parcel.language))
    if parcel.is_part:
        file.set(PART, "unfinished")
    terms = Terms(parcel)
    for pair in parcel.pairs:
        _unit(file, pair, terms)
    lay_out(root, _TEXTS)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _unit(file: etree._Element, pair: Pair, terms: Terms) -> None:
    unit = _add(file, "unit", id=pair.unit.id)
    unit.set("name", pair.unit.place)
    unit.set(STAMP, pair.stamp)
    terms.write(unit, pair)
    notes = _add(unit, "notes")
    _note(notes, "place", pair.unit.place)
    _note(notes, "kind", pair.unit.kind)
    if pair.before:
        _note(notes, "original-before", pair.before)
    writer = _Codes(pair)
    if writer.data:
        data = _add(unit, "originalData")
        for text, identifier in writer.data.items():
            _add(data, "data", id=identifier).text = text
    found = segments(pair.unit.source, pair.target, plain=pair.unit.is_plain)
    for number, (english, translation) in enumerate(found, 1):
        _segment(unit, number, english, translation, pair, writer)


def _note(notes: etree._Element, category: str, text: str) -> None:
    _add(notes, "note", category=category).text = text


def _segment(
    unit: etree._Element,
    number: int,
    english: Sequence[Piece],
    translation: Sequence[Piece],
    pair: Pair,
    writer: _Codes,
) -> None:
    if number > 1:
        between = _add(unit, "ignorable")
        for name in ("source", "target") if translation else ("source",):
            space = _add(between, name)
            space.set(XML_SPACE, "preserve")
            space.text = " "
    state, sub_state = STATES[pair.state]
    segment = _add(unit, "segment", id=f"s{number}", state=state)
    if sub_state:
        segment.set("subState", sub_state)
    writer.write(_add(segment, "source"), english)
    if translation:
        writer.write(_add(segment, "target"), translation)


class _Codes:
    """Writes the codes of one unit, which share their original data."""

    def __init__(self, pair: Pair) -> None:
        self.pieces = (*pair.english, *pair.translation)
        codes = [piece for piece in self.pieces if isinstance(piece, Code)]
        self.data = {
            text: f"d{number}"
            for number, text in enumerate(dict.fromkeys(code.data for code in codes), 1)
        }
        notes = [c.number for c in pair.english if isinstance(c, Code) and c.kind == "note"]
        self.notes = notes if len(notes) > 1 else []

    def write(self, parent: etree._Element, pieces: Sequence[Piece]) -> None:
        """Write words and codes into a ``source`` or ``target``."""
        parent.set(XML_SPACE, "preserve")
        here = parent
        for piece in pieces:
            if isinstance(piece, str):
                _append(here, piece)
            elif piece.part == "close":
                parent_of_pair = here.getparent()
                if parent_of_pair is None:
                    raise ValueError(piece)
                here = parent_of_pair
            elif piece.part == "open":
                here = self._pair(here, piece)
            else:
                self._alone(here, piece)

    def _pair(self, parent: etree._Element, code: Code) -> etree._Element:
        end = closing_of(code, self.pieces)
        element = _add(parent, "pc", id=str(code.number))
        self._describe(element, code)
        element.set("dataRefStart", self.data[code.data])
        element.set("dataRefEnd", self.data[end.data])
        element.set("dispStart", f"[{label(code, self.pieces)}]")
        element.set("dispEnd", "[/]")
        return element

    def _alone(self, parent: etree._Element, code: Code) -> None:
        element = _add(parent, "ph", id=str(code.number))
        self._describe(element, code)
        element.set("dataRef", self.data[code.data])
        element.set("disp", f"[{label(code, self.pieces)}]")

    def _describe(self, element: etree._Element, code: Code) -> None:
        kind, sub_kind = _TYPES[code.kind]
        element.set("type", kind)
        element.set("subType", sub_kind)
        if not code.is_free:
            element.set("canCopy", "no")
            element.set("canDelete", "no")
        if code.number in self.notes:
            # A note has the same number in every language, so notes keep their order.
            element.set("canReorder", "firstNo" if code.number == self.notes[0] else "no")


def _append(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{CORE}}}{name}")
    for key, value in attributes.items():
        element.set(key, value)
    return element
