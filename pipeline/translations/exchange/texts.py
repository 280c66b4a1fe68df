"""What goes out to a translator, and what comes back: values that every format shares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.diagnostics import Diagnostic
from pipeline.translations.exchange.inline import fingerprint, numbered_like, pieces_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Severity
    from pipeline.model import Document, GlossaryEntry, Span
    from pipeline.translations.catalogue import Catalogue, Entry
    from pipeline.translations.exchange.inline import Piece
    from pipeline.translations.units import Unit

State = Literal["missing", "draft", "stale", "translated"]


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
    def translation(self) -> tuple[Piece, ...]:
        """The translation, its marks numbered as those of the original; empty where missing."""
        return numbered_like(pieces_of(self.target, plain=self.unit.is_plain), self.english)

    @property
    def before(self) -> str:
        """The original that the translation was made from, where it was amended since."""
        return self.translated_from if self.state == "stale" else ""

    @property
    def stamp(self) -> str:
        """What both texts were when they went out, and their state: ``3f2a…-9c1d…-stale``."""
        return f"{fingerprint(self.english)}-{fingerprint(self.translation)}-{self.state}"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Everything of one publication that is translated into one language."""

    slug: str
    title: str
    source_language: str
    language: str
    pairs: tuple[Pair, ...]
    glossary: tuple[GlossaryEntry, ...]


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
    findings: tuple[Diagnostic, ...]
    """What the file holds that no catalogue can: comments, rows that are no texts."""


def finding(
    text: Returned, code: str, message: str, hint: str = "", severity: Severity = "error"
) -> Diagnostic:
    """Return what is to be said of one text, with its place in the file."""
    place = f"{text.place}: " if text.place else ""
    return Diagnostic(code, f"{place}“{text.id}” {message}", text.span, hint, severity)


def parcel_of(document: Document, catalogue: Catalogue, units: Sequence[Unit]) -> Parcel:
    """Return what goes out: every text of the document beside its translation."""
    entries = {entry.id: entry for entry in catalogue.entries}
    pairs = tuple(
        Pair(unit, entry := entries.get(unit.id), state_of(entry, unit)) for unit in units
    )
    identity = document.identity
    return Parcel(
        identity.slug,
        identity.title,
        document.language,
        catalogue.language,
        pairs,
        document.glossary,
    )


def state_of(entry: Entry | None, unit: Unit) -> State:
    """Return the state of a translation."""
    if entry is None or not entry.target:
        return "missing"
    if entry.translated_from != unit.source:
        return "stale"
    return "draft" if entry.fuzzy else "translated"
