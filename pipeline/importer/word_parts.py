"""The parts of a Word file: found by their relations, read alike in both forms of the standard."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from pipeline.formats.docx.wordml import w
from pipeline.safe_archive import parse_xml

if TYPE_CHECKING:
    from pipeline.formats.docx.wordml import Element
    from pipeline.safe_archive import WordFile

_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DC = "{http://purl.org/dc/elements/1.1/}"
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/math": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
    ),
}
"""The names of the strict form (ISO/IEC 29500-1) and those that nearly all files use (29500-4)."""


def part_xml(file: WordFile, part: str) -> Element:
    """Return the root of a part, with the names of the usual form."""
    data = file.archive.read(part)
    if _STRICT in data:
        for strict, usual in _NAMESPACES.items():
            data = data.replace(strict, usual)
    return parse_xml(data, file.archive.name, f"the part “{part}” of the file")


def related_xml(file: WordFile, kind: str) -> Element | None:
    """Return the part that the text has a relation of a kind to; None where there is none."""
    part = file.related(kind)
    return part_xml(file, part) if part and part in file.archive else None


def outside_addresses(file: WordFile, part: str) -> dict[str, str]:
    """Return the outside addresses of a part by relation; nothing is ever fetched."""
    folder, base = posixpath.split(part)
    name = posixpath.join(folder, "_rels", f"{base}.rels")
    if name not in file.archive:
        return {}
    return {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in file.archive.xml(name).iter(_REL)
        if relation.get("TargetMode") == "External"
    }


def comments(file: WordFile) -> dict[str, tuple[str, str]]:
    """Return the comments by id: (who, words)."""
    root = related_xml(file, "comments")
    if root is None:
        return {}
    return {
        comment.get(w("id"), ""): (
            comment.get(w("author"), ""),
            " ".join(_words(paragraph) for paragraph in comment.iter(w("p"))),
        )
        for comment in root.iter(w("comment"))
    }


def headers(file: WordFile) -> tuple[str, ...]:
    """Return the words of headers and footers, each once."""
    words: list[str] = []
    folder = posixpath.dirname(file.main)
    for name in sorted(file.archive):
        base = posixpath.basename(name)
        if posixpath.dirname(name) == folder and base.startswith(("header", "footer")):
            text = _words(part_xml(file, name)).strip()
            if text and text not in words:
                words.append(text)
    return tuple(words)


def properties(file: WordFile) -> dict[str, str]:
    """Return what the file says of itself: title, description, creator, language."""
    if "docProps/core.xml" not in file.archive:
        return {}
    root = file.archive.xml("docProps/core.xml")
    names = ("title", "description", "creator", "language")
    return {n: text for n in names if (text := root.findtext(f"{_DC}{n}", "").strip())}


def _words(element: Element) -> str:
    return "".join(t.text or "" for t in element.iter(w("t")))
