"""Signing translations off: only what is finished, current and without errors can be approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.translations.files import Translation
from pipeline.translations.signoff import SignOff, pair_digest
from pipeline.translations.states import State, state_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from pipeline.model import Span
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.units import Unit

_WHY_NOT = {
    State.MISSING: ("has no translation", "translate it first"),
    State.DRAFT: ("is marked as a draft", "read it against the original, and delete “fuzzy”"),
    State.STALE: (
        "is of an original that was amended since",
        "“nox -s sync -- {language}” puts today’s original beside it; correct it first",
    ),
}


def approve(
    translation: Translation,
    units: Sequence[Unit],
    by: str,
    on: dt.date,
    errors: Sequence[Diagnostic],
) -> tuple[Translation, tuple[str, ...]]:
    """Return the translation with ``units`` signed off, and the ids that were not so before.

    ``errors`` are the errors found in the catalogue. Raises ``ReportError`` ``not-approvable``
    with every text that cannot be approved; then none is.
    """
    entries, signoffs = translation.entries, dict(translation.signoffs)
    refused: list[Diagnostic] = []
    signed: list[str] = []
    for unit in units:
        entry = entries.get(unit.id)
        state = state_of(unit.source, entry, signoffs.get(unit.id))
        if state in _WHY_NOT:
            why, hint = _WHY_NOT[state]
            span = entry.span if entry else unit.span
            refused.append(_refusal(unit, why, span, hint.format(language=translation.language)))
        elif entry and (wrong := _error_in(entry, errors)):
            refused.append(_refusal(unit, f"has an error: {wrong.message}", wrong.span, wrong.hint))
        elif entry and state is not State.APPROVED:
            signoffs[unit.id] = SignOff(pair_digest(entry.source, entry.target), by, on)
            signed.append(unit.id)
    if refused:
        raise ReportError(refused)
    return Translation(translation.catalogue, signoffs), tuple(signed)


def _refusal(unit: Unit, why: str, span: Span | None, hint: str) -> Diagnostic:
    return Diagnostic("not-approvable", f"the translation of “{unit.id}” {why}", span, hint)


def _error_in(entry: Entry, errors: Sequence[Diagnostic]) -> Diagnostic | None:
    """Return the first error that stands within the lines of an entry."""
    last = max((piece.line for piece in entry.pieces), default=entry.span.line)
    for error in errors:
        span = error.span
        if span and span.file == entry.span.file and entry.span.line <= span.line <= last:
            return error
    return None
