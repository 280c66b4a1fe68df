"""Running heads and page numbers of a PDF, by where they stand: in a margin, page after page.

What they say may change from section to section; their place does not.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.importer.lines import is_page_number

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.importer.pdf_lines import Row

_DEPTH = 3
"""How many lines a head may have."""
_GAP = 1.5
"""How many sizes of its letters at least are between a head and the text."""

WHY = "stands in the margin of page after page"


def running_heads(pages: Sequence[Sequence[Row]]) -> list[Mapping[int, str]]:
    """Return for each page which of its lines are no text, by their places, and why."""
    found: list[dict[int, str]] = [{} for _ in pages]
    everything = Counter(row.text for rows in pages for row in rows)
    for is_top in (True, False):
        for _ in range(_DEPTH):
            edges = [
                _edge(rows, out, is_top=is_top) for rows, out in zip(pages, found, strict=True)
            ]
            at = _heads(pages, edges, everything, is_top=is_top)
            if not at:
                break
            for page, place in at:
                found[page][place] = WHY
    return list(found)


def _edge(rows: Sequence[Row], gone: Collection[int], *, is_top: bool) -> int | None:
    """Return the place of the outermost line that is left."""
    left = [place for place in range(len(rows)) if place not in gone]
    if not left:
        return None
    key = max if is_top else min
    return key(left, key=lambda place: rows[place].base)


def _heads(
    pages: Sequence[Sequence[Row]],
    edges: Sequence[int | None],
    everything: Mapping[str, int],
    *,
    is_top: bool,
) -> list[tuple[int, int]]:
    places = [(page, edge) for page, edge in enumerate(edges) if edge is not None]
    heights = Counter(round(pages[page][edge].base) for page, edge in places)
    if not heights:
        return []
    height, _ = heights.most_common(1)[0]
    at = [(page, edge) for page, edge in places if abs(pages[page][edge].base - height) <= 1.5]
    if len(at) < max(2, len(places) / 2) or not all(
        _stands_apart(pages[page], edge) for page, edge in at
    ):
        return []
    keys = Counter(
        key for page, edge in at for key in {_key(part) for part in pages[page][edge].parts}
    )
    least = max(2, len(at) / 3)
    return [
        (page, edge)
        for page, edge in at
        if _is_number(pages[page][edge].text)
        or any(keys[_key(part)] >= least for part in pages[page][edge].parts)
        # A head that names its section: the same words stand in the text, as a heading.
        or (is_top and everything[pages[page][edge].text] > 1)
    ]


def _stands_apart(rows: Sequence[Row], edge: int) -> bool:
    others = [abs(row.base - rows[edge].base) for place, row in enumerate(rows) if place != edge]
    return not others or min(others) > _GAP * rows[edge].size


def _is_number(text: str) -> bool:
    return is_page_number(text) or re.fullmatch(r"[ivxlc]+", text) is not None


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())
