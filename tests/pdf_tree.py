"""The structure tree of a finished PDF as plain values, for tests: read by pikepdf alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.formats.pdf import words


@dataclass(eq=False)
class Element:
    """A structure element."""

    role: str
    dictionary: Any
    parent: Element | None
    kids: list[Element | str] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        yield self
        for kid in self.elements:
            yield from kid.walk()

    def all(self, *roles: str) -> list[Element]:
        return [element for element in self.walk() if element.role in roles]

    @property
    def text(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    def attribute(self, name: str) -> str:
        return str(self.dictionary.get(name, ""))


@dataclass
class Tagged:
    """A PDF opened for its structure."""

    pdf: pikepdf.Pdf
    root: Element

    def by_reference(self, dictionary: Any) -> Element:
        (found,) = [e for e in self.root.walk() if e.dictionary.objgen == dictionary.objgen]
        return found


def tagged(data: bytes) -> Tagged:
    said = words.words_by_content(data)
    pdf = pikepdf.open(io.BytesIO(data))
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def element(dictionary: Any, parent: Element | None) -> Element:
        made = Element(str(dictionary.S)[1:], dictionary, parent)
        page = dictionary.get("/Pg")
        for kid in dictionary.K:
            if isinstance(kid, int):
                made.kids.append(said.get((pages[page.objgen], kid), ""))
            elif kid.get("/Type") == "/MCR":
                made.kids.append(said.get((pages[kid.Pg.objgen], int(kid.MCID)), ""))
            elif kid.get("/Type") == "/OBJR":
                made.annotations.append(kid.Obj)
            else:
                made.kids.append(element(kid, made))
        return made

    return Tagged(pdf, element(pdf.Root.StructTreeRoot.K[0], None))


def artifacts(data: bytes) -> list[list[str]]:
    """Return the words of each page that are outside the structure, by text object."""
    out = []
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        found = []
        for index in range(pdfium.FPDFPage_CountObjects(page)):
            obj = pdfium.FPDFPage_GetObject(page, index)
            if pdfium.FPDFPageObj_GetType(obj) != pdfium.FPDF_PAGEOBJ_TEXT:
                continue
            if pdfium.FPDFPageObj_GetMarkedContentID(obj) < 0:
                found.append(words._text(obj, text))
        out.append(found)
    document.close()
    return out
