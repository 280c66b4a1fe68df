"""What a finished file says: the common measure in which formats are compared.

``Format.read_back`` returns a ``Reading`` of a PDF, DOCX or EPUB; ``expected.expected_reading``
makes one of the Edition. All texts are without note calls and with runs of white space as one
space; soft hyphens and bidi isolates are left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContentsRead:
    """A line of the table of contents."""

    level: int
    label: str
    title: str
    target: str
    """Anchor of the heading it leads to, as in the Edition."""


@dataclass(frozen=True, slots=True)
class HeadingRead:
    """A heading in the text, cover title excluded; front matter, glossary heading included."""

    level: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class UnitRead:
    """A paragraph, list item or quotation, in reading order."""

    label: str
    """``26.``, ``(a)``, a bullet, or empty."""
    text: str
    calls: tuple[int, ...]
    """Numbers of the footnotes called in it, in order."""
    references: tuple[tuple[str, str], ...]
    """(words, anchor of the target) of each cross-reference, in order."""
    terms: tuple[str, ...]
    """Anchors of the glossary entries that it links to, in order."""


@dataclass(frozen=True, slots=True)
class NoteRead:
    """A footnote."""

    number: int
    text: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryRead:
    """A glossary entry."""

    term: str
    text: str
    """Expansion and definition as printed: ``Expansion. Definition.`` or ``Definition.``"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A finished file, read by other means than those that made it."""

    language: str
    title: str
    contents: tuple[ContentsRead, ...]
    headings: tuple[HeadingRead, ...]
    units: tuple[UnitRead, ...]
    notes: tuple[NoteRead, ...]
    glossary: tuple[GlossaryRead, ...]
    cover: str = ""
    """All the words of the title page, joined by spaces."""
