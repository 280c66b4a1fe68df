"""CSV with places: rows of cells, each with its line and column (RFC 4180, and what Excel makes).

The ``csv`` module of Python keeps no columns, and takes a quote that is never closed for text up
to the end of the file. Here the separator is the sign that the first line has most of: a comma, a
semicolon (Excel where the comma stands in numbers) or a tab.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Span
from pipeline.textfile import read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.diagnostics import Collector

SEPARATORS = ",;\t"
_HINT_OF_EXCEL = "sep="
"""First line by which Excel is told the separator."""
_QUOTED = re.compile(r'[ ]*"((?:[^"]|"")*)"[ ]*')


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text without quotes and outer spaces, and where it stands."""

    text: str
    span: Span


def read_csv(path: Path, name: str, found: Collector) -> list[list[Cell]]:
    """Return the rows that are not blank.

    Findings: those of ``read_text`` and ``csv-syntax``; no row where there is no usable text.
    """
    text = read_text(path, name, found)
    if text is None:
        return []
    lines = text.split("\n")
    start = 1 if lines[0].lower().startswith(_HINT_OF_EXCEL) else 0
    separator = lines[0][len(_HINT_OF_EXCEL) :].strip(" ") or "\t" if start else ""
    if separator not in tuple(SEPARATORS):
        bare = _QUOTED.sub("", lines[start]) if start < len(lines) else ""
        separator = max(SEPARATORS, key=bare.count)
    rows = _rows("\n".join(lines[start:]), separator, start + 1, name, found)
    return [row for row in rows if any(cell.text for cell in row)]


def _rows(
    text: str, separator: str, line: int, name: str, found: Collector
) -> Iterator[list[Cell]]:
    """Yield the rows of a text whose first line has the number ``line``."""
    at, column = 0, 1
    row: list[Cell] = []
    while True:
        cell, end = _cell(text, at, separator, Span(name, line, column), found)
        row.append(cell)
        line, column = _moved(text[at:end], line, column)
        if end < len(text) and text[end] == separator:
            at, column = end + 1, column + 1
            continue
        yield row
        if end >= len(text):
            return
        row, at, line, column = [], end + 1, line + 1, 1


def _cell(text: str, at: int, separator: str, place: Span, found: Collector) -> tuple[Cell, int]:
    """Return the cell that begins at ``at``, and where its separator or line end stands."""
    quoted = _QUOTED.match(text, at)
    start = quoted.end() if quoted else at
    end = next((i for i in range(start, len(text)) if text[i] in (separator, "\n")), len(text))
    bare = text[at:end]
    if quoted and end == start:
        words = quoted[1].replace('""', '"')
        return Cell(words.strip(), _span(place, bare)), end
    if quoted or bare.lstrip().startswith('"'):
        what = "words stand after a closing quote" if quoted else "a quote is never closed"
        found.error(
            "csv-syntax",
            what,
            _span(place, bare),
            'put the whole cell in quotes, and write a quote inside them twice: ""',
        )
    return Cell(bare.strip(), _span(place, bare)), end


def _span(place: Span, bare: str) -> Span:
    """Return the place of the words, inside their quotes, of a cell that begins at ``place``."""
    first = bare.split("\n", 1)[0]
    words = first.strip(' "')
    before = len(first) - len(first.lstrip(' "'))
    return Span(place.file, place.line, place.column + (before if words else 0), max(1, len(words)))


def _moved(passed: str, line: int, column: int) -> tuple[int, int]:
    """Return the place after ``passed``, which begins at the place given."""
    breaks = passed.count("\n")
    if not breaks:
        return line, column + len(passed)
    return line + breaks, len(passed) - passed.rindex("\n")
