"""A finished DOCX as a reader sees it: its parts, relations and styles, by zipfile and lxml.

Nothing here is shared with the code that writes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of its elements

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def w(name: str) -> str:
    """Return the qualified name of a name of WordprocessingML."""
    return _W + name


def relation_id(element: Element) -> str | None:
    """Return the ``r:id`` of an element."""
    return element.get(f"{_R}id")


def value(parent: Element | None, *path: str) -> str | None:
    """Return ``w:val`` of the element at the path below ``parent``; None where it is not there."""
    for name in path:
        parent = None if parent is None else parent.find(w(name))
    return None if parent is None else parent.get(w("val"))


def switched_on(parent: Element | None, name: str) -> bool:
    """Tell whether an on/off property is on (ECMA-376 17.17.4)."""
    found = None if parent is None else parent.find(w(name))
    return found is not None and found.get(w("val"), "1") not in ("0", "false", "off")


@dataclass(frozen=True)
class Part:
    """A part of the package, with where its relations lead: part name or address, by id."""

    root: Element
    relations: Mapping[str, str]


@dataclass(frozen=True)
class WordFile:
    """An opened DOCX."""

    entries: Mapping[str, bytes]
    _parts: dict[str, Part] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes) -> WordFile:
        """Open a DOCX. Raises ``ReportError`` ``docx-unreadable`` where it is none."""
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = {name: archive.read(name) for name in archive.namelist()}
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as error:
            raise unreadable(f"it is no zip file: {error}") from error
        return cls(entries)

    @cached_property
    def document(self) -> Part:
        """The main part."""
        return self._related("", "officeDocument")

    @property
    def _document_name(self) -> str:
        return self._relation_by_type("", "officeDocument") or ""

    def related(self, kind: str) -> Part | None:
        """Return the part that the document has a relation of a kind to, ``footnotes``."""
        name = self._relation_by_type(self._document_name, kind)
        return None if name is None else self._part(name)

    def core_property(self, namespace: str, name: str) -> str:
        """Return a property of the document; empty where it has none."""
        for target, kind in self._relations("").values():
            if kind.endswith("/core-properties"):
                return self._part(target).root.findtext(f"{{{namespace}}}{name}", "")
        return ""

    def _related(self, source: str, kind: str) -> Part:
        name = self._relation_by_type(source, kind)
        if name is None:
            raise unreadable(f"it has no part of the kind “{kind}”")
        return self._part(name)

    def _relation_by_type(self, source: str, kind: str) -> str | None:
        for target, type_ in self._relations(source).values():
            if type_ == _OFFICE + kind:
                return target
        return None

    def _part(self, name: str) -> Part:
        if name not in self._parts:
            relations = {key: target for key, (target, _) in self._relations(name).items()}
            self._parts[name] = Part(self._xml(name), relations)
        return self._parts[name]

    def _relations(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Return (target, type) by id of the relations of a part, or of the package (``""``)."""
        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        if name not in self.entries:
            return {}
        found = {}
        for relation in self._xml(name).iter(_REL):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[relation.get("Id", "")] = (target, relation.get("Type", ""))
        return found

    def _xml(self, name: str) -> Element:
        try:
            return etree.fromstring(self.entries[name], _parser())
        except KeyError:
            raise unreadable(f"its part “{name}” is missing") from None
        except etree.XMLSyntaxError as error:
            raise unreadable(f"its part “{name}” is not well-formed: {error.msg}") from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True)
class Styles:
    """The paragraph styles of a document, by id."""

    root: Element | None

    @cached_property
    def _by_id(self) -> Mapping[str, Element]:
        if self.root is None:
            return {}
        return {s.get(w("styleId"), ""): s for s in self.root.iter(w("style"))}

    def chain(self, style: str | None) -> Iterator[tuple[str, Element]]:
        """Yield a style and those it is based on, the nearest first."""
        seen: set[str] = set()
        while style is not None and style not in seen and style in self._by_id:
            seen.add(style)
            yield style, self._by_id[style]
            style = value(self._by_id[style], "basedOn")

    def name(self, style: str | None) -> str:
        """Return the name of a style in lower case."""
        found = self._by_id.get(style or "")
        return (value(found, "name") or "").casefold()

    def languages(self) -> set[str]:
        """Return the languages of the whole document: of left-to-right and other scripts."""
        path = "/".join(w(name) for name in ("docDefaults", "rPrDefault", "rPr", "lang"))
        found = None if self.root is None else self.root.find(path)
        return set() if found is None else set(found.attrib.values())


def unreadable(why: str) -> ReportError:
    """Return the error for a file that is no readable DOCX."""
    return ReportError(
        [
            Diagnostic(
                "docx-unreadable",
                f"the finished DOCX cannot be read: {why}",
                None,
                "this is a fault of the pipeline or of a template, not of the text",
            )
        ]
    )
