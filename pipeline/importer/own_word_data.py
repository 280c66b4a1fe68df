"""What our own Word file says beside its text: glossary, links, the facts of the cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.importer.dates import date_in
from pipeline.importer.inlines import Inlines, plain
from pipeline.importer.spaces import before_build
from pipeline.model import Emphasis, GlossaryEntry, Link, LinkTarget, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.importer.word_file import Word, WordParagraph

_COVER = {
    "cover kind": "kind",
    "title": "title",
    "subtitle": "subtitle",
    "cover symbol": "symbol",
}
_TERM = "term-"


def read_glossary(
    paragraphs: Sequence[WordParagraph], name: str, tag: str
) -> dict[str, GlossaryEntry]:
    """Return the entries: a term with its expansion or definition, then its definition."""
    entries: dict[str, GlossaryEntry] = {}
    key, term, beside = "", "", ""
    for place, p in enumerate(paragraphs):
        following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
        if p.style == "glossary term":
            key = next((b for b in p.bookmarks if b.startswith("term_")), "")
            key = key.replace("_", "-").removeprefix(_TERM)
            head, _, beside = before_build(p.text, tag).partition("\t")
            term = head.strip()
            if following is None or following.style != "glossary definition":
                entries[key] = _entry(key, term, None, beside, name, p.place)
        elif p.style == "glossary definition":
            definition = before_build(p.text, tag)
            entries[key] = _entry(key, term, beside or None, definition, name, p.place)
    return entries


def _entry(
    key: str, term: str, expansion: str | None, definition: str, name: str, place: int
) -> GlossaryEntry:
    return GlossaryEntry(
        id=key,
        term=term,
        expansion=expansion,
        definition=definition,
        forms=(term,),
        catalogue_forms={},
        span=Span(name, place),
    )


def read_link_target(
    key: str, words: Inlines, word: Word, name: str, tag: str
) -> LinkTarget | None:
    """Read a link's entry back from the note that prints it: title. publisher, date: address."""
    urls = [word.urls[n.key] for n in words if isinstance(n, Link)]
    if not urls:
        return None
    title = next((plain(n.children) for n in words if isinstance(n, Emphasis)), "")
    details = before_build(plain(words), tag)[len(title) :].lstrip(". ").split(": " + urls[0])[0]
    details = re.sub(r" \([^()]*\)(?=,|$)", "", details)  # the language of another document
    parts = details.split(", ")
    accessed = date_in(parts[-1], tag) if len(parts) > 2 else None
    if accessed and not re.match(r"\d", parts[-1]):
        parts = parts[:-1]
    else:
        accessed = None
    publisher, day = ", ".join(parts[:-1]), parts[-1]
    written = date_in(day, tag)
    return LinkTarget(
        key=key,
        title=before_build(title, tag),
        publisher=publisher,
        date=written.isoformat() if written else day,
        language=tag,
        urls={tag: urls[0]},
        accessed=accessed,
        archived=urls[1] if len(urls) > 1 else None,
        span=Span(name, 0),
    )


def read_identity(cover: Sequence[WordParagraph], word: Word, tag: str) -> dict[str, object]:
    """Return what the cover and the properties say for publication.toml."""
    values: dict[str, object] = {}
    notices = []
    for p in cover:
        if p.style in _COVER:
            values[_COVER[p.style]] = before_build(p.text, tag)
        elif p.style == "cover date" and (day := date_in(before_build(p.text, tag), tag)):
            values["date"] = day
        elif p.style == "cover notice":
            notices.append(before_build(p.text, tag))
    if notices:
        values["notice"] = notices[0]
    facts = [p for p in cover if p.style == "cover fact"]
    if len(facts) == len(_FACTS):
        values["source"] = _source(facts, word, tag)
    for key, of in (("description", "description"), ("author", "creator")):
        if word.properties.get(of):
            values[key] = before_build(word.properties[of], tag)
    return values


_FACTS = ("title", "symbol", "author", "body", "session", "adopted")
"""Of the adopted document, in the order in which the cover lists them, each after its name."""


def _source(facts: Sequence[WordParagraph], word: Word, tag: str) -> dict[str, object]:
    out: dict[str, object] = {}
    for key, p in zip(_FACTS, facts, strict=True):
        label, _, value = before_build(p.text, tag).partition("\t")
        out[key] = date_in(value, tag) if key == "adopted" else value
        if key == "author":
            out["role"] = label
        elif key == "title":
            urls = [word.urls[node.key] for node in p.inlines if isinstance(node, Link)]
            out["url"] = urls[0] if urls else ""
    return out
