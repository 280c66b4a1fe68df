"""``Document`` → ``Edition``: the one place where anything is numbered, ordered or decided.

It works in passes over the whole document: numbers of sections and paragraphs, then the text of
every unit in reading order (which numbers the notes and finds first uses), then what stands
around the text: cover, contents, glossary.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, assert_never

from pipeline import edition as ed
from pipeline import model as md
from pipeline.bidi import isolate_left_to_right
from pipeline.calls import place_calls
from pipeline.collation import sort_key
from pipeline.drafts import DraftMarks
from pipeline.languages import direction, long_date, name_in
from pipeline.numbering import number_sections
from pipeline.standing import cover_words, running_words
from pipeline.terms import TERM_PREFIX, FirstUses
from pipeline.typography import typeset, typeset_inlines
from pipeline.walk import walk_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.numbering import Numbers

BULLETS = {"fr": "–", "uk": "–"}
"""Mark of an unordered list where it is not the round bullet."""

ORDERED_LABEL = {"en": "({})"}
"""Form of the mark of an ordered list; elsewhere a letter and a bracket (UN Editorial Manual)."""

NO_UNIT, NOTE = "", "[^]"
"""In place of the id of a unit of running text: a heading; a note, which is no place of first use
and calls no other note."""


def resolve_edition(
    document: md.Document, labels: Mapping[str, str], original: Mapping[str, str] | None = None
) -> ed.Edition:
    """Return the Edition of a checked document (see ``references.check_references``).

    ``original`` are the labels of the canonical language: references in text that is not yet
    translated are in its words, like the text around them.
    """
    return _Resolver(document, labels, original or labels).edition()


@dataclass(slots=True)
class _Resolver:
    document: md.Document
    labels: Mapping[str, str]
    original: Mapping[str, str]
    numbers: Numbers = field(init=False)
    marks: DraftMarks = field(init=False)
    terms: FirstUses = field(init=False)
    notes: list[ed.Note] = field(default_factory=list)
    link_uses: dict[str, int] = field(default_factory=dict)
    definitions: Mapping[str, md.Note] = field(init=False)
    targets: Mapping[str, md.LinkTarget] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = number_sections(self.document.sections)
        self.marks = DraftMarks(self.document, self.labels, self.original, self.numbers.paragraphs)
        self.terms = FirstUses.of(self.document.glossary)
        self.definitions = {note.id: note for note in self.document.notes}
        self.targets = {link.key: link for link in self.document.links}

    def edition(self) -> ed.Edition:
        document, identity = self.document, self.document.identity
        sections = [self._section(s, 1) for s in document.sections]
        split = next((i for i, s in enumerate(sections) if s.label), len(sections))
        return ed.Edition(
            slug=identity.slug,
            language=document.language,
            direction=direction(document.language),
            identifier=ed.identifier_of(identity.slug, document.language),
            author=self._typeset(identity.author),
            publisher=self._typeset(identity.publisher),
            description=self._typeset(identity.description),
            keywords=(),
            date=identity.date,
            labels=self.labels,
            cover=self._cover(),
            contents=self._contents(sections),
            front=tuple(sections[:split]),
            body=tuple(sections[split:]),
            notes=tuple(self.notes),
            glossary=self._glossary(),
            profile=identity.profile,
            running=self._typeset(running_words(document, self.labels)),
            is_draft=identity.status == "draft",
        )

    # --- sections and blocks --------------------------------------------------------------------

    def _section(self, section: md.Section, level: int) -> ed.Section:
        return ed.Section(
            id=section.id,
            level=level,
            label=self.numbers.labels.get(section.id, ""),
            title=self._heading(section.heading),
            language=section.heading.language,
            blocks=tuple(self._block(block) for block in section.blocks),
            sections=tuple(self._section(s, level + 1) for s in section.sections),
            mark=self.marks.mark(section.id),
        )

    def _heading(self, content: md.Content) -> tuple[ed.Inline, ...]:
        return typeset_inlines(self._inlines(NO_UNIT, content), content.language)

    def _block(self, block: md.Block) -> ed.Block:
        match block:
            case md.Paragraph():
                return ed.Paragraph(
                    block.id,
                    self.numbers.paragraphs.get(block.id),
                    self.numbers.labels.get(block.id, ""),
                    self._content(block.id, block.content),
                    block.content.language,
                    self.marks.mark(block.id),
                )
            case md.Quotation():
                return ed.Quotation(
                    block.id,
                    self._content(block.id, block.content),
                    block.content.language,
                    self.marks.mark(block.id),
                )
            case md.ItemList():
                items = enumerate(block.items)
                return ed.ItemList(
                    block.id,
                    block.ordered,
                    tuple(
                        ed.ListItem(
                            item.id,
                            self._item_label(place, ordered=block.ordered),
                            self._content(item.id, item.content),
                            item.content.language,
                        )
                        for place, item in items
                    ),
                    self.marks.mark(*(item.id for item in block.items)),
                )
            case _:
                assert_never(block)

    def _item_label(self, place: int, *, ordered: bool) -> str:
        primary = self._language().split("-")[0]
        if not ordered:
            return BULLETS.get(primary, "•")
        letter = chr(ord("a") + place) if place < 26 else str(place + 1)
        return ORDERED_LABEL.get(primary, "{})").format(letter)

    # --- text -----------------------------------------------------------------------------------

    def _content(self, unit: str, content: md.Content) -> tuple[ed.Inline, ...]:
        inlines = self._inlines(unit, content)
        if content.language == self._language():
            inlines = self.terms.mark(unit, inlines)
        inlines = place_calls(inlines, content.language)
        return typeset_inlines(inlines, content.language)

    def _inlines(self, unit: str, content: md.Content) -> tuple[ed.Inline, ...]:
        return tuple(n for inline in content.inlines for n in self._inline(unit, content, inline))

    def _inline(self, unit: str, content: md.Content, inline: md.Inline) -> tuple[ed.Inline, ...]:
        def inside(children: tuple[md.Inline, ...]) -> tuple[ed.Inline, ...]:
            return self._inlines(unit, replace(content, inlines=children))

        match inline:
            case md.Text(text):
                return (ed.Text(text),)
            case md.Emphasis(children):
                return (ed.Emphasis(inside(children)),)
            case md.Strong(children):
                return (ed.Strong(inside(children)),)
            case md.Foreign(language, children):
                return (ed.Foreign(language, inside(children)),)
            case md.Term(term, children):
                first = "" if unit == NOTE else unit
                return self.terms.explicit(first, term, inside(children))
            case md.Link(key, children):
                url = self._url(self.targets[key])
                words = ed.ExternalLink(url, inside(children), is_address=False)
                if unit == NOTE:  # a note calls no note: the address stands beside the words
                    address = ed.ExternalLink(url, (ed.Text(url),), is_address=True)
                    return (words, ed.Text(" ("), address, ed.Text(")"))
                return (words, ed.NoteCall(self._link_note(self.targets[key], url)))
            case md.NoteCall(note):
                return (ed.NoteCall(self._note(self.definitions[note])),)
            case md.CrossReference(target):
                return (self._reference(target, content.language),)
            case _:
                assert_never(inline)

    def _reference(self, target: str, language: str) -> ed.CrossReference:
        number = self.numbers.references[target]
        kind = "paragraph" if target in self.numbers.paragraphs else "section"
        labels = self.labels if language == self._language() else self.original
        text = labels[f"{kind}_reference"].format(number=number)
        text = typeset(text.replace(" ", "\u00a0"), language)
        return ed.CrossReference(target, text, number)

    # --- notes ----------------------------------------------------------------------------------

    def _note(self, note: md.Note) -> ed.Note:
        language = note.content.language
        content = typeset_inlines(self._inlines(NOTE, note.content), language)
        return self._add_note(note.id, (*content, *self.marks.after(language, note.id)), language)

    def _add_note(self, name: str, content: tuple[ed.Inline, ...], language: str) -> ed.Note:
        note = ed.Note(f"note-{name}", f"call-{name}", len(self.notes) + 1, content, language)
        self.notes.append(note)
        return note

    def _link_note(self, link: md.LinkTarget, url: str) -> ed.Note:
        """Return a note that prints the address of a link, one for each place it stands at."""
        use = self.link_uses[link.key] = self.link_uses.get(link.key, 0) + 1
        name = f"link{use if use > 1 else ''}-{link.key}"
        details = f"{link.publisher}, {self._date(link.date)}"
        if url == link.urls[link.language] and link.language != self._language():
            named = name_in(link.language, self._language())
            details += f" ({self.labels['in_language'].format(language=named)})"
        if link.accessed:
            details += f", {self.labels['accessed'].format(date=self._long(link.accessed))}"
        content: list[ed.Inline] = [
            ed.Emphasis((ed.Text(link.title),)),
            ed.Text(f"{'' if link.title.endswith(('.', '!', '?', '…')) else '.'} {details}: "),
        ]
        content.append(ed.ExternalLink(url, (ed.Text(url),), is_address=True))
        if link.archived:
            content += [
                ed.Text(f"; {self.labels['archived_copy']}: "),
                ed.ExternalLink(link.archived, (ed.Text(link.archived),), is_address=True),
            ]
        language = self._language()
        texts = (f"links.{link.key}.title", f"links.{link.key}.publisher")
        words = typeset_inlines(tuple(content), language)
        return self._add_note(name, (*words, *self.marks.after(language, *texts)), language)

    def _url(self, link: md.LinkTarget) -> str:
        return link.urls.get(self._language(), link.urls[link.language])

    # --- around the text ------------------------------------------------------------------------

    def _cover(self) -> ed.Cover:
        identity, labels = self.document.identity, self.labels
        facts: list[ed.CoverFact] = []
        if source := identity.source:
            adopted = self._long(source.adopted)
            facts = [
                ed.CoverFact(labels["source_title"], self._typeset(source.title), source.url),
                ed.CoverFact(labels["source_symbol"], self._isolated(source.symbol)),
                ed.CoverFact(self._typeset(source.role), self._typeset(source.author)),
                ed.CoverFact(labels["source_body"], self._typeset(source.body)),
                ed.CoverFact(labels["source_session"], self._typeset(source.session)),
                ed.CoverFact(labels["source_adopted"], self._typeset(adopted)),
            ]
        return ed.Cover(
            kind=self._typeset(identity.kind),
            title=self._typeset(identity.title),
            subtitle=self._typeset(identity.subtitle),
            symbol=self._typeset(identity.symbol),
            date=self._typeset(self._long(identity.date)),
            notice=self._typeset(identity.notice),
            facts=tuple(facts),
            standing=tuple(map(self._typeset, cover_words(self.document, self.labels))),
            translation_notice=self.marks.notice(),
        )

    def _contents(self, sections: list[ed.Section]) -> tuple[ed.ContentsLine, ...]:
        lines = [
            ed.ContentsLine(s.id, s.level, s.label, s.title, s.language)
            for s in walk_sections(tuple(sections))
        ]
        if self.document.glossary:
            title = (ed.Text(self.labels["glossary"]),)
            lines.append(ed.ContentsLine(ed.GLOSSARY_ANCHOR, 1, "", title, self._language()))
        return tuple(lines)

    def _glossary(self) -> tuple[ed.GlossaryEntry, ...]:
        key = sort_key(self._language())
        ordered = sorted(self.document.glossary, key=lambda e: (key(e.term), e.term))
        return tuple(
            ed.GlossaryEntry(
                id=TERM_PREFIX + entry.id,
                term=self._typeset(entry.term),
                expansion=self._typeset(entry.expansion) if entry.expansion else None,
                definition=self._definition(entry),
                language=self._language_of(entry),
                first_use=self.terms.used.get(entry.id),
            )
            for entry in ordered
        )

    def _language_of(self, entry: md.GlossaryEntry) -> str:
        return self._language() if entry.translated else self.document.identity.language

    def _definition(self, entry: md.GlossaryEntry) -> str:
        parts = [f"glossary.{entry.id}.{part}" for part in ("expansion", "definition")]
        mark = self.marks.mark(*parts, language=self._language_of(entry))
        return self._typeset(entry.definition) + (f" [{mark}]" if mark else "")

    # --- language -------------------------------------------------------------------------------

    def _language(self) -> str:
        return self.document.language

    def _date(self, text: str) -> str:
        """Write an ISO date out in the language; a bare year stays."""
        try:
            return self._long(date.fromisoformat(text))
        except ValueError:
            return text

    def _long(self, day: date) -> str:
        return long_date(day, self._language())

    def _isolated(self, code: str) -> str:
        """Return a code for a place among words of the language; typography is none of its."""
        is_rtl = direction(self._language()) == "rtl"
        return isolate_left_to_right(code) if is_rtl else code

    def _typeset(self, text: str) -> str:
        return typeset(text, self._language())
