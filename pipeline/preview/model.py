"""What the live page shows, as values: every text of a report beside its translation.

Equal rows look equal, so that only those that differ are drawn and sent again. Where they stand in
their files is kept apart from them: a line added above moves all rows below, and changes none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.translations.states import State, state_of
from pipeline.translations.wording import Run, word_diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.diagnostics import Diagnostic, Severity
    from pipeline.model import Span
    from pipeline.preview.words import Node, Shower, Use
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.files import Translation
    from pipeline.translations.units import Unit

OUTSIDE = {"cover": "Title page", "note": "Notes", "link": "Links", "term": "Glossary"}
"""Headings of the texts that stand in no section, by kind."""

TOLD_BY_STATE = frozenset({"untranslated", "stale", "draft"})
"""Findings that say no more than the state of a row."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding about one translation."""

    code: str
    severity: Severity
    message: str
    hint: str
    line: int
    """Counted from the first line of the entry, which is 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """One text and its translation."""

    id: str
    place: str
    """In words: ``¶ 16``, ``§ IV.``, ``note minsk``."""
    kind: str
    state: State
    english: tuple[Node, ...]
    target: tuple[Node, ...]
    """Empty where there is no translation."""
    changes: tuple[Run, ...]
    """What was changed in the English since this was translated."""
    uses: tuple[Use, ...]
    """Glossary terms of the English."""
    findings: tuple[Finding, ...]
    in_catalogue: bool
    """Whether the catalogue has an entry of the text, if only an empty one."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole translation beside its original."""

    title: str
    language: str
    catalogue: str
    """Path of the catalogue, from the root of the project."""
    groups: tuple[Group, ...]
    loose: tuple[Diagnostic, ...]
    """Findings about no text that the report has."""
    lines: Mapping[str, int]
    """Where the entry of each row begins in the catalogue, or would stand."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows, in order."""
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def counts(self) -> Mapping[State, int]:
        """How many texts are in each state."""
        counted = Counter(row.state for row in self.rows)
        return {state: counted[state] for state in State}

    @property
    def with_findings(self) -> int:
        """How many texts have findings."""
        return sum(bool(row.findings) for row in self.rows)


def make_sheet(
    title: str,
    units: Sequence[Unit],
    translation: Translation,
    findings: Mapping[str, Sequence[Diagnostic]],
    shower: Shower,
) -> Sheet:
    """Put everything together; ``findings`` are by id, those of no text under ``""``."""
    entries = translation.entries
    lines = _lines(units, entries)
    groups: dict[str, list[Row]] = {}
    for unit in units:
        row = _row(unit, translation, findings.get(unit.id, ()), shower)
        groups.setdefault(OUTSIDE.get(unit.kind, unit.section), []).append(row)
    return Sheet(
        title,
        translation.language,
        translation.catalogue.name,
        tuple(Group(heading, tuple(rows)) for heading, rows in groups.items()),
        tuple(findings.get("", ())),
        lines,
    )


def _row(
    unit: Unit, translation: Translation, findings: Iterable[Diagnostic], shower: Shower
) -> Row:
    entry = translation.entries.get(unit.id)
    target = entry.target if entry else ""
    state = state_of(unit.source, entry, translation.signoffs.get(unit.id))
    amended = entry is not None and state is State.STALE
    return Row(
        unit.id,
        _place(unit),
        unit.kind,
        state,
        shower.show(unit.source, shower.document.language, plain=unit.is_plain),
        shower.show(target, translation.language, plain=unit.is_plain) if target else (),
        word_diff(entry.translated_from, unit.source) if entry and amended else (),
        shower.uses(unit.source),
        tuple(_finding(d, entry, f"({translation.language}): ") for d in findings),
        entry is not None,
    )


def _place(unit: Unit) -> str:
    if unit.kind == "heading":
        return f"§ {unit.label}".strip() if unit.label else "heading"
    if unit.number:
        return f"¶ {unit.number}"
    return unit.id if unit.kind in OUTSIDE else unit.kind


def _finding(diagnostic: Diagnostic, entry: Entry | None, after_place: str) -> Finding:
    span = diagnostic.span
    line = span.line - first_line(entry) if span and entry else 0
    # The finding stands beside the text, and need not say which it is.
    place, found, message = diagnostic.message.partition(after_place)
    if not found or len(place) > 60:
        message = diagnostic.message
    return Finding(diagnostic.code, diagnostic.severity, message, diagnostic.hint, max(0, line))


def first_line(entry: Entry) -> int:
    """Return the line in which an entry begins, its comments included."""
    return min((*entry.comment_lines, entry.span.line))


def _lines(units: Iterable[Unit], entries: Mapping[str, Entry]) -> Mapping[str, int]:
    """Return the line of each entry; of a missing one, that of the entry before it."""
    line, out = 1, {}
    for unit in units:
        if unit.id in entries:
            line = first_line(entries[unit.id])
        out[unit.id] = line
    return out


def by_text(
    found: Iterable[Diagnostic], entries: Iterable[Entry], known: Mapping[str, Unit]
) -> dict[str, list[Diagnostic]]:
    """Return findings by the text whose entry they stand in; the others under ``""``.

    Those that say no more than the state of a text are left out.
    """
    starts = sorted((first_line(entry), entry.id) for entry in entries)
    files = {entry.span.file for entry in entries}
    out: dict[str, list[Diagnostic]] = {}
    for diagnostic in found:
        if diagnostic.code in TOLD_BY_STATE:
            continue
        span = diagnostic.span
        identifier = _owner(span, starts) if span and span.file in files else ""
        out.setdefault(identifier if identifier in known else "", []).append(diagnostic)
    return out


def _owner(span: Span, starts: Sequence[tuple[int, str]]) -> str:
    owner = ""
    for line, identifier in starts:
        if line > span.line:
            break
        owner = identifier
    return owner
