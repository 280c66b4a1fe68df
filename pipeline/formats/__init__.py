"""The formats a report is published in: one value each, looked up in ``FORMATS``.

A format renders an Edition to bytes through its Jinja templates and reads finished bytes back.
It never touches the disk and decides nothing about the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pipeline.edition import Edition
    from pipeline.reading import Reading


@dataclass(frozen=True, slots=True)
class PageMap:
    """Where things stand in the finished PDF: the page numbers that DOCX and EPUB quote."""

    labels: Mapping[str, str]
    """Page label (``ii``, ``7``) by anchor."""
    breaks: tuple[tuple[str, str], ...]
    """(page label, anchor of the first heading or block that begins on that page), in order.

    Pages on which nothing begins are left out."""
    count: int
    """How many pages the PDF has."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a render needs beside the Edition."""

    templates: Path
    """The folder templates/: one folder a format, shared/, labels/ and theme.toml."""
    theme: Mapping[str, Mapping[str, str]]
    """theme.toml: colours, faces, sizes, page, by table."""
    pages: PageMap | None = None
    """Of the PDF of the same Edition; None while the PDF itself is made."""
    conforms: bool = True
    """Whether the file may name the standards that it meets; a build asks ``pipeline.claims``."""


class Format(Protocol):
    """A format of publication."""

    @property
    def name(self) -> str:
        """Short name, as in ``--to`` and as the name of its folder in templates/."""

    @property
    def suffix(self) -> str:
        """File name suffix, with the dot."""

    def render(self, edition: Edition, context: Context) -> bytes:
        """Return the finished file. Raises ``ReportError`` where the template or engine fails."""

    def read_back(self, data: bytes) -> Reading:
        """Read a finished file. Raises ``ReportError`` where it cannot be read at all."""

    def find_harm(self, data: bytes) -> Iterator[str]:
        """Yield what a finished file holds that runs, loads or leads elsewhere, in words."""


def _loaded(module: str, name: str) -> Callable[[], Format]:
    """Return a function that imports a format when it is first wanted: engines import slowly."""
    return lambda: cast("Format", getattr(import_module(f"pipeline.formats.{module}"), name))


FORMATS: Mapping[str, Callable[[], Format]] = {
    "pdf": _loaded("pdf", "PDF"),
    "docx": _loaded("docx", "DOCX"),
    "epub": _loaded("epub", "EPUB"),
    "pdf-large": _loaded("large_print", "PDF"),
    "docx-large": _loaded("large_print", "DOCX"),
}
"""Formats by name, in the order in which they are made: DOCX and EPUB quote the PDF's pages."""

USUAL = ("pdf", "docx", "epub")
"""Formats of a publication that names none."""


def kind_of(name: str) -> str:
    """Return the format that a format is a form of, ``pdf`` of ``pdf-large``: its templates."""
    return name.partition("-")[0]


def pages_from(name: str) -> str:
    """Return the format whose page numbers a format quotes: the PDF that looks like it."""
    _, dash, form = name.partition("-")
    return f"pdf{dash}{form}"
