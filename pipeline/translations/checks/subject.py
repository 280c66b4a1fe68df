"""What a check looks at: one translated text beside its English, and where each sign stands.

The marks of the markup are blotted out, so that a check sees words and no keys; every offset is
that of the text as written, and so leads to its line in the catalogue.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar, cast

from pipeline.diagnostics import Diagnostic
from pipeline.model import Span
from pipeline.translations.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.diagnostics import Severity
    from pipeline.model import Document
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.checks.words import Words
    from pipeline.translations.units import Unit

Fact = TypeVar("Fact")

HOLE = "\ufffc"
"""Stands for every sign of a mark: no letter, no space, no punctuation."""

_MARK = re.compile(
    r"\[\^[^\]]*\]|\[@[^\]]*\]|\]\[[^\]]*\]|\]\{[^}]*\}|\[(?=[^\[\]]*\](?:\[|\{))|\\(?=\W)|\*+"
)
_FOREIGN = re.compile(r"\[([^\[\]]*)\]\{lang=\"?[A-Za-z-]+\"?\}")


@dataclass(frozen=True)
class Text:
    """One text in one language."""

    raw: str
    """As written: Markdown, or plain words."""
    plain: bool
    """Whether it has no marks."""

    @cached_property
    def prose(self) -> str:
        """Return the text with each sign of a mark replaced by ``HOLE``, as long as ``raw``."""
        return self.raw if self.plain else _MARK.sub(_blot, self.raw)

    @cached_property
    def own(self) -> str:
        """Return ``prose`` without the words that are marked as of another language."""
        if self.plain or "{lang=" not in self.raw:
            return self.prose
        return _MARK.sub(_blot, _FOREIGN.sub(_blot, self.raw))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Return where each sentence begins and ends."""
        pieces = sentences(self.raw)
        ends = tuple(accumulate(map(len, pieces)))
        starts = (0, *ends[:-1])
        return tuple((a, b) for a, b in zip(starts, ends, strict=True) if self.raw[a:b].strip())


def _blot(match: re.Match[str]) -> str:
    return HOLE * len(match[0])


@lru_cache(maxsize=4096)
def text_of(raw: str, *, plain: bool) -> Text:
    """Return the text, once for all languages and for every look at a catalogue."""
    return Text(raw, plain)


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence beside its English, or the whole text where sentences cannot be paired."""

    english: tuple[int, int]
    target: tuple[int, int]


@dataclass(frozen=True)
class Surroundings:
    """What all texts of a catalogue share."""

    document: Document
    """In the canonical language."""
    language: str
    file: str
    """Path of the catalogue as messages show it."""
    words: Words
    units: Sequence[TranslatedUnit] = field(default=(), repr=False)
    """All translated texts, in canonical order."""
    _facts: dict[object, Any] = field(default_factory=dict, repr=False)

    def once(self, make: Callable[[Surroundings], Fact]) -> Fact:
        """Return what ``make`` works out for the whole catalogue, worked out once."""
        if make not in self._facts:
            self._facts[make] = make(self)
        return cast("Fact", self._facts[make])


@dataclass(frozen=True)
class TranslatedUnit:
    """One translated text beside its English."""

    unit: Unit
    entry: Entry
    around: Surroundings

    @property
    def language(self) -> str:
        """Return the language of the translation."""
        return self.around.language

    @cached_property
    def english(self) -> Text:
        """Return the English as it was when this was translated; ``stale`` tells of later ones."""
        return text_of(self.entry.translated_from, plain=self.unit.is_plain)

    @cached_property
    def target(self) -> Text:
        """Return the translation, its lines joined, nothing stripped."""
        return text_of("".join(p.text for p in self.entry.pieces), plain=self.unit.is_plain)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Return the sentences beside their English, or one pair of the whole texts."""
        english, target = self.english.sentences, self.target.sentences
        rows = self.rows
        if len(rows) == len(english) > 1:
            target = rows
        if len(english) == len(target):
            return tuple(Pair(e, t) for e, t in zip(english, target, strict=True))
        return (Pair((0, len(self.english.raw)), (0, len(self.target.raw))),)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *accumulate(len(piece.text) for piece in self.entry.pieces))

    @cached_property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """Return where each line of the entry that has words begins and ends."""
        return tuple(
            (start, start + len(piece.text))
            for start, piece in zip(self._starts, self.entry.pieces, strict=False)
            if piece.text.strip()
        )

    def span(self, start: int, end: int) -> Span:
        """Return the place of a stretch of the translation, on the line where it begins."""
        pieces = self.entry.pieces
        if not pieces:
            return self.entry.span
        index = min(max(0, bisect_right(self._starts, start) - 1), len(pieces) - 1)
        piece, offset = pieces[index], start - self._starts[index]
        length = max(1, min(end, self._starts[index + 1]) - start)
        wide = sum(offset <= at < offset + length for at in piece.escapes)
        before = sum(at < offset for at in piece.escapes)
        return Span(self.around.file, piece.line, piece.column + offset + before, length + wide)

    def finding(
        self,
        code: str,
        message: str,
        at: tuple[int, int],
        hint: str,
        severity: Severity = "error",
    ) -> Diagnostic:
        """Return a finding about a stretch of the translation."""
        start, end = at
        words = self.target.raw[start:end]
        if words.strip():
            start += len(words) - len(words.lstrip())
        where = f"¶ {self.unit.number}" if self.unit.number else f"“{self.unit.id}”"
        return Diagnostic(
            code,
            f"{where} ({self.language}): {message}",
            self.span(start, max(start, end)),
            hint,
            severity,
        )

    def warning(self, code: str, message: str, at: tuple[int, int], hint: str) -> Diagnostic:
        """Return a finding that a person may judge otherwise."""
        return self.finding(code, message, at, hint, "warning")


def surroundings(
    document: Document,
    language: str,
    file: str,
    words: Words,
    units: Mapping[str, Unit],
    entries: Sequence[Entry],
) -> Surroundings:
    """Put the translated texts of a catalogue together, in canonical order."""
    translated: list[TranslatedUnit] = []
    around = Surroundings(document, language, file, words, translated)
    order = {identifier: place for place, identifier in enumerate(units)}
    filled = sorted((e for e in entries if e.target and e.id in units), key=lambda e: order[e.id])
    translated.extend(TranslatedUnit(units[entry.id], entry, around) for entry in filled)
    return around
