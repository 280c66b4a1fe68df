"""What the catalogue itself already says: translations of single sentences.

When a paragraph is split, merged or moved, its sentences come back under another id. Only a
sentence that is the same to the letter is ever offered, and only as a suggestion: texts that
merely look alike are never taken for each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.translations.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.translations.catalogue import Entry


@dataclass(frozen=True, slots=True)
class Known:
    """A sentence of the original that the catalogue has a translation of."""

    source: str
    target: str
    id: str
    """Of the text that the translation stands in."""


def sentence_memory(entries: Iterable[Entry]) -> Mapping[str, Known]:
    """Return what is known, by sentence of the original; the first of several translations.

    Drafts teach nothing, nor do texts whose translation has more or fewer sentences.
    """
    memory: dict[str, Known] = {}
    for entry in entries:
        if not entry.target or (entry.fuzzy and entry.previous is None):
            continue
        originals = [s.strip() for s in sentences(entry.translated_from)]
        translations = [s.strip() for s in sentences(entry.target)]
        if len(originals) == len(translations):
            for source, target in zip(originals, translations, strict=True):
                memory.setdefault(source, Known(source, target, entry.id))
    return memory


def known_text(memory: Mapping[str, Known], original: str) -> tuple[str, tuple[str, ...]] | None:
    """Return a translation put together from known sentences and the ids that they come from.

    None unless every sentence is known.
    """
    known = [memory.get(sentence.strip()) for sentence in sentences(original)]
    if not original or None in known:
        return None
    parts = [part for part in known if part is not None]
    return " ".join(p.target for p in parts), tuple(dict.fromkeys(p.id for p in parts))


def suggestions(memory: Mapping[str, Known], original: str, entry: Entry) -> list[Known]:
    """Return the known sentences of today's original that the translation does not have yet."""
    known = (memory.get(sentence.strip()) for sentence in sentences(original))
    return [k for k in known if k and k.id != entry.id and k.target not in entry.target]
