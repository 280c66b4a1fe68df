"""DOCX: Word's own headings, numbers, footnotes and fields, finished before Word opens it.

``templates/docx`` writes the WordprocessingML (ECMA-376, transitional), ``reference.docx`` there
gives styles and lists, python-docx packs, ``reader`` reads back by other means. Nothing is
numbered here: Word's numbering is set up so that it counts to what the Edition says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.formats.docx.harm import find_harm
from pipeline.formats.docx.reader import read_docx
from pipeline.formats.docx.render import render_docx

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition
    from pipeline.formats import Context, Format
    from pipeline.reading import Reading


class _Docx:
    """The format, for ``FORMATS``."""

    name = "docx"
    suffix = ".docx"

    def render(self, edition: Edition, context: Context) -> bytes:
        """Return the finished DOCX; see ``render.render_docx``."""
        return render_docx(edition, context)

    def read_back(self, data: bytes) -> Reading:
        """Read a finished DOCX; see ``reader.read_docx``."""
        return read_docx(data)

    def find_harm(self, data: bytes) -> Iterator[str]:
        """Yield what a finished DOCX must not hold; see ``harm``."""
        return find_harm(data)


DOCX: Format = _Docx()
