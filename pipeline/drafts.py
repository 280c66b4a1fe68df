"""What a draft says of translations that are not finished: on the cover, and beside each text.

A block and a heading have a mark in the margin, or before them; notes and the glossary, which have
no margin, have words in brackets after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.edition import Emphasis, Inline, Text
from pipeline.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Document

NAMED_ON_COVER = 12
"""Most paragraphs whose numbers the cover gives; of more it gives the count alone."""

COVER = "publication."
"""How the ids of the texts of the cover begin."""


@dataclass(frozen=True, slots=True)
class DraftMarks:
    """The marks of one translation; of the canonical text there are none."""

    document: Document
    labels: Mapping[str, str]
    original: Mapping[str, str]
    """Those of the canonical language: a text that still stands in it is marked in its words."""
    paragraphs: Mapping[str, int]
    """Number of each paragraph by id."""

    def notice(self) -> str:
        """Return what the cover says. No translation is called approved unless all of it is."""
        document = self.document
        if document.language == document.identity.language:
            return ""
        counted = (
            (document.untranslated, "untranslated_units"),
            (document.stale, "stale_units"),
            (document.drafts, "draft_units"),
        )
        unfinished = [unit for units, _ in counted for unit in units]
        if not document.unapproved and not unfinished:
            return ""
        parts = [self.labels["unapproved_translation"]]
        parts += [
            self.labels[key].format(count=self._counted(units)) for units, key in counted if units
        ]
        if here := sum(unit.startswith(COVER) for unit in unfinished):
            parts.append(self.labels["unfinished_here"].format(count=here))
        return typeset(" ".join(parts), document.language)

    def mark(self, *ids: str, language: str = "") -> str:
        """Return what is said of texts of these ids, the first unfinished one of which decides.

        In the words of the edition, or of the language that stands around them.
        """
        document = self.document
        own = language in ("", document.language)
        for units, key in (
            (document.untranslated, "mark_untranslated"),
            (document.stale, "mark_stale"),
            (document.drafts, "mark_draft"),
        ):
            if not set(units).isdisjoint(ids):
                words = (self.labels if own else self.original)[key]
                return typeset(words, language or document.language)
        return ""

    def after(self, language: str, *ids: str) -> tuple[Inline, ...]:
        """Return the same for a place without a margin, after words in ``language``."""
        mark = self.mark(*ids, language=language)
        return (Text(" "), Emphasis((Text(f"[{mark}]"),))) if mark else ()

    def _counted(self, units: Sequence[str]) -> str:
        """Return how many texts there are and the numbers of the paragraphs: ``3 (¶ 22, 36)``."""
        numbers = [str(n) for unit in units if (n := self.paragraphs.get(unit))]
        if not numbers or len(numbers) > NAMED_ON_COVER:
            return str(len(units))
        return f"{len(units)} (¶\u00a0{', '.join(numbers)})"
