"""Where each anchor of an Edition stands in the EPUB: files, links, contents tree, page breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import edition as ed
from pipeline.walk import walk_inlines, walk_sections

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.formats import PageMap

COVER = "cover.xhtml"
TITLE_PAGE = "page-title.xhtml"
CONTENTS = "contents.xhtml"
GLOSSARY = "glossary.xhtml"
"""Files of sections are named after their ids; these after ids that ``references`` keeps for the
pipeline, so that no two names can be one."""

COVER_ANCHOR = "cover"


@dataclass(frozen=True, slots=True)
class ContentsNode:
    """A line of the contents with the lines below it."""

    line: ed.ContentsLine
    place: int
    """From 1, in reading order."""
    children: tuple[ContentsNode, ...]


def file_of(section: ed.Section) -> str:
    """Return the name of the file that holds a section of the first level."""
    return f"{section.id}.xhtml"


def called_notes(edition: ed.Edition, section: ed.Section) -> list[ed.Note]:
    """Return the notes called in a section and below it, in their order."""
    called = {
        node.note.id
        for part in walk_sections((section,))
        for content in _contents_of(part)
        for node in walk_inlines(content)
        if isinstance(node, ed.NoteCall)
    }
    return [note for note in edition.notes if note.id in called]


def files_by_anchor(edition: ed.Edition) -> Mapping[str, str]:
    """Return the name of the file in which each anchor stands."""
    files = {COVER_ANCHOR: TITLE_PAGE, ed.CONTENTS_ANCHOR: CONTENTS}
    for section in edition.front + edition.body:
        file = file_of(section)
        for part in walk_sections((section,)):
            files |= dict.fromkeys(_anchors(part), file)
        for note in called_notes(edition, section):
            files |= {note.id: file, note.call_anchor: file}
    files[ed.GLOSSARY_ANCHOR] = GLOSSARY
    return files | {entry.id: GLOSSARY for entry in edition.glossary}


def linker(files: Mapping[str, str], current: str) -> Callable[[str], str]:
    """Return the function that makes the address of an anchor, as seen from the file ``current``.

    An anchor that stands nowhere is sought in the same file, where the proof will not find it.
    """

    def link(anchor: str) -> str:
        file = files.get(anchor, current)
        return f"#{anchor}" if file == current else f"{file}#{anchor}"

    return link


def page_breaks(pages: PageMap | None, files: Mapping[str, str]) -> Mapping[str, str]:
    """Return the page label by the anchor with which the page begins, in order."""
    if pages is None:
        return {}
    return {anchor: label for label, anchor in pages.breaks if anchor in files}


def contents_tree(edition: ed.Edition) -> tuple[ContentsNode, ...]:
    """Return the lines of the contents, each with the lines of deeper levels that follow it."""

    def nodes(start: int, end: int) -> Iterator[ContentsNode]:
        while start < end:
            line = edition.contents[start]
            after = start + 1
            while after < end and edition.contents[after].level > line.level:
                after += 1
            yield ContentsNode(line, start + 1, tuple(nodes(start + 1, after)))
            start = after

    return tuple(nodes(0, len(edition.contents)))


def _anchors(part: ed.Section) -> Iterator[str]:
    yield part.id
    for block in part.blocks:
        yield block.id
        if isinstance(block, ed.ItemList):
            yield from (item.id for item in block.items)


def _contents_of(part: ed.Section) -> Iterator[tuple[ed.Inline, ...]]:
    for block in part.blocks:
        if isinstance(block, ed.ItemList):
            yield from (item.content for item in block.items)
        else:
            yield block.content
