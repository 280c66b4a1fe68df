"""Returned texts + catalogue → catalogue: what is taken, and why the rest is not.

A text that cannot be taken leaves the catalogue as it was, and is told of with its place and
reason. A text whose original was amended after the export is taken with the original that it was
made from, so that it is stale and never passes for current.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from pipeline.diagnostics import Diagnostic
from pipeline.model import Span
from pipeline.tomlfile import nearest
from pipeline.translations.catalogue import Entry
from pipeline.translations.exchange.inline import (
    cleaned,
    damage,
    faults,
    fingerprint,
    markdown_of,
    pieces_of,
    restored,
    same,
)
from pipeline.translations.exchange.texts import Refused, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.translations.catalogue import Catalogue
    from pipeline.translations.exchange.inline import Piece
    from pipeline.translations.exchange.texts import Pair, Parcel, Returned, ReturnedFile

Outcome = Literal["taken", "draft", "stale", "kept"]


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a returned file."""

    entries: tuple[Entry, ...]
    """All entries of the catalogue, new ones at the end."""
    outcomes: Mapping[str, Outcome]
    """By id, of the texts that were read: taken, taken as draft or stale, or kept as it was."""
    refused: tuple[Refused, ...]
    findings: tuple[Diagnostic, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the catalogue is another than before."""
        return any(outcome != "kept" for outcome in self.outcomes.values())


class _RefusedError(Exception):
    """A text cannot be taken; the finding says why."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.message)
        self.finding = finding


def merge(returned: ReturnedFile, parcel: Parcel, catalogue: Catalogue) -> Merged:
    """Say what the catalogue becomes.

    Findings, errors where a text is refused: ``returned-unknown``, ``returned-twice``,
    ``returned-empty``, ``returned-marks``, ``returned-original``, ``returned-conflict``,
    ``returned-text``; warnings: ``returned-stale``, ``returned-cleaned``, ``returned-missing``.
    """
    run = _Merge(parcel, catalogue)
    for text in _once(returned.texts, run):
        run.take(text)
    run.tell_of_missing(returned)
    refused = (*returned.refused, *run.refused)
    return Merged(
        tuple(run.entries.values()),
        run.outcomes,
        refused,
        (*returned.findings, *run.findings, *(text.finding for text in refused)),
    )


def _once(texts: Sequence[Returned], run: _Merge) -> Iterator[Returned]:
    """Yield each text once; of two that differ neither, for nobody knows which is meant."""
    count = Counter(text.id for text in texts)
    seen: set[str] = set()
    for text in texts:
        if count[text.id] == 1:
            yield text
            continue
        copies = [other for other in texts if other.id == text.id]
        if all(same(text.translation, other.translation) for other in copies):
            if text.id not in seen:
                yield text
            seen.add(text.id)
        else:
            places = ", ".join(other.place or f"line {other.span.line}" for other in copies)
            run.refuse(
                text,
                finding(
                    text,
                    "returned-twice",
                    f"is there {len(copies)} times, with different texts ({places})",
                    "keep one of them, delete the others, and import again",
                ),
            )


class _Merge:
    def __init__(self, parcel: Parcel, catalogue: Catalogue) -> None:
        self.pairs: Mapping[str, Pair] = {pair.unit.id: pair for pair in parcel.pairs}
        self.catalogue = catalogue
        self.entries = {entry.id: entry for entry in catalogue.entries}
        self.outcomes: dict[str, Outcome] = {}
        self.refused: list[Refused] = []
        self.findings: list[Diagnostic] = []

    def refuse(self, text: Returned, finding: Diagnostic) -> None:
        self.refused.append(Refused(text, finding))

    def take(self, text: Returned) -> None:
        """Take one text, or say why not."""
        try:
            self._take(text)
        except _RefusedError as refusal:
            self.refuse(text, refusal.finding)

    def tell_of_missing(self, returned: ReturnedFile) -> None:
        """Name the texts that the file does not have; the catalogue keeps them."""
        there = {text.id for text in returned.texts}
        there |= {refused.text.id for refused in returned.refused}
        sent = self.pairs if returned.sent is None else returned.sent
        missing = [key for key in self.pairs if key in sent and key not in there]
        if missing:
            named = ", ".join(missing[:8]) + (" …" if len(missing) > 8 else "")
            self.findings.append(
                Diagnostic(
                    "returned-missing",
                    f"the file lacks {len(missing)} of {len(sent)} texts: {named}",
                    Span(returned.name, 0),
                    "the catalogue keeps what it has for them",
                    "warning",
                )
            )

    def _take(self, text: Returned) -> None:
        pair = self.pairs.get(text.id)
        if pair is None:
            near = nearest(text.id, self.pairs)
            raise _refusal(
                text,
                "returned-unknown",
                "is the id of no text of the report",
                f"did you mean “{near}”?" if near else "was the text taken out of the report?",
            )
        translation, removed = cleaned(restored(text.translation, pair.english))
        untouched = self._is_untouched(text, pair, translation)
        if untouched and not (text.finished and text.was_unfinished):
            self.outcomes[text.id] = "kept"
            return
        if not markdown_of(translation, plain=pair.unit.is_plain):
            raise _refusal(
                text,
                "returned-empty",
                "has come back without its translation",
                "the catalogue keeps its own; to take it out, edit the catalogue",
            )
        original = self._original(text, pair)
        self._check(text, pair, translation, original)
        if removed:
            self._warn(
                text, "returned-cleaned", f"signs were left out: {', '.join(sorted(set(removed)))}"
            )
        self._enter(text, pair, translation, original)

    def _is_untouched(self, text: Returned, pair: Pair, translation: tuple[Piece, ...]) -> bool:
        """Tell whether nobody changed the translation since it went out.

        Raises where both the translator and the catalogue did, each otherwise.
        """
        if same(translation, cleaned(pair.translation)[0]):
            return True
        if not text.translation_then:
            return False
        if fingerprint(translation) == text.translation_then:
            return True
        if fingerprint(pair.translation) != text.translation_then:
            raise _refusal(
                text,
                "returned-conflict",
                "was changed here too since the export",
                "the catalogue keeps its own; put the two together by hand",
            )
        return False

    def _original(self, text: Returned, pair: Pair) -> str:
        """Return the English that the translation was made from, as a catalogue writes it."""
        plain = pair.unit.is_plain
        if text.english is None:
            return pair.unit.source
        english = cleaned(restored(text.english, pair.english))[0]
        if same(english, pair.english):
            return pair.unit.source
        if pair.entry:
            for known in (pair.entry.source, pair.entry.translated_from):
                if same(english, pieces_of(known, plain=plain)):
                    return known
        if text.english_then and text.english_then != fingerprint(english):
            raise _refusal(
                text,
                "returned-original",
                "has come back with another original than it went out with",
                "a translation cannot change the original; tell its writers what is wrong with it",
            )
        return markdown_of(english, plain=plain)

    def _check(
        self, text: Returned, pair: Pair, translation: tuple[Piece, ...], original: str
    ) -> None:
        if pair.unit.is_plain:
            return
        if wrong := damage(translation, pieces_of(original)):
            raise _refusal(
                text,
                "returned-marks",
                f"has a damaged mark: {wrong}",
                "a mark stands in the translation as often as in the original",
            )
        markdown = markdown_of(translation)
        for fault in faults(markdown, translation, text.span.file):
            raise _refusal(
                text,
                "returned-text",
                f"cannot be printed as it is: {fault.message}",
                fault.hint,
            )

    def _enter(
        self, text: Returned, pair: Pair, translation: tuple[Piece, ...], original: str
    ) -> None:
        plain = pair.unit.is_plain
        target = markdown_of(translation, plain=plain)
        if pair.entry and same(translation, pair.translation):
            target = pair.entry.target
        draft = text.finished is False
        entry = pair.entry or Entry(text.id, original, "", Span(self.catalogue.name, 0))
        # A draft of an amended text is still made from the original before.
        previous = entry.previous if draft and original == pair.unit.source else None
        changed = replace(entry, source=original, target=target, fuzzy=draft, previous=previous)
        if changed == entry:
            self.outcomes[text.id] = "kept"
            return
        self.entries[text.id] = changed
        if original != pair.unit.source:
            self.outcomes[text.id] = "stale"
            self._warn(
                text,
                "returned-stale",
                "is out of date: the original was amended since the export",
                "compare the two originals, and correct the translation",
            )
        else:
            self.outcomes[text.id] = "draft" if draft else "taken"

    def _warn(self, text: Returned, code: str, message: str, hint: str = "") -> None:
        self.findings.append(finding(text, code, message, hint, "warning"))


def _refusal(text: Returned, code: str, message: str, hint: str) -> _RefusedError:
    return _RefusedError(finding(text, code, message, hint))
