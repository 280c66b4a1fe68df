"""A PDF → its lines of text with their pages, on the way that a text file goes.

A PDF holds glyphs and their places, no words and no paragraphs. What it was set from - numbers,
headings, footnotes - is then found as in a text. PDFium reads it in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.confined import GaveUpError, confined
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.importer.draft import Decision
from pipeline.importer.lines import dropped_decisions
from pipeline.importer.pdf_heads import running_heads
from pipeline.importer.pdf_lines import Row, page_rows, text_size, to_lines
from pipeline.importer.pdf_page import read_page
from pipeline.limits import PDF_MEMORY, PDF_PAGES, PDF_SIGNS, PDF_TIME
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Line

_READABLE = 0.95
"""What part of the signs must be known: else the words are no words."""

SAVE_ANEW = "open it in the program that made it, save it anew, and try again"
RECOGNISE = "have a program for text recognition (OCR) read it, and import what it makes"


@dataclass(frozen=True, slots=True)
class PdfText:
    """The text of a PDF."""

    lines: tuple[Line, ...]
    left_out: tuple[Decision, ...]
    """Running heads, and what a report has no place for, page by page."""


@dataclass(frozen=True, slots=True)
class _PageRows:
    """A page as its process hands it on."""

    rows: list[Row]
    signs: int
    unknown: int
    leaning: int
    pictures: int


def read_pdf_lines(data: bytes, name: str, found: Collector) -> PdfText:
    """Return the lines of a PDF, page by page.

    Raises ``ReportError`` ``file-damaged``, ``file-unsafe`` (a password, or more memory or time
    than a report takes), ``import-empty`` (pages that were scanned) or ``import-too-large``.
    Finding: ``import-left-out``.
    """
    try:
        pages = confined(_read, (data, name), megabytes=PDF_MEMORY, seconds=PDF_TIME)
    except GaveUpError:
        message = "the PDF takes more memory or time than a report does, or is damaged"
        _refuse("file-unsafe", message, name, SAVE_ANEW)
    _check(pages, name)
    rows = [page.rows for page in pages]
    heads, size = running_heads(rows), text_size(rows)
    lines: list[Line] = []
    dropped: list[tuple[Line, str]] = []
    for number, (page, furniture) in enumerate(zip(rows, heads, strict=True), 1):
        made = to_lines(page, number, len(lines) + len(dropped) + 1, size)
        lines += (line for place, line in enumerate(made) if place not in furniture)
        dropped += ((made[place], furniture[place]) for place in sorted(furniture))
    left_out = _left_out(pages, lines, name, found)
    return PdfText(tuple(lines), (*dropped_decisions(dropped), *left_out))


def _read(given: tuple[bytes, str]) -> list[_PageRows]:
    data, name = given
    document = _open(data, name)
    if len(document) > PDF_PAGES:
        _too_large(f"the PDF has {len(document)} pages; the most is {PDF_PAGES}", name)
    pages: list[_PageRows] = []
    signs = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            _refuse("file-damaged", f"page {number + 1} of the PDF cannot be read", name, SAVE_ANEW)
        read = read_page(page)
        page.close()
        signs += len(read.glyphs)
        if read.is_too_large or signs > PDF_SIGNS:
            _too_large(f"page {number + 1} of the PDF holds more text than a report has", name)
        pages.append(
            _PageRows(
                page_rows(read.glyphs),
                sum(not glyph.sign.isspace() for glyph in read.glyphs),
                read.unknown,
                read.leaning,
                read.pictures,
            )
        )
    document.close()
    return pages


def _open(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            message = "the PDF is protected by a password"
            _refuse("file-unsafe", message, name, "save it without a password")
        message = "the PDF cannot be opened: it is damaged, or cut off"
        _refuse("file-damaged", message, name, SAVE_ANEW)


def _check(pages: Sequence[_PageRows], name: str) -> None:
    """Refuse a file without text, or with text that nobody can read out of it."""
    signs, unknown = sum(page.signs for page in pages), sum(page.unknown for page in pages)
    if not signs and not unknown:
        scanned = any(page.pictures for page in pages)
        _refuse(
            "import-empty",
            "the PDF holds pictures of pages and no text" if scanned else "the PDF holds no text",
            name,
            f"it was scanned: {RECOGNISE}" if scanned else "look whether this is the right file",
        )
    if unknown > (1 - _READABLE) * (signs + unknown):
        _refuse(
            "file-damaged",
            "the words of the PDF cannot be read: its fonts do not say which letters they show",
            name,
            f"ask for the file that it was made of, or {RECOGNISE}",
        )


def _left_out(
    pages: Sequence[_PageRows], lines: Sequence[Line], name: str, found: Collector
) -> list[Decision]:
    out = []
    for number, page in enumerate(pages, 1):
        line = next((line.number for line in lines if line.page >= number), 0)
        things = [
            _counted(page.pictures, "a picture", "pictures"),
            _counted(page.unknown, "a sign", "signs", " that its font does not name"),
            _counted(page.leaning, "a sign", "signs", " across the page, such as a stamp,"),
        ]
        for what in filter(None, things):
            found.warning(
                "import-left-out",
                f"page {number}: {what} {'is' if what.startswith('a ') else 'are'} not in the text",
                Span(name, 0),
                "put it into words, or leave it out; the report page lists it",
            )
            reason = "a report has no place for it"
            what = what.rstrip(",")  # noqa: PLW2901
            out.append(Decision(line, number, "left out", "", what, reason, "doubtful"))
    return out


def _counted(number: int, one: str, many: str, rest: str = "") -> str:
    if not number:
        return ""
    return f"{one}{rest}" if number == 1 else f"{number} {many}{rest}"


def _too_large(message: str, name: str) -> NoReturn:
    _refuse("import-too-large", message, name, "import it in parts")


def _refuse(code: str, message: str, name: str, hint: str) -> NoReturn:
    raise ReportError([Diagnostic(code, message, Span(name, 0), hint)])
