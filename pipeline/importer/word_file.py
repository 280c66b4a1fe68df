"""A Word file → its paragraphs, in order, and all that stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.docx.word_numbering import Number, Numbering
from pipeline.formats.docx.wordml import Styles, value, w
from pipeline.importer.inlines import flat, merged, trimmed
from pipeline.importer.word_parts import (
    comments,
    headers,
    outside_addresses,
    part_xml,
    properties,
    related_xml,
)
from pipeline.importer.word_runs import RunReader, Seen
from pipeline.limits import IMPORT_PARAGRAPHS
from pipeline.model import Span, Text
from pipeline.safe_archive import open_word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.formats.docx.wordml import Element
    from pipeline.importer.inlines import Inlines
    from pipeline.safe_archive import WordFile

_HEADING = re.compile(r"(?:heading|titre|überschrift|título|titolo|заголовок) (\d)")
"""Names of styles for headings, as programs in several languages call them."""


@dataclass(frozen=True, slots=True)
class WordParagraph:
    """A paragraph of the text, not empty."""

    place: int
    """Its place among all paragraphs of the file, from 1."""
    style: str
    """Name of its style, in lower case."""
    level: int
    """Of a heading, from 1; 0 for what is none."""
    number: str
    """As Word counts and shows it; empty where it has none."""
    list: str
    """What its number belongs to; empty where it has none."""
    list_level: int
    inlines: Inlines
    bookmarks: tuple[str, ...]
    in_contents: bool
    seen: Seen
    is_joined: bool = False
    """Whether its end was taken away by a tracked change: it goes on in the next paragraph."""
    is_cover: bool = False
    """Whether it stands before the first end of a section."""

    @property
    def text(self) -> str:
        """Its plain words."""
        return flat(self.inlines)


@dataclass(frozen=True, slots=True)
class Word:
    """A Word file taken apart."""

    paragraphs: tuple[WordParagraph, ...]
    notes: Mapping[str, tuple[Inlines, tuple[str, ...]]]
    """By the id of its call: words and bookmarks."""
    urls: Mapping[str, str]
    """Address by the key that stands for it in links."""
    comments: Mapping[str, tuple[str, str]]
    """By id: (who, words)."""
    headers: tuple[str, ...]
    """Words of headers and footers."""
    properties: Mapping[str, str]
    """Of the core: ``title``, ``description``, ``creator``, ``language``."""
    styles: frozenset[str]
    """Names of the paragraph styles there are, in lower case."""
    looks: Mapping[str, int]
    """Looks that a report does not have, and how often each was met."""
    in_notes: tuple[Seen, ...] = ()
    """What was met in footnotes and endnotes."""
    tables: Mapping[int, str] = field(default_factory=dict)
    """What tables there are, by the paragraph before them."""


def read_word(data: bytes, name: str, tracked: str) -> Word:
    """Take a Word file apart. Raises ``ReportError``: what ``safe_archive.open_word`` raises."""
    return _Reader(open_word(data, name), name, tracked).read()


class _Reader:
    def __init__(self, file: WordFile, name: str, tracked: str) -> None:
        self.file = file
        self.name = name
        self.tracked = tracked
        self.styles = Styles(related_xml(file, "styles"))
        self.numbering = Numbering(related_xml(file, "numbering"), self.styles)
        self.runs = RunReader(outside_addresses(file, file.main), self.styles, tracked)
        self.names = frozenset(self.styles.name(key) for key in self.styles._by_id)  # noqa: SLF001
        self.runs.reads_languages = names_own(self.names)
        self.place = 0
        self.in_contents_frame = 0
        self.tables: dict[int, str] = {}
        self.in_notes: list[Seen] = []

    def read(self) -> Word:
        root = part_xml(self.file, self.file.main)
        body = root.find(w("body"))
        check_size(sum(1 for _ in root.iter(w("p"))), self.name)
        paragraphs = [] if body is None else list(self._blocks(body))
        ends = [p for p in paragraphs if p.is_cover]
        last_of_cover = ends[0].place if ends else 0
        kept = self._joined([replace(p, is_cover=p.place <= last_of_cover) for p in paragraphs])
        notes = {**self._notes("footnotes", "f"), **self._notes("endnotes", "e")}
        return Word(
            paragraphs=tuple(kept),
            notes=notes,
            urls={key: url for url, key in self.runs.urls.items()},
            comments=comments(self.file),
            headers=headers(self.file),
            properties=properties(self.file),
            styles=self.names,
            looks=dict(self.runs.seen.looks),
            in_notes=tuple(self.in_notes),
            tables=self.tables,
        )

    # --- blocks -------------------------------------------------------------------------------

    def _blocks(self, parent: Element) -> Iterator[WordParagraph]:
        for element in parent:
            tag = element.tag
            if tag == w("p"):
                yield self._paragraph(element)
            elif tag == w("tbl"):
                self._table(element)
            elif tag == w("sdt"):
                gallery = value(element, "sdtPr", "docPartObj", "docPartGallery") or ""
                is_contents = gallery == "Table of Contents"
                self.in_contents_frame += is_contents
                content = element.find(w("sdtContent"))
                if content is not None:
                    yield from self._blocks(content)
                self.in_contents_frame -= is_contents
            elif tag == w("altChunk"):
                self.tables[self.place] = "another document set in here"
            elif tag in (w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
                yield from self._blocks(element)

    def _table(self, table: Element) -> None:
        rows = table.findall(w("tr"))
        columns = max((len(row.findall(w("tc"))) for row in rows), default=0)
        words = [
            " ".join("".join(t.text or "" for t in cell.iter(w("t"))) for cell in row.iter(w("tc")))
            for row in rows
        ]
        what = f"a table of {len(rows)} rows and {columns} columns: “{' / '.join(words)[:500]}”"
        before = self.tables.get(self.place)
        self.tables[self.place] = f"{before}; {what}" if before else what
        for paragraph in table.iter(w("p")):
            self.numbering.count(paragraph)  # numbers go on behind a table

    def _paragraph(self, element: Element) -> WordParagraph:
        self.place += 1
        properties = element.find(w("pPr"))
        style = value(properties, "pStyle")
        span = Span(self.name, self.place)
        inlines, bookmarks, in_contents = self.runs.read(element, span)
        is_joined = self._loses_end(properties)
        has_words = bool(flat(inlines).strip()) and not is_joined
        counted = self.numbering.count(element) if has_words else Number("", "")
        number_id, level = self._list_of(properties, style)
        name = self.styles.name(style)
        return WordParagraph(
            place=self.place,
            style=name,
            level=self._level(properties, style, name),
            number=counted.label,
            list=number_id if counted.label else "",
            list_level=level,
            inlines=inlines,
            bookmarks=tuple(bookmarks),
            in_contents=in_contents or self.in_contents_frame > 0 or name.startswith("toc "),
            seen=self.runs.seen,
            is_joined=is_joined,
            is_cover=properties is not None and properties.find(w("sectPr")) is not None,
        )

    def _loses_end(self, properties: Element | None) -> bool:
        """Tell whether a tracked change, as it is wanted, takes away the end of a paragraph."""
        marks = None if properties is None else properties.find(w("rPr"))
        if marks is None:
            return False
        kinds = (("del", "ends of paragraphs deleted"), ("ins", "ends of paragraphs inserted"))
        for kind, said in kinds:
            change = marks.find(w(kind))
            if change is not None:
                self.runs.seen.tracked.append((said, change.get(w("author"), ""), "¶"))
                return (kind == "ins") == (self.tracked == "reject")
        return False

    def _level(self, properties: Element | None, style: str | None, name: str) -> int:
        if name in ("title", "titre", "subtitle"):
            return 0
        named = _HEADING.fullmatch(name)
        outline = value(properties, "outlineLvl")
        for _, element in self.styles.chain(style):
            outline = outline or value(element, "pPr", "outlineLvl")
        if outline is None and named:
            return int(named[1])
        return int(outline) + 1 if outline and outline.isdigit() and int(outline) < 9 else 0

    def _list_of(self, properties: Element | None, style: str | None) -> tuple[str, int]:
        own = None if properties is None else properties.find(w("numPr"))
        number, level = value(own, "numId"), value(own, "ilvl")
        for _, element in self.styles.chain(style):
            number = number or value(element, "pPr", "numPr", "numId")
            level = level or value(element, "pPr", "numPr", "ilvl")
        return number or "", int(level) if level and level.isdigit() else 0

    def _joined(self, paragraphs: list[WordParagraph]) -> list[WordParagraph]:
        """Return the paragraphs that say something, those that lost their end with the next."""
        out: list[WordParagraph] = []
        waiting: list[WordParagraph] = []
        for place, p in enumerate(paragraphs, 1):
            if p.is_joined and place < len(paragraphs):
                waiting.append(p)
                continue
            whole = _with_those_before(p, waiting) if waiting else p
            whole = replace(whole, inlines=trimmed(whole.inlines))
            waiting = []
            if whole.text.strip() or whole.seen.left_out or whole.seen.tracked:
                out.append(whole)
        return out

    # --- beside the text ----------------------------------------------------------------------

    def _notes(self, kind: str, sign: str) -> dict[str, tuple[Inlines, tuple[str, ...]]]:
        part = self.file.related(kind)
        if part is None or part not in self.file.archive:
            return {}
        reader = RunReader(outside_addresses(self.file, part), self.styles, self.tracked)
        reader.urls = self.runs.urls
        reader.reads_languages = self.runs.reads_languages
        notes = {}
        for note in part_xml(self.file, part):
            if note.get(w("type")) in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            words: Inlines = ()
            bookmarks: list[str] = []
            for paragraph in note.iter(w("p")):
                inlines, begun, _ = reader.read(paragraph, Span(self.name, 0))
                gap = (Text(" ", Span(self.name, 0)),) if words else ()
                words = merged((*words, *gap, *trimmed(inlines)))
                bookmarks += begun
                self.in_notes.append(reader.seen)
            notes[f"{sign}{note.get(w('id'), '')}"] = (trimmed(words), tuple(bookmarks))
        return notes


def _with_those_before(p: WordParagraph, before: list[WordParagraph]) -> WordParagraph:
    """Return a paragraph that begins with others; its style is that of the last, as in Word."""
    every = [*before, p]
    seen = Seen(looks=p.seen.looks)
    for one in every:
        seen.left_out.update(one.seen.left_out)
        seen.tracked += one.seen.tracked
        seen.comments += one.seen.comments
    return replace(
        p,
        inlines=merged(node for one in every for node in one.inlines),
        bookmarks=tuple(mark for one in every for mark in one.bookmarks),
        seen=seen,
    )


def check_size(paragraphs: int, name: str) -> None:
    """Refuse a file of more paragraphs than any report has, before they are taken apart."""
    if paragraphs > IMPORT_PARAGRAPHS:
        message = f"the file has {paragraphs} paragraphs; the most is {IMPORT_PARAGRAPHS}"
        hint = "import it in parts"
        raise ReportError([Diagnostic("import-too-large", message, Span(name, 0), hint)])


def names_own(styles: frozenset[str]) -> bool:
    """Tell whether this pipeline made a file: no other has all of these styles."""
    return {"cover kind", "cover symbol", "numbered paragraph", "glossary headword"} <= styles


def has_tracked(word: Word) -> bool:
    """Tell whether the text has tracked changes."""
    return any(p.seen.tracked for p in word.paragraphs) or any(s.tracked for s in word.in_notes)
