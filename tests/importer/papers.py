"""PDFs in layouts that are not ours, set for the tests from words that are."""

from __future__ import annotations

import io
from html import escape

import weasyprint
from PIL import Image

from pipeline.formats.pdf.fonts import font_face_rules
from pipeline.formats.pdf.render import BASE, _FontsOnly

HEADED = """
@page { size: A5; margin: 2cm;
  @top-left { content: "Harbours in winter" } @top-right { content: string(part) }
  @bottom-center { content: counter(page) } }
h1, h2 { font-size: 12pt; width: 6cm; string-set: part content() }
"""
"""Running heads that name the section, page numbers, headings that break over two lines."""

TWO_COLUMNS = """
@page { size: A4; margin: 2cm } body { columns: 2; column-gap: 1cm; text-align: justify }
h1, h2 { font-size: 11pt }
"""
INDENTED = """
@page { size: A5; margin: 2cm } p { margin: 0; text-indent: 1.5em } h1, h2 { font-size: 11pt }
"""
"""No space between paragraphs, as in a novel."""

HYPHENATED = """
@page { size: A5; margin: 2cm } p { hyphens: auto; text-align: justify }
h1, h2 { font-weight: bold; font-size: 10pt }
"""
FOOTNOTES = """
@page { size: A5; margin: 2cm }
.note { float: footnote } ::footnote-marker { content: counter(footnote) " " }
"""


def set_on_paper(body: str, style: str, *, language: str = "en") -> bytes:
    """Return a PDF of a page of HTML."""
    rules = f"{font_face_rules()} body {{ font: 10pt/1.4 'Report Serif' }} {style}"
    source = f"<html lang={language}><style>{rules}</style><body>{body}</body></html>"
    page = weasyprint.HTML(string=source, base_url=BASE, url_fetcher=_FontsOnly())
    return bytes(page.write_pdf())


def paragraphs(*lines: str) -> str:
    """Return HTML of headings (lines that begin with #) and paragraphs."""
    out = []
    for line in lines:
        tag = {"# ": "h1", "##": "h2"}.get(line[:2], "p")
        words = line.lstrip("# ") if tag != "p" else line
        out.append(f"<{tag}>{words}</{tag}>")
    return "\n".join(out)


def of_report(headings: list[tuple[int, str, str]], text: str) -> str:
    """Return HTML of a report that ``made`` made up, a block for each of its paragraphs."""
    known = {f"{label} {title}": level for level, label, title in headings}
    out: list[str] = []
    for block in text.replace("\n ", "\n").split("\n\n"):
        words = " ".join(block.split())
        if not words:
            continue
        tag = f"h{known[words]}" if words in known else "p"
        out.append(f"<{tag}>{escape(words)}</{tag}>")
    return "\n".join(out)


def scanned() -> bytes:
    """Return a PDF that is the picture of a page."""
    stream = io.BytesIO()
    Image.new("L", (600, 800), 200).save(stream, "PDF")
    return stream.getvalue()
