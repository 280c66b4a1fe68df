"""Where each glossary term is first used, in reading order, and how that place is shown.

At its first use a term is linked to its glossary entry; an abbreviation that the writer did not
write out there gets its expansion in brackets. One that itself stands in brackets, as in "the
NATO-Russia Council (NRC)", was written out, whatever its case endings. Words inside links and
references are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.edition import Emphasis, GlossaryLink, Inline, Strong, Text
from pipeline.walk import plain_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import GlossaryEntry

TERM_PREFIX = "term-"


@dataclass(slots=True)
class FirstUses:
    """Finds first uses as units are passed through ``mark`` in reading order."""

    entries: Mapping[str, GlossaryEntry]
    pattern: re.Pattern[str] | None
    """One group for each form, the longest first."""
    owners: Sequence[str]
    """Entry id by group."""
    used: dict[str, str] = field(default_factory=dict)
    """Id of the unit of first use, by entry id."""

    @classmethod
    def of(cls, glossary: Sequence[GlossaryEntry]) -> FirstUses:
        """Prepare the search for the forms of all entries, the longest first."""
        pattern, owners = forms_pattern({entry.id: entry.forms for entry in glossary})
        return cls({entry.id: entry for entry in glossary}, pattern, owners)

    def mark(self, unit: str, inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return the content of a unit with the first uses in it marked."""
        if self.pattern is None:
            return inlines
        text = plain_text(inlines).casefold()
        return tuple(self._mark(unit, inlines, text))

    def explicit(self, unit: str, entry: str, children: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """Return words that the writer marked as a term, linked wherever they stand.

        Where ``unit`` is empty, as in a note, the next use in the text is still the first.
        """
        if unit:
            self.used.setdefault(entry, unit)
        return (GlossaryLink(TERM_PREFIX + entry, self.entries[entry].expansion, children),)

    def _mark(self, unit: str, inlines: tuple[Inline, ...], unit_text: str) -> list[Inline]:
        out: list[Inline] = []
        for node in inlines:
            match node:
                case Text(text):
                    out.extend(self._split(unit, text, unit_text))
                case Emphasis(children):
                    out.append(Emphasis(tuple(self._mark(unit, children, unit_text))))
                case Strong(children):
                    out.append(Strong(tuple(self._mark(unit, children, unit_text))))
                case _:
                    out.append(node)
        return out

    def _split(self, unit: str, text: str, unit_text: str) -> list[Inline]:
        out: list[Inline] = []
        done = 0
        for match in self.pattern.finditer(text) if self.pattern else ():
            entry = self.entries[self.owners[(match.lastindex or 1) - 1]]
            if entry.id in self.used:
                continue
            bracketed = text[match.start() - 1 : match.start()] == "("
            explain = not bracketed and _wants_expansion(entry, match[0], unit_text)
            if explain and text[match.end() : match.end() + 1] in ("’", "'"):
                continue  # brackets before a possessive cannot be read; the next use will do
            self.used[entry.id] = unit
            if match.start() > done:
                out.append(Text(text[done : match.start()]))
            out.append(GlossaryLink(TERM_PREFIX + entry.id, entry.expansion, (Text(match[0]),)))
            if explain:
                out.append(Text(f" ({entry.expansion})"))
            done = match.end()
        if done < len(text):
            out.append(Text(text[done:]))
        return out


def forms_pattern(
    forms: Mapping[str, Sequence[str]],
) -> tuple[re.Pattern[str] | None, Sequence[str]]:
    """Return what finds the forms of entries in a text, and the entry id of each of its groups.

    ``forms`` are by entry id. The pattern has one group for each form, the longest first; it is
    None where there are no forms.
    """
    pairs = [(form, owner) for owner, words in forms.items() for form in words]
    pairs.sort(key=lambda pair: -len(pair[0]))
    if not pairs:
        return None, ()
    words = "|".join(_form_pattern(form) for form, _ in pairs)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])"), [owner for _, owner in pairs]


def _wants_expansion(entry: GlossaryEntry, words: str, unit_text: str) -> bool:
    if not entry.expansion:
        return False
    expansion = entry.expansion.casefold()
    is_part = re.search(rf"(?<!\w){re.escape(words.casefold())}(?!\w)", expansion)
    return expansion not in unit_text and not is_part


def _is_abbreviation(form: str) -> bool:
    """Tell whether capitals and digits matter in a form (``NATO``, ``eFP``, ``SSC-8``)."""
    return sum(c.isupper() or c.isdigit() for c in form.split(maxsplit=1)[0]) > 1


def _form_pattern(form: str) -> str:
    """Return the pattern of a form, whichever space and apostrophe stand in it."""
    words = re.escape(form).replace("\\ ", "[ \u00a0\u202f]")
    words = re.sub("['’]", "['’]", words)
    return f"({words})" if _is_abbreviation(form) else f"((?i:{words}))"
