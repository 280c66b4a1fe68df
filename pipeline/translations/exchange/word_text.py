"""The words of a cell of a Word table, with their look, and what stands there besides words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.translations.exchange.formatting import Run
from pipeline.translations.exchange.wordml import W, w

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.safe_archive import WordFile

_OFF = frozenset({"0", "false", "off"})
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SIGNS = {"br": " ", "cr": " ", "tab": " ", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_FOREIGN = {
    "drawing": "a picture",
    "pict": "a picture",
    "object": "an object",
    "footnoteReference": "a footnote of Word",
    "endnoteReference": "an endnote of Word",
    "sym": "a sign of a symbol face",
    "tbl": "a table",
}
"""What a text of the report cannot have."""
_CHANGES = frozenset(
    {"ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "cellIns",
     "cellDel"}
)  # fmt: skip
"""Tracked changes of words (ECMA-376 17.13.5); those of looks alone do not count."""


@dataclass(frozen=True, slots=True)
class CellText:
    """What a cell holds."""

    paragraphs: tuple[tuple[Run, ...], ...]
    """Not the empty ones."""
    is_tracked: bool
    comments: tuple[str, ...]
    """Ids of the comments on it."""
    foreign: tuple[str, ...]
    """What stands there that is no text, in words."""

    @property
    def runs(self) -> list[Run]:
        """All words; a space stands between two paragraphs."""
        return _spaced(self.paragraphs)

    @property
    def plain(self) -> str:
        """The words without their look."""
        return "".join(str(run.content) for run in self.runs).strip()

    def runs_before(self, sign: str) -> list[Run]:
        """Return the words without the paragraphs that begin with a sign."""
        kept = (p for p in self.paragraphs if not _words(p).lstrip().startswith(sign.strip()))
        return _spaced(tuple(kept))


def _words(paragraph: tuple[Run, ...]) -> str:
    return "".join(str(run.content) for run in paragraph)


def _spaced(paragraphs: tuple[tuple[Run, ...], ...]) -> list[Run]:
    out: list[Run] = []
    for paragraph in paragraphs:
        out += (Run(" "), *paragraph) if out else paragraph
    return out


@dataclass(frozen=True, slots=True)
class Looks:
    """Bold and italic of the styles of characters: ``Strong``, ``Emphasis`` and the like."""

    styles: Mapping[str, tuple[bool, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, word: WordFile) -> Looks:
        """Read them from the part with the styles."""
        part = word.related("styles")
        if part is None or part not in word.archive:
            return cls()
        return cls(
            {
                style.get(w("styleId")) or "": (
                    bool(_switch(properties, "b")),
                    bool(_switch(properties, "i")),
                )
                for style in word.archive.xml(part).iter(w("style"))
                if style.get(w("type")) == "character"
                and (properties := style.find(w("rPr"))) is not None
            }
        )

    def look(self, properties: etree._Element | None, text: str) -> tuple[bool, bool]:
        """Return bold and italic of a run (17.3.2.1, 2, 16, 17: Arabic has its own)."""
        if properties is None:
            return False, False
        style = properties.find(w("rStyle"))
        of_style = self.styles.get("" if style is None else style.get(w("val")) or "", (False,) * 2)
        is_complex = bool(_RTL.search(text))
        out = []
        for name, from_style in zip(("b", "i"), of_style, strict=True):
            said = [_switch(properties, name)]
            if is_complex:
                said.append(_switch(properties, f"{name}Cs"))
            known = [value for value in said if value is not None]
            out.append(any(known) if known else from_style)
        return out[0], out[1]


def _switch(properties: etree._Element, name: str) -> bool | None:
    """Return an on/off property (17.17.4); None where it is not there."""
    element = properties.find(w(name))
    return None if element is None else element.get(w("val"), "1") not in _OFF


class CellReader:
    """Reads cells; deleted words are left out and inserted ones are in, as if accepted."""

    def __init__(self, looks: Looks) -> None:
        """Take the looks of the styles."""
        self.looks = looks

    def read(self, cell: etree._Element, *, accepted: bool = True) -> CellText:
        """Return what a cell holds, tracked changes ``accepted`` or refused."""
        names = {
            etree.QName(e).localname for e in cell.iter() if isinstance(e.tag, str) and _is_word(e)
        }
        paragraphs = [tuple(self._runs(p, accepted=accepted)) for p in cell.iter(w("p"))]
        return CellText(
            tuple(p for p in paragraphs if _words(p).strip()),
            bool(names & _CHANGES),
            tuple(e.get(w("id")) or "" for e in cell.iter(w("commentReference"))),
            tuple(_FOREIGN[name] for name in sorted(names & _FOREIGN.keys())),
        )

    def _runs(self, parent: etree._Element, *, accepted: bool) -> Iterator[Run]:
        left_out = ("del", "moveFrom") if accepted else ("ins", "moveTo")
        for child in parent:
            if not isinstance(child.tag, str):
                continue
            name = etree.QName(child).localname
            if name == "r":
                text = "".join(_text_of(child))
                if text:
                    bold, italic = self.looks.look(child.find(w("rPr")), text)
                    yield Run(text, bold, italic)
            elif name not in (*left_out, "pPr", "sdtPr", "sdtEndPr"):
                yield from self._runs(child, accepted=accepted)


def _is_word(element: etree._Element) -> bool:
    return etree.QName(element).namespace == W


def _text_of(run: etree._Element) -> Iterator[str]:
    for child in run:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name in ("t", "delText"):
            yield child.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
