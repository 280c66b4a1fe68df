"""The words of Word paragraphs with what they carry: links, fields, footnote calls, bookmarks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.formats.docx.wordml import relation_id, switched_on, w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.formats.docx.wordml import Element

_SIGNS = {
    w("tab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "\u2011",
    w("softHyphen"): "\u00ad",
}
_UNSEEN = frozenset({w("pPr"), w("rPr"), w("del"), w("moveFrom"), w("sdtPr")})


@dataclass(eq=False)
class Link:
    """A place that a reader can click."""

    url: str
    """Address outside the document; empty where it leads inside."""
    bookmarks: list[str] = field(default_factory=list)
    """Names that hyperlink and field lead to: one, unless they contradict each other."""

    def lead_to(self, bookmark: str) -> None:
        """Note a bookmark that the link leads to."""
        if bookmark not in self.bookmarks:
            self.bookmarks.append(bookmark)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, or a footnote call."""

    text: str
    call: str | None
    """Id of the footnote called here; then there is no text."""
    link: Link | None
    field: str
    """Instruction of the innermost field whose result this is, ``REF p26 \\w \\h``."""
    in_contents: bool
    bookmarks: frozenset[str]
    """Names of the bookmarks around it."""


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    has_result: bool = False


class TextReader:
    """Reads the paragraphs of a part in order: fields go on from one to the next."""

    def __init__(self, relations: Mapping[str, str]) -> None:
        """Take the relations of the part, in which its outside addresses are."""
        self._relations = relations
        self._fields: list[_Field] = []
        self._open: dict[str, str] = {}

    def pieces(self, paragraph: Element) -> tuple[list[Piece], set[str]]:
        """Return the pieces of a paragraph, and the names of the bookmarks that begin in it."""
        begun: set[str] = set()
        return list(self._walk(paragraph, None, begun)), begun

    def _walk(self, parent: Element, link: Link | None, begun: set[str]) -> Iterator[Piece]:
        for element in parent:
            tag = element.tag
            if tag == w("r"):
                yield from self._run(element, link)
            elif tag == w("hyperlink"):
                yield from self._walk(element, self._link(element), begun)
            elif tag == w("fldSimple"):
                self._fields.append(_Field(element.get(w("instr"), ""), has_result=True))
                yield from self._walk(element, link, begun)
                self._fields.pop()
            elif tag == w("bookmarkStart"):
                name = element.get(w("name"), "")
                self._open[element.get(w("id"), "")] = name
                begun.add(name)
            elif tag == w("bookmarkEnd"):
                self._open.pop(element.get(w("id"), ""), None)
            elif tag not in _UNSEEN:
                yield from self._walk(element, link, begun)

    def _run(self, run: Element, link: Link | None) -> Iterator[Piece]:
        hidden = switched_on(run.find(w("rPr")), "vanish")
        for element in run:
            if element.tag == w("fldChar"):
                self._field(element.get(w("fldCharType"), ""))
            elif element.tag == w("instrText") and self._fields:
                self._fields[-1].instruction += element.text or ""
            elif hidden or not all(f.has_result for f in self._fields):
                continue
            elif element.tag == w("footnoteReference"):
                yield self._piece("", element.get(w("id"), ""), link)
            elif element.tag == w("t"):
                yield self._piece(element.text or "", None, link)
            elif element.tag in _SIGNS:
                yield self._piece(_SIGNS[element.tag], None, link)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _link(self, element: Element) -> Link:
        key = relation_id(element)
        link = Link("" if key is None else self._relations.get(key, f"(no relation {key})"))
        anchor = element.get(w("anchor"))
        if anchor is not None:
            link.lead_to(anchor)
        return link

    def _piece(self, text: str, call: str | None, link: Link | None) -> Piece:
        instructions = [f.instruction.split() for f in self._fields]
        inner = next((i for i in reversed(instructions) if i and i[0] in ("REF", "PAGEREF")), [])
        if inner and inner[0] == "REF" and len(inner) > 1:
            link = link or Link("")
            link.lead_to(inner[1])
        return Piece(
            text,
            call,
            link,
            " ".join(inner),
            any(i[:1] == ["TOC"] for i in instructions),
            frozenset(self._open.values()),
        )
