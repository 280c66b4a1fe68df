"""A Word file that this pipeline made → the draft of the report it was made from.

Its styles say what each paragraph is, its bookmarks bear the ids. What the build adds - numbers,
expansions, notes that print addresses, the spaces of a language - is taken away again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.importer.draft import Draft, DraftNote, Unit
from pipeline.importer.inlines import Inlines, flat, merged, plain
from pipeline.importer.own_word_data import read_glossary, read_identity, read_link_target
from pipeline.importer.spaces import inlines_before_build, plain_spaces
from pipeline.model import (
    CrossReference,
    Emphasis,
    Foreign,
    GlossaryEntry,
    Link,
    LinkTarget,
    NoteCall,
    Span,
    Strong,
    Term,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.importer.draft import UnitKind
    from pipeline.importer.word_file import Word, WordParagraph
    from pipeline.model import Inline

_TERM, _NOTE = "term-", "note-"
_LINK_NOTE = re.compile(r"note-link\d*-(?P<key>.+)")


@dataclass(slots=True)
class _Known:
    """What the file as a whole says."""

    notes: dict[str, str]
    """Anchor of a note by the id of its call."""
    glossary: dict[str, GlossaryEntry] = field(default_factory=dict)
    forms: dict[str, list[str]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def own_draft(word: Word, name: str, tag: str) -> Draft:
    """Return the draft of a report from the Word file that was made of it."""
    text = [p for p in word.paragraphs if not p.in_contents and p.text.strip()]
    cover = [p for p in text if p.is_cover]
    rest = [p for p in text if not p.is_cover and p.style != "toc heading"]
    start = next((i for i, p in enumerate(rest) if "glossary" in p.bookmarks), len(rest))
    known = _Known({key: _anchor(marks) for key, (_, marks) in word.notes.items()})
    known.glossary = read_glossary(rest[start + 1 :], name, tag)
    units = list(_units(rest[:start], name, tag, known))
    finished = [
        replace(u, inlines=inlines_before_build(_words(u.inlines, word, known, tag), tag))
        for u in units
    ]
    notes: list[DraftNote] = []
    links: list[LinkTarget] = []
    for key, (words, _) in word.notes.items():
        anchor = known.notes[key]
        match = _LINK_NOTE.fullmatch(anchor)
        if match:
            if (
                target := read_link_target(match["key"], words, word, name, tag)
            ) is not None and all(target.key != link.key for link in links):
                links.append(target)
            continue
        inlines = inlines_before_build(_words(words, word, known, tag), tag)
        note = anchor.removeprefix(_NOTE) or key
        notes.append(DraftNote(note, "", inlines, Span(name, 0), 1))
    glossary = [
        replace(entry, forms=tuple(dict.fromkeys((*entry.forms, *known.forms.get(key, ())))))
        for key, entry in known.glossary.items()
    ]
    return Draft(
        units=tuple(finished),
        notes=tuple(notes),
        links=tuple(links),
        glossary=tuple(glossary),
        identity=read_identity(cover, word, tag),
        language=tag,
    )


def _anchor(bookmarks: Iterable[str]) -> str:
    return next((b.replace("_", "-") for b in bookmarks if b.startswith("note_")), "")


# --- text ---------------------------------------------------------------------------------------


def _units(
    paragraphs: Sequence[WordParagraph], name: str, tag: str, known: _Known
) -> Iterator[Unit]:
    del tag, known
    count, before = 0, ""
    for p in paragraphs:
        span = Span(name, p.place)
        anchor = p.bookmarks[0].replace("_", "-") if p.bookmarks else ""
        kind: UnitKind = "paragraph"
        number, where, begins = None, "", False
        if p.level:
            kind, where = "heading", p.number.rstrip(".") or p.text[:40]
            number = 1 if p.number else None
        elif p.style in ("list bullet", "list number"):
            kind = "item"
            anchor = re.sub(r"-\d+$", "", anchor)
            begins = anchor != before
            where = f"¶ {count}, list"
        elif p.style == "quote":
            kind, where = "quotation", f"after ¶ {count}"
        elif p.style == "numbered paragraph":
            count += 1
            number, where = count, f"¶ {count}"
        else:
            where = f"after ¶ {count}"
        before = anchor if kind == "item" else ""
        yield Unit(
            kind=kind,
            label=p.number if kind != "item" else "",
            inlines=p.inlines,
            span=span,
            page=1,
            level=min(p.level, 3),
            number=number,
            ordered=p.style == "list number",
            last_line=p.place,
            last_page=1,
            id="" if kind == "item" and not begins else anchor,
            where=where,
            begins_list=begins,
        )


def _words(inlines: Inlines, word: Word, known: _Known, tag: str) -> Inlines:
    """Return words with their links, references and calls as the source has them."""
    out: list[Inline] = []
    nodes = list(inlines)
    for place, node in enumerate(nodes):
        match node:
            case NoteCall(note, span):
                anchor = known.notes.get(note, "")
                match = _LINK_NOTE.fullmatch(anchor)
                if not match:
                    out.append(NoteCall(anchor.removeprefix(_NOTE) or note, span))
            case Link(key, children, span):
                url = word.urls[key]
                if flat(children) == url:  # an address that the build prints beside its words
                    _drop_bracket(out, nodes, place)
                    continue
                target = _key_of(url, word, known, nodes[place + 1 :])
                out.append(Link(target, _words(children, word, known, tag), span))
            case Term(anchor, children, span):
                out += _reference(anchor.replace("_", "-"), children, span, known, nodes, place)
            case Emphasis() | Strong() | Foreign():
                out.append(replace(node, children=_words(node.children, word, known, tag)))
            case _:
                out.append(node)
    return merged(out)


def _drop_bracket(out: list[Inline], nodes: list[Inline], place: int) -> None:
    """Take away the brackets around an address beside the words of a link in a note."""
    after = nodes[place + 1] if place + 1 < len(nodes) else None
    before = out[-1] if out else None
    if isinstance(before, Text) and before.text.endswith("(") and isinstance(after, Text):
        out[-1] = Text(before.text.removesuffix("(").rstrip(" "), before.span)
        nodes[place + 1] = Text(after.text.removeprefix(")"), after.span)


def _key_of(url: str, word: Word, known: _Known, after: Sequence[Inline]) -> str:
    """Return the key of a link: that of the note behind it, or of another with its address."""
    for node in after[:2]:
        if isinstance(node, NoteCall):
            match = _LINK_NOTE.fullmatch(known.notes.get(node.note, ""))
            if match:
                return match["key"]
    for call, (words, _) in word.notes.items():
        match = _LINK_NOTE.fullmatch(known.notes[call])
        if match and url in flat(words):
            return match["key"]
    return "address"


def _reference(
    anchor: str,
    children: Inlines,
    span: Span,
    known: _Known,
    nodes: list[Inline],
    place: int,
) -> list[Inline]:
    if not anchor.startswith(_TERM):
        return [CrossReference(anchor, span)]
    term = anchor.removeprefix(_TERM)
    entry = known.glossary.get(term)
    if entry is None:
        return list(children)
    words = plain(children)
    if term in known.used:
        return [Term(term, children, span)]
    known.used.add(term)
    if words.casefold() not in {form.casefold() for form in entry.forms}:
        known.forms.setdefault(term, []).append(words)
    after = nodes[place + 1] if place + 1 < len(nodes) else None
    added = f" ({entry.expansion})" if entry.expansion else ""
    if added and isinstance(after, Text):
        seen = plain_spaces(after.text)
        if seen.startswith(plain_spaces(added)):
            nodes[place + 1] = Text(after.text[len(added) :], after.span)
    return list(children)
