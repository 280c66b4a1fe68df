"""A finished PDF → what it says, by its structure tree: the way a screen reader reads it.

The tree is read with pikepdf (qpdf), the words with PDFium, or those of right-to-left languages
with pikepdf too; neither made the file. What the tree does not hold counts as not said.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2

from pipeline.bidi import in_reading_order
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.pdf.glyphs import drawn_by_content
from pipeline.formats.pdf.words import words_by_content
from pipeline.languages import direction
from pipeline.reading import (
    ContentsRead,
    GlossaryRead,
    HeadingRead,
    NoteRead,
    Reading,
    UnitRead,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOTE, TERM = "note-", "term-"
"""How the anchors of notes and glossary entries begin."""

NAMED_AGAIN = {"FENote": "Note"}
"""Structure types of PDF 2.0 that do what one of PDF 1.7 did."""

DESCRIBING = ("/None", "/Description")
"""Numbering of a list of terms: in PDF 1.7, in PDF 2.0."""

_LABEL = re.compile(r"\d+\.")
_JOINED = re.compile(r"[-‐‑–/\u00ad]$")
"""Ends of a line after which the next word follows at once."""


@dataclass(slots=True, eq=False)
class Node:
    """A structure element of the file."""

    role: str
    dictionary: Any
    kids: list[Node | str] = field(default_factory=list)
    """Elements below it, and the words that are directly in it."""
    targets: list[str] = field(default_factory=list)
    """Anchors that its link annotations lead to."""
    urls: list[str] = field(default_factory=list)

    def find(self, *roles: str) -> Iterator[Node]:
        """Yield the elements of these roles below this one, depth first."""
        for kid in self.nodes():
            if kid.role in roles:
                yield kid
            else:
                yield from kid.find(*roles)

    def nodes(self) -> Iterator[Node]:
        """Yield the elements directly below this one."""
        return (kid for kid in self.kids if isinstance(kid, Node))


def read_pdf(data: bytes) -> Reading:
    """Return what a PDF says. Raises ``ReportError`` ``pdf-unreadable``."""
    try:
        words = words_by_content(data)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _read(pdf, words)
    except (pikepdf.PdfError, pypdfium2.PdfiumError, KeyError, AttributeError, ValueError) as error:
        raise ReportError(
            [
                Diagnostic(
                    "pdf-unreadable",
                    f"the finished PDF cannot be read: {error}",
                    None,
                    "build it again; if it stays so, a template or a library is at fault",
                )
            ]
        ) from error


def _read(pdf: pikepdf.Pdf, words: Mapping[tuple[int, int], str]) -> Reading:
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    language = str(pdf.Root.get("/Lang", ""))
    root = _Loader(pdf, words, pages).node(pdf.Root.StructTreeRoot.K[0], language)
    parts = list(root.nodes())
    contents = next((part for part in parts if any(part.find("TOC"))), None)
    text = _Text()
    for part in parts[1:]:
        if part is not contents:
            text.add(part)
    notes = [_note(node) for node in root.find("Note")]
    return Reading(
        language=language,
        title=_title(pdf),
        contents=tuple(_contents(contents)) if contents else (),
        headings=tuple(text.headings),
        units=tuple(text.units),
        notes=tuple(sorted(notes, key=lambda note: note.number)),
        glossary=tuple(text.glossary),
        cover=_words(parts[0]) if parts else "",
    )


def _title(pdf: pikepdf.Pdf) -> str:
    """Return the title; PDF 2.0 has it in the metadata stream alone (ISO 32000-2, 14.3.3)."""
    if "/Title" in pdf.docinfo:
        return str(pdf.docinfo.Title)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        return str(metadata.get("dc:title", ""))


class _Loader:
    """Turns the dictionaries of the structure tree into nodes."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        words: Mapping[tuple[int, int], str],
        pages: Mapping[tuple[int, int], int],
    ) -> None:
        self.pdf = pdf
        self.words = words
        self.pages = pages

    @cached_property
    def drawn(self) -> Mapping[tuple[int, int], str]:
        """What PDFium cannot put in order: right-to-left words, as they are drawn."""
        return drawn_by_content(self.pdf)

    def node(self, dictionary: Any, language: str) -> Node:
        role = str(dictionary.S)[1:]
        node = Node(NAMED_AGAIN.get(role, role), dictionary)
        language = str(dictionary.get("/Lang", language))
        rtl = direction(language) == "rtl"
        page = self._page(dictionary.get("/Pg"))
        kids = dictionary.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                self._add_words(node, (page, kid), rtl=rtl)
            elif kid.get("/Type") == "/MCR":
                self._add_words(node, (self._page(kid.get("/Pg")), int(kid.MCID)), rtl=rtl)
            elif kid.get("/Type") == "/OBJR":
                self._add_link(node, kid.Obj)
            else:
                node.kids.append(self.node(kid, language))
        return node

    def _page(self, page: Any) -> int:
        return self.pages[page.objgen] if page is not None else -1

    def _add_words(self, node: Node, content: tuple[int, int], *, rtl: bool) -> None:
        if rtl:
            node.kids.append(in_reading_order(self.drawn.get(content, ""), rtl=True))
        else:
            node.kids.append(self.words.get(content, ""))

    def _add_link(self, node: Node, annotation: Any) -> None:
        if "/Dest" in annotation:
            node.targets.append(str(annotation.Dest))
        elif "/A" in annotation and "/D" in annotation.A:
            node.targets.append(str(annotation.A.D))
        elif "/A" in annotation and "/URI" in annotation.A:
            node.urls.append(str(annotation.A.URI))


class _Text:
    """Collects headings, units and glossary in the order of the tree."""

    def __init__(self) -> None:
        self.headings: list[HeadingRead] = []
        self.units: list[UnitRead] = []
        self.glossary: list[GlossaryRead] = []

    def add(self, node: Node) -> None:
        """Take in an element and what is below it."""
        if re.fullmatch(r"H[1-6]", node.role):
            title = "".join(_words(kid) for kid in node.nodes())
            label = _join([kid for kid in node.kids if isinstance(kid, str)])
            self.headings.append(HeadingRead(int(node.role[1]) - 1, label, title))
        elif node.role == "P":
            self.units.append(_unit(node))
        elif node.role == "L":
            described = str(node.dictionary.A.get("/ListNumbering")) in DESCRIBING
            for item in node.nodes():
                label = " ".join(_words(kid) for kid in item.nodes() if kid.role == "Lbl")
                body = Node("LBody", item.dictionary)
                body.kids = [kid for kid in item.nodes() if kid.role != "Lbl"]
                if described:
                    self.glossary.append(GlossaryRead(label, _words(body)))
                else:
                    self.units.append(_unit(body, label))
        else:
            for kid in node.nodes():
                self.add(kid)


def _contents(part: Node) -> Iterator[ContentsRead]:
    def lines(toc: Node, level: int) -> Iterator[ContentsRead]:
        for item in toc.nodes():
            for link in item.find("Link"):
                spans = [_words(kid) for kid in link.nodes()]
                label, title = spans if len(spans) > 1 else ("", "".join(spans))
                yield ContentsRead(level, label, title, link.targets[0] if link.targets else "")
                break
            for inner in item.nodes():
                if inner.role == "TOC":
                    yield from lines(inner, level + 1)
                else:
                    for nested in inner.find("TOC"):
                        yield from lines(nested, level + 1)

    for toc in part.find("TOC"):
        yield from lines(toc, 1)


def _unit(node: Node, label: str = "") -> UnitRead:
    first = next(node.nodes(), None)
    if not label and first is not None and first is node.kids[0] and first.role == "Span":
        said = _words(first)
        if _LABEL.fullmatch(said):
            label = said
            node = Node(node.role, node.dictionary, node.kids[1:])
    calls, references, terms = [], [], []
    for link in node.find("Link", "Note"):
        if link.role == "Note" or not link.targets:
            continue
        target = link.targets[0]
        if target.startswith(NOTE):
            calls.append(int(_words(link)))
        elif target.startswith(TERM):
            terms.append(target)
        else:
            references.append((_words(link), target))
    return UnitRead(label, _words(node), tuple(calls), tuple(references), tuple(terms))


def _note(node: Node) -> NoteRead:
    label = next((_words(kid) for kid in node.nodes() if kid.role == "Lbl"), "0")
    body = Node("Note", node.dictionary)
    body.kids = [kid for kid in node.kids if isinstance(kid, str) or kid.role != "Lbl"]
    urls = tuple(link.urls[0] for link in body.find("Link") if link.urls)
    return NoteRead(int(label) if label.isdigit() else 0, _words(body), urls)


def _words(node: Node) -> str:
    """Return the words in and below an element, without footnotes and their calls."""
    return _join(list(_pieces(node)))


def _pieces(node: Node) -> Iterator[str]:
    for kid in node.kids:
        if isinstance(kid, str):
            yield kid
        elif kid.role == "Note" or _is_call(kid):
            continue
        else:
            yield from _pieces(kid)


def _is_call(node: Node) -> bool:
    return node.role == "Reference" and any(
        target.startswith(NOTE) for link in node.find("Link") for target in link.targets
    )


def _join(pieces: list[str]) -> str:
    """Join the pieces of lines: a space between, but none after a hyphen or within an address."""
    out = ""
    for piece in pieces:
        text = piece.replace("\r", "").replace("\n", "").replace("\x02", "-")
        glued = not out or _JOINED.search(out) or out[-1].isspace() or not text[:1].isalnum()
        out += text if glued else f" {text}"
    return re.sub(r"\s+", " ", out.replace("\u00ad", "")).strip()
