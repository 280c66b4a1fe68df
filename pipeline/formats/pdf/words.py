"""The words of a finished PDF by marked-content sequence, through PDFium.

PDFium knows nothing of what made the file. Words are taken by text object and not by character,
which is some hundred times fewer calls.
"""

from __future__ import annotations

import ctypes
import re
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACTUAL = b"ActualText"
_SPACE_OR_HYPHEN = re.compile(r"\s|[-‐\u00ad\x02]$")


def words_by_content(data: bytes) -> Mapping[tuple[int, int], str]:
    """Return text by (page from 0, marked-content id).

    Where a sequence has an ActualText (ISO 32000-1, 14.9.4) that says what is drawn, that is its
    text; one that says something else does not hide what is drawn. Artifacts are left out.
    """
    found: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            for index in range(pdfium.FPDFPage_CountObjects(page)):
                obj = pdfium.FPDFPage_GetObject(page, index)
                content = pdfium.FPDFPageObj_GetMarkedContentID(obj)
                if content < 0 or pdfium.FPDFPageObj_GetType(obj) != pdfium.FPDF_PAGEOBJ_TEXT:
                    continue
                key = (number, content)
                drawn, actual = drawn_text(obj, text), _actual_text(obj)
                if actual is not None and _agree(drawn, actual):
                    drawn = actual
                found[key] = found.get(key, "") + drawn
            text.close()
            page.close()
    finally:
        document.close()
    return found


def drawn_text(obj: ctypes.c_void_p, page: pypdfium2.PdfTextPage) -> str:
    """Return the text of a text object, by the Unicode of its glyphs."""
    length = pdfium.FPDFTextObj_GetText(obj, page, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFTextObj_GetText(
        obj, page, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length
    )
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")


def _actual_text(obj: ctypes.c_void_p) -> str | None:
    for index in range(pdfium.FPDFPageObj_CountMarks(obj)):
        mark = pdfium.FPDFPageObj_GetMark(obj, index)
        length = ctypes.c_ulong()
        # As bytes: PDFium takes the characters of a content stream one byte at a time.
        pdfium.FPDFPageObjMark_GetParamBlobValue(mark, _ACTUAL, None, 0, ctypes.byref(length))
        if length.value:
            buffer = (ctypes.c_ubyte * length.value)()
            pdfium.FPDFPageObjMark_GetParamBlobValue(
                mark, _ACTUAL, buffer, length.value, ctypes.byref(length)
            )
            value = bytes(buffer)
            if value.startswith(b"\xfe\xff"):
                return value[2:].decode("utf-16-be", "replace")
            return value.decode("latin-1")
    return None


def _agree(drawn: str, actual: str) -> bool:
    """Tell whether two texts of a line differ only in white space and the hyphen at its end."""
    letters = (_SPACE_OR_HYPHEN.sub("", text) for text in (drawn, actual))
    return len(set(letters)) == 1
