"""How the structure of PDF 2.0 is written where it differs from that of PDF 1.7.

The tree grows in the terms of 1.7 (``tags``); here its elements get the names, the namespaces and
the attributes that ISO 32000-2 has for them. ISO 14289-2 (PDF/UA-2), 8.2.4, wants every element in
one of the two standard namespaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE_1_7 = "http://iso.org/pdf/ssn"
"""Of the structure types of PDF 1.7 (ISO 32000-2, 14.8.6.1)."""

NAMESPACE_2_0 = "http://iso.org/pdf2/ssn"
"""Of the structure types of PDF 2.0 (ISO 32000-2, 14.8.6.2)."""

ONLY_IN_1_7 = frozenset({"TOC", "TOCI", "Reference", "BlockQuote"})
"""Types that PDF 2.0 has not taken over, and that keep the older namespace."""

RENAMED: Mapping[str, str] = {"Note": "FENote"}
"""A footnote is an FENote (ISO 32000-2, 14.8.4.7.3; ISO 14289-2, 8.2.5.14)."""

FOOTNOTE = {"O": "/FENote", "NoteType": "/Footnote"}
"""Attributes that tell a footnote from an endnote (ISO 32000-2, 14.8.5.8)."""

NUMBERED_LIST: Mapping[str, str] = {"/None": "/Description"}
"""A list of terms says so (ISO 32000-2, table 382); PDF 1.7 has no word for it."""


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The two namespaces as objects of a file."""

    old: pydyf.Dictionary
    new: pydyf.Dictionary

    def of(self, role: str) -> bytes:
        """Return the reference of the namespace that a structure type belongs to."""
        reference: bytes = (self.old if role in ONLY_IN_1_7 else self.new).reference
        return reference


def add_namespaces(pdf: Any, root: pydyf.Dictionary) -> Namespaces:
    """Add the namespaces to a file and name them at its structure tree's root (14.7.4.2)."""
    made = []
    for name in (NAMESPACE_1_7, NAMESPACE_2_0):
        made.append(pydyf.Dictionary({"Type": "/Namespace", "NS": pydyf.String(name)}))
        pdf.add_object(made[-1])
    root["Namespaces"] = pydyf.Array([namespace.reference for namespace in made])
    return Namespaces(*made)


def modernise(dictionary: pydyf.Dictionary, role: str, namespaces: Namespaces) -> None:
    """Write a finished structure element in the terms of PDF 2.0."""
    dictionary["S"] = f"/{RENAMED.get(role, role)}"
    dictionary["NS"] = namespaces.of(role)
    if role == "Note":
        dictionary["A"] = pydyf.Dictionary(FOOTNOTE)
    attributes = dictionary.get("A", {})
    numbering = attributes.get("ListNumbering")
    if numbering in NUMBERED_LIST:
        attributes["ListNumbering"] = NUMBERED_LIST[numbering]
