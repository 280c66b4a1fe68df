"""The Edition: one report in one language with everything decided. Formats only render it.

Every number, label, order, first use and typographic space is already in these values, so that
PDF, DOCX and EPUB cannot disagree. Pure data: ``resolve.resolve_edition`` makes it,
``walk`` goes through it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# --- inline content -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters, its typography already applied."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words in italics."""

    kind: ClassVar[str] = "emphasis"
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words in bold."""

    kind: ClassVar[str] = "strong"
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of another language."""

    kind: ClassVar[str] = "foreign"
    language: str
    """BCP 47 tag."""
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """Words, or a printed address, that lead outside the report."""

    kind: ClassVar[str] = "external_link"
    url: str
    children: tuple[Inline, ...]
    is_address: bool
    """True where the words are the address itself: left to right, broken anywhere."""


@dataclass(frozen=True, slots=True)
class NoteCall:
    """The call of a footnote. Its anchor is ``Note.call_anchor``."""

    kind: ClassVar[str] = "note_call"
    note: Note


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A reference within the report, in words: ``paragraph 28``, ``section IV.D``."""

    kind: ClassVar[str] = "cross_reference"
    target: str
    """Anchor of the paragraph or section."""
    text: str
    number: str
    """The part of ``text`` that is the number: ``28``, ``IV.D``."""


@dataclass(frozen=True, slots=True)
class GlossaryLink:
    """The first use of a glossary term, linked to its entry."""

    kind: ClassVar[str] = "glossary_link"
    entry: str
    """Anchor of the glossary entry."""
    expansion: str | None
    """What the abbreviation stands for (PDF /E, HTML abbr title); None where it is none."""
    children: tuple[Inline, ...]


Inline: TypeAlias = (
    Text | Emphasis | Strong | Foreign | ExternalLink | NoteCall | CrossReference | GlossaryLink
)

# --- blocks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``id`` is its anchor in every format."""

    kind: ClassVar[str] = "paragraph"
    id: str
    number: int | None
    label: str
    """The number as printed, ``26.``; empty where the paragraph has none."""
    content: tuple[Inline, ...]
    language: str
    """BCP 47 tag; differs from the edition's where a translation is missing."""
    mark: str = ""
    """What a draft says in the margin of its translation: missing, draft or stale; else empty."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list."""

    id: str
    label: str
    """As printed: ``(a)``, ``a)`` or a bullet, in the usage of the language."""
    content: tuple[Inline, ...]
    language: str


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list of one level."""

    kind: ClassVar[str] = "item_list"
    id: str
    ordered: bool
    items: tuple[ListItem, ...]
    mark: str = ""
    """The same, of its items."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A displayed quotation."""

    kind: ClassVar[str] = "quotation"
    id: str
    content: tuple[Inline, ...]
    language: str
    mark: str = ""
    """What a draft says in the margin of its translation: missing, draft or stale; else empty."""


Block: TypeAlias = Paragraph | ItemList | Quotation


@dataclass(frozen=True, slots=True)
class Section:
    """A section: heading, blocks, subsections, in that order."""

    id: str
    level: int
    """1 for sections, 2 for subsections, 3 below."""
    label: str
    """The number as printed, ``IV.``, ``A.``, ``1.``; empty for front matter."""
    title: tuple[Inline, ...]
    language: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    mark: str = ""
    """The same, of its heading."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: a writer's, or the printed address of a link."""

    id: str
    """Anchor of the note, ``note-minsk``."""
    call_anchor: str
    """Anchor of its call, ``call-minsk``: where the back link leads."""
    number: int
    """From 1, in the order of the calls in reading order."""
    content: tuple[Inline, ...]
    language: str


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One glossary entry, in its place in the collation of the language."""

    id: str
    """Anchor, ``term-nato``."""
    term: str
    expansion: str | None
    definition: str
    language: str
    first_use: str | None
    """Anchor of the block where the term is first used; None where it is used nowhere."""


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the table of contents, in order; the same in every format."""

    target: str
    """Anchor."""
    level: int
    label: str
    """``IV.`` or empty."""
    title: tuple[Inline, ...]
    language: str
    """Of the title, which may not be translated yet."""


@dataclass(frozen=True, slots=True)
class CoverFact:
    """A line of the cover: what it is, and its value."""

    label: str
    value: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """The title page, all of it."""

    kind: str
    title: str
    subtitle: str
    symbol: str
    date: str
    """Written out in the language."""
    notice: str
    facts: tuple[CoverFact, ...]
    """The adopted document that this one restates: title, symbol, author, body, date."""
    translation_notice: str
    """What the reader must know of the translation: unapproved, incomplete; empty if nothing."""
    standing: tuple[str, ...] = ()
    """Which issue this is, and what may not yet be done with it, a paragraph each."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A report in one language, every decision taken."""

    slug: str
    language: str
    """BCP 47 tag."""
    direction: str
    """``ltr`` or ``rtl``."""
    identifier: str
    """``urn:uuid:…``, stable over builds (UUID 5 of slug and language)."""
    author: str
    publisher: str
    description: str
    keywords: tuple[str, ...]
    date: date
    labels: Mapping[str, str]
    """The words of the interface, from templates/labels/<language>.toml."""
    cover: Cover
    contents: tuple[ContentsLine, ...]
    front: tuple[Section, ...]
    """Unnumbered sections before the first numbered one."""
    body: tuple[Section, ...]
    notes: tuple[Note, ...]
    glossary: tuple[GlossaryEntry, ...]
    profile: str = "1.7"
    """Version of PDF, and with it the standards that the PDF meets."""
    running: str = ""
    """What every page says of the standing of the text: draft, embargo; empty if nothing."""
    is_draft: bool = False

    @property
    def title(self) -> str:
        """Title of the document, as in its metadata and running heads."""
        return self.cover.title


def identifier_of(slug: str, language: str) -> str:
    """Return the identifier of a publication in a language, the same in every file and build."""
    name = f"urn:report:{slug}:{language}"
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


GLOSSARY_ANCHOR = "glossary"
CONTENTS_ANCHOR = "contents"
