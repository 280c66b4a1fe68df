"""What the PDF says of itself: identification as PDF/UA beside PDF/A, and page labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Callable

_RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'

IDENTIFICATION = (
    f'<rdf:Description {_RDF} xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
"""Identification as PDF/UA-1 (ISO 14289-1, 5)."""

EXTENSION = (
    f"<rdf:Description {_RDF}"
    ' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    ' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    ' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
    "</rdf:Description>"
)
"""Description of that property, which PDF/A asks for (ISO 19005-3, 6.6.2.3)."""


IDENTIFICATION_2 = (
    f'<rdf:Description {_RDF} xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    "<pdfuaid:part>2</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev></rdf:Description>"
)
"""Identification as PDF/UA-2 (ISO 14289-2, 6); PDF/A-4 asks for no description of it."""

DECLARATIONS = (
    f'<rdf:Description {_RDF} xmlns:pdfd="http://pdfa.org/declarations/">'
    "<pdfd:declarations><rdf:Bag>"
    '<rdf:li rdf:parseType="Resource">'
    "<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo>"
    "</rdf:li>"
    '<rdf:li rdf:parseType="Resource">'
    "<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#reuse1.0</pdfd:conformsTo>"
    "</rdf:li>"
    "</rdf:Bag></pdfd:declarations></rdf:Description>"
)
"""Declarations of Well-Tagged PDF 1.0, both levels (WTPDF, 6.1.3)."""

IDENTIFIED_AS = {"1.7": f"{IDENTIFICATION}{EXTENSION}", "2.0": f"{IDENTIFICATION_2}{DECLARATIONS}"}
"""What the metadata say beside PDF/A, by version of PDF."""


def add_identification(metadata: Any, version_of_pdf: str, *, conforms: bool) -> None:
    """Let WeasyPrint's metadata name PDF/UA too, and stand in the file uncompressed.

    Where it is not known that the file ``conforms``, they name neither PDF/UA nor PDF/A. Both
    methods are public and meant to be replaced (WeasyPrint documentation, since 68).
    """
    added = IDENTIFIED_AS[version_of_pdf]
    generate: Callable[..., bytes] = metadata.generate_rdf_metadata
    include: Callable[..., None] = metadata.include_in_pdf

    def with_both(variant: str, version: int, conformance: str) -> bytes:
        if not conforms:
            return generate(variant, None, None)
        rdf = generate(variant, version, conformance)
        return rdf.replace(b"</rdf:RDF>", f"{added}</rdf:RDF>".encode())

    def uncompressed(
        pdf: Any,
        variant: str,
        version: int,
        conformance: str,
        _compress: bool,  # noqa: FBT001
    ) -> None:
        include(pdf, variant, version, conformance, False)  # noqa: FBT003

    metadata.generate_rdf_metadata = with_both
    metadata.include_in_pdf = uncompressed


def finish(document: Any, pdf: Any) -> None:
    """Write what WeasyPrint leaves out; it calls this last, with the whole file in hand."""
    _label_pages(document, pdf)
    if "AF" in pdf.catalog:
        # WeasyPrint 70 lists each attachment twice (pdf/pdfa.py: by its name and by its object).
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _label_pages(document: Any, pdf: Any) -> None:
    """Write the page labels: cover and front matter i, ii …, then 1, 2 … (ISO 32000-1, 12.4.2)."""
    front = next(
        (n for n, page in enumerate(document.pages) if page._page_box.page_type.name == "body"),  # noqa: SLF001
        len(document.pages),
    )
    numbers = pydyf.Array([0, pydyf.Dictionary({"S": "/r"})])
    if 0 < front < len(document.pages):
        numbers.extend([front, pydyf.Dictionary({"S": "/D"})])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
