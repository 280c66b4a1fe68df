"""Finished DOCX → what in it runs, loads or leads elsewhere (ECMA-376 parts 1 and 2)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.formats.docx.wordml import w
from pipeline.formats.harm import may_be_followed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.formats.docx.wordml import Element

FIELDS = frozenset({"NOTEREF", "NUMPAGES", "PAGE", "PAGEREF", "REF", "STYLEREF", "TOC"})
"""Fields that look into the document only (17.16.5); INCLUDETEXT, DDE and the like do not."""

_PARTS = re.compile(r"(?i)\.(?:bin|exe|ocx|ole|vml)\Z|/(?:embeddings|activeX|ctrlProps|customUI)/")
_EMBEDDED = frozenset(
    w(name) for name in ("altChunk", "control", "object", "subDoc", "movie", "frameset")
)


def find_harm(data: bytes) -> Iterator[str]:
    """Yield what a DOCX must not hold, in words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if _PARTS.search(f"/{name}"):
                yield f"a part that is a program or another file, “{name}”"
            elif name.endswith(".rels"):
                yield from _relations(_xml(archive, name))
            elif name.startswith("word/") and name.endswith(".xml"):
                root = _xml(archive, name)
                yield from _fields(root)
                for element in root.iter(*_EMBEDDED):
                    yield f"an embedded object, <{etree.QName(element).localname}>"


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(name), parser)


def _relations(root: Element) -> Iterator[str]:
    for relation in root.iter("{*}Relationship"):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External":
            if kind != "hyperlink" or not may_be_followed(target):
                yield f"a relation ({kind}) to “{target}”"
        elif kind in {"attachedTemplate", "frame", "oleObject", "package", "vbaProject"}:
            yield f"a relation of the kind {kind}"


def _fields(root: Element) -> Iterator[str]:
    """Yield fields that look outside; instructions cut into several runs are read as one."""
    words: list[str] = []
    for element in root.iter(w("fldChar"), w("instrText"), w("fldSimple")):
        if element.tag == w("fldSimple"):
            yield from _instruction(element.get(w("instr")) or "")
        elif element.tag == w("instrText"):
            words.append(element.text or "")
        else:
            yield from _instruction("".join(words))
            words = []
    yield from _instruction("".join(words))


def _instruction(text: str) -> Iterator[str]:
    if text.strip() and text.split(maxsplit=1)[0].upper() not in FIELDS:
        yield f"a field that looks outside of it, “{text.strip()[:40]}”"
