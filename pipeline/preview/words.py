"""The words of one text as the page shows them: marks, references and glossary terms made visible.

Not the words as published: a note is called by its id, as in the catalogue, and a link tells its
key, because that is what a translator has to keep.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pipeline.diagnostics import Collector
from pipeline.markup import parse_inline
from pipeline.model import (
    CrossReference,
    Emphasis,
    Foreign,
    Inline,
    Link,
    NoteCall,
    Strong,
    Term,
    Text,
)
from pipeline.numbering import number_sections
from pipeline.place import Place
from pipeline.terms import forms_pattern
from pipeline.typography import typeset

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.model import Document, GlossaryEntry

Kind = Literal["text", "emphasis", "strong", "foreign", "link", "note", "reference", "term"]


@dataclass(frozen=True, slots=True)
class Node:
    """A stretch of a text."""

    kind: Kind
    text: str = ""
    """Of what has no children."""
    hint: str = ""
    """What a reader is told on top: the key of a link, the wanted form of a term."""
    children: tuple[Node, ...] = ()
    language: str = ""
    """BCP 47 tag of foreign words."""


@dataclass(frozen=True, slots=True)
class Use:
    """A glossary term in an original, and what it is called in the translation."""

    term: str
    wanted: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Finds the terms of one language in a text, and says what each is called in another."""

    pattern: re.Pattern[str] | None
    owners: Sequence[str]
    """Entry id by group of the pattern."""
    wanted: Mapping[str, str]
    """Head word in the other language by entry id."""

    @classmethod
    def of(
        cls, glossary: Iterable[GlossaryEntry], language: str, other: str, canonical: str
    ) -> Glossary:
        """Return the terms as they are called in ``language``, with their names in ``other``."""

        def forms(entry: GlossaryEntry, tag: str) -> Sequence[str]:
            return entry.forms if tag == canonical else entry.catalogue_forms.get(tag, ())

        entries = list(glossary)
        pattern, owners = forms_pattern({entry.id: forms(entry, language) for entry in entries})
        wanted = {entry.id: next(iter(forms(entry, other)), "") for entry in entries}
        return cls(pattern, owners, wanted)

    def uses(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, name in the other language) of each term in a text."""
        for match in self.pattern.finditer(text) if self.pattern else ():
            wanted = self.wanted[self.owners[(match.lastindex or 1) - 1]]
            if wanted:
                yield match.start(), match.end(), wanted


@dataclass(slots=True)
class Shower:
    """Turns texts into nodes; a text that it has seen is not taken apart again."""

    document: Document
    """In the canonical language."""
    language: str
    """Of the translation."""
    references: Mapping[str, str] = field(init=False)
    links: Mapping[str, str] = field(init=False)
    glossaries: Mapping[str, Glossary] = field(init=False)
    seen: dict[tuple[str, str, bool], tuple[Node, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up what texts refer to."""
        document, own = self.document, self.document.language
        numbers = number_sections(document.sections)
        self.references = {
            key: f"{'¶' if key in numbers.paragraphs else '§'} {sign}"
            for key, sign in numbers.references.items()
        }
        self.links = {link.key: link.title for link in document.links}
        self.glossaries = {
            own: Glossary.of(document.glossary, own, self.language, own),
            self.language: Glossary.of(document.glossary, self.language, own, own),
        }

    def show(self, text: str, language: str, *, plain: bool) -> tuple[Node, ...]:
        """Return the nodes of a text; of its faults, the findings tell."""
        key = (text, language, plain)
        if key not in self.seen:
            inlines = (
                (Text(text, _NOWHERE.span(0)),)
                if plain
                else parse_inline(text, Place("", ((1, 0),), text), Collector())
            )
            self.seen[key] = tuple(self._nodes(inlines, language))
        return self.seen[key]

    def uses(self, text: str) -> tuple[Use, ...]:
        """Return the glossary terms of an original, each once."""
        uses = self.glossaries[self.document.language].uses(text)
        return tuple(dict.fromkeys(Use(text[start:end], wanted) for start, end, wanted in uses))

    def _nodes(self, inlines: tuple[Inline, ...], language: str) -> Iterator[Node]:
        for place, inline in enumerate(inlines):
            match inline:
                case Text(text):
                    before = _edge(inlines[place - 1], -1) if place else ""
                    after = _edge(inlines[place + 1], 0) if place + 1 < len(inlines) else ""
                    yield from self._words(typeset(text, language, before, after), language)
                case Emphasis(children):
                    yield Node("emphasis", children=self._inside(children, language))
                case Strong(children):
                    yield Node("strong", children=self._inside(children, language))
                case Foreign(tag, children):
                    yield Node("foreign", children=self._inside(children, tag), language=tag)
                case Link(key, children):
                    hint = f"{key}: {self.links.get(key, 'no such link')}"
                    yield Node("link", hint=hint, children=self._inside(children, language))
                case Term(term, children):
                    wanted = self._glossary(language).wanted.get(term, "no such term")
                    yield Node("term", hint=wanted, children=self._inside(children, language))
                case NoteCall(note):
                    yield Node("note", text=note)
                case CrossReference(target):
                    yield Node("reference", text=self.references.get(target, target), hint=target)

    def _inside(self, inlines: tuple[Inline, ...], language: str) -> tuple[Node, ...]:
        return tuple(self._nodes(inlines, language))

    def _words(self, text: str, language: str) -> Iterator[Node]:
        done = 0
        for start, end, wanted in self._glossary(language).uses(text):
            if start > done:
                yield Node("text", text[done:start])
            yield Node("term", hint=wanted, children=(Node("text", text[start:end]),))
            done = end
        if done < len(text):
            yield Node("text", text[done:])

    def _glossary(self, language: str) -> Glossary:
        return self.glossaries.get(language, _NO_TERMS)


_NOWHERE = Place("", ((1, 0),), "")
_NO_TERMS = Glossary(None, (), {})


def _edge(inline: Inline, at: int) -> str:
    """Return the first or last sign of a node, for the quotes and spaces beside it."""
    match inline:
        case Text(text):
            return text[at]
        case Emphasis(children) | Strong(children) | Foreign(_, children) | Link(_, children):
            return _edge(children[at], at) if children else ""
        case Term(_, children):
            return _edge(children[at], at) if children else ""
        case NoteCall():
            return ""
        case CrossReference():
            return "0"
