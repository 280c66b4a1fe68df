"""Large print: PDF and DOCX once more, for readers with low vision.

The same Edition through the same templates under the part of the theme that is for large print, so
that it is proved like every other file. A publication that wants it names the formats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.formats import FORMATS
from pipeline.theme import in_large_print

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition
    from pipeline.formats import Context
    from pipeline.reading import Reading


@dataclass(frozen=True, slots=True)
class _LargePrint:
    """A format in large print, as ``pipeline.formats.Format`` describes it."""

    kind: str
    """Name of the format that it is large print of."""

    @property
    def name(self) -> str:
        """Short name."""
        return f"{self.kind}-large"

    @property
    def suffix(self) -> str:
        """File name suffix: a reader shall see from the name which file this is."""
        return f".large-print.{self.kind}"

    def render(self, edition: Edition, context: Context) -> bytes:
        """Return the finished file; see the format itself."""
        large = replace(context, theme=in_large_print(context.theme))
        return FORMATS[self.kind]().render(edition, large)

    def read_back(self, data: bytes) -> Reading:
        """Read a finished file; see the format itself."""
        return FORMATS[self.kind]().read_back(data)

    def find_harm(self, data: bytes) -> Iterator[str]:
        """Yield what a finished file must not hold; see the format itself."""
        return FORMATS[self.kind]().find_harm(data)


PDF = _LargePrint("pdf")
DOCX = _LargePrint("docx")
