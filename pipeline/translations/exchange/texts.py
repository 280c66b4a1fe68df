"""What goes out to a translator, and what comes back: values that every format shares."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic
from pipeline.translations.exchange.inline import fingerprint, numbered_like, pieces_of
from pipeline.translations.states import State, state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Severity
    from pipeline.model import Document, GlossaryEntry, Span
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.exchange.inline import Piece
    from pipeline.translations.files import Translation
    from pipeline.translations.units import Unit


@dataclass(frozen=True, slots=True)
class Pair:
    """A text in the original and, where there is one, its translation."""

    unit: Unit
    entry: Entry | None
    state: State

    @property
    def english(self) -> tuple[Piece, ...]:
        """The original as it stands today."""
        return pieces_of(self.unit.source, plain=self.unit.is_plain)

    @property
    def target(self) -> str:
        """The translation as the catalogue has it; empty where missing."""
        return self.entry.target if self.entry else ""

    @property
    def translated_from(self) -> str:
        """The original that the translation was made from; today's where there is none."""
        return self.entry.translated_from if self.entry else self.unit.source

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left for a translator to do."""
        return self.state in (State.TRANSLATED, State.APPROVED)

    @property
    def translation(self) -> tuple[Piece, ...]:
        """The translation, its marks numbered as those of the original; empty where missing."""
        return numbered_like(pieces_of(self.target, plain=self.unit.is_plain), self.english)

    @property
    def before(self) -> str:
        """The original that the translation was made from, where it was amended since."""
        return self.translated_from if self.state is State.STALE else ""

    @property
    def stamp(self) -> str:
        """What both texts were when they went out, and their state: ``3f2a…-9c1d…-stale``."""
        return f"{fingerprint(self.english)}-{fingerprint(self.translation)}-{self.state}"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything of one publication that is translated into one language, or a part of it."""

    slug: str
    title: str
    source_language: str
    language: str
    pairs: tuple[Pair, ...]
    glossary: tuple[GlossaryEntry, ...]
    is_part: bool = False
    """Whether only unfinished texts are in it."""

    def unfinished(self) -> Parcel:
        """Return the part that a translator has yet to work on."""
        left = tuple(pair for pair in self.pairs if not pair.is_finished)
        return replace(self, pairs=left, is_part=True)


@dataclass(frozen=True, slots=True)
class Returned:
    """One text as it came back."""

    id: str
    english: tuple[Piece, ...] | None
    """The original as it stands in the file; None where the file has none."""
    translation: tuple[Piece, ...]
    finished: bool | None
    """Whether the translator calls it finished; None where only a change of the text says so."""
    stamp: str
    """``Pair.stamp`` of the day it went out; empty where a tool dropped it."""
    place: str
    """Where in the file, in words: ``row 12``; empty where ``span`` says it."""
    span: Span

    @property
    def english_then(self) -> str:
        """Fingerprint of the original as it went out; empty where a tool dropped it."""
        return self.stamp.split("-")[0]

    @property
    def translation_then(self) -> str:
        """Fingerprint of the translation as it went out; empty where a tool dropped it."""
        return self.stamp.partition("-")[2].partition("-")[0]

    @property
    def was_unfinished(self) -> bool:
        """Whether it went out as a draft or stale, or nothing says how it went out."""
        return not self.stamp or self.stamp.endswith(("-draft", "-stale"))


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that the catalogue does not take, and why."""

    text: Returned
    finding: Diagnostic


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A file as it came back."""

    name: str
    """As messages show it."""
    slug: str
    """Publication; empty where the file does not say."""
    language: str
    """BCP 47 tag; empty where the file does not say."""
    texts: tuple[Returned, ...]
    refused: tuple[Refused, ...]
    """Texts that the file itself says are not to be taken."""
    sent: frozenset[str] | None
    """Ids of the texts that went out in it; None where that was every text, or nobody knows."""
    findings: tuple[Diagnostic, ...]
    """What the file holds that no catalogue can: comments, rows that are no texts."""


def finding(
    text: Returned, code: str, message: str, hint: str = "", severity: Severity = "error"
) -> Diagnostic:
    """Return what is to be said of one text, with its place in the file."""
    place = f"{text.place}: " if text.place else ""
    return Diagnostic(code, f"{place}“{text.id}” {message}", text.span, hint, severity)


def parcel_of(document: Document, translation: Translation, units: Sequence[Unit]) -> Parcel:
    """Return what goes out: every text of the document beside its translation."""
    entries, signoffs = translation.entries, translation.signoffs
    pairs = tuple(
        Pair(
            unit,
            entry := entries.get(unit.id),
            state_of(unit.source, entry, signoffs.get(unit.id)),
        )
        for unit in units
    )
    identity = document.identity
    return Parcel(
        identity.slug,
        identity.title,
        document.language,
        translation.language,
        pairs,
        document.glossary,
    )
