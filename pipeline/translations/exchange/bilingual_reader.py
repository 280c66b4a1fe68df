"""The bilingual Word file as it comes back from Word, LibreOffice or another program.

A row is known by its content controls, or where a program dropped those by the id in its first
cell. Words are read with their look and marks; what a catalogue cannot hold - tracked changes,
comments, pictures - is told of with its row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.idline import ID
from pipeline.model import Span
from pipeline.safe_archive import open_word
from pipeline.translations.exchange.bilingual import LANGUAGE, PUBLICATION, TEXT, WAS
from pipeline.translations.exchange.formatting import pieces_from
from pipeline.translations.exchange.inline import Code, restored
from pipeline.translations.exchange.marks import has_broken_mark, runs_with_marks
from pipeline.translations.exchange.texts import Refused, Returned, ReturnedFile, finding
from pipeline.translations.exchange.word_text import CellReader, Looks
from pipeline.translations.exchange.wordml import PROPERTIES, w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

    from pipeline.safe_archive import WordFile
    from pipeline.translations.exchange.inline import Piece
    from pipeline.translations.exchange.word_text import CellText

_TICKED = re.compile(r"[☒☑✓✔✗✘]|\b[xX]\b")
_LINE = re.compile(
    r"→.*·\s*(?P<slug>[\w.-]+)\s*·\s*(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\s*$"
)
"""The line at the top: ``English → French · some-report · fr``."""


def read_bilingual(data: bytes, name: str) -> ReturnedFile:
    """Read a returned file; ``name`` is the file as messages show it.

    Findings: ``returned-tracked``, ``returned-comment``, ``returned-row``, ``returned-marks``.
    Raises ``ReportError``: ``returned-foreign`` where it has no such table, and those of
    ``safe_archive.open_word``.
    """
    word = open_word(data, name)
    body = word.archive.xml(word.main).find(w("body"))
    said = _properties(word)
    reader = _Reader(word, name, said)
    tables = list(_inside(body, "tbl")) if body is not None else []
    for table in tables:
        reader.table(table)
    if not reader.texts and not reader.refused:
        raise ReportError(
            [
                Diagnostic(
                    "returned-foreign",
                    "the file has no table of texts to translate",
                    Span(name, 0),
                    "import the file that export made; a whole report is taken in with --as NAME",
                )
            ]
        )
    if body is not None:
        reader.other_comments(body)
    slug, language = _address(said, body)
    sent = [name.removeprefix(f"{TEXT} ") for name in said if name.startswith(f"{TEXT} ")]
    return ReturnedFile(
        name,
        slug,
        language,
        tuple(reader.texts),
        tuple(reader.refused),
        frozenset(sent) or None,
        tuple(reader.findings),
    )


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name, also those in content controls and tracked changes."""
    for child in parent:
        if child.tag == w(name):
            yield child
        elif child.tag in (w("sdt"), w("sdtContent"), w("ins"), w("customXml")):
            yield from _inside(child, name)


def _properties(word: WordFile) -> dict[str, str]:
    """Return what the export wrote into the properties of the file."""
    if PROPERTIES not in word.archive:
        return {}
    return {
        element.get("name") or "": "".join(element.itertext()).strip()
        for element in word.archive.xml(PROPERTIES)
    }


def _address(said: Mapping[str, str], body: etree._Element | None) -> tuple[str, str]:
    """Return publication and language, from the properties or from the line at the top."""
    slug, language = said.get(PUBLICATION, ""), said.get(LANGUAGE, "")
    for paragraph in _inside(body, "p") if body is not None else ():
        text = "".join(t.text or "" for t in paragraph.iter(w("t")))
        if match := _LINE.search(text):
            return slug or match["slug"], language or match["language"]
    return slug, language


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table."""

    number: int
    id: str
    stamp: str
    english: CellText
    translation: CellText
    is_ticked: bool

    @property
    def place(self) -> str:
        return f"row {self.number}"


class _Reader:
    def __init__(self, word: WordFile, name: str, said: Mapping[str, str]) -> None:
        self.name = name
        self.said = said
        self.cells = CellReader(Looks.of(word))
        self.comments = _comments(word)
        self.told: set[str] = set()
        self.rows = 0
        self.texts: list[Returned] = []
        self.refused: list[Refused] = []
        self.findings: list[Diagnostic] = []

    def table(self, table: etree._Element) -> None:
        for element in _inside(table, "tr"):
            self.rows += 1
            if element.find(f"{w('trPr')}/{w('tblHeader')}") is None:
                self._row(element)

    def _row(self, element: etree._Element) -> None:
        cells = list(_inside(element, "tc"))
        # The English as it went out: changes in it are refused, those of a translation accepted.
        texts = [self.cells.read(cell, accepted=at != 1) for at, cell in enumerate(cells)]
        identifier = _identifier(cells[0], texts[0]) if cells else ""
        if len(cells) < 3 or not identifier:
            self._odd_row(len(cells), identifier, texts)
            return
        row = _Row(
            self.rows,
            identifier,
            self.said.get(f"{TEXT} {identifier}", ""),
            texts[1],
            texts[2],
            is_ticked=len(cells) > 3 and bool(_TICKED.search(texts[3].plain)),
        )
        self._text(row)
        for text, whose in ((row.english, "English"), (row.translation, "translation")):
            self._tell_of_comments(text, f"{row.place}: the {whose} of “{row.id}”")

    def _text(self, row: _Row) -> None:
        english = _english(row.english)
        translation = pieces_from(runs_with_marks(row.translation.runs))
        text = Returned(
            row.id,
            english,
            restored(translation, english),
            finished=True if row.is_ticked else None,
            stamp=row.stamp,
            place=row.place,
            span=Span(self.name, 0),
        )
        if row.english.is_tracked:
            self.findings.append(
                finding(
                    text,
                    "returned-tracked",
                    "has tracked changes in its English, which a translation cannot change",
                    "tell the writers of the text",
                    "warning",
                )
            )
        wrong = next(_reasons(row, text), None)
        if wrong is None:
            self.texts.append(text)
        else:
            self.refused.append(Refused(text, finding(text, *wrong)))

    def _odd_row(self, cells: int, identifier: str, texts: list[CellText]) -> None:
        words = " | ".join(text.plain for text in texts if text.plain)
        if not words:
            return
        text = Returned(
            identifier or "?", None, (words,), None, "", f"row {self.rows}", Span(self.name, 0)
        )
        self.refused.append(
            Refused(
                text,
                Diagnostic(
                    "returned-row",
                    f"row {self.rows} is none of the rows that went out: “{words[:60]}”"
                    if cells > 2
                    else f"row {self.rows} has {cells} cells instead of 4",
                    text.span,
                    "write into the rows that are there; do not add, join or split any",
                ),
            )
        )

    # --- comments -----------------------------------------------------------------------------

    def _tell_of_comments(self, text: CellText, where: str) -> None:
        for key in text.comments:
            self._tell(key, where)

    def other_comments(self, body: etree._Element) -> None:
        """Tell of the comments outside of the rows."""
        for reference in body.iter(w("commentReference")):
            self._tell(reference.get(w("id")) or "", "the document")

    def _tell(self, key: str, where: str) -> None:
        if key in self.told or key not in self.comments:
            return
        self.told.add(key)
        author, words = self.comments[key]
        self.findings.append(
            Diagnostic(
                "returned-comment",
                f"{where} has a comment{f' by {author}' if author else ''}: “{words}”",
                Span(self.name, 0),
                "a catalogue holds no comments: do what it says, or pass it on",
                "warning",
            )
        )


def _reasons(row: _Row, text: Returned) -> Iterator[tuple[str, str, str]]:
    """Yield why a row cannot be taken back, as code, message and hint."""
    if row.translation.is_tracked:
        yield (
            "returned-tracked",
            "has tracked changes",
            "accept or refuse them in Word (Review, Accept), save, and import again",
        )
    if row.translation.foreign:
        yield (
            "returned-row",
            f"has {', '.join(sorted(set(row.translation.foreign)))} in it, which no text has",
            "take it out and say in words, in a comment, what is meant",
        )
    if has_broken_mark(row.translation.runs):
        yield (
            "returned-marks",
            "has a mark that was cut in two",
            "type it anew, as in [[1]]",
        )
    lost = [p.number for p in text.translation if isinstance(p, Code) and not p.data]
    if lost:
        yield (
            "returned-marks",
            f"has the mark ⟦{lost[0]}⟧ otherwise than the English",
            "a mark has its number from the English, and a pair has an end: [[1]] words [[/1]]",
        )


def _comments(word: WordFile) -> dict[str, tuple[str, str]]:
    """Return author and words of each comment, by its id."""
    part = word.related("comments")
    if part is None or part not in word.archive:
        return {}
    return {
        comment.get(w("id")) or "": (
            comment.get(w("author")) or "",
            " ".join("".join(t.text or "" for t in p.iter(w("t"))) for p in comment.iter(w("p"))),
        )
        for comment in word.archive.xml(part).iter(w("comment"))
    }


def _identifier(cell: etree._Element, text: CellText) -> str:
    """Return the id of a row: the tag of its control, or the last word of its first cell."""
    tags = [tag.get(w("val")) or "" for tag in cell.iter(w("tag"))]
    return next((name for name in (*tags, *text.plain.split()[-1:]) if re.fullmatch(ID, name)), "")


def _english(cell: CellText) -> tuple[Piece, ...]:
    """Return the English, without the paragraph that says what it was before."""
    runs = runs_with_marks(cell.runs_before(WAS))
    return pieces_from(runs)
