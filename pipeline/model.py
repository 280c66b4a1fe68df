"""The source tree of a report: what ``load`` returns and ``translations`` fills. Read this first.

Pure data: frozen dataclasses, no behaviour, nothing numbered. Numbers, order and labels are
decided later, in one place, by ``resolve.resolve_edition``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a file that a person edits."""

    file: str
    """Path as a person would type it, relative to the project where possible."""
    line: int
    """Line, from 1; 0 where the whole file is meant."""
    column: int = 1
    """Column in characters, from 1."""
    length: int = 1
    """How many characters the caret underlines."""


# --- inline content -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A run of characters."""

    kind: ClassVar[str] = "text"
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words, in italics: ``*words*``."""

    kind: ClassVar[str] = "emphasis"
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Strong:
    """Strongly stressed words, in bold: ``**words**``."""

    kind: ClassVar[str] = "strong"
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words of another language: ``[words]{lang=fr}``."""

    kind: ClassVar[str] = "foreign"
    language: str
    """BCP 47 tag."""
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an outside address: ``[words][key]``, the key from links.toml."""

    kind: ClassVar[str] = "link"
    key: str
    children: tuple[Inline, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class NoteCall:
    """The place where a footnote is called: ``[^id]``."""

    kind: ClassVar[str] = "note_call"
    note: str
    """Id of the note."""
    span: Span


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A reference to a paragraph or section of this report: ``[@id]``."""

    kind: ClassVar[str] = "cross_reference"
    target: str
    span: Span


@dataclass(frozen=True, slots=True)
class Term:
    """Words marked by the writer as a glossary term: ``[words]{term=id}``."""

    kind: ClassVar[str] = "term"
    term: str
    """Id of the glossary entry."""
    children: tuple[Inline, ...]
    span: Span


Inline: TypeAlias = Text | Emphasis | Strong | Foreign | Link | NoteCall | CrossReference | Term

# --- blocks ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Content:
    """The text of one translatable unit."""

    source: str
    """The Markdown as written, its lines joined by single spaces: a catalogue's msgid."""
    inlines: tuple[Inline, ...]
    language: str
    """BCP 47 tag: the language this text is really in (English where a translation is missing)."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. It bears a number unless marked ``.unnumbered`` or in an unnumbered section."""

    id: str
    content: Content
    numbered: bool
    span: Span


@dataclass(frozen=True, slots=True)
class ListItem:
    """One item of a list; its id is the list's id, a dot and its place from 1 (``p5-list.2``)."""

    id: str
    content: Content
    span: Span


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list, bulleted or numbered, of one level."""

    id: str
    ordered: bool
    items: tuple[ListItem, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Quotation:
    """A displayed quotation (``> words``)."""

    id: str
    content: Content
    span: Span


Block: TypeAlias = Paragraph | ItemList | Quotation


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its heading, its own blocks and its subsections, in that order."""

    id: str
    heading: Content
    numbered: bool
    """False for front matter such as a summary (``.unnumbered``)."""
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote of the writer's: ``[^id]: text``."""

    id: str
    content: Content
    span: Span


# --- what stands beside the text ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """An entry of links.toml: where a link leads and how its footnote describes it."""

    key: str
    title: str
    publisher: str
    date: str
    """As printed: a year, or a date in ISO 8601 form that each language writes its own way."""
    language: str
    """BCP 47 tag of the document at the address ``language`` names."""
    urls: Mapping[str, str]
    """Address by language of the edition; ``language`` itself always has one."""
    accessed: dt.date | None
    """When a person last opened it; None where nobody has said so."""
    archived: str | None
    """Address of an archived copy."""
    span: Span


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """An entry of glossary.toml."""

    id: str
    term: str
    """Head word in the language of the document."""
    expansion: str | None
    """What an abbreviation stands for; None where there is nothing to expand."""
    definition: str
    forms: tuple[str, ...]
    """Spellings recognised in the text; the head word is the first of them."""
    catalogue_forms: Mapping[str, tuple[str, ...]]
    """``forms`` of the other languages, head word first."""
    span: Span
    translated: bool = True
    """False where a translation lacks its expansion or definition."""
    forbidden: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Wrong words for the term, by language; a ``*`` at the end stands for any letters."""


@dataclass(frozen=True, slots=True)
class Source:
    """The adopted document that a publication restates or reproduces."""

    title: str
    symbol: str
    author: str
    role: str
    body: str
    session: str
    adopted: dt.date
    url: str


Stale: TypeAlias = Literal["keep", "original"]
Release: TypeAlias = Literal["approved", "current", "never"]


@dataclass(frozen=True, slots=True)
class Policy:
    """How the translation into one language is published: ``[translations.fr]``."""

    stale: Stale = "keep"
    """What stands in a draft where the original was amended: the last translation, or today's
    original. Both are marked."""
    release: Release = "approved"
    """What a release asks for: that each text is approved, that each is translated and current,
    or nothing, since the language is never released."""


Status: TypeAlias = Literal["draft", "embargoed", "final"]


@dataclass(frozen=True, slots=True)
class Waiver:
    """Somebody's word that a language may leave the house although it is not all that it must be.

    It stands on the cover of that language.
    """

    language: str
    """BCP 47 tag."""
    code: str
    """Of the findings that are let pass, ``unapproved``."""
    by: str
    why: str
    count: int = 0
    """How many findings there were."""


@dataclass(frozen=True, slots=True)
class Issue:
    """What a release adds to a publication: which one it is, and what was let pass."""

    revision: int
    """From 1."""
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """publication.toml: what the publication is."""

    slug: str
    """Name of its folder in source/ and of its files."""
    title: str
    subtitle: str
    kind: str
    """What sort of document it is, as the cover says it."""
    symbol: str
    author: str
    publisher: str
    description: str
    notice: str
    """A sentence or two on the cover about the standing of the text."""
    date: dt.date
    """Date of this publication; also the clock of every file made from it."""
    language: str
    """BCP 47 tag of the canonical text."""
    languages: tuple[str, ...]
    """All languages published, the canonical one first."""
    policies: Mapping[str, Policy]
    """By language, of the translations; what is not named is as ``Policy`` has it."""
    source: Source | None
    profile: str = "1.7"
    """Version of PDF, and with it the standards that the PDF meets: ``1.7`` or ``2.0``."""
    formats: tuple[str, ...] = ("pdf", "docx", "epub")
    """Names of the formats it is published in; see ``pipeline.formats``."""
    status: Status | None = None
    """Where the text stands on its way; None where nobody has said so yet."""
    embargo: dt.datetime | None = None
    """With its zone; the moment until which an embargoed text may not be published."""
    file_name: str = "{symbol}-{letter}-rev{revision}"
    """How released files are named; see ``pipeline.release.names``."""
    letters: Mapping[str, str] = field(default_factory=dict)
    """Letter of a language in symbols, where it is not the usual one."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language, nothing numbered yet."""

    language: str
    identity: Identity
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    links: tuple[LinkTarget, ...]
    glossary: tuple[GlossaryEntry, ...]
    untranslated: tuple[str, ...] = ()
    """Ids of the units that stand in the canonical language for want of a translation."""
    stale: tuple[str, ...] = ()
    """Ids of the units whose original was amended since they were translated."""
    drafts: tuple[str, ...] = ()
    """Ids of the units whose translation a person has yet to read."""
    unapproved: tuple[str, ...] = ()
    """Ids of the units whose translation is current and not approved."""
    issue: Issue | None = None
    """What it is released as; None in a build that is for the house."""
