"""The bytes of a file → a draft, by what the file is; and its places as a person finds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.importer.lines import read_lines
from pipeline.importer.text import draft_of_lines
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.diagnostics import Collector, Diagnostic
    from pipeline.importer.draft import Draft, Line

COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
"""How the old .doc begins, and a .docx with a password: the reader of Word files says so."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file taken apart."""

    draft: Draft | None
    """None where there is nothing in it; the findings say why."""
    place: Callable[[int], str] | None = None
    """What a person calls the line of a finding, where the file has no lines to be counted."""


def read_report(
    data: bytes, name: str, found: Collector, *, lenient: bool, language: str | None, tracked: str
) -> Read:
    """Take a file apart: Word, PDF or text. Findings: those of the three."""
    if data.startswith((b"PK", COMPOUND_FILE)):
        from pipeline.importer.word import draft_of_word  # noqa: PLC0415 - heavy

        word = draft_of_word(data, name, found, lenient=lenient, language=language, tracked=tracked)
        return Read(word, lambda line: f"paragraph {line} of the file")
    # Some programs write bytes before the sign of a PDF (ISO 32000-1, annex H.3, note 13).
    if b"%PDF-" in data[:1024]:
        from pipeline.importer.pdf_file import read_pdf_lines  # noqa: PLC0415 - heavy

        pdf = read_pdf_lines(data, name, found)
        draft = draft_of_lines(pdf.lines, name, found, lenient=lenient, language=language)
        if draft is not None:
            decisions = sorted([*draft.decisions, *pdf.left_out], key=lambda d: d.line)
            draft = replace(draft, decisions=tuple(decisions))
        return Read(draft, _places(pdf.lines))
    lines = read_lines(data, name, found)
    found.stop_on_errors()
    return Read(draft_of_lines(lines, name, found, lenient=lenient, language=language))


def _places(lines: Iterable[Line]) -> Callable[[int], str]:
    """Return what names a line of a PDF: its page, and its place on the page."""
    pages: dict[int, tuple[int, int]] = {}
    first = 0
    for line in lines:
        if not pages or pages[first][0] != line.page:
            first = line.number
        pages[line.number] = (line.page, line.number - first + 1)

    def place(line: int) -> str:
        page, row = pages.get(line, (0, 0))
        return f"page {page}, line {row}" if page else ""

    return place


def placed(
    diagnostics: Iterable[Diagnostic], name: str, place: Callable[[int], str]
) -> list[Diagnostic]:
    """Return findings in a file that has no lines, with the place in their words."""
    out = []
    for found in diagnostics:
        span = found.span
        if span is not None and span.file == name and span.line:
            where = place(span.line)
            message = f"{where}: {found.message}" if where else found.message
            out.append(replace(found, message=message, span=Span(name, 0)))
        else:
            out.append(found)
    return out
