"""Everything that a catalogue translates, in canonical order, and where in the report it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.model import ItemList, Paragraph, Quotation, Span
from pipeline.numbering import number_sections
from pipeline.references import walk_sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import Content, Document

Kind = Literal["cover", "heading", "paragraph", "item", "quotation", "note", "link", "term"]

IDENTITY_FIELDS = (
    "title",
    "subtitle",
    "kind",
    "symbol",
    "author",
    "publisher",
    "description",
    "notice",
)
"""Texts of publication.toml that a catalogue translates."""
SOURCE_FIELDS = ("title", "author", "role", "body", "session")
"""Texts of its table ``[source]`` that a catalogue translates."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One text that a translator translates."""

    id: str
    """The msgctxt of its entry: ``p16``, ``s-open-door``, ``glossary.nato.definition``."""
    source: str
    """Today's English, as Markdown on one line; plain text for covers, links and terms."""
    kind: Kind
    number: int | None
    """Of a numbered paragraph."""
    label: str
    """Number as printed, ``16.`` or ``IV.``; empty where there is none."""
    section: str
    """Label and heading of the section it stands in, as Markdown; empty outside the text."""
    span: Span
    """Of the English."""

    @property
    def is_plain(self) -> bool:
        """Whether the text is plain, without links, notes or emphasis."""
        return self.kind in ("cover", "link", "term")

    @property
    def file(self) -> str:
        """The file of the English, below the folder of the publication."""
        return "/".join(self.span.file.split("/")[2:])

    @property
    def place(self) -> str:
        """Where it stands, in words: ``¶ 16 · III. The state of NATO-Russia relations``."""
        if self.kind == "heading":
            return f"§ {self.section}"
        sign = f"¶ {self.number}" if self.number else self.kind
        return f"{sign} · {self.section}" if self.section else sign


def translation_units(document: Document) -> tuple[Unit, ...]:
    """Return every translatable text of a document in its canonical language, in order."""
    return (*_cover(document), *_text(document), *_links(document), *_terms(document))


def _cover(document: Document) -> Iterator[Unit]:
    identity = document.identity
    span = Span(f"source/{identity.slug}/publication.toml", 0)
    for name in IDENTITY_FIELDS:
        if text := getattr(identity, name):
            yield _outside(f"publication.{name}", text, "cover", span)
    if identity.source:
        for name in SOURCE_FIELDS:
            text = getattr(identity.source, name)
            yield _outside(f"publication.source.{name}", text, "cover", span)


def _text(document: Document) -> Iterator[Unit]:
    numbers = number_sections(document.sections)

    def unit(identifier: str, content: Content, kind: Kind, section: str, span: Span) -> Unit:
        return Unit(
            id=identifier,
            source=content.source,
            kind=kind,
            number=numbers.paragraphs.get(identifier),
            label=numbers.labels.get(identifier, ""),
            section=section,
            span=span,
        )

    for section in walk_sections(document.sections):
        name = f"{numbers.labels.get(section.id, '')} {section.heading.source}".strip()
        yield unit(section.id, section.heading, "heading", name, section.span)
        for block in section.blocks:
            match block:
                case ItemList():
                    for item in block.items:
                        yield unit(item.id, item.content, "item", name, item.span)
                case Paragraph():
                    yield unit(block.id, block.content, "paragraph", name, block.span)
                case Quotation():
                    yield unit(block.id, block.content, "quotation", name, block.span)
    for note in document.notes:
        yield unit(note.id, note.content, "note", "", note.span)


def _links(document: Document) -> Iterator[Unit]:
    for link in document.links:
        yield _outside(f"links.{link.key}.title", link.title, "link", link.span)
        yield _outside(f"links.{link.key}.publisher", link.publisher, "link", link.span)


def _terms(document: Document) -> Iterator[Unit]:
    for entry in document.glossary:
        if entry.expansion:
            yield _outside(f"glossary.{entry.id}.expansion", entry.expansion, "term", entry.span)
        yield _outside(f"glossary.{entry.id}.definition", entry.definition, "term", entry.span)


def _outside(identifier: str, text: str, kind: Kind, span: Span) -> Unit:
    return Unit(identifier, text, kind, None, "", "", span)
