"""Bytes of a text file → lines with their pages: what was typed, less what the paper added.

Page breaks are form feeds, or - in text taken from a PDF page by page - lines that begin with a
single space where no others do, or lone page numbers. Running heads and page numbers are known by
standing at the edge of page after page, and are taken out.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

from pipeline.importer.draft import Decision, Line
from pipeline.limits import IMPORT_LINE, IMPORT_LINES
from pipeline.model import Span
from pipeline.textfile import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diagnostics import Collector

EDGE = 3
"""How many lines from the edge of a page a running head may stand."""

LONGEST_HEAD = 150
"""Characters of the longest running head."""

_PAGE_NUMBER = re.compile(
    r"[-–—|\[(]?\s*(?:(?:page|p\.)\s*)?(\d{1,4})\s*(?:(?:of|sur|de|/)\s*\d{1,4})?\s*[-–—|\])]?",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?:[_=*~#•\-–—─━]\s*){3,}")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Tell whether a line is an address and nothing else."""
    return _URL.fullmatch(text) is not None


def is_page_number(text: str) -> bool:
    """Tell whether a line is the number of a page and nothing else."""
    return _PAGE_NUMBER.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Pages:
    """The lines of a text, less what the paper added."""

    lines: tuple[Line, ...]
    dropped: tuple[tuple[Line, str], ...]
    """What was taken out, and why."""
    count: int
    """Of pages."""


def read_lines(data: bytes, name: str, found: Collector) -> list[Line]:
    """Return the lines of a text that are not blank, with their pages.

    Findings: those of ``textfile.decode``, and ``import-too-large``. UTF-16 is read where a byte
    order mark says that it is that.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError:
            found.error(
                "not-utf8",
                "the file says that it is in UTF-16, and is not",
                Span(name, 1),
                "open it in an editor and save it as UTF-8",
            )
            return []
    # A form feed is no sign of a text, and no fault here either: it ends a page.
    text = decode(data.replace(b"\f", b" "), name, found)
    if text is None:
        return []
    rows = text.split("\n")
    if len(rows) > IMPORT_LINES:
        found.error(
            "import-too-large",
            f"the file has {len(rows)} lines; the most is {IMPORT_LINES}",
            Span(name, 1),
            "import it in parts",
        )
        return []
    for number, row in enumerate(rows, 1):
        if len(row) > IMPORT_LINE:
            found.error(
                "import-too-large",
                f"the line has {len(row)} characters: this is not the text of a report",
                Span(name, number),
                "break it into lines or paragraphs",
            )
            return []
    return with_pages(_not_blank(rows), _page_starts(data))


def _not_blank(rows: Sequence[str]) -> list[Line]:
    lines = []
    gap = True
    for number, row in enumerate(rows, 1):
        if text := row.strip():
            wide = row.expandtabs()
            indent = len(wide) - len(wide.lstrip())
            trailing = len(row) - len(row.rstrip())
            lines.append(Line(text, number, 1, gap, indent, trailing))
        gap = not text
    return lines


def _page_starts(data: bytes) -> frozenset[int]:
    """Return the numbers of the lines before which, or at whose beginning, a form feed stands."""
    starts = set()
    for number, row in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")):
        before, feed, _ = row.partition(b"\f")
        if feed:
            starts.add(number + (2 if before.strip() else 1))
    return frozenset(starts)


def with_pages(lines: Sequence[Line], starts: Iterable[int]) -> list[Line]:
    """Return the lines with their pages; ``starts`` are numbers of lines at which a page begins."""
    breaks = sorted(starts)
    if not breaks:
        single = [line.number for line in lines if line.indent == 1]
        if len(single) * 5 <= len(lines):
            breaks = single
    out: list[Line] = []
    page, passed = 1, 0
    for line in lines:
        before = passed
        while passed < len(breaks) and breaks[passed] <= line.number:
            passed += 1
        page += passed > before and bool(out)
        out.append(replace(line, page=page))
    return out if breaks else _pages_by_numbers(out)


def _pages_by_numbers(lines: list[Line]) -> list[Line]:
    """Let lone page numbers end pages where nothing else says where pages end."""
    lone = []
    for line, after in zip_longest(lines, lines[1:]):
        match = _PAGE_NUMBER.fullmatch(line.text)
        if match and line.after_gap and (after is None or after.after_gap):
            lone.append((line.number, int(match[1])))
    values = [value for _, value in lone]
    if len(values) < 2 or values != list(range(values[0], values[0] + len(values))):
        return lines
    ends = {number for number, _ in lone}
    out, page = [], 1
    for line in lines:
        out.append(replace(line, page=page))
        page += line.number in ends
    return out


def drop_furniture(lines: Sequence[Line]) -> Pages:
    """Take out running heads, page numbers and rules."""
    pages = [list(group) for _, group in groupby(lines, key=lambda line: line.page)]
    heads = _heads(pages)
    kept: list[Line] = []
    dropped: list[tuple[Line, str]] = []
    for page in pages:
        edges = _edges(page)
        for line in page:
            why = _why_dropped(line, edges, heads, len(pages))
            if why:
                dropped.append((line, why))
                continue
            gone = bool(dropped) and dropped[-1][0].number > (kept[-1].number if kept else 0)
            kept.append(replace(line, after_gap=line.after_gap or gone))
    return Pages(tuple(kept), tuple(dropped), len(pages))


def _why_dropped(line: Line, edges: set[int], heads: frozenset[str], pages: int) -> str:
    if _RULE.fullmatch(line.text):
        return "a rule, not words"
    if line.number not in edges or pages < 2:
        return ""
    if is_page_number(line.text):
        return "a number alone at the edge of a page"
    key = _key(line.text)
    if key in heads and (line.page > 1 or "#" in key):
        return "stands at the edge of page after page"
    return ""


def _edges(page: Sequence[Line]) -> set[int]:
    """Return the numbers of the lines at the edges of a page, addresses apart."""
    words = [line.number for line in page if not is_address(line.text)]
    return {*words[:EDGE], *words[-EDGE:]}


def _heads(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return what stands at the edge of at least a third of the pages, its digits apart."""
    counts: Counter[str] = Counter()
    for page in pages:
        edges = _edges(page)
        counts.update(
            {
                _key(line.text)
                for line in page
                if line.number in edges and len(line.text) <= LONGEST_HEAD
            }
        )
    least = max(2, -(-len(pages) // 3))
    return frozenset(key for key, count in counts.items() if count >= least)


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())


def dropped_decisions(dropped: Iterable[tuple[Line, str]]) -> list[Decision]:
    """Return what was taken out as decisions, for the report page."""
    return [
        Decision(line.number, line.page, "page furniture", "", f"left out: “{line.text}”", why)
        for line, why in dropped
    ]
