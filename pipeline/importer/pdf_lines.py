"""The glyphs of a page → its lines of text in the order in which they are read.

What a text file says with blank lines and spaces, a page says with distances: a gap before a
line, how far it stands in, a small raised digit.
"""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from pipeline.importer.draft import Line, Mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.importer.pdf_page import Glyph

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

_SMALL = 0.85
"""How small against its line a raised digit is at most."""
_JUMP = 2.5
"""Sizes of a glyph that may lie between two of one piece; a wider gap parts columns."""
_LARGER = 1.12
"""How many times the size of the text the letters of a heading have at least."""
_GAP = 1.3
"""How many times the usual distance of lines stands before a new paragraph."""
_LINES_OF_COLUMN = 5
_WIDTH_OF_COLUMN = 0.25
"""What part of the width of the text a column has at least: numbers in a margin have less."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a page, and where it stands."""

    text: str
    marks: tuple[Mark, ...]
    parts: tuple[str, ...]
    """Its text in the pieces that stand apart: a title on the left, a number on the right."""
    base: float
    left: float
    size: float
    is_bold: bool


def page_rows(glyphs: Sequence[Glyph]) -> list[Row]:
    """Return the lines of a page in the order in which they are read."""
    rows = (row for column in _columns(list(_pieces(glyphs))) for row in _rows(column))
    return [row for pieces in rows if (row := _row(pieces)).text]


def text_size(pages: Iterable[Iterable[Row]]) -> float:
    """Return the size of the letters of the text: that of most of its signs."""
    sizes: Counter[float] = Counter()
    for rows in pages:
        for row in rows:
            sizes[round(row.size, 1)] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def to_lines(rows: Sequence[Row], page: int, first: int, size: float) -> list[Line]:
    """Return the rows of a page as lines.

    ``first`` is the number of the first of them, ``size`` that of the letters of the text.
    """
    if not rows:
        return []
    left = min(row.left for row in rows)
    pitches = _pitches(rows)
    gaps = [False, *(_is_gap(before, row, pitches) for before, row in pairwise(rows))]
    indents = [max(0, round((row.left - left) / (row.size / 2))) for row in rows]
    blocks = _block_indents(gaps, indents)
    return [
        Line(
            row.text,
            first + place,
            page,
            gap,
            indent,
            marks=row.marks,
            is_display=row.size > _LARGER * size or (row.is_bold and row.size > 0.95 * size),
        )
        for place, (row, gap, indent) in enumerate(zip(rows, gaps, blocks, strict=True))
    ]


def _block_indents(gaps: Sequence[bool], indents: Sequence[int]) -> list[int]:
    """Return how far the block of each line stands in: a first line alone says nothing."""
    out: list[int] = []
    for place, gap in enumerate(gaps):
        if gap or not out:
            end = next((i for i in range(place + 1, len(gaps)) if gaps[i]), len(gaps))
            least = min(indents[place:end])
        out.append(least)
    return out


@dataclass(frozen=True, slots=True)
class _Piece:
    """Glyphs that follow each other on one line."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    base: float
    size: float

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> _Piece:
        """Return the piece; its size and line are those of most of its glyphs."""
        signs = [g for g in glyphs if not g.sign.isspace()]
        (base, size), _ = Counter((g.base, g.size) for g in signs).most_common(1)[0]
        left, right = min(g.left for g in signs), max(g.right for g in signs)
        return cls(tuple(glyphs), left, right, base, size)


# --- glyphs to rows -----------------------------------------------------------------------------


def _pieces(glyphs: Iterable[Glyph]) -> Iterator[_Piece]:
    piece: list[Glyph] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if glyph.sign.isspace():
            if piece:
                piece.append(glyph)
            continue
        if last is not None and not _goes_on(last, glyph):
            yield _Piece.of(_trimmed(piece))
            piece = []
        piece.append(glyph)
        last = glyph
    if piece:
        yield _Piece.of(_trimmed(piece))


def _trimmed(piece: Sequence[Glyph]) -> Sequence[Glyph]:
    end = len(piece)
    while piece[end - 1].sign.isspace():
        end -= 1
    return piece[:end]


def _goes_on(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    same = abs(last.base - glyph.base) < (0.15 if last.size == glyph.size else 0.5) * size
    # The parts of a ligature all stand where it begins.
    return same and (
        glyph.left == last.left or -0.5 * size < glyph.left - last.right < _JUMP * size
    )


def _rows(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Return pieces that stand on one line, from the top down, each line from the left."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.base, p.left)):
        if rows and abs(rows[-1][0].base - piece.base) < 0.3 * max(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


# --- columns ------------------------------------------------------------------------------------


def _columns(pieces: Sequence[_Piece]) -> list[list[_Piece]]:
    """Divide a page of two columns: down the left one, then the right; whole lines in between."""
    gutter = _gutter(pieces)
    if gutter is None:
        return [list(pieces)]
    out: list[list[_Piece]] = []
    crossing = [p for p in pieces if p.left < gutter < p.right]
    tops = sorted({p.base for p in crossing}, reverse=True)
    # Bands between whole lines; a line itself is a band of its own.
    rest = [p for p in pieces if not p.left < gutter < p.right]
    for top in [*tops, float("-inf")]:
        band = [p for p in rest if p.base > top]
        rest = [p for p in rest if p.base <= top]
        out += (
            [p for p in band if p.right <= gutter],
            [p for p in band if p.left >= gutter],
            [p for p in crossing if p.base == top],
        )
    return [column for column in out if column]


def _gutter(pieces: Sequence[_Piece]) -> float | None:
    """Return where the strip between two columns lies; None on a page of one."""
    if len(pieces) < 2 * _LINES_OF_COLUMN:
        return None
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    width = right - left
    for place in sorted({p.left for p in pieces}):
        at = place - 1
        if not left + _WIDTH_OF_COLUMN * width < at < right - _WIDTH_OF_COLUMN * width:
            continue
        before = [p.right - p.left for p in pieces if p.right <= at]
        after = [p.right - p.left for p in pieces if p.left >= at]
        crossing = len(pieces) - len(before) - len(after)
        if (
            min(len(before), len(after)) >= _LINES_OF_COLUMN
            and crossing * 4 < len(pieces)
            and statistics.median(before) > _WIDTH_OF_COLUMN * width
            and statistics.median(after) > _WIDTH_OF_COLUMN * width
        ):
            return at
    return None


# --- rows to lines ------------------------------------------------------------------------------


def _pitches(rows: Sequence[Row]) -> dict[int, float]:
    """Return the usual distance of lines of each size."""
    found: dict[int, list[float]] = {}
    for before, row in pairwise(rows):
        distance = before.base - row.base
        if round(before.size) == round(row.size) and 0 < distance < 4 * row.size:
            found.setdefault(round(row.size), []).append(distance)
    # The smaller distances are those inside paragraphs.
    return {size: sorted(all_)[len(all_) // 4] for size, all_ in found.items()}


def _is_gap(before: Row, row: Row, pitches: dict[int, float]) -> bool:
    distance = before.base - row.base
    if distance < 0 or round(before.size) != round(row.size):
        return True
    return distance > _GAP * pitches.get(round(row.size), row.size)


def _row(pieces: Sequence[_Piece]) -> Row:
    main = max(pieces, key=lambda piece: len(piece.glyphs))
    signs: list[tuple[str, Glyph | None]] = []
    parts = []
    for place, piece in enumerate(pieces):
        if place:
            signs.append((" ", None))
        own = [(s, glyph) for glyph in piece.glyphs for s in _signs(glyph, main)]
        parts.append("".join(sign for sign, _ in own))
        signs += own
    text = "".join(sign for sign, _ in signs)
    marks = tuple(_marks([glyph for _, glyph in signs]))
    is_bold = all(g.is_bold for p in pieces for g in p.glyphs if g.sign.isalpha())
    left = min(p.left for p in pieces)
    return Row(text, marks, tuple(parts), main.base, left, main.size, is_bold)


def _signs(glyph: Glyph, main: _Piece) -> str:
    is_raised = glyph.size < _SMALL * main.size and glyph.base > main.base + 0.1 * main.size
    return glyph.sign.translate(RAISED) if is_raised else glyph.sign


def _marks(glyphs: Sequence[Glyph | None]) -> Iterator[Mark]:
    at = 0
    for url, group in groupby(glyphs, key=lambda g: g.url if g else ""):
        length = len(list(group))
        if url:
            yield Mark(at, at + length, "link", url)
        at += length
    at = 0
    for is_italic, group in groupby(glyphs, key=lambda g: g is not None and g.is_italic):
        length = len(list(group))
        if is_italic:
            yield Mark(at, at + length, "emphasis", "")
        at += length
