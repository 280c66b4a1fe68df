"""Checks what refers to what in a Document: ids, notes, links, terms, cross-references."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.model import (
    CrossReference,
    Emphasis,
    Foreign,
    ItemList,
    Link,
    NoteCall,
    Paragraph,
    Strong,
    Term,
)
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.diagnostics import Collector
    from pipeline.model import Content, Document, Inline, Section, Span

RESERVED = frozenset({"contents", "cover", "glossary"})
"""Anchors of the parts that every edition has."""

_RESERVED_START = re.compile(r"(?:note|call|term|page|link\d*)-|(?:publication|links|glossary)\.")
"""How the anchors of other things begin, and the ids of other texts in a catalogue."""


def walk_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield every section, depth first, in the order of the source."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)


def walk_inlines(inlines: Iterable[Inline]) -> Iterator[Inline]:
    """Yield every inline node, parents before children."""
    for node in inlines:
        yield node
        if isinstance(node, Emphasis | Strong | Foreign | Link | Term):
            yield from walk_inlines(node.children)


def units(document: Document) -> Iterator[tuple[str, Content, Span]]:
    """Yield (id, content, place) of every translatable text of sections and notes, in order."""
    for section in walk_sections(document.sections):
        yield section.id, section.heading, section.span
        for block in section.blocks:
            if isinstance(block, ItemList):
                for item in block.items:
                    yield item.id, item.content, item.span
            else:
                yield block.id, block.content, block.span
    for note in document.notes:
        yield note.id, note.content, note.span


def check_references(document: Document, found: Collector) -> None:
    """Note everything that refers to nothing, and what stands twice or for nothing.

    Findings: ``duplicate-id``, ``reserved-id``, ``unknown-id``, ``unnumbered-target``,
    ``unknown-link``, ``unused-link``, ``unknown-term``, ``undefined-note``, ``unused-note``,
    ``note-called-twice``, ``mark-in-heading``, ``placeholder``, ``section-empty``.
    """
    _check_ids(document, found)
    targets = _targets(document)
    links = {target.key for target in document.links}
    terms = {entry.id for entry in document.glossary}
    notes = {note.id for note in document.notes}
    calls: Counter[str] = Counter()
    used: set[str] = set()
    for _, content, _ in units(document):
        for node in walk_inlines(content.inlines):
            match node:
                case CrossReference(target, span) if target not in targets:
                    _unknown("unknown-id", "no block has the id", target, targets, span, found)
                case CrossReference(target, span) if not targets[target]:
                    found.error(
                        "unnumbered-target",
                        f"“{target}” bears no number that a reference could print",
                        span,
                        "refer to a numbered paragraph or section",
                    )
                case Link(key, _, span):
                    used.add(key)
                    if key not in links:
                        _unknown("unknown-link", "links.toml has no", key, links, span, found)
                case Term(term, _, span) if term not in terms:
                    _unknown("unknown-term", "glossary.toml has no", term, terms, span, found)
                case NoteCall(note, span):
                    calls[note] += 1
                    if note not in notes:
                        _unknown("undefined-note", "no note is named", note, notes, span, found)
                    elif calls[note] == 2:
                        found.error(
                            "note-called-twice",
                            f"the note “{note}” is called a second time",
                            span,
                            "a footnote stands on the page of its one call: write another note",
                        )
                case _:
                    pass
    _check_headings(document, found)
    _check_unfinished(document, found)
    for definition in document.notes:
        if not calls[definition.id]:
            found.error(
                "unused-note",
                f"the note “{definition.id}” is never called",
                definition.span,
                f"write [^{definition.id}] where it belongs, or delete it",
            )
    for link in document.links:
        if link.key not in used and not found.errors:
            found.warning(
                "unused-link",
                f"the link “{link.key}” is used nowhere",
                link.span,
                f"write [words][{link.key}] where it belongs, or delete it",
            )


def _targets(document: Document) -> Mapping[str, bool]:
    """Return what may be referred to: id → whether it bears a number."""
    targets = {}
    for section in walk_sections(document.sections):
        targets[section.id] = section.numbered
        for block in section.blocks:
            targets[block.id] = isinstance(block, Paragraph) and block.numbered
    return targets


def _check_ids(document: Document, found: Collector) -> None:
    seen: dict[str, Span] = {}
    bookmarks: dict[str, str] = {}
    for identifier, span in _ids(document):
        if identifier in RESERVED or _RESERVED_START.match(identifier):
            found.error(
                "reserved-id",
                f"the id “{identifier}” is kept for the pipeline",
                span,
                "choose another",
            )
        if identifier in seen:
            first = seen[identifier]
            found.error(
                "duplicate-id",
                f"the id “{identifier}” is used twice, first at {first.file}:{first.line}",
                span,
                "give one of the two another id",
            )
        seen.setdefault(identifier, span)
        bookmark = identifier.replace("-", "_").replace(".", "_")
        if bookmarks.setdefault(bookmark, identifier) != identifier:
            found.error(
                "duplicate-id",
                f"“{identifier}” and “{bookmarks[bookmark]}” are the same name in Word",
                span,
                "hyphen and full stop are one sign there: choose another id",
            )


def _ids(document: Document) -> Iterator[tuple[str, Span]]:
    for section in walk_sections(document.sections):
        yield section.id, section.span
        for block in section.blocks:
            yield block.id, block.span
            if isinstance(block, ItemList):
                for item in block.items:
                    yield item.id, item.span
    for note in document.notes:
        yield note.id, note.span


def _check_headings(document: Document, found: Collector) -> None:
    for section in walk_sections(document.sections):
        for node in walk_inlines(section.heading.inlines):
            if isinstance(node, NoteCall | Link | CrossReference | Term):
                found.error(
                    "mark-in-heading",
                    "a heading has a note, a link or a reference",
                    node.span,
                    "put it into the text: the heading stands in the contents too",
                )


_PLACEHOLDER = re.compile(r"(?<!\w)(?:TODO|TBC|TBD|FIXME|X{4,}|[Ll]orem ipsum|\?{3,})(?!\w)")
"""What writers put where words are still to come."""


def _check_unfinished(document: Document, found: Collector) -> None:
    """Note words that were to be replaced, and headings over nothing."""
    meant = {form for entry in document.glossary for form in entry.forms}
    for identifier, content, span in units(document):
        match = _PLACEHOLDER.search(content.source)
        if match and match[0] not in meant:
            found.warning(
                "placeholder",
                f"“{match[0]}” stands in “{identifier}”",
                span,
                "write what belongs there; a release refuses it",
            )
    for section in walk_sections(document.sections):
        if not (section.blocks or section.sections):
            found.warning(
                "section-empty",
                f"the section “{section.id}” has a heading and no text",
                section.span,
                "write the text, or delete the heading",
            )


def _unknown(
    code: str, message: str, name: str, known: Iterable[str], span: Span, found: Collector
) -> None:
    near = nearest(name, known)
    found.error(
        code,
        f"{message} “{name}”",
        span,
        f"did you mean “{near}”?" if near else "correct the name, or add what it stands for",
    )
