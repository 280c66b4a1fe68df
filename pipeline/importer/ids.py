"""The ids of a publication that is made: names that never change from then on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.importer.addresses import slug, unique
from pipeline.importer.data_files import stand_in_title
from pipeline.importer.draft import Decision
from pipeline.importer.inlines import plain
from pipeline.model import Text
from pipeline.references import RESERVED

if TYPE_CHECKING:
    from pipeline.importer.draft import Draft, Unit


@dataclass(slots=True)
class _Ids:
    taken: set[str] = field(default_factory=lambda: set(RESERVED))
    times: Counter[str] = field(default_factory=Counter)

    def take(self, wanted: str) -> str:
        self.times[wanted] += 1
        name = unique(wanted, self.taken, self.times[wanted])
        self.taken.add(name)
        return name


def with_ids(draft: Draft, slug_: str) -> Draft:
    """Give every unit its id and a first heading, and say which printed numbers are not the typed.

    Paragraphs are named after their numbers, sections after their words. An id that a unit has
    stays.
    """
    ids = _Ids()
    ids.taken |= {unit.id for unit in draft.units if unit.id}
    ids.taken |= {note.id for note in draft.notes}
    units = list(draft.units)
    decisions = list(draft.decisions)
    if units[0].kind != "heading":
        units.insert(0, _first_heading(draft, slug_))
        decisions.append(
            Decision(
                units[0].span.line,
                units[0].page,
                "heading",
                units[0].where,
                f"the heading “{plain(units[0].inlines)}” was added",
                "a report begins with a heading, and this file with a paragraph",
                "doubtful",
            )
        )
    out: list[Unit] = []
    paragraph = "text"
    for unit in units:
        if unit.number is not None and unit.kind == "paragraph":
            paragraph = f"p{unit.number}"
        if unit.id:
            out.append(unit)
            continue
        wanted = {
            "heading": f"s-{slug(plain(unit.inlines)) or 'section'}",
            "paragraph": paragraph if unit.number is not None else f"{paragraph}-more",
            "item": f"{paragraph}-list",
            "quotation": f"{paragraph}-quotation",
        }[unit.kind]
        named = unit.kind != "item" or unit.begins_list
        out.append(replace(unit, id=ids.take(wanted)) if named else unit)
    return replace(draft, units=tuple(out), decisions=tuple(decisions))


def _first_heading(draft: Draft, slug_: str) -> Unit:
    first = draft.units[0]
    title = str(draft.identity.get("title") or stand_in_title(slug_))
    return replace(
        first,
        kind="heading",
        label="",
        inlines=(Text(title, first.span),),
        level=1,
        number=1,
        id="",
        where=title[:40],
        marked=False,
    )
