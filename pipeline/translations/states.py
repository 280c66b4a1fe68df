"""In which state a translation is: what ``status`` counts and a release asks for."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.translations.signoff import pair_digest

if TYPE_CHECKING:
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.signoff import SignOff


class State(StrEnum):
    """From nothing to final; ``STALE`` can follow any of the others but the first."""

    MISSING = "missing"
    """There is no translation."""
    STALE = "stale"
    """The original was amended since this was translated."""
    DRAFT = "draft"
    """Translated, but marked ``#, fuzzy``: a person has yet to read it."""
    TRANSLATED = "translated"
    """Translated from today's original, not approved."""
    APPROVED = "approved"
    """Signed off, and neither text has changed since."""


def state_of(original: str, entry: Entry | None, signoff: SignOff | None) -> State:
    """Return the state of the translation of a text that reads ``original`` today."""
    if entry is None or not entry.target:
        return State.MISSING
    if entry.translated_from != original:
        return State.STALE
    if entry.fuzzy:
        return State.DRAFT
    if signoff is not None and signoff.pair == pair_digest(original, entry.target):
        return State.APPROVED
    return State.TRANSLATED
