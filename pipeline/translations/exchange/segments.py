"""A text and its translation, cut into sentences that belong together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from pipeline.translations.exchange.inline import Code, numbered_like, pieces_of
from pipeline.translations.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.translations.exchange.inline import Piece

Segment = tuple[tuple["Piece", ...], tuple["Piece", ...]]
"""A sentence and its translation, which is empty where there is none."""


def segments(english: str, translation: str, *, plain: bool = False) -> list[Segment]:
    """Return the sentences of both texts, or both whole where they have not as many.

    Marks are numbered through the whole text, those of the translation like the original's.
    """
    source = pieces_of(english, plain=plain)
    target = numbered_like(pieces_of(translation, plain=plain), source)
    ours = _sentences(english, source, plain=plain)
    if not target:
        return [(sentence, ()) for sentence in ours]
    theirs = _sentences(translation, target, plain=plain)
    return list(zip(ours, theirs, strict=True)) if len(ours) == len(theirs) else [(source, target)]


def _sentences(markdown: str, whole: tuple[Piece, ...], *, plain: bool) -> list[tuple[Piece, ...]]:
    """Return the codes and words of each sentence; the whole where a mark spans two of them."""
    parts = [pieces_of(part.strip(" "), plain=plain) for part in sentences(markdown)]
    spaced = list(chain.from_iterable((" ", *part) for part in parts))[1:]
    if _data(spaced) != _data(whole):
        return [whole]
    codes = iter([piece for piece in whole if isinstance(piece, Code)])
    return [
        tuple(piece if isinstance(piece, str) else next(codes) for piece in part) for part in parts
    ]


def _data(pieces: Sequence[Piece]) -> str:
    return "".join(piece if isinstance(piece, str) else f"\0{piece.data}\0" for piece in pieces)
