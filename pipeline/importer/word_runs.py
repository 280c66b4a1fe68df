"""A paragraph of a Word file → inlines: words, emphasis, links, references, calls of notes.

Fields are read for their results; tracked changes as they are wanted; what cannot stand in a
report is noted by its kind, so that it can be told with its place.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.formats.docx.names import word_language
from pipeline.formats.docx.wordml import relation_id, switched_on, value, w
from pipeline.importer.inlines import merged
from pipeline.importer.word_symbols import symbol
from pipeline.model import Emphasis, Foreign, Link, NoteCall, Strong, Term, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.formats.docx.wordml import Element, Styles
    from pipeline.importer.inlines import Inlines
    from pipeline.model import Inline, Span

_SPACES = {w("tab"): "\t", w("br"): " ", w("cr"): " ", w("noBreakHyphen"): "\u2011"}
_INSERTED = frozenset({w("ins"), w("moveTo")})
_DELETED = frozenset({w("del"), w("moveFrom")})
_SAID = {
    w("ins"): "inserted",
    w("del"): "deleted",
    w("moveTo"): "moved here",
    w("moveFrom"): "moved away",
}
_HEIGHTS = {
    "superscript": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"),
    "subscript": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
_UNSEEN = frozenset({w("pPr"), w("rPr"), w("sdtPr"), w("sdtEndPr")})
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OBJECTS = {
    w("drawing"): "a picture or drawing",
    w("pict"): "a picture or drawing",
    w("object"): "an embedded object",
    f"{_MC}AlternateContent": "a picture or drawing",
    f"{_MATH}oMath": "a formula",
    f"{_MATH}oMathPara": "a formula",
    w("ruby"): "reading aids above words",
}
_LOOKS = {
    "u": "underlined words",
    "strike": "words struck out",
    "dstrike": "words struck out",
    "highlight": "highlighted words",
    "smallCaps": "small capitals",
}
"""Looks that a report does not have: the words stay, the look goes."""


@dataclass(slots=True)
class Seen:
    """What was met in the paragraphs of one part."""

    left_out: Counter[str] = field(default_factory=Counter)
    """Things that are not in the text any more, since the last paragraph."""
    looks: Counter[str] = field(default_factory=Counter)
    tracked: list[tuple[str, str, str]] = field(default_factory=list)
    """(``inserted`` or ``deleted``, by whom, the words), since the last paragraph."""
    comments: list[str] = field(default_factory=list)
    """Ids of the comments that end in the paragraph."""


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    has_result: bool = False


class RunReader:
    """Reads the paragraphs of a part in order: fields go on from one to the next."""

    def __init__(self, relations: Mapping[str, str], styles: Styles, tracked: str) -> None:
        """Take the outside addresses by relation, the styles, and ``accept`` or ``reject``."""
        self.relations = relations
        self.styles = styles
        self.keep = _DELETED if tracked == "reject" else _INSERTED
        self.seen = Seen()
        self.reads_languages = False
        """Whether the language of a run is a decision; Word itself notes one wherever it likes."""
        self.urls: dict[str, str] = {}
        """Address by the key that stands for it in links, until they get keys of their own."""
        self._fields: list[_Field] = []
        self._span: Span | None = None

    def read(self, paragraph: Element, span: Span) -> tuple[Inlines, list[str], bool]:
        """Return the inlines, the bookmarks that begin there, and whether a contents field has it.

        What was met on the way is in ``seen``, which begins anew.
        """
        self.seen = Seen(looks=self.seen.looks)
        self._span = span
        self.begun: list[str] = []
        before = self._in_contents()
        base = self._paragraph_look(paragraph)
        inlines = merged(self._walk(paragraph, None, base))
        return _joined(inlines), self.begun, before or self._in_contents()

    def _in_contents(self) -> bool:
        return any(f.instruction.split()[:1] == ["TOC"] for f in self._fields)

    # --- elements -----------------------------------------------------------------------------

    def _walk(self, parent: Element, link: str | None, base: frozenset[str]) -> Iterator[Inline]:
        for element in parent:
            tag = element.tag
            if tag == w("r"):
                yield from self._run(element, link, base)
            elif tag == w("hyperlink"):
                yield from self._walk(element, self._target(element), base)
            elif tag == w("fldSimple"):
                target = self._field_target(element.get(w("instr"), ""))
                yield from self._walk(element, target or link, base)
            elif tag in _SAID:
                words = "".join(t.text or "" for t in element.iter(w("t"), w("delText")))
                if words:
                    self.seen.tracked.append((_SAID[tag], element.get(w("author"), ""), words))
                if tag in self.keep:
                    yield from self._walk(element, link, base)
            elif tag == w("bookmarkStart"):
                self.begun.append(element.get(w("name"), ""))
            elif tag == w("commentRangeEnd"):
                self.seen.comments.append(element.get(w("id"), ""))
            elif tag in _OBJECTS:
                self._leave_out(element)
            elif isinstance(tag, str) and tag not in _UNSEEN:
                yield from self._walk(element, link, base)

    def _leave_out(self, element: Element) -> None:
        # The same in two forms, for newer and older programs: the first is told of.
        first = element[0] if element.tag == f"{_MC}AlternateContent" and len(element) else element
        paragraphs = ("".join(t.text or "" for t in p.iter(w("t"))) for p in first.iter(w("p")))
        words = " ".join(" ".join(paragraphs).split())
        kind = f"a text box (“{words[:200]}”)" if words else _OBJECTS[str(element.tag)]
        self.seen.left_out[kind] += 1

    def _run(self, run: Element, link: str | None, base: frozenset[str]) -> Iterator[Inline]:
        properties = run.find(w("rPr"))
        hidden = switched_on(properties, "vanish")
        look = self._look(properties, base)
        for name, what in _LOOKS.items():
            shown = value(properties, name) not in (None, "none") or switched_on(properties, name)
            if shown and link is None:
                self.seen.looks[what] += 1
        for element in run:
            tag = element.tag
            if tag == w("fldChar"):
                self._field(element.get(w("fldCharType"), ""))
            elif tag == w("instrText") and self._fields:
                self._fields[-1].instruction += element.text or ""
            elif not all(f.has_result for f in self._fields):
                continue
            elif tag in (w("footnoteReference"), w("endnoteReference")):
                kind = "f" if tag == w("footnoteReference") else "e"
                yield NoteCall(f"{kind}{element.get(w('id'), '')}", self._place())
            elif tag == w("commentReference"):
                self.seen.comments.append(element.get(w("id"), ""))
            elif tag in (w("t"), w("delText"), w("sym")) or tag in _SPACES:
                text = self._text(element, properties)
                if hidden and text.strip():
                    self.seen.left_out[f"hidden text (“{text.strip()[:40]}”)"] += 1
                    continue
                language = value(properties, "lang") if self.reads_languages else None
                for node in self._words(text, look, link):
                    yield Foreign(_short(language), (node,), node.span) if language else node
            elif tag in _OBJECTS:
                self._leave_out(element)

    def _text(self, element: Element, properties: Element | None) -> str:
        """Return the characters of a piece of a run, those of symbol fonts by what they mean."""
        tag = str(element.tag)
        if tag == w("sym"):
            return self._symbol(element.get(w("font"), ""), element.get(w("char"), ""))
        text = _SPACES.get(tag) or element.text or ""
        if _PRIVATE.search(text):
            fonts = None if properties is None else properties.find(w("rFonts"))
            font = "Symbol" if fonts is None else fonts.get(w("ascii"), "Symbol")
            text = _PRIVATE.sub(lambda sign: self._symbol(font, f"{ord(sign[0]):04X}"), text)
        height = value(properties, "vertAlign") or ""
        if height not in _HEIGHTS:
            return text
        raised = text.translate(_HEIGHTS[height])
        if any(sign.isalpha() for sign in text):
            self.seen.looks["letters above or below the line"] += 1
        return raised

    def _symbol(self, font: str, code: str) -> str:
        sign = symbol(font, code)
        if not sign:
            self.seen.left_out[f"a sign of a symbol font ({font} {code})"] += 1
        return sign

    def _words(self, text: str, look: frozenset[str], link: str | None) -> Iterator[Inline]:
        if not text:
            return
        node: Inline = Text(text, self._place())
        if "i" in look:
            node = Emphasis((node,), self._place())
        if "b" in look:
            node = Strong((node,), self._place())
        target = link or next(
            (t for f in reversed(self._fields) if (t := self._field_target(f.instruction))), None
        )
        if target is None:
            yield node
        elif target.startswith("#"):
            yield Term(target[1:], (node,), self._place())
        else:
            key = self.urls.setdefault(target, f"url-{len(self.urls) + 1}")
            yield Link(key, (node,), self._place())

    # --- looks --------------------------------------------------------------------------------

    def _paragraph_look(self, paragraph: Element) -> frozenset[str]:
        """Return the look of a whole paragraph by its style: no emphasis inside it."""
        return self._style_look(value(paragraph.find(w("pPr")), "pStyle"))

    def _style_look(self, style: str | None) -> frozenset[str]:
        look: dict[str, bool] = {}
        for _, element in self.styles.chain(style):
            properties = element.find(w("rPr"))
            for name in ("i", "b"):
                if properties is not None and properties.find(w(name)) is not None:
                    look.setdefault(name, switched_on(properties, name))
        return frozenset(name for name, is_on in look.items() if is_on)

    def _look(self, properties: Element | None, base: frozenset[str]) -> frozenset[str]:
        own = set(base) | self._style_look(value(properties, "rStyle"))
        for name in ("i", "b"):
            if properties is not None and properties.find(w(name)) is not None:
                own.discard(name)
                if switched_on(properties, name):
                    own.add(name)
        return frozenset(own) - base

    # --- fields and links ---------------------------------------------------------------------

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].has_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _field_target(self, instruction: str) -> str | None:
        """Return where a HYPERLINK or REF field leads; ``#name`` inside the document."""
        match = re.match(r'\s*HYPERLINK\s+"([^"]+)"', instruction)
        if match:
            return match[1]
        match = re.match(r'\s*(?:HYPERLINK\s+\\l\s+"?|REF\s+)([^\s"]+)', instruction)
        return f"#{match[1]}" if match else None

    def _target(self, element: Element) -> str | None:
        key = relation_id(element)
        if key is not None:
            return self.relations.get(key)
        anchor = element.get(w("anchor"))
        return f"#{anchor}" if anchor else None

    def _place(self) -> Span:
        assert self._span is not None  # noqa: S101 - set before any walk
        return self._span


def _short(tag: str) -> str:
    """Return the tag that Word's with a region stands for: ``fr`` for ``fr-FR``."""
    primary = tag.split("-", maxsplit=1)[0]
    return primary if word_language(primary) == tag else tag


def _joined(inlines: Inlines) -> Inlines:
    """Make one node of neighbours of one kind: Word cuts words into runs wherever it likes."""
    out: list[Inline] = []
    for node in inlines:
        last = out[-1] if out else None
        if (
            (isinstance(node, Emphasis | Strong) and type(node) is type(last))
            or (isinstance(node, Link) and isinstance(last, Link) and node.key == last.key)
            or (isinstance(node, Term) and isinstance(last, Term) and node.term == last.term)
            or (
                isinstance(node, Foreign)
                and isinstance(last, Foreign)
                and node.language == last.language
            )
        ):
            assert isinstance(last, Emphasis | Strong | Link | Term | Foreign)  # noqa: S101 - for mypy
            children = _joined(merged((*last.children, *node.children)))
            out[-1] = replace(last, children=children)
        else:
            out.append(node)
    return tuple(out)
