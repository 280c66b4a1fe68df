"""The structure tree of a finished PDF as plain values, and what stands outside it.

The reader of the proof (``pipeline.formats.pdf.reader``) asks what the tree says; here its own form
is looked at, element by element.
"""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.formats.pdf.words import drawn_text, words_by_content

if TYPE_CHECKING:
    from collections.abc import Iterator


PDFIUM = threading.Lock()
"""PDFium works for one thread at a time, in the whole process: hold this where threads are."""


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
        """The elements directly in this one."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in the order of the tree."""
        yield self
        for kid in self.elements:
            yield from kid.walk()

    def all(self, *roles: str) -> list[Element]:
        """Return this element and those below it that are of these types."""
        return [element for element in self.walk() if element.role in roles]

    @property
    def text(self) -> str:
        """All words in and below it."""
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    def attribute(self, name: str) -> str:
        """Return the value of a key of its dictionary, ``""`` where it has none."""
        return str(self.dictionary.get(name, ""))


@dataclass
class Tagged:
    """A PDF opened for its structure."""

    pdf: pikepdf.Pdf
    root: Element

    def by_reference(self, dictionary: Any) -> Element:
        """Return the element that an object of the file is."""
        (found,) = [e for e in self.root.walk() if e.dictionary.objgen == dictionary.objgen]
        return found


def tagged(data: bytes) -> Tagged:
    """Open a PDF for its structure tree."""
    said = words_by_content(data)
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
                found.append(drawn_text(obj, text))
        out.append(found)
    document.close()
    return out


def place(annotation: Any) -> str:
    """Return where a link annotation leads: the anchor or the address."""
    if "/Dest" in annotation:
        return str(annotation.Dest)
    action = annotation.get("/A", {})
    return str(action.get("/D") or action.get("/URI", ""))
