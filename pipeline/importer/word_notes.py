"""The notes and links of a Word file, under the names that they will have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.importer.addresses import is_usable, link_target
from pipeline.importer.draft import DraftNote
from pipeline.importer.inlines import flat, merged
from pipeline.model import Emphasis, Link, NoteCall, Span, Strong, Term, Text
from pipeline.references import walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Unit
    from pipeline.importer.inlines import Inlines
    from pipeline.importer.word_file import Word
    from pipeline.model import Inline, LinkTarget


def with_notes(
    units: Sequence[Unit], word: Word, name: str, found: Collector, *, lenient: bool
) -> tuple[list[Unit], list[DraftNote]]:
    """Count the notes in the order of their calls; move a call out of a heading."""
    notes: list[DraftNote] = []
    names: dict[str, str] = {}
    out: list[Unit] = []
    waiting: list[Inline] = []
    for unit in units:
        inlines: list[Inline] = [] if unit.kind == "heading" else [*waiting]
        new = _renamed(unit.inlines, names)
        if unit.kind == "heading":
            calls = [n for n in new if isinstance(n, NoteCall)]
            waiting += calls
            new = tuple(n for n in new if not isinstance(n, NoteCall))
            if calls:
                report = found.warning if lenient else found.error
                report(
                    "import-note",
                    f"the heading “{flat(new)[:60]}” calls a footnote, which no heading can",
                    Span(name, 0),
                    "call it in the paragraph below; --lenient puts it there",
                )
        elif waiting:
            new = merged((*new, *inlines))
            waiting = []
        out.append(replace(unit, inlines=new))
    for old, key in names.items():
        words, _ = word.notes.get(old, ((), ()))
        span = Span(name, 0)
        notes.append(DraftNote(key, "", words or (Text("–", span),), span, 1))
    return out, notes


def _renamed(inlines: Iterable[Inline], names: dict[str, str]) -> Inlines:
    out: list[Inline] = []
    for node in inlines:
        if isinstance(node, NoteCall):
            key = names.setdefault(node.note, f"n{len(names) + 1}")
            out.append(NoteCall(key, node.span))
        elif isinstance(node, Emphasis | Strong | Link | Term):
            # Calls inside links and terms would be links in links: they go behind the words.
            calls = tuple(n for n in walk_inlines(node.children) if isinstance(n, NoteCall))
            children = tuple(n for n in node.children if not isinstance(n, NoteCall))
            out += [replace(node, children=children), *_renamed(calls, names)]
        else:
            out.append(node)
    return merged(out)


def with_links(
    units: Sequence[Unit],
    notes: Sequence[DraftNote],
    word: Word,
    name: str,
    found: Collector,
) -> tuple[list[Unit], list[DraftNote], list[LinkTarget]]:
    """Give links their keys; a link that no published file may have becomes plain words."""
    links: list[LinkTarget] = []

    def keyed(inlines: Iterable[Inline], where: str) -> Inlines:
        out: list[Inline] = []
        for node in inlines:
            match node:
                case Link(key, children, span):
                    url = word.urls[key]
                    if not is_usable(url):
                        out += keyed(children, where)
                        found.warning(
                            "import-left-out",
                            f"{where}: the address of the link “{flat(children)}” ({url}) is not "
                            "in the text",
                            Span(name, 0),
                            "give its words another address, of the web, or none",
                        )
                        continue
                    target = link_target(url, span, links, "n.d.")
                    if target.key not in {link.key for link in links}:
                        links.append(target)
                    out.append(Link(target.key, keyed(children, where), span))
                case Term(_, children, _):
                    out += keyed(children, where)
                case Emphasis() | Strong():
                    out.append(replace(node, children=keyed(node.children, where)))
                case _:
                    out.append(node)
        return merged(out)

    return (
        [replace(unit, inlines=keyed(unit.inlines, unit.where)) for unit in units],
        [
            replace(note, inlines=keyed(note.inlines, f"note {place}"))
            for place, note in enumerate(notes, 1)
        ],
        links,
    )
