"""What python-docx does for us: open reference.docx, hold the parts, write the package.

python-docx 1.2 has no footnotes (its issue 1), names itself as the author, and keeps every part
that Word saved into the reference document. So only the parts named in ``KEPT`` are taken from
there, and the others are set here through its ``opc`` layer.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import XMLSyntaxError

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.archive import normalise_zip, timeless
from pipeline.model import Span
from pipeline.safe_archive import open_word, read_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement

REFERENCE = "templates/docx/reference.docx"

KEPT = frozenset({RT.STYLES, RT.NUMBERING, RT.FONT_TABLE, RT.THEME})
"""Relations of the reference document's main part that go into the finished file: no settings
with an attached template, no custom XML, no thumbnail, no comments, no names of people."""

PARTS = {
    "document": ("/word/document.xml", CT.WML_DOCUMENT_MAIN, RT.OFFICE_DOCUMENT),
    "core": ("/docProps/core.xml", CT.OPC_CORE_PROPERTIES, RT.CORE_PROPERTIES),
    "settings": ("/word/settings.xml", CT.WML_SETTINGS, RT.SETTINGS),
    "footnotes": ("/word/footnotes.xml", CT.WML_FOOTNOTES, RT.FOOTNOTES),
    "header": ("/word/header1.xml", CT.WML_HEADER, RT.HEADER),
    "footer": ("/word/footer1.xml", CT.WML_FOOTER, RT.FOOTER),
}
"""Place, content type and relation of the parts that the templates of these names write."""

FIRST = ("[Content_Types].xml", "_rels/.rels", "docProps/core.xml")


def open_reference(path: Path) -> Document:
    """Return the reference document with nothing in it but styles, lists, fonts and theme.

    Raises ``ReportError``: ``template-missing``, ``template-error``.
    """
    if not path.is_file():
        raise reference_error(
            "the document that holds the styles is missing",
            "put the file back",
            code="template-missing",
        )
    try:
        data = read_file(path, REFERENCE)
        open_word(data, REFERENCE)
        document = docx.Document(io.BytesIO(data))
    except ReportError as error:
        raise reference_error(
            f"the document that holds the styles does not serve: {error}",
            "save it from Word as .docx, or put the last version back",
        ) from error
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, XMLSyntaxError) as error:
        raise reference_error(
            "the document that holds the styles cannot be read",
            "save it from Word as .docx, or put the last version back",
        ) from error
    package, main = document.part.package, document.part
    for rels, kept in ((package.rels, {RT.OFFICE_DOCUMENT}), (main.rels, KEPT)):
        for key in [key for key, rel in rels.items() if rel.reltype not in kept]:
            del rels[key]
    if not {RT.STYLES, RT.NUMBERING} <= {rel.reltype for rel in main.rels.values()}:
        raise reference_error(
            "the document that holds the styles has no styles or no lists",
            "put the last version back",
        )
    return document


def reference_error(message: str, hint: str, *, code: str = "template-error") -> ReportError:
    """Return the error for a reference document that does not serve."""
    return ReportError([Diagnostic(code, message, Span(REFERENCE, 0), hint)])


def pack(
    reference: Document,
    parts: Mapping[str, str],
    links: Mapping[str, Mapping[str, str]],
) -> bytes:
    """Put the rendered parts into the package of the reference document; return the file.

    ``parts``: XML by the names of ``PARTS``. ``links``: relation id by URL, for each part that
    has links; every part has relations of its own (ECMA-376 part 2, 9.3). The document knows the
    other parts by their names here.
    """
    package = reference.part.package
    xml = {name: _parse(text, name) for name, text in parts.items()}
    _settle_sections(xml["document"][0])
    made: dict[str, Part] = {}
    for name, (place, content_type, _) in PARTS.items():
        made[name] = Part(PackURI(place), content_type, serialize_part_xml(xml[name]), package)
        for url, key in links.get(name, {}).items():
            made[name].load_rel(RT.HYPERLINK, url, key, is_external=True)
    for rel in reference.part.rels.values():
        made["document"].load_rel(rel.reltype, rel.target_part, rel.rId)
    package.rels.clear()
    for name, (_, _, relation) in PARTS.items():
        owner = package if name in ("document", "core") else made["document"]
        owner.load_rel(relation, made[name], name)
    out = io.BytesIO()
    with timeless():
        package.save(out)
    return normalise_zip(out.getvalue(), first=FIRST)


def _parse(text: str, name: str) -> BaseOxmlElement:
    try:
        return parse_xml(text.encode())
    except XMLSyntaxError as error:
        raise ReportError(
            [
                Diagnostic(
                    "template-error",
                    f"what the template gave is not well-formed XML: {error.msg}",
                    Span(f"templates/docx/{name}.xml.j2", 0),
                    "look for an element that is not closed",
                )
            ]
        ) from error


def _settle_sections(body: BaseOxmlElement) -> None:
    """Let every section but the last end where Word wants it: in its last paragraph.

    The template writes the properties of a section after its last block (ECMA-376 17.6.17, 18).
    """
    for section in body.findall(qn("w:sectPr"))[:-1]:
        last = section.getprevious()
        if last is None or last.tag != qn("w:p"):
            last = parse_xml(_EMPTY)
            section.addprevious(last)
        properties = last.find(qn("w:pPr"))
        if properties is not None:
            properties.append(section)


_EMPTY = (
    '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'
)
"""A paragraph for a section that ends in something else, such as the contents."""
