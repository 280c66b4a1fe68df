"""Brings the original as it is today into a catalogue. Joined by id; no translation is ever lost.

``msgmerge`` and its like match by text: they move a translation to another paragraph that happens
to look alike, or drop it when a paragraph is rewritten. Here each entry keeps its own translation,
with the original it was made from beside today's, until a person has corrected it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipeline.model import Span
from pipeline.translations.catalogue import Entry
from pipeline.translations.files import Translation
from pipeline.translations.memory import known_text, sentence_memory
from pipeline.translations.signoff import pair_digest

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pipeline.translations.units import Unit

Kind = Literal["new", "suggested", "amended", "restored", "retired", "carried"]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to one entry."""

    id: str
    kind: Kind
    before: str = ""
    """The original that the translation was made from."""
    after: str = ""
    """Today's original."""
    known_from: tuple[str, ...] = ()
    """Texts of the catalogue that the suggestion was put together from."""


def synchronise(
    translation: Translation, units: Sequence[Unit]
) -> tuple[Translation, tuple[Change, ...]]:
    """Return the translation with today's original in it, and what changed.

    A text that is new gets an entry, filled with a draft where the catalogue knows each of its
    sentences; one that was amended becomes ``#, fuzzy`` and keeps the original it was made from
    as ``#| msgid``; one that is gone goes to the end, and comes back if it does.
    """
    live = dict(translation.entries)
    out_of_use = list(translation.catalogue.obsolete)
    changes: list[Change] = []
    entries: list[Entry] = []
    for unit in units:
        entry = live.pop(unit.id, None)
        if entry is None or (not entry.target and not entry.comments):
            entry = _taken_back(unit.id, out_of_use) or entry
        if entry is None:
            entry = Entry(unit.id, "", "", Span(translation.catalogue.name, 0))
        entries.append(_updated(entry, unit, translation, changes))
    for entry in live.values():
        if entry.target:
            out_of_use.append(replace(entry, obsolete=True))
            changes.append(Change(entry.id, "retired", entry.translated_from))
        elif entry.comments:
            out_of_use.append(replace(entry, obsolete=True))
    memory = sentence_memory((*entries, *out_of_use))
    for place, entry in enumerate(entries):
        known = None if entry.target else known_text(memory, entry.source)
        if known:
            entries[place] = replace(entry, target=known[0], fuzzy=True)
            changes = [c for c in changes if c.id != entry.id]
            changes.append(Change(entry.id, "suggested", "", entry.source, known[1]))
    catalogue = replace(translation.catalogue, entries=tuple(entries), obsolete=tuple(out_of_use))
    return Translation(catalogue, translation.signoffs), tuple(changes)


def _taken_back(identifier: str, out_of_use: list[Entry]) -> Entry | None:
    """Take the newest entry of an id out of those that were taken out."""
    for place in range(len(out_of_use) - 1, -1, -1):
        if out_of_use[place].id == identifier:
            return replace(out_of_use.pop(place), obsolete=False)
    return None


def _updated(entry: Entry, unit: Unit, translation: Translation, changes: list[Change]) -> Entry:
    if not entry.target:
        if entry.source != unit.source:
            changes.append(Change(unit.id, "new", entry.source, unit.source))
        return replace(entry, source=unit.source, previous=None, fuzzy=False)
    made_from = entry.translated_from
    if made_from == unit.source:
        if not entry.fuzzy or entry.previous is None:
            return replace(entry, previous=None)
        # The original is again what it was. Only a sign-off can tell that this was no draft.
        signoff = translation.signoffs.get(unit.id)
        signed = signoff is not None and signoff.pair == pair_digest(made_from, entry.target)
        changes.append(Change(unit.id, "restored", entry.source, unit.source))
        return replace(entry, source=unit.source, previous=None, fuzzy=not signed)
    if entry.source != unit.source:
        changes.append(Change(unit.id, "amended", made_from, unit.source))
    return replace(entry, source=unit.source, previous=made_from, fuzzy=True)


def carry_over(
    translation: Translation, unit: Unit, on: dt.date
) -> tuple[Translation, Change | None]:
    """Accept today's original of a text as amended in form only: its translation stays current.

    A sign-off that held for the original before is carried over, with the date.
    """
    entry = translation.entries.get(unit.id)
    if entry is None or not entry.target or entry.translated_from == unit.source:
        return translation, None
    made_from = entry.translated_from
    was_draft = entry.fuzzy and entry.previous is None
    carried = replace(entry, source=unit.source, previous=None, fuzzy=was_draft)
    signoffs = dict(translation.signoffs)
    signoff = signoffs.get(unit.id)
    if signoff and signoff.pair == pair_digest(made_from, entry.target):
        pair = pair_digest(unit.source, entry.target)
        signoffs[unit.id] = replace(signoff, pair=pair, cosmetic=on)
    entries = tuple(carried if e.id == unit.id else e for e in translation.catalogue.entries)
    return (
        Translation(replace(translation.catalogue, entries=entries), signoffs),
        Change(unit.id, "carried", made_from, unit.source),
    )


_FACTS = re.compile(r"\d+(?:[.,]\d+)*|\[\^[^\]]+\]|\[@[^\]]+\]|(?<=\])\[[^\]]+\]|\{[^}]*\}")
"""Numbers, notes, references, keys of links, marks in braces."""


def facts_changed(before: str, after: str) -> tuple[str, ...]:
    """Return what no amendment of form alone changes: numbers, links, notes, references."""
    old, new = Counter(_FACTS.findall(before)), Counter(_FACTS.findall(after))
    return tuple(((old - new) + (new - old)).elements())
