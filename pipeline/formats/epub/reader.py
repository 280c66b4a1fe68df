"""Finished EPUB → ``Reading``: from the container on, by what the markup means.

No file name is trusted: META-INF/container.xml names the package document, that names the pages
and their order, and every link is followed to the element it leads to. What leads nowhere, or to
something else than it says, is read as such, so that the proof shows it.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from pipeline.diagnostics import Diagnostic, ReportError
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

NAMESPACES = {
    "ocf": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
}
XHTML = f"{{{NAMESPACES['h']}}}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

LARGEST = 100_000_000
"""Bytes that a part may unpack to; a report has not a hundredth of it."""

WRONG_CALL = 0
"""Number of a footnote call that does not lead to the note of its number and back."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\u2066\u2067\u2068\u2069\u200e\u200f"))

Element = etree._Element  # noqa: SLF001 - the type that lxml gives elements


class _UnreadableError(Exception):
    """The file is no EPUB, or lacks what every EPUB has."""


def read_epub(data: bytes) -> Reading:
    """Read a finished EPUB. Raises ``ReportError`` ``epub-unreadable``."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _Book(archive).reading()
    except (
        _UnreadableError,
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        EOFError,
        KeyError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise ReportError(
            [
                Diagnostic(
                    "epub-unreadable",
                    f"the EPUB cannot be opened again: {error}",
                    None,
                    "this is a fault of the pipeline or of a template, not of the text",
                )
            ]
        ) from error


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the spine or the navigation document."""

    path: str
    """Within the zip."""
    body: Element
    ids: Mapping[str, Element]


@dataclass(slots=True)
class _Book:
    archive: zipfile.ZipFile
    package: Element = field(init=False)
    pages: Mapping[str, _Page] = field(init=False)
    """By path, in the order of the spine, then what else is XHTML."""
    spine: tuple[_Page, ...] = field(init=False)
    navigation: _Page = field(init=False)

    def __post_init__(self) -> None:
        container = self._parse("META-INF/container.xml")
        path = _first(container, "string(//ocf:rootfile/@full-path)", "names no package document")
        self.package = self._parse(path)
        folder = posixpath.dirname(path)
        items = {
            item.get("id", ""): item for item in _find(self.package, "//opf:manifest/opf:item")
        }
        paths = {
            key: posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
            for key, item in items.items()
        }
        order = [item.get("idref", "") for item in _find(self.package, "//opf:spine/opf:itemref")]
        navigation = [key for key, i in items.items() if "nav" in i.get("properties", "").split()]
        if len(navigation) != 1:
            raise _UnreadableError("it has no navigation document, or several")
        wanted = dict.fromkeys(paths[key] for key in [*order, *navigation])
        self.pages = {path: self._page(path) for path in wanted}
        self.spine = tuple(self.pages[paths[key]] for key in order)
        self.navigation = self.pages[paths[navigation[0]]]

    def reading(self) -> Reading:
        text = [page for page in self.spine if page is not self.navigation]
        covers = [page for page in text if _with_type(page.body, "titlepage")]
        text = [page for page in text if page not in covers]
        return Reading(
            language=_first(self.package, "string(//dc:language)", "names no language"),
            title=_first(self.package, "string(//dc:title)", "has no title"),
            contents=tuple(self._contents()),
            headings=tuple(h for page in text for h in _headings(page)),
            units=tuple(unit for page in text for unit in self._units(page)),
            notes=tuple(_note(note) for page in text for note in _with_type(page.body, "footnote")),
            glossary=tuple(entry for page in text for entry in _glossary(page)),
            cover=" ".join(_normal(" ".join(_strings(page.body))) for page in covers),
        )

    # --- parts -----------------------------------------------------------------------------------

    def _parse(self, path: str) -> Element:
        if self.archive.getinfo(path).file_size > LARGEST:
            raise _UnreadableError(f"{path} is far too large")
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self.archive.read(path), parser)

    def _page(self, path: str) -> _Page:
        root = self._parse(path)
        body = root.find(f"{XHTML}body")
        if body is None:
            raise _UnreadableError(f"{path} has no body")
        return _Page(path, body, {e.get("id", ""): e for e in _find(root, "//*[@id]")})

    # --- links -----------------------------------------------------------------------------------

    def _target(self, page: _Page, link: Element) -> Element | None:
        """Return the element that a link within the book leads to."""
        parts = urlsplit(link.get("href", ""))
        path = page.path
        if parts.path:
            folder = posixpath.dirname(page.path)
            path = posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
        there = self.pages.get(path)
        return there.ids.get(unquote(parts.fragment)) if there else None

    def _anchor(self, page: _Page, link: Element) -> str:
        """Return the anchor that a link leads to, or its address where it leads nowhere."""
        target = self._target(page, link)
        return link.get("href", "") if target is None else target.get("id", "")

    def _call(self, page: _Page, link: Element) -> int:
        """Return the number of a call that leads to the note of its number, and that back to it."""
        number = _text(link)
        note = self._target(page, link)
        if note is None or not number.isdecimal() or "footnote" not in _types(note):
            return WRONG_CALL
        home = next((p for p in self.pages.values() if p.ids.get(note.get("id", "")) is note), page)
        back = _with_type(note, "backlink")
        if len(back) != 1 or _text(back[0]) != number or self._target(home, back[0]) is not link:
            return WRONG_CALL
        return int(number)

    # --- what it says ----------------------------------------------------------------------------

    def _contents(self) -> Iterator[ContentsRead]:
        for navigation in _with_type(self.navigation.body, "toc"):
            for link in _find(navigation, ".//h:a"):
                yield ContentsRead(
                    level=sum(1 for e in link.iterancestors(f"{XHTML}ol")),
                    label=_label(link),
                    title=_text(link),
                    target=self._anchor(self.navigation, link),
                )

    def _units(self, page: _Page) -> Iterator[UnitRead]:
        for unit in page.body.iter(f"{XHTML}p", f"{XHTML}li", f"{XHTML}blockquote"):
            if any(e.tag == f"{XHTML}blockquote" or _is_aside(e) for e in unit.iterancestors()):
                continue
            links = _find(unit, ".//h:a[@href]")
            inside = [a for a in links if not _is_outside(a)]
            kinds = [(a, _types(a)) for a in inside]
            yield UnitRead(
                label=_label(unit),
                text=_text(unit),
                calls=tuple(self._call(page, a) for a, types in kinds if "noteref" in types),
                references=tuple(
                    (_text(a), self._anchor(page, a)) for a, types in kinds if not types
                ),
                terms=tuple(self._anchor(page, a) for a, types in kinds if "glossref" in types),
            )


def _headings(page: _Page) -> Iterator[HeadingRead]:
    for heading in page.body.iter(*(f"{XHTML}h{level}" for level in range(1, 7))):
        level = int(str(heading.tag)[-1])
        yield HeadingRead(level, _label(heading), _text(heading))


def _note(note: Element) -> NoteRead:
    back = _with_type(note, "backlink")
    number = _text(back[0]) if back else ""
    urls = [a.get("href", "") for a in _find(note, ".//h:a[@href]") if _is_outside(a)]
    return NoteRead(int(number) if number.isdecimal() else 0, _text(note), tuple(urls))


def _glossary(page: _Page) -> Iterator[GlossaryRead]:
    for glossary in _with_type(page.body, "glossary"):
        for term in _with_type(glossary, "glossterm"):
            texts = []
            for sibling in term.itersiblings():
                if "glossdef" not in _types(sibling):
                    break
                texts.append(_text(sibling))
            yield GlossaryRead(_text(term), " ".join(texts))


def _is_aside(element: Element) -> bool:
    return not _types(element).isdisjoint({"footnotes", "footnote", "glossary"})


def _is_outside(link: Element) -> bool:
    return bool(urlsplit(link.get("href", "")).scheme)


def _types(element: Element) -> set[str]:
    return set(element.get(EPUB_TYPE, "").split())


def _with_type(element: Element, kind: str) -> list[Element]:
    """Return the elements of an ``epub:type`` below an element, in order."""
    return [e for e in element.iter(etree.Element) if e is not element and kind in _types(e)]


def _label(element: Element) -> str:
    """Return the number or mark with which an element begins."""
    for child in element.iterchildren(f"{XHTML}span"):
        if "number" in child.get("class", "").split():
            return _normal("".join(_strings(child)))
    return ""


def _text(element: Element) -> str:
    """Return the words of an element without number, mark and footnote calls."""
    return _normal("".join(_words(element)))


def _words(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element.iterchildren():
        numbered = "number" in child.get("class", "").split()
        call = any("noteref" in _types(e) for e in child.iterchildren(f"{XHTML}a"))
        if isinstance(child.tag, str) and not numbered and not call:
            yield from _words(child)
        yield child.tail or ""


def _strings(element: Element) -> Iterator[str]:
    return (str(text) for text in element.itertext())


def _normal(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_INVISIBLE)).strip()


def _find(element: Element, path: str) -> list[Element]:
    found = element.xpath(path, namespaces=NAMESPACES)
    return [e for e in found if isinstance(e, Element)] if isinstance(found, list) else []


def _first(element: Element, path: str, otherwise: str) -> str:
    found = str(element.xpath(path, namespaces=NAMESPACES))
    if not found:
        raise _UnreadableError(f"it {otherwise}")
    return found
