"""What every finished file of an Edition must say: the measure of the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import edition as ed
from pipeline.reading import (
    ContentsRead,
    GlossaryRead,
    HeadingRead,
    NoteRead,
    Reading,
    UnitRead,
)
from pipeline.walk import plain_text, walk_inlines, walk_printed, walk_sections

if TYPE_CHECKING:
    from collections.abc import Iterable


def expected_reading(edition: ed.Edition) -> Reading:
    """Return what every finished file of an edition must say."""
    return Reading(
        language=edition.language,
        title=edition.title,
        contents=tuple(
            ContentsRead(line.level, line.label, plain_text(line.title), line.target)
            for line in edition.contents
        ),
        headings=tuple(_headings(edition)),
        units=tuple(
            UnitRead("", unit, (), (), ()) if isinstance(unit, str) else _unit(unit)
            for unit in walk_printed(edition)
        ),
        notes=tuple(
            NoteRead(note.number, plain_text(note.content), tuple(_urls(note.content)))
            for note in edition.notes
        ),
        glossary=tuple(
            GlossaryRead(e.term, f"{e.expansion} {e.definition}" if e.expansion else e.definition)
            for e in edition.glossary
        ),
        cover="\n".join(_cover_items(edition.cover)),
    )


def _headings(edition: ed.Edition) -> Iterable[HeadingRead]:
    for section in walk_sections(edition.front + edition.body):
        yield HeadingRead(section.level, section.label, plain_text(section.title))
    if edition.glossary:
        yield HeadingRead(1, "", edition.labels["glossary"])


def _unit(unit: ed.Paragraph | ed.ListItem | ed.Quotation) -> UnitRead:
    nodes = list(walk_inlines(unit.content))
    return UnitRead(
        label="" if isinstance(unit, ed.Quotation) else unit.label,
        text=plain_text(unit.content),
        calls=tuple(n.note.number for n in nodes if isinstance(n, ed.NoteCall)),
        references=tuple((n.text, n.target) for n in nodes if isinstance(n, ed.CrossReference)),
        terms=tuple(n.entry for n in nodes if isinstance(n, ed.GlossaryLink)),
    )


def _urls(content: tuple[ed.Inline, ...]) -> Iterable[str]:
    return (n.url for n in walk_inlines(content) if isinstance(n, ed.ExternalLink))


def _cover_items(cover: ed.Cover) -> list[str]:
    items = [cover.kind, cover.title, cover.subtitle, cover.symbol, cover.date, cover.notice]
    for fact in cover.facts:
        items += [fact.label, fact.value]
    return [item for item in [*items, *cover.standing, cover.translation_notice] if item]
