"""Where things stand in a finished PDF: the page numbers that the other formats quote."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

from pipeline.edition import GLOSSARY_ANCHOR, ItemList
from pipeline.formats import PageMap
from pipeline.walk import walk_sections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.edition import Edition


def page_map(data: bytes, edition: Edition) -> PageMap:
    """Return the page map of the PDF of an edition, from its named destinations and labels."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        labels = [str(page.label) for page in pdf.pages]
        places = {}
        for name, destination in pikepdf.NameTree(pdf.Root.Names.Dests).items():
            page, _, x, y = list(destination)[:4]
            places[str(name)] = (pages[page.objgen], -float(y), float(x))
    breaks: dict[int, str] = {}
    for anchor in _anchors(edition):
        if anchor in places:
            breaks.setdefault(places[anchor][0], anchor)
    return PageMap(
        labels={anchor: labels[place[0]] for anchor, place in places.items()},
        breaks=tuple((labels[number], breaks[number]) for number in sorted(breaks)),
        count=len(labels),
    )


def _anchors(edition: Edition) -> Iterator[str]:
    """Yield the anchors of everything that may begin a page, in reading order."""
    yield "cover"
    yield "contents"
    for section in walk_sections(edition.front + edition.body):
        yield section.id
        for block in section.blocks:
            yield block.id
            if isinstance(block, ItemList):
                yield from (item.id for item in block.items)
    yield GLOSSARY_ANCHOR
    yield from (entry.id for entry in edition.glossary)
