"""A bilingual Word file: number, English, translation, state - for those who work in Word.

The number, the English and the marks of the text are locked; a translator writes in the third
column and ticks a box in the fourth. Ids and marks are visible too, and that is what
``bilingual_reader`` relies on, for not every program keeps content controls.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import chain, count
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.languages import direction, name_in
from pipeline.translations.exchange.bilingual_styles import styles_part
from pipeline.translations.exchange.formatting import runs_of
from pipeline.translations.exchange.inline import Code, label, pieces_of
from pipeline.translations.exchange.marks import display_numbers, shown_mark
from pipeline.translations.exchange.wordml import (
    MC,
    W14,
    W,
    add,
    checkbox,
    locked,
    package,
    run,
    w,
)
from pipeline.translations.sentences import sentences
from pipeline.translations.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.translations.exchange.formatting import Run
    from pipeline.translations.exchange.inline import Piece
    from pipeline.translations.exchange.texts import Pair, Parcel

WAS = "Was: "
"""What begins the paragraph with the English as it was before."""
PUBLICATION, LANGUAGE = "Publication", "Translation language"
"""Properties of the file that say what it is a translation of."""
TEXT = "Text"
"""How the properties begin that hold the stamps of the texts, by id. They stand there because
LibreOffice 7.4 empties the properties of content controls and keeps those of the file."""

WIDTHS = (1700, 6000, 6000, 1438)
"""Of the columns, in twentieths of a point; together the width between the margins."""

STATES: Mapping[State, str] = {
    State.MISSING: "to translate",
    State.DRAFT: "draft",
    State.STALE: "English amended",
    State.TRANSLATED: "translated",
    State.APPROVED: "approved",
}

INSTRUCTIONS = """\
Write only in the third column, in Word or LibreOffice. Save the file as a Word document (.docx)
and send it back; every row is taken back by itself, so a part of the work may come first.

A mark such as ⟦1⟧ stands for a link, a note or a reference; the English says which. Keep each
mark, and put it where your sentence needs it: copy it, cut and paste it, or type [[1]]. The words
of a link stand between ⟦1⟧ and ⟦/1⟧. Bold and italics are made as usual.

Where the English was amended, what it was stands below it. Correct the translation, or tick the
box in the fourth column if it is right as it is. Before you send the file, accept or refuse all
tracked changes; comments are passed on to the editors.
"""
"""What a translator reads first, a paragraph each."""


def write_bilingual(parcel: Parcel, date: dt.date) -> bytes:
    """Return the Word file; ``date`` is that of the publication, so that bytes repeat."""
    return package(
        _Document(parcel).element,
        styles_part(parcel.language),
        _SETTINGS,
        _footer(parcel),
        _core(parcel, date),
        {
            PUBLICATION: parcel.slug,
            LANGUAGE: parcel.language,
            **{f"{TEXT} {pair.unit.id}": pair.stamp for pair in parcel.pairs},
        },
    )


class _Document:
    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel
        self.rtl = direction(parcel.language) == "rtl"
        self.numbers = count(1001)
        self.element = etree.Element(w("document"), nsmap={"w": W, "w14": W14, "mc": MC})
        self.element.set(f"{{{MC}}}Ignorable", "w14")
        body = add(self.element, "body")
        english, translation = self._languages()
        _paragraph(body, "Title", parcel.title)
        # The reader looks for this line where the properties of the file were lost.
        _paragraph(
            body, "Subtitle", f"{english} → {translation} · {parcel.slug} · {parcel.language}"
        )
        for words in INSTRUCTIONS.split("\n\n"):
            _paragraph(body, "Instruction", " ".join(words.split()))
        self._table(body, english, translation)
        _paragraph(body, "Instruction", "")
        section = add(body, "sectPr")
        reference = add(section, "footerReference", type="default")
        reference.set(_RELATION, "rId3")
        add(section, "pgSz", w="16838", h="11906", orient="landscape")
        add(section, "pgMar", top="850", right="850", bottom="850", left="850",
            header="425", footer="425", gutter="0")  # fmt: skip

    def _languages(self) -> tuple[str, str]:
        source, target = self.parcel.source_language, self.parcel.language
        own = name_in(target, target)
        named = name_in(target, "en")
        return name_in(source, "en"), named if named == own else f"{named} ({own})"

    def _table(self, body: etree._Element, english: str, translation: str) -> None:
        table = add(body, "tbl")
        properties = add(table, "tblPr")
        add(properties, "tblStyle", val="Bilingual")
        add(properties, "tblW", w=str(sum(WIDTHS)), type="dxa")
        add(properties, "tblLayout", type="fixed")
        add(properties, "tblLook", val="0420", firstRow="1", noVBand="1")
        grid = add(table, "tblGrid")
        for width in WIDTHS:
            add(grid, "gridCol", w=str(width))
        head = add(table, "tr")
        add(add(head, "trPr"), "tblHeader")
        for width, words in zip(WIDTHS, ("No.", english, translation, "State"), strict=True):
            _paragraph(_cell(head, width), "TableHead", words)
        for pair in self.parcel.pairs:
            self._row(table, pair)

    def _row(self, table: etree._Element, pair: Pair) -> None:
        row = add(table, "tr")
        fill = "E4EAF2" if pair.unit.kind == "heading" else ""
        cells = [_cell(row, width, fill) for width in WIDTHS]
        self._number(cells[0], pair)
        english, translation = runs_of(pair.english), runs_of(pair.translation)
        shown = display_numbers(english, translation)
        self._english(cells[1], pair, english, shown)
        self._translation(cells[2], pair, translation, shown)
        self._state(cells[3], pair)

    def _number(self, cell: etree._Element, pair: Pair) -> None:
        paragraph = _paragraph(cell, "Number")
        identifier = pair.unit.id
        inside = locked(paragraph, f"Text {identifier}", identifier, number=next(self.numbers))
        # The id is the last word of the cell: that is how it is found without the control.
        run(inside, f"{pair.unit.label or _KINDS.get(pair.unit.kind, '')} ", language="en-GB")
        run(inside, identifier, style="Id", language="en-GB")

    def _english(
        self, cell: etree._Element, pair: Pair, runs: Sequence[Run], shown: Mapping[int, int]
    ) -> None:
        inside = locked(
            _paragraph(cell, "English"), "English: not to be changed", "english",
            number=next(self.numbers),
        )  # fmt: skip
        for piece in runs:
            if isinstance(piece.content, Code):
                number = shown[piece.content.number]
                mark = shown_mark(piece.content, number, pair.english, named=True)
                run(inside, mark, style="Mark", language="en-GB")
            else:
                run(inside, piece.content, language="en-GB", looks=_looks(piece))
        if pair.before:
            before = _paragraph(cell, "Was")
            inside = locked(before, "English before", "was", number=next(self.numbers))
            run(inside, WAS, language="en-GB")
            for words, is_gone in _compared(pair):
                run(inside, words, language="en-GB", looks=("strike",) if is_gone else ())

    def _translation(
        self, cell: etree._Element, pair: Pair, runs: Sequence[Run], shown: Mapping[int, int]
    ) -> None:
        paragraph = _paragraph(cell, "Translation")
        known = {
            run.content.number for run in runs_of(pair.english) if isinstance(run.content, Code)
        }
        for piece in runs:
            code = piece.content
            if isinstance(code, Code):
                title = label(code, pair.translation)
                mark = shown_mark(
                    code, shown[code.number], pair.translation, named=code.number not in known
                )
                inside = locked(paragraph, title, title, number=next(self.numbers), movable=True)
                run(inside, mark, style="Mark", language="en-GB")
            else:
                run(
                    paragraph, code, language=self.parcel.language, rtl=self.rtl,
                    looks=_looks(piece),
                )  # fmt: skip

    def _state(self, cell: etree._Element, pair: Pair) -> None:
        run(_paragraph(cell, "State"), STATES[pair.state], language="en-GB")
        if pair.state in (State.DRAFT, State.STALE):
            paragraph = _paragraph(cell, "State")
            checkbox(paragraph, "Right as it is", number=next(self.numbers))
            run(paragraph, " right as it is", language="en-GB")


_KINDS = {
    "cover": "cover",
    "heading": "heading",
    "paragraph": "text",
    "item": "item",
    "quotation": "quotation",
    "note": "note",
    "link": "link",
    "term": "glossary",
}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def _looks(piece: Run) -> tuple[str, ...]:
    return (("b",) if piece.bold else ()) + (("i",) if piece.italic else ())


def _compared(pair: Pair) -> Iterator[tuple[str, bool]]:
    """Yield the words of the sentences that were amended, and whether each of them is gone."""
    before = _words(pieces_of(pair.before, plain=pair.unit.is_plain))
    parts = [sentence.split() for sentence in sentences(before)]
    old = list(chain.from_iterable(parts))
    gone: set[int] = set()
    amended: set[int] = set()
    matcher = SequenceMatcher(None, old, _words(pair.english).split(), autojunk=False)
    for kind, start, end, _, _ in matcher.get_opcodes():
        if kind != "equal":
            gone |= set(range(start, end))
            amended |= {min(start, len(old) - 1), *range(start, end)}
    at = 0
    for words in parts:
        here = range(at, at + len(words))
        at += len(words)
        if amended & set(here):
            yield from ((f"{old[place]} ", place in gone) for place in here)
        else:
            yield "… ", False


def _words(pieces: Sequence[Piece]) -> str:
    return "".join(piece for piece in pieces if isinstance(piece, str))


def _cell(row: etree._Element, width: int, fill: str = "") -> etree._Element:
    cell = add(row, "tc")
    properties = add(cell, "tcPr")
    add(properties, "tcW", w=str(width), type="dxa")
    if fill:
        add(properties, "shd", val="clear", color="auto", fill=fill)
    return cell


def _paragraph(parent: etree._Element, style: str, text: str = "") -> etree._Element:
    paragraph = add(parent, "p")
    add(add(paragraph, "pPr"), "pStyle", val=style)
    if text:
        run(paragraph, text, language="en-GB")
    return paragraph


def _footer(parcel: Parcel) -> etree._Element:
    root = etree.Element(w("ftr"), nsmap={"w": W})
    paragraph = _paragraph(root, "Footer", f"{parcel.slug} · {parcel.language} · ")
    field = add(paragraph, "fldSimple", instr=" PAGE ")
    run(field, "1")
    return root


_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_CP = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def _core(parcel: Parcel, date: dt.date) -> etree._Element:
    root = etree.Element(
        f"{{{_CP}}}coreProperties",
        nsmap={"cp": _CP, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI},
    )
    etree.SubElement(root, f"{{{_DC}}}title").text = f"{parcel.title} ({parcel.language})"
    etree.SubElement(root, f"{{{_DC}}}language").text = parcel.language
    for name in ("created", "modified"):
        element = etree.SubElement(root, f"{{{_TERMS}}}{name}")
        element.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        element.text = f"{date.isoformat()}T00:00:00Z"
    return root


_SETTINGS = (
    f'<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode"'
    ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
)
