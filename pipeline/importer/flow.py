"""Lines → units: where headings, numbered paragraphs and lists begin, and what goes on in them.

A number is believed where it is the next one; a heading, where its number is the next one or where
it stands alone in capitals before a paragraph. A blank line alone ends nothing: in text taken from
paper it may stand in the middle of a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.importer.builder import Builder
from pipeline.importer.draft import Unit
from pipeline.importer.headings import take_heading
from pipeline.importer.inlines import join_lines
from pipeline.importer.labels import labels
from pipeline.importer.lists import take_item
from pipeline.importer.numbered import take_numbered
from pipeline.importer.running_on import begin_unnumbered, run_on
from pipeline.model import Span, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.builder import Open
    from pipeline.importer.draft import Decision, Line
    from pipeline.importer.survey import Survey


@dataclass(frozen=True, slots=True)
class Flow:
    """The units of a text, the lines before the first of them, and what was decided."""

    front: tuple[Line, ...]
    units: tuple[Unit, ...]
    decisions: tuple[Decision, ...]


def to_units(
    lines: Sequence[Line], survey: Survey, name: str, found: Collector, *, lenient: bool
) -> Flow:
    """Take the lines of a text apart. Findings: ``import-sequence``, ``import-heading``."""
    builder = Builder(lines, survey, name, found, lenient=lenient)
    while builder.at < len(lines):
        _take(builder, lines[builder.at])
        builder.at += 1
    units = tuple(_frozen(unit, name) for unit in builder.units)
    return Flow(tuple(builder.front), units, tuple(builder.decisions))


def _take(builder: Builder, line: Line) -> None:
    readings = list(labels(line.text))
    number = next((r for r in readings if r.style == builder.survey.style), None)
    if take_heading(builder, line, readings) or take_numbered(builder, line, number):
        return
    if not builder.has_begun:
        builder.front.append(line)
        return
    if not take_item(builder, line, readings) and not begin_unnumbered(builder, line):
        run_on(builder, line)


def _frozen(unit: Open, name: str) -> Unit:
    first, last = unit.lines[0], unit.lines[-1]
    span = Span(name, first.number, 1, max(1, len(first.text)))
    return Unit(
        kind=unit.kind,
        label=unit.label,
        inlines=(Text(join_lines(unit.texts), span),),
        span=span,
        page=first.page,
        level=unit.level,
        number=unit.number,
        ordered=unit.ordered,
        last_line=last.number,
        last_page=last.page,
        where=unit.where,
        marked=unit.marked,
        begins_list=unit.begins_list,
    )
