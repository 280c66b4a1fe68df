"""EPUB 3.3: whole XHTML files from ``templates/epub``, packed by EbookLib byte for byte.

``render`` fills the templates, ``package`` writes the package document and the zip, ``reader``
reads a finished file back from its container on, by what its markup means. Nothing is numbered
or ordered here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.epub.harm import find_harm
from pipeline.formats.epub.reader import read_epub
from pipeline.formats.epub.render import render_epub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition
    from pipeline.formats import Context, Format
    from pipeline.reading import Reading


class _Epub:
    """The format, for ``FORMATS``."""

    name = "epub"
    suffix = ".epub"

    def render(self, edition: Edition, context: Context) -> bytes:
        """Return the finished EPUB; see ``render.render_epub``."""
        return render_epub(edition, context)

    def read_back(self, data: bytes) -> Reading:
        """Read a finished EPUB; see ``reader.read_epub``."""
        return read_epub(data)

    def find_harm(self, data: bytes) -> Iterator[str]:
        """Yield what a finished EPUB must not hold; see ``harm``."""
        return find_harm(data)


EPUB: Format = _Epub()
