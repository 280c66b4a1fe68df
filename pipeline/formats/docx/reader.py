"""Finished DOCX → ``Reading``: what Word shows of it, counted and followed as Word does.

Numbers are those that Word's lists count to, not those that the Edition has; a reference is
believed where its field would give the same words again; a contents line, where its bookmark
stands at the heading that it names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.formats.docx.names import anchor_of_name
from pipeline.formats.docx.word_numbering import Number, Numbering
from pipeline.formats.docx.word_text import Piece, TextReader
from pipeline.formats.docx.wordml import Part, Styles, WordFile, unreadable, value, w
from pipeline.reading import (
    ContentsRead,
    GlossaryRead,
    HeadingRead,
    NoteRead,
    Reading,
    UnitRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.formats.docx.word_text import Link
    from pipeline.formats.docx.wordml import Element

_DC = "http://purl.org/dc/elements/1.1/"

GLOSSARY = "glossary"
"""Bookmark of the glossary's heading."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph."""

    style: str
    """Name of its style, in lower case."""
    number: Number
    level: int | None
    """1 for a heading of the first level; None for what is no heading."""
    pieces: Sequence[Piece]
    bookmarks: frozenset[str]
    """Names of the bookmarks that begin in it."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def in_contents(self) -> bool:
        return any(piece.in_contents for piece in self.pieces)


def read_docx(data: bytes) -> Reading:
    """Read a finished DOCX. Raises ``ReportError`` ``docx-unreadable`` where it is none."""
    file = WordFile.open(data)
    try:
        return _Reader(file).reading()
    except ValueError as error:
        raise unreadable(f"a number in it is none: {error}") from error


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self._file = file
        styles = file.related("styles")
        numbering = file.related("numbering")
        self._styles = Styles(styles.root if styles else None)
        self._numbering = Numbering(numbering.root if numbering else None, self._styles)
        self._cover: list[_Line] = []
        self._contents: list[_Line] = []
        self._text: list[_Line] = []
        self._glossary: list[_Line] = []
        self._sort_lines()

    def _sort_lines(self) -> None:
        """Divide the paragraphs into title page, contents, text and glossary."""
        reader = TextReader(self._file.document.relations)
        on_cover, in_glossary = True, False
        for paragraph in self._file.document.root.iter(w("p")):
            line = self._line(paragraph, reader)
            in_glossary = in_glossary or (line.level is not None and GLOSSARY in line.bookmarks)
            if on_cover:
                self._cover.append(line)
                on_cover = paragraph.find(f"{w('pPr')}/{w('sectPr')}") is None
            elif line.in_contents:
                self._contents.append(line)
            elif in_glossary:
                self._glossary.append(line)
            elif line.style != "toc heading" and (line.pieces or line.bookmarks):
                self._text.append(line)

    def _line(self, paragraph: Element, reader: TextReader) -> _Line:
        properties = paragraph.find(w("pPr"))
        style = value(properties, "pStyle")
        outline = value(properties, "outlineLvl")
        for _, element in self._styles.chain(style):
            outline = outline or value(element, "pPr", "outlineLvl")
        pieces, bookmarks = reader.pieces(paragraph)
        return _Line(
            self._styles.name(style),
            self._numbering.count(paragraph),
            int(outline) + 1 if outline and int(outline) < 9 else None,
            pieces,
            frozenset(bookmarks),
        )

    def reading(self) -> Reading:
        every = [*self._text, *self._glossary]
        return Reading(
            language=self._language(),
            title=self._file.core_property(_DC, "title"),
            contents=tuple(self._contents_line(line) for line in self._contents),
            headings=tuple(
                HeadingRead(line.level, line.number.label, _squeeze(line.text))
                for line in every
                if line.level is not None
            ),
            units=tuple(self._unit(line) for line in self._text if line.level is None),
            notes=tuple(self._notes()),
            glossary=tuple(self._glossary_entries()),
            cover="\n".join(_squeeze(line.text) for line in self._cover),
        )

    def _language(self) -> str:
        """Return the language that the properties name, with that of the styles if it differs."""
        named = self._file.core_property(_DC, "language")
        languages = self._styles.languages()
        if named.split("-")[0] in {tag.split("-")[0] for tag in languages}:
            return named
        return f"{named} (in the styles: {', '.join(sorted(languages))})"

    # --- bookmarks ------------------------------------------------------------------------------

    @cached_property
    def _places(self) -> Mapping[str, _Line]:
        """The paragraph of every bookmark."""
        lines = [*self._cover, *self._contents, *self._text, *self._glossary]
        return {name: line for line in lines for name in line.bookmarks}

    @cached_property
    def _anchors(self) -> Mapping[str, str]:
        """Anchors of the bookmarks whose names had to be cut, kept as document variables."""
        settings = self._file.related("settings")
        found = settings.root.iter(w("docVar")) if settings else ()
        return {var.get(w("name"), ""): var.get(w("val"), "") for var in found}

    def _anchor(self, name: str) -> str:
        if name not in self._places:
            return f"(no bookmark {name})"
        return self._anchors.get(name) or anchor_of_name(name)

    # --- contents -------------------------------------------------------------------------------

    def _contents_line(self, line: _Line) -> ContentsRead:
        columns = "".join(p.text for p in line.pieces if not p.field).rstrip("\t").split("\t")
        label = columns[0] if len(columns) > 1 else ""
        title = _squeeze(columns[-1])
        names = {name for p in line.pieces if p.link for name in p.link.bookmarks}
        targets = [self._anchor(name) for name in sorted(names)]
        for name in names & self._places.keys():
            place = self._places[name]
            if place.level is None or (place.number.label, _squeeze(place.text)) != (label, title):
                targets.append(f"(it stands at “{_squeeze(place.text)[:40]}”)")
        level = line.style.removeprefix("toc ")
        return ContentsRead(int(level) if level.isdigit() else 0, label, title, " ".join(targets))

    # --- text -----------------------------------------------------------------------------------

    def _unit(self, line: _Line) -> UnitRead:
        references, terms = [], []
        for link, words in _links(line.pieces):
            if not link.bookmarks:
                continue
            if self._entries.issuperset(link.bookmarks):
                terms += [self._anchor(name) for name in link.bookmarks]
            else:
                target = " / ".join(self._anchor(name) for name in link.bookmarks)
                references.append((self._counted(words), target))
        return UnitRead(
            label=line.number.label,
            text=_squeeze(line.text),
            calls=tuple(self._calls[p.call] for p in line.pieces if p.call is not None),
            references=tuple(references),
            terms=tuple(terms),
        )

    @cached_property
    def _entries(self) -> frozenset[str]:
        """Names of the bookmarks of all glossary entries."""
        lines = [line for line in self._glossary if line.level is None]
        return frozenset().union(*(line.bookmarks for line in lines))

    def _counted(self, pieces: Sequence[Piece]) -> str:
        """Return the words of a reference as they are once Word has updated the field in them."""
        return _squeeze("".join(self._update(piece).text for piece in pieces))

    def _update(self, piece: Piece) -> Piece:
        match piece.field.split():
            case ["REF", name, *switches] if "\\w" in switches and name in self._places:
                return replace(piece, text=self._places[name].number.in_context)
            case _:
                return piece

    # --- notes ----------------------------------------------------------------------------------

    @cached_property
    def _calls(self) -> Mapping[str, int]:
        """Number of every footnote by its id: Word counts them in the order of their calls."""
        lines = [*self._cover, *self._contents, *self._text, *self._glossary]
        ids = [p.call for line in lines for p in line.pieces if p.call is not None]
        return {key: number for number, key in enumerate(dict.fromkeys(ids), 1)}

    def _notes(self) -> Iterator[NoteRead]:
        part = self._file.related("footnotes")
        found = {} if part is None else dict(_notes_of(part))
        for key, number in self._calls.items():
            text, urls = found.pop(key, ("(no such note)", ()))
            yield NoteRead(number, text, urls)
        for text, urls in found.values():  # never called: number 0
            yield NoteRead(0, text, urls)

    # --- glossary -------------------------------------------------------------------------------

    def _glossary_entries(self) -> Iterator[GlossaryRead]:
        entries: list[tuple[str, list[str]]] = []
        for line in self._glossary:
            if line.level is not None:
                continue
            term = "".join(p.text for p in line.pieces if p.bookmarks)
            rest = "".join(p.text for p in line.pieces if not p.bookmarks)
            if line.bookmarks or not entries:
                entries.append((term, []))
            entries[-1][1].append(rest)
        for term, texts in entries:
            yield GlossaryRead(_squeeze(term), _squeeze(" ".join(texts)))


def _notes_of(part: Part) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Yield (id, (text, addresses)) of every footnote but the separators."""
    for note in part.root.iter(w("footnote")):
        if note.get(w("type"), "normal") != "normal":
            continue
        reader = TextReader(part.relations)
        pieces = [piece for p in note.iter(w("p")) for piece in [*reader.pieces(p)[0], _SPACE]]
        urls = tuple(link.url for link, _ in _links(pieces) if link.url)
        yield note.get(w("id"), ""), (_squeeze("".join(p.text for p in pieces)), urls)


_SPACE = Piece(" ", None, None, "", in_contents=False, bookmarks=frozenset())
"""Stands between two paragraphs of a note."""


def _links(pieces: Iterable[Piece]) -> Iterator[tuple[Link, list[Piece]]]:
    """Yield every link with its pieces."""
    found: dict[int, tuple[Link, list[Piece]]] = {}
    for piece in pieces:
        if piece.link is not None:
            found.setdefault(id(piece.link), (piece.link, []))[1].append(piece)
    yield from found.values()


def _squeeze(text: str) -> str:
    return " ".join(text.split())
