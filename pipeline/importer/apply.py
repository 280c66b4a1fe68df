"""Typographic rules and a person's decisions → the draft as it will be written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.importer import decisions as dec
from pipeline.importer.addresses import link_target, unique
from pipeline.importer.casing import sentence_case, usage
from pipeline.importer.draft import Change, Decision
from pipeline.importer.inlines import flat, plain, wrap
from pipeline.importer.parted import parted_words
from pipeline.importer.rules import apply_rules
from pipeline.importer.survey import is_capitals
from pipeline.model import Emphasis, Link, Span, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Draft, DraftNote, Unit
    from pipeline.importer.inlines import Inlines
    from pipeline.model import Inline


_WORD = re.compile(r"(?<![\w\u200b-])[^\W_]+(?:[-’'][^\W_]+)*(?![\w\u200b-])")
"""A whole word: not a part at the end or the beginning of a line."""


def typeset_draft(draft: Draft, decisions: dec.Decisions, found: Collector) -> Draft:
    """Apply the typographic rules, but to what a person keeps."""
    kept: dict[tuple[str, int], list[tuple[int, int]]] = {}
    notes_of: list[Decision] = []
    for choice in decisions.keep:
        if place := dec.find(choice, draft.units, draft.notes, found):
            kind, index, start, end = place
            kept.setdefault((kind, index), []).append((start, end))
            line = _line(draft, kind, index)
            said = f"“{choice.words}” stays as it is"
            notes_of.append(Decision(line, 0, "kept", choice.place, said, "import.toml says so"))
    words = frozenset(
        word.casefold() for unit in draft.units for word in _WORD.findall(flat(unit.inlines))
    )
    changes = list(draft.changes)
    units: list[Unit] = []
    notes: list[DraftNote] = []

    def ruled(inlines: Inlines, span: Span, where: str, kept: list[tuple[int, int]]) -> Inlines:
        new, made = apply_rules(inlines, span.line, where, draft.language, kept, words)
        changes.extend(made)
        notes_of.extend(_parted(flat(inlines), span, where, draft.language, words))
        _check_signs(inlines, new, span, found)
        return new

    for index, unit in enumerate(draft.units):
        stays = kept.get(("unit", index), [])
        units.append(replace(unit, inlines=ruled(unit.inlines, unit.span, unit.where, stays)))
    for index, note in enumerate(draft.notes):
        stays = kept.get(("note", index), [])
        where = f"note {index + 1}"
        notes.append(replace(note, inlines=ruled(note.inlines, note.span, where, stays)))
    return replace(
        draft,
        units=tuple(units),
        notes=tuple(notes),
        changes=tuple(changes),
        decisions=(*draft.decisions, *notes_of),
    )


def _parted(
    text: str, span: Span, where: str, language: str, words: frozenset[str]
) -> Iterator[Decision]:
    """Yield the words at ends of lines of which the text does not say how they are written."""
    for cut in parted_words(text, words, language):
        if cut.certainty == "sure":
            continue
        new = f"{cut.first}{'' if cut.closes else '-'}{cut.second}"
        yield Decision(
            span.line,
            0,
            "hyphen",
            where,
            f"“{cut.first}-/{cut.second}” is written “{new}”",
            "the word was parted at the end of a line, and stands nowhere else in the text",
            cut.certainty,
        )


_RULED = re.compile(r"[\s\u200b\u00ad\u2010\"'“”‘’«»–—-]")
"""The signs that typographic rules may change; no other may come or go."""


def _check_signs(before: Inlines, after: Inlines, span: Span, found: Collector) -> None:
    if _RULED.sub("", flat(before)) != _RULED.sub("", flat(after)):
        found.error(
            "import-loss",
            "a typographic rule changed more than quotes, dashes and spaces",
            span,
            "this is a fault of the importer and not of your file: please report it",
        )


def decide(draft: Draft, decisions: dec.Decisions, found: Collector, year: str) -> Draft:
    """Apply import.toml: corrections, heading case, emphasis and links."""
    for choice in decisions.replace:
        draft = _replaced(draft, choice, found)
    draft = _cased(draft, decisions, found)
    for choice in decisions.emphasis:
        draft = _wrapped(draft, choice, found, Emphasis)
    for choice in decisions.links:
        draft = _linked(draft, choice, found, year)
    identity = {**draft.identity, **decisions.publication}
    source = [said.get("source") for said in (draft.identity, decisions.publication)]
    if merged := {k: v for said in source if isinstance(said, dict) for k, v in said.items()}:
        known = {k: identity[k] for k in ("title", "symbol", "author") if k in identity}
        identity["source"] = {**known, **merged}
    return replace(draft, identity=identity)


def _line(draft: Draft, kind: str, index: int) -> int:
    return (draft.units if kind == "unit" else draft.notes)[index].span.line


def _with_inlines(draft: Draft, kind: str, index: int, inlines: Inlines) -> Draft:
    if kind == "unit":
        units = list(draft.units)
        units[index] = replace(units[index], inlines=inlines)
        return replace(draft, units=tuple(units))
    notes = list(draft.notes)
    notes[index] = replace(notes[index], inlines=inlines)
    return replace(draft, notes=tuple(notes))


def _inlines(draft: Draft, kind: str, index: int) -> Inlines:
    return (draft.units if kind == "unit" else draft.notes)[index].inlines


def _replaced(draft: Draft, choice: dec.Choice, found: Collector) -> Draft:
    place = dec.find(choice, draft.units, draft.notes, found)
    if place is None:
        return draft
    kind, index, start, end = place
    before = _inlines(draft, kind, index)
    span = choice.span
    inlines = wrap(before, start, end, lambda _: Text(choice.by, span))
    change = Change(
        _line(draft, kind, index),
        choice.place,
        "import.toml",
        flat(before)[start:end],
        choice.by,
        plain(inlines)[max(0, start - 30) : start + len(choice.by) + 30],
    )
    return replace(_with_inlines(draft, kind, index, inlines), changes=(*draft.changes, change))


def _wrapped(
    draft: Draft, choice: dec.Choice, found: Collector, make: Callable[[Inlines, Span], Inline]
) -> Draft:
    place = dec.find(choice, draft.units, draft.notes, found)
    if place is None:
        return draft
    kind, index, start, end = place
    inlines = wrap(_inlines(draft, kind, index), start, end, lambda words: make(words, choice.span))
    return _with_inlines(draft, kind, index, inlines)


def _linked(draft: Draft, choice: dec.Choice, found: Collector, year: str) -> Draft:
    url = choice.link["address"]
    address = next((a for a in draft.addresses if a.url == url), None)
    if address is None:
        found.error(
            "import-decision",
            f"the address of “link.{choice.key}” does not stand in the file by itself",
            choice.span,
            "copy it from the file again; an address is given to words once",
        )
        return draft
    new = link_target(url, choice.span, (), year)
    language = choice.link.get("language", "en")
    target = replace(
        new,
        key=unique(choice.key, [link.key for link in draft.links]),
        title=choice.link.get("title", new.title),
        publisher=choice.link.get("publisher", new.publisher),
        date=choice.link.get("date", new.date),
        language=language,
        urls={language: url},
    )
    linked = _wrapped(draft, choice, found, lambda words, span: Link(target.key, words, span))
    times = "" if address.times == 1 else f", printed {address.times} times: one link"
    decision = Decision(
        address.line,
        address.page,
        "address",
        choice.place,
        f"links “{choice.words}” to {url}{times}",
        "import.toml says so",
    )
    return replace(
        linked,
        addresses=tuple(a for a in draft.addresses if a is not address),
        links=(*draft.links, target),
        decisions=(*linked.decisions, decision),
    )


def _cased(draft: Draft, decisions: dec.Decisions, found: Collector) -> Draft:
    named = dict(decisions.headings)
    body = usage(plain(u.inlines) for u in draft.units if u.kind != "heading")
    units, changes = [], list(draft.changes)
    for unit in draft.units:
        text = plain(unit.inlines)
        new, why = text, ""
        if unit.kind == "heading" and unit.where in named:
            new, span = named.pop(unit.where)
            why = "import.toml"
            if _folded(new) != _folded(text):
                found.error(
                    "import-decision",
                    f"the heading {unit.where} has other words: “{text}”",
                    span,
                    "here only its capitals are decided; other words go into [replace]",
                )
                new = text
        elif unit.kind == "heading" and decisions.capitals == "sentence" and is_capitals(text):
            new, why = sentence_case(text, body), "heading in sentence case"
        if new != text:
            changes.append(Change(unit.span.line, unit.where, why, text, new, new))
            unit = replace(unit, inlines=(Text(new, unit.span),))  # noqa: PLW2901
        units.append(unit)
    for key, (_, span) in named.items():
        found.error(
            "import-decision",
            f"there is no heading {key}",
            span,
            "write the number as the file has it, with those above it: IV.A",
        )
    return replace(draft, units=tuple(units), changes=tuple(changes))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
