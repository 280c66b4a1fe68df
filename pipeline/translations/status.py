"""How far each language is: counts by state, and every text that is not final yet."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.translations.states import State, state_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Span
    from pipeline.translations.files import Translation
    from pipeline.translations.units import Unit


@dataclass(frozen=True, slots=True)
class TextStatus:
    """One text in one language."""

    unit: Unit
    state: State
    span: Span
    """Of its entry in the catalogue, or of the original where it has none."""


@dataclass(frozen=True, slots=True)
class LanguageStatus:
    """All texts of a publication in one language, in order."""

    language: str
    texts: tuple[TextStatus, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many texts are in each state."""
        counted = Counter(text.state for text in self.texts)
        return {state: counted[state] for state in State}

    @property
    def open_texts(self) -> tuple[TextStatus, ...]:
        """The texts that are not final."""
        return tuple(text for text in self.texts if text.state is not State.APPROVED)


def language_status(units: Sequence[Unit], translation: Translation) -> LanguageStatus:
    """Return the state of every text in a language."""
    entries, signoffs = translation.entries, translation.signoffs
    return LanguageStatus(
        translation.language,
        tuple(
            TextStatus(
                unit,
                state_of(unit.source, entries.get(unit.id), signoffs.get(unit.id)),
                entries[unit.id].span if unit.id in entries else unit.span,
            )
            for unit in units
        ),
    )


# --- as people and programs read it -------------------------------------------------------------

_SHOWN = (State.APPROVED, State.TRANSLATED, State.DRAFT, State.STALE, State.MISSING)


def status_text(publication: str, languages: Sequence[LanguageStatus]) -> str:
    """Return the table of all languages, then each text that is not final."""
    rows: list[tuple[str, ...]] = [("", "texts", *_SHOWN)]
    rows += [
        (status.language, str(len(status.texts)), *(str(status.counts[s]) for s in _SHOWN))
        for status in languages
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    out = [publication]
    for name, *numbers in rows:
        cells = (f"{cell:>{w}}" for cell, w in zip(numbers, widths[1:], strict=True))
        out.append(f"  {name:<{widths[0]}}  {'  '.join(cells)}")
    for status in languages:
        if status.open_texts:
            out += ["", f"{status.language}: {len(status.open_texts)} not final", *_listed(status)]
    return "\n".join(out)


def _listed(status: LanguageStatus) -> list[str]:
    rows = [
        (text.state.value, text.unit.place, text.unit.id, f"{text.span.file}:{text.span.line}")
        for text in status.open_texts
    ]
    widths = [min(44, max(len(row[column]) for row in rows)) for column in range(3)]
    return [
        f"  {state:<{widths[0]}}  {_cut(place, widths[1])}  {id_:<{widths[2]}}  {where}"
        for state, place, id_, where in rows
    ]


def _cut(text: str, width: int) -> str:
    return f"{text:<{width}}" if len(text) <= width else text[: width - 1] + "…"


def status_json(publications: Mapping[str, Sequence[LanguageStatus]]) -> str:
    """Return the same for programs."""
    return json.dumps(
        [
            {
                "publication": publication,
                "languages": [
                    {
                        "language": status.language,
                        "counts": {state.value: n for state, n in status.counts.items()},
                        "texts": [_as_mapping(text) for text in status.texts],
                    }
                    for status in languages
                ],
            }
            for publication, languages in publications.items()
        ],
        ensure_ascii=False,
        indent=1,
    )


def _as_mapping(text: TextStatus) -> Mapping[str, object]:
    unit = text.unit
    return {
        "id": unit.id,
        "state": text.state.value,
        "kind": unit.kind,
        "number": unit.number,
        "section": unit.section,
        "file": text.span.file,
        "line": text.span.line or None,
    }
