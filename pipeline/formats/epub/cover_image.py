"""The picture of the cover that bookshelves show: the words of the title page, set as a page.

``templates/epub/cover-image.html.j2`` says what stands on it and how. The page is set by what sets
the PDF, so that every script comes out right, and drawn as a JPEG, because every bookshelf shows
JPEG covers. It has a page of its own; the title page after it is text.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdfium2

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.pdf.fonts import font_face_rules
from pipeline.formats.pdf.render import one_page
from pipeline.model import Span
from pipeline.templating import render
from pipeline.theme import in_language

if TYPE_CHECKING:
    from pipeline.edition import Edition
    from pipeline.formats import Context

TEMPLATE = "cover-image.html.j2"

WIDTH, HEIGHT = 1200, 1800
"""In pixels; bookshelves want a longer side of about 1,800 (the shops say 1,600 to 2,560)."""

QUALITY = 90

SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Sizes tried, one after the other, until everything has room."""


def draw_cover(edition: Edition, context: Context) -> bytes:
    """Return the picture as JPEG, the same bytes for the same edition, template and theme.

    Raises ``ReportError``: what ``templating.render`` raises, and ``template-error`` where the
    words have no room in any size.
    """
    for scale in SCALES:
        source = render(
            context.templates,
            "epub",
            TEMPLATE,
            edition=edition,
            theme=in_language(context.theme, edition.language),
            plain=in_language(context.theme, ""),
            scale=scale,
            width=WIDTH,
            height=HEIGHT,
            faces=font_face_rules(),
        )
        if page := one_page(source, edition.language):
            return _drawn(page)
    raise ReportError(
        [
            Diagnostic(
                "template-error",
                f"the words of the cover have no room on its picture ({edition.language})",
                Span(f"templates/epub/{TEMPLATE}", 0),
                "shorten the title, or make the picture smaller type",
            )
        ]
    )


def _drawn(page: bytes) -> bytes:
    """Return the page as a JPEG of the size that is wanted."""
    document = pypdfium2.PdfDocument(page)
    try:
        wide, _ = document[0].get_size()
        image = document[0].render(scale=WIDTH / wide).to_pil().convert("RGB")
    finally:
        document.close()
    out = io.BytesIO()
    # Full colour resolution, or else letters get fringes.
    image.crop((0, 0, WIDTH, HEIGHT)).save(out, "JPEG", quality=QUALITY, subsampling=0)
    return out.getvalue()
