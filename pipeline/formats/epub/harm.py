"""Finished EPUB → what in it runs, loads or leads elsewhere (EPUB 3.3, 3.4 and 3.6)."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lxml import etree

from pipeline.formats.harm import may_be_followed

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUNNING = frozenset(
    {"applet", "base", "button", "embed", "form", "iframe", "input", "object", "script", "video"}
    | {"audio", "animate", "set", "foreignobject", "portal", "frame"}
)
"""Elements that run or load something, or change where all others lead."""

_LOADING = frozenset(
    {"src", "srcset", "href", "data", "poster", "action", "formaction", "background"}
)
_STYLE = re.compile(
    r"(?i)@import|url\(\s*['\"]?\s*(?:[a-z][a-z0-9+.-]*:|//)|expression\s*\(|javascript:"
)
"""What a style sheet loads from elsewhere."""


def find_harm(data: bytes) -> Iterator[str]:
    """Yield what an EPUB must not hold, in words."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            kind = name.rpartition(".")[2].lower()
            if kind in {"js", "mjs", "wasm", "exe"}:
                yield f"a program, “{name}”"
            elif kind == "css":
                yield from _style(archive.read(name).decode("utf-8", "replace"))
            elif kind in {"xhtml", "html", "htm", "svg", "opf", "ncx", "xml"}:
                yield from _markup(archive.read(name))


def _markup(data: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for element in etree.fromstring(data, parser).iter():
        if not isinstance(element.tag, str):
            if isinstance(element, etree._ProcessingInstruction):  # noqa: SLF001 - no other name
                yield "an instruction to programs"
            continue
        tag = etree.QName(element).localname.lower()
        if tag in _RUNNING:
            yield f"an element <{tag}>"
        if tag == "meta" and element.get("http-equiv", "").lower() == "refresh":
            yield "a page that leads on by itself"
        if tag == "style":
            yield from _style(element.text or "")
        for key, value in element.attrib.items():
            yield from _attribute(tag, etree.QName(key).localname.lower(), value)


def _attribute(tag: str, name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"an attribute that runs something, {name}"
    elif name == "style":
        yield from _style(value)
    elif name in _LOADING and _is_outside(value) and not (tag == "a" and may_be_followed(value)):
        yield f"a link to “{value[:60]}” (<{tag} {name}>)"


def _is_outside(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc or address.startswith("/"))


def _style(text: str) -> Iterator[str]:
    if match := _STYLE.search(text):
        yield f"a style that loads something, “{match[0]}”"
