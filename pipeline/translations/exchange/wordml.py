"""WordprocessingML in small: elements, locked content controls, and the package around them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package
from lxml import etree

from pipeline.formats.archive import normalise_zip, timeless
from pipeline.translations.exchange.xmlparts import XML_SPACE

if TYPE_CHECKING:
    from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""``fmtid`` of what users add to the properties of a file ([MS-OSHARED] 2.3.3.2.2)."""

PROPERTIES = "docProps/custom.xml"
"""Part with the properties that a user of the file can add."""
MAX_TAG = 64
"""Signs that Word allows in the tag of a content control."""


def w(name: str) -> str:
    """Return the qualified name of a name of WordprocessingML."""
    return f"{{{W}}}{name}"


def w14(name: str) -> str:
    """Return the qualified name of a name of Word 2010."""
    return f"{{{W14}}}{name}"


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Add an element of WordprocessingML; attributes are of it too."""
    element = etree.SubElement(parent, w(name))
    for key, value in attributes.items():
        element.set(w(key), value)
    return element


def run(
    parent: etree._Element,
    text: str,
    *,
    style: str = "",
    language: str = "",
    rtl: bool = False,
    looks: tuple[str, ...] = (),
) -> None:
    """Add words; ``looks`` are ``b``, ``i`` and ``strike``."""
    element = add(parent, "r")
    properties = add(element, "rPr")
    if style:
        add(properties, "rStyle", val=style)
    for look in ("b", "i"):
        if look in looks:
            add(properties, look)
            add(properties, f"{look}Cs")
    if "strike" in looks:
        add(properties, "strike")
    if rtl:
        add(properties, "rtl")
    if language:
        add(properties, "lang", **{"bidi" if rtl else "val": language})
    if not len(properties):
        element.remove(properties)
    content = add(element, "t")
    content.set(XML_SPACE, "preserve")
    content.text = text


def locked(
    parent: etree._Element, title: str, tag: str, *, number: int, movable: bool = False
) -> etree._Element:
    """Add a content control that nobody can write in; return where its words go.

    One that is ``movable`` can be cut and put elsewhere, or deleted (ECMA-376 17.5.2.23).
    """
    control = add(parent, "sdt")
    properties = add(control, "sdtPr")
    add(properties, "alias", val=title[:MAX_TAG])
    if len(tag) <= MAX_TAG:
        add(properties, "tag", val=tag)
    add(properties, "id", val=str(number))
    add(properties, "lock", val="contentLocked" if movable else "sdtContentLocked")
    return add(control, "sdtContent")


def checkbox(parent: etree._Element, title: str, *, number: int) -> None:
    """Add a box to tick."""
    control = add(parent, "sdt")
    properties = add(control, "sdtPr")
    add(properties, "alias", val=title[:MAX_TAG])
    add(properties, "id", val=str(number))
    box = etree.SubElement(properties, w14("checkbox"))
    for name, value in (("checked", "0"), ("checkedState", "2612"), ("uncheckedState", "2610")):
        element = etree.SubElement(box, w14(name))
        element.set(w14("val"), value)
        if name != "checked":
            element.set(w14("font"), "MS Gothic")
    run(add(control, "sdtContent"), "☐", style="Box")


def package(
    document: etree._Element,
    styles: str,
    settings: str,
    footer: etree._Element,
    core: etree._Element,
    properties: Mapping[str, str],
) -> bytes:
    """Return the DOCX; ``properties`` are those that the user of a file can see and add."""
    whole = Package()

    def part(place: str, kind: str, content: bytes) -> Part:
        return Part(PackURI(place), kind, content, whole)

    main = part("/word/document.xml", CT.WML_DOCUMENT_MAIN, _bytes(document))
    whole.load_rel(RT.OFFICE_DOCUMENT, main, "rId1")
    whole.load_rel(
        RT.CORE_PROPERTIES,
        part("/docProps/core.xml", CT.OPC_CORE_PROPERTIES, _bytes(core)),
        "rId2",
    )
    whole.load_rel(
        RT.CUSTOM_PROPERTIES,
        part(f"/{PROPERTIES}", CT.OFC_CUSTOM_PROPERTIES, _bytes(_custom(properties))),
        "rId3",
    )
    main.load_rel(RT.STYLES, part("/word/styles.xml", CT.WML_STYLES, styles.encode()), "rId1")
    main.load_rel(
        RT.SETTINGS, part("/word/settings.xml", CT.WML_SETTINGS, settings.encode()), "rId2"
    )
    main.load_rel(RT.FOOTER, part("/word/footer1.xml", CT.WML_FOOTER, _bytes(footer)), "rId3")
    out = io.BytesIO()
    with timeless():
        whole.save(out)
    return normalise_zip(out.getvalue(), first=("[Content_Types].xml", "_rels/.rels"))


def _custom(properties: Mapping[str, str]) -> etree._Element:
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={None: _CUSTOM, "vt": _VALUES})
    for number, (name, text) in enumerate(properties.items(), 2):
        element = etree.SubElement(root, f"{{{_CUSTOM}}}property")
        element.set("fmtid", _FORMAT)
        element.set("pid", str(number))
        element.set("name", name)
        etree.SubElement(element, f"{{{_VALUES}}}lpwstr").text = text
    return root


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
