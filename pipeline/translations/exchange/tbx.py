"""TBX-Basic (ISO 30042:2019, TBX version 3, style DCT): the glossary, for any translation tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from pipeline.translations.exchange.xmlparts import XML_LANG, lay_out
from pipeline.translations.states import State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.model import GlossaryEntry
    from pipeline.translations.exchange.texts import Parcel

TBX = "urn:iso:std:iso:30042:ed-2"
MIN = "http://www.tbxinfo.net/ns/min"
BASIC = "http://www.tbxinfo.net/ns/basic"
"""Namespaces of the core structure, and of the modules with the data categories used here."""


def write_tbx(parcel: Parcel) -> bytes:
    """Return the terms of a publication in its two languages."""
    root = etree.Element(
        f"{{{TBX}}}tbx",
        nsmap={None: TBX, "min": MIN, "basic": BASIC},
        type="TBX-Basic",
        style="dct",
    )
    root.set(XML_LANG, parcel.source_language)
    about = _add(_add(root, TBX, "tbxHeader"), TBX, "fileDesc")
    _add(_add(about, TBX, "titleStmt"), TBX, "title").text = parcel.title
    _add(_add(about, TBX, "sourceDesc"), TBX, "p").text = f"Glossary of {parcel.slug}"
    body = _add(_add(root, TBX, "text"), TBX, "body")
    for entry in parcel.glossary:
        _concept(body, entry, parcel)
    lay_out(root, ())
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _concept(body: etree._Element, entry: GlossaryEntry, parcel: Parcel) -> None:
    concept = _add(body, TBX, "conceptEntry")
    concept.set("id", f"c-{entry.id}")
    translated = _translations(entry, parcel)
    _language(
        concept,
        parcel.source_language,
        entry.forms,
        entry.expansion or "",
        entry.definition,
    )
    if forms := entry.catalogue_forms.get(parcel.language, ()):
        _language(
            concept,
            parcel.language,
            forms,
            translated.get("expansion", ""),
            translated.get("definition", ""),
        )


def _translations(entry: GlossaryEntry, parcel: Parcel) -> Mapping[str, str]:
    """Return expansion and definition as far as they are translated."""
    prefix = f"glossary.{entry.id}."
    return {
        pair.unit.id.removeprefix(prefix): pair.target
        for pair in parcel.pairs
        if pair.unit.id.startswith(prefix) and pair.state not in (State.MISSING, State.DRAFT)
    }


def _language(
    concept: etree._Element, tag: str, forms: Sequence[str], expansion: str, definition: str
) -> None:
    section = _add(concept, TBX, "langSec")
    section.set(XML_LANG, tag)
    if definition:
        _add(_add(section, TBX, "descripGrp"), BASIC, "definition").text = definition
    for term, kind, status in _terms(forms, expansion):
        inside = _add(section, TBX, "termSec")
        _add(inside, TBX, "term").text = term
        _add(inside, MIN, "partOfSpeech").text = "noun"
        _add(inside, MIN, "administrativeStatus").text = f"{status}-admn-sts"
        _add(inside, BASIC, "termType").text = kind


def _terms(forms: Sequence[str], expansion: str) -> Iterator[tuple[str, str, str]]:
    """Yield each term once, with its type and status: the head word is the preferred one."""
    seen: set[str] = set()
    head = "abbreviation" if expansion and expansion != forms[0] else "fullForm"
    for term, kind, status in (
        (forms[0], head, "preferredTerm"),
        (expansion, "fullForm", "admittedTerm"),
        *((form, "variant", "admittedTerm") for form in forms[1:]),
    ):
        if term and term not in seen:
            seen.add(term)
            yield term, kind, status


def _add(parent: etree._Element, namespace: str, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}")
