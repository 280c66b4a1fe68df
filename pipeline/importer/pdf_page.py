"""A page of a PDF → its glyphs, the addresses that lie over them, and its pictures, by PDFium.

Only what PDFium says of a page is read here; nothing of it is run, followed or fetched.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from pipeline.limits import PDF_PAGE_SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2

_UPRIGHT = 0.05
"""Radians that a line may lean: what leans more is a stamp or a watermark."""

_CUT_HYPHENS = frozenset({"\x02", "\ufffe"})
"""What PDFium says where a word is parted at the end of a line."""

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


@dataclass(frozen=True, slots=True)
class Glyph:
    """A sign where it stands; points from the lower left corner of the page."""

    sign: str
    left: float
    right: float
    base: float
    """Height of the line that it stands on."""
    size: float
    """Of its face."""
    is_italic: bool
    is_bold: bool
    url: str
    """The address that a click on it opens; empty for none."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page."""

    glyphs: tuple[Glyph, ...]
    """In the order in which they are drawn, spaces among them."""
    unknown: int
    """Signs of which the file does not say what they are."""
    leaning: int
    """Signs that do not stand upright; they are not among the glyphs."""
    pictures: int
    is_too_large: bool = False


def read_page(page: pypdfium2.PdfPage) -> Page:
    """Return what stands on a page."""
    text = page.get_textpage()
    try:
        count = max(0, pdfium.FPDFText_CountChars(text))
        if count > PDF_PAGE_SIGNS:
            return Page((), 0, 0, 0, is_too_large=True)
        reader = _Reader(text, list(_addresses(page)))
        glyphs = tuple(g for index in range(count) if (g := reader.glyph(index)))
        return Page(glyphs, reader.unknown, reader.leaning, _pictures(page))
    finally:
        text.close()


class _Reader:
    def __init__(self, text: pypdfium2.PdfTextPage, addresses: list[tuple[_Box, str]]) -> None:
        self.text = text
        self.addresses = addresses
        self.unknown = 0
        self.leaning = 0
        self.box = pdfium.FS_RECTF()
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.matrix = pdfium.FS_MATRIX()
        self.name = ctypes.create_string_buffer(128)
        self.flags = ctypes.c_int()

    def glyph(self, index: int) -> Glyph | None:
        code = pdfium.FPDFText_GetUnicode(self.text, index)
        sign = chr(code) if 0 < code < 0x110000 else ""
        if sign in ("\r", "\n"):
            return None
        if not sign or pdfium.FPDFText_HasUnicodeMapError(self.text, index) == 1:
            self.unknown += 1
            return None
        if abs(pdfium.FPDFText_GetCharAngle(self.text, index)) > _UPRIGHT and not sign.isspace():
            self.leaning += 1
            return None
        pdfium.FPDFText_GetLooseCharBox(self.text, index, self.box)
        pdfium.FPDFText_GetCharOrigin(self.text, index, self.x, self.y)
        left, right = self.box.left, self.box.right
        pdfium.FPDFText_GetMatrix(self.text, index, self.matrix)
        scale = math.hypot(self.matrix.b, self.matrix.d)
        size = pdfium.FPDFText_GetFontSize(self.text, index) * scale
        middle = ((left + right) / 2, self.y.value + size / 4)
        return Glyph(
            "-" if sign in _CUT_HYPHENS else _LIGATURES.get(sign, sign),
            left,
            right,
            self.y.value,
            size,
            *self._face(index),
            next((url for box, url in self.addresses if box.holds(*middle)), ""),
        )

    def _face(self, index: int) -> tuple[bool, bool]:
        """Return whether the face of a sign is italic, and whether it is bold, by its name."""
        pdfium.FPDFText_GetFontInfo(self.text, index, self.name, len(self.name), self.flags)
        name = self.name.value.lower()
        italic = b"italic" in name or b"oblique" in name
        return italic, b"bold" in name or b"black" in name


# --- addresses and pictures -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


def _addresses(page: pypdfium2.PdfPage) -> Iterator[tuple[_Box, str]]:
    """Yield where a click opens which address."""
    place, link = ctypes.c_int(0), pdfium.FPDF_LINK()
    while pdfium.FPDFLink_Enumerate(page, place, link):
        action = pdfium.FPDFLink_GetAction(link)
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
            continue
        length = pdfium.FPDFAction_GetURIPath(page.pdf, action, None, 0)
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDFAction_GetURIPath(page.pdf, action, buffer, length)
        url = buffer.value.decode("utf-8", "replace")
        for box in _boxes(link):
            yield box, url


def _boxes(link: ctypes.c_void_p) -> Iterator[_Box]:
    """Yield the places of a link: a box a line, or one around it all."""
    quad, rect = pdfium.FS_QUADPOINTSF(), pdfium.FS_RECTF()
    count = pdfium.FPDFLink_CountQuadPoints(link)
    for index in range(count):
        if pdfium.FPDFLink_GetQuadPoints(link, index, quad):
            xs, ys = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            yield _Box(min(xs), min(ys), max(xs), max(ys))
    if not count and pdfium.FPDFLink_GetAnnotRect(link, rect):
        left, right = sorted((rect.left, rect.right))
        bottom, top = sorted((rect.bottom, rect.top))
        yield _Box(left, bottom, right, top)


def _pictures(page: pypdfium2.PdfPage) -> int:
    """Count the pictures of a page that are large enough to say something."""
    count = 0
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        obj = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(obj) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        pdfium.FPDFPageObj_GetBounds(obj, left, bottom, right, top)
        count += right.value - left.value > 30 and top.value - bottom.value > 30
    return count
