"""PDF: templates/pdf → HTML and CSS → WeasyPrint, tagged for the standards of ``profile``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.pdf.harm import find_harm
from pipeline.formats.pdf.reader import read_pdf
from pipeline.formats.pdf.render import html, render_pdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition
    from pipeline.formats import Context
    from pipeline.reading import Reading

__all__ = ["PDF", "html"]


class _Pdf:
    """The format, as ``pipeline.formats.Format`` describes it."""

    name = "pdf"
    suffix = ".pdf"

    def render(self, edition: Edition, context: Context) -> bytes:
        """Return the finished PDF; see ``render.render_pdf``."""
        return render_pdf(edition, context)

    def read_back(self, data: bytes) -> Reading:
        """Read a finished PDF; see ``reader.read_pdf``."""
        return read_pdf(data)

    def find_harm(self, data: bytes) -> Iterator[str]:
        """Yield what a finished PDF must not hold; see ``harm``."""
        return find_harm(data)


PDF = _Pdf()
