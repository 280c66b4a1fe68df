"""The Glossary module of XLIFF 2.1 (5.2): beside each text its terms and their translations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from pipeline.terms import FirstUses

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import GlossaryEntry
    from pipeline.translations.exchange.texts import Pair, Parcel

GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"


class Terms:
    """The terms of a publication that have a form in the language of the translation."""

    def __init__(self, parcel: Parcel) -> None:
        """Prepare the search for them."""
        self.language = parcel.language
        self.entries: Mapping[str, GlossaryEntry] = {
            entry.id: entry
            for entry in parcel.glossary
            if entry.catalogue_forms.get(parcel.language)
        }
        self.uses = FirstUses.of(tuple(self.entries.values()))

    def write(self, unit: etree._Element, pair: Pair) -> None:
        """Add the terms of a text to its unit; nothing where there is none."""
        words = "".join(piece for piece in pair.english if isinstance(piece, str))
        found = dict.fromkeys(
            self.uses.owners[(match.lastindex or 1) - 1]
            for match in (self.uses.pattern.finditer(words) if self.uses.pattern else ())
        )
        if not found:
            return
        glossary = etree.SubElement(unit, _name("glossary"), nsmap={"gls": GLOSSARY})
        for identifier in found:
            entry = self.entries[identifier]
            element = etree.SubElement(glossary, _name("glossEntry"), id=f"g-{identifier}")
            etree.SubElement(element, _name("term")).text = entry.term
            for form in entry.catalogue_forms[self.language][:1]:
                etree.SubElement(element, _name("translation")).text = form
            etree.SubElement(element, _name("definition")).text = entry.definition


def _name(name: str) -> str:
    return f"{{{GLOSSARY}}}{name}"
