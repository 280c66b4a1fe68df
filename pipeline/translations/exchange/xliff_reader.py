"""XLIFF 2 as it comes back from a tool, which may have cut, joined and re-spaced what it got.

Read is what counts for the text: words, codes, states. A code that lost its original data is known
by its number; a unit whose stamp was dropped is still read, less surely.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from lxml import etree

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Span
from pipeline.safe_archive import parse_xml
from pipeline.translations.exchange.inline import Code
from pipeline.translations.exchange.texts import Refused, Returned, ReturnedFile, finding
from pipeline.translations.exchange.xliff import PART, STAMP
from pipeline.translations.sentences import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.translations.exchange.inline import Kind, Part, Piece

_FAMILY = "urn:oasis:names:tc:xliff:document:2."
"""How the namespaces of XLIFF 2.0, 2.1 and 2.2 begin."""
_DONE = frozenset({"translated", "reviewed", "final"})
_TYPED: Mapping[str, tuple[Kind, str]] = {"xlf:b": ("strong", "**"), "xlf:i": ("emphasis", "*")}
"""Emphasis that a translator added in the tool."""
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("[^", "note"),
    ("[@", "reference"),
    ("][", "link"),
    ("]{lang=", "foreign"),
    ("]{term=", "term"),
    ("**", "strong"),
    ("__", "strong"),
    ("*", "emphasis"),
    ("_", "emphasis"),
)
"""What a code is, by how the Markdown of its end begins."""


def read_xliff(data: bytes, name: str) -> ReturnedFile:
    """Read a returned file; ``name`` is the file as messages show it.

    Finding: ``returned-unfinished``. Raises ``ReportError``: ``returned-foreign`` where it is no
    XLIFF 2, ``file-unsafe`` and ``file-damaged`` of ``safe_archive``.
    """
    root = parse_xml(data, name)
    tag = etree.QName(root)
    if tag.localname != "xliff" or not (tag.namespace or "").startswith(_FAMILY):
        version = root.get("version")
        what = f"XLIFF {version}" if tag.localname == "xliff" and version else "no XLIFF"
        _refuse(f"the file is {what}, and XLIFF 2 is needed", name)
    core = tag.namespace or ""
    files = root.findall(f"{{{core}}}file")
    if not files:
        _refuse("the file has no texts", name)
    slug = (files[0].get("original") or "").rpartition("/")[2] or files[0].get("id") or ""
    texts, refused = [], []
    for element in root.iter(f"{{{core}}}unit"):
        unit = _Unit(element, core, name)
        if unit.is_half_done:
            message = f"is unfinished: {unit.empty} of {unit.filled + unit.empty} sentences lack"
            text = unit.returned()
            refused.append(
                Refused(
                    text,
                    finding(text, "returned-unfinished", message, "translate the rest of it"),
                )
            )
        else:
            texts.append(unit.returned())
    language = (root.get("trgLang") or "").strip()
    sent = None
    if files[0].get(PART):
        sent = frozenset(text.id for text in (*texts, *(r.text for r in refused)))
    return ReturnedFile(name, slug, language, tuple(texts), tuple(refused), sent, ())


def _refuse(message: str, name: str) -> NoReturn:
    hint = "import the file that export made, after a translation tool saved it"
    raise ReportError([Diagnostic("returned-foreign", message, Span(name, 0), hint)])


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment, or the space between two."""

    is_segment: bool
    source: tuple[Piece, ...]
    target: tuple[Piece, ...] | None
    order: int
    state: str


class _Unit:
    """A unit: its parts put together again."""

    def __init__(self, element: etree._Element, core: str, name: str) -> None:
        self.element = element
        self.core = core
        self.name = name
        self.data = {
            data.get("id") or "": "".join(data.itertext())
            for data in element.iter(f"{{{core}}}data")
        }
        self.ends: dict[str, Code] = {}
        """The end that each opening code waits for, by the id of the opening."""
        self.parts = [
            self._part(child, number)
            for number, child in enumerate(
                (
                    child
                    for child in element.iterchildren(f"{{{core}}}segment", f"{{{core}}}ignorable")
                ),
                1,
            )
        ]
        segments = [p for p in self.parts if p.is_segment and _has_words(p.source)]
        self.empty = sum(not _has_words(part.target or ()) for part in segments)
        self.filled = len(segments) - self.empty
        self.is_done = all(part.state in _DONE for part in segments)

    @property
    def is_half_done(self) -> bool:
        return bool(self.empty and self.filled)

    def returned(self) -> Returned:
        targets = sorted(self.parts, key=lambda part: part.order)
        return Returned(
            id=self.element.get("id") or "",
            english=_together([part.source for part in self.parts]) or None,
            translation=_together(
                [
                    part.target if part.target is not None or part.is_segment else part.source
                    for part in targets
                ]
            )
            if self.filled
            else (),
            finished=self.is_done,
            stamp=self.element.get(STAMP) or "",
            place="",
            span=Span(self.name, _line(self.element)),
        )

    def _part(self, element: etree._Element, number: int) -> _Part:
        source, target = (element.find(f"{{{self.core}}}{tag}") for tag in ("source", "target"))
        order = (target.get("order") if target is not None else None) or ""
        return _Part(
            is_segment=etree.QName(element).localname == "segment",
            source=tuple(self._pieces(source)) if source is not None else (),
            target=tuple(self._pieces(target)) if target is not None else None,
            order=int(order) if re.fullmatch(r"[0-9]{1,6}", order) else number,
            state=element.get("state") or "initial",
        )

    def _pieces(self, element: etree._Element) -> Iterator[Piece]:
        if element.text:
            yield element.text
        for child in element:
            if isinstance(child.tag, str) and etree.QName(child).namespace == self.core:
                yield from self._element(child, etree.QName(child).localname)
            if child.tail:
                yield child.tail

    def _element(self, element: etree._Element, tag: str) -> Iterator[Piece]:
        match tag:
            case "pc":
                yield self._code(element, "open", "dataRefStart", "dataRefEnd")
                yield from self._pieces(element)
                yield self._code(element, "close", "dataRefEnd", "dataRefEnd")
            case "ph":
                yield self._code(element, "whole", "dataRef", "dataRef")
            case "sc":
                yield self._code(element, "open", "dataRef", self._end_of(element))
            case "ec":
                yield self._code(element, "close", "dataRef", "dataRef")
            case "cp":
                sign = element.get("hex") or ""
                if re.fullmatch(r"[0-9A-Fa-f]{1,6}", sign) and int(sign, 16) <= 0x10FFFF:
                    yield chr(int(sign, 16))
            case "mrk":
                yield from self._pieces(element)
            case _:
                pass

    def _code(self, element: etree._Element, part: Part, own: str, last: str) -> Code:
        """Return the code of an element; ``own`` and ``last`` name what refers to its data.

        What a code is, its end says.
        """
        identifier = element.get("startRef") or element.get("id") or ""
        number = int(identifier) if re.fullmatch(r"[0-9]{1,6}", identifier) else 0
        data = self.data.get(element.get(own) or "", "")
        end = self.data.get(element.get(last) or last, "")
        kind: Kind | None = next((kind for start, kind in _KINDS if end.startswith(start)), None)
        if kind is None:
            kind, data = _TYPED.get(element.get("subType") or "", ("link", data))
        return Code(kind, part, data, number or -_line(element))

    def _end_of(self, element: etree._Element) -> str:
        """Return the id of the data of the ``ec`` that ends an ``sc``."""
        identifier = element.get("id")
        for end in self.element.iter(f"{{{self.core}}}ec"):
            if identifier in (end.get("startRef"), end.get("id")):
                return end.get("dataRef") or ""
        return ""


def _line(element: etree._Element) -> int:
    return element.sourceline or 1


def _has_words(pieces: Sequence[Piece]) -> bool:
    return any(isinstance(piece, Code) or piece.strip() for piece in pieces)


def _together(parts: Sequence[Sequence[Piece] | None]) -> tuple[Piece, ...]:
    """Join the parts of a unit; a tool that cut sentences may have left out the spaces."""
    out: list[Piece] = []
    for part in parts:
        if not part:
            continue
        before, first = _edge(out), part[0]
        if SENTENCE_END.search(before) and not (isinstance(first, str) and first[:1].isspace()):
            out.append(" ")
        out.extend(part)
    return tuple(out)


def _edge(pieces: Sequence[Piece]) -> str:
    """Return the Markdown with which a text ends."""
    return "".join(piece if isinstance(piece, str) else piece.data for piece in pieces[-4:])
