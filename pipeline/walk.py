"""Ways through an Edition in reading order, and its words as a reader sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from pipeline.edition import (
    CrossReference,
    Emphasis,
    ExternalLink,
    Foreign,
    GlossaryLink,
    ItemList,
    NoteCall,
    Paragraph,
    Quotation,
    Section,
    Strong,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition, Inline, ListItem


def plain_text(inlines: tuple[Inline, ...]) -> str:
    """Return the words as a reader sees them, without note calls."""
    return "".join(_words(node) for node in inlines)


def _words(node: Inline) -> str:
    match node:
        case Text() | CrossReference():
            return node.text
        case Emphasis() | Strong() | Foreign() | ExternalLink() | GlossaryLink():
            return plain_text(node.children)
        case NoteCall():
            return ""
        case _:
            assert_never(node)


def walk_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield every section, depth first, in reading order."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)


def walk_inlines(inlines: tuple[Inline, ...]) -> Iterator[Inline]:
    """Yield every inline node, parents before children, in reading order."""
    for node in inlines:
        yield node
        match node:
            case Emphasis() | Strong() | Foreign() | ExternalLink() | GlossaryLink():
                yield from walk_inlines(node.children)
            case Text() | CrossReference() | NoteCall():
                pass
            case _:
                assert_never(node)


def walk_printed(edition: Edition) -> Iterator[str | Paragraph | ListItem | Quotation]:
    """Yield every unit of running text, before it the mark in the margin where there is one."""
    for section in walk_sections(edition.front + edition.body):
        for marked in (section, *section.blocks):
            if marked.mark:
                yield marked.mark
            match marked:
                case ItemList():
                    yield from marked.items
                case Paragraph() | Quotation():
                    yield marked
                case Section():
                    pass
                case _:
                    assert_never(marked)


def walk_units(edition: Edition) -> Iterator[Paragraph | ListItem | Quotation]:
    """Yield every unit of running text of front matter and body, in reading order."""
    return (unit for unit in walk_printed(edition) if not isinstance(unit, str))
