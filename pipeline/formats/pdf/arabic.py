"""The Arabic face made fit for copying out: what each of its glyphs says.

A letter of Arabic has glyphs by its place in the word and by its neighbours. WeasyPrint notes of
each what stood in the text where it was first drawn, which goes wrong where letters and vowel
signs are drawn as one cluster (Kozea/WeasyPrint issue 106 and others). The font knows better: the
substitutions by which it comes from a character to a glyph are followed here (OpenType, GSUB).
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fontTools.ttLib import TTFont

_SINGLE, _MULTIPLE, _ALTERNATE, _LIGATURE, _EXTENSION = 1, 2, 3, 4, 7
"""Types of lookups (OpenType, GSUB, 3)."""

_PRESENTATION = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFF))
"""Characters that stand for glyphs; what they say is their compatibility decomposition."""


def drop_strokes(font: TTFont) -> None:
    """Let the font add no connecting strokes: glyphs of their own that no letter is behind.

    They widen some pairs of letters a little. Copied out, they would be letters too many.
    """
    for kind, table in _substitutions(font):
        if kind == _MULTIPLE:
            for glyph, drawn in table.mapping.items():
                if drawn[:1] == [glyph]:
                    table.mapping[glyph] = [glyph]


def texts_of_glyphs(font: TTFont) -> dict[int, str]:
    """Return what each glyph says that any text leads to, by its number in the font."""
    texts: dict[str, str] = {}
    for code, glyph in font.getBestCmap().items():
        _add(texts, glyph, _plain(code))
    steps = list(_steps(font))
    grown = True
    while grown:
        grown = False
        for parts, glyph in steps:
            if all(part in texts for part in parts):
                grown |= _add(texts, glyph, "".join(texts[part] for part in parts))
    return {font.getGlyphID(glyph): text for glyph, text in texts.items()}


def _add(texts: dict[str, str], glyph: str, text: str) -> bool:
    """Keep the plainest of what leads to a glyph: the fewest characters, the lowest codes."""
    known = texts.get(glyph)
    if known is not None and (len(known), known) <= (len(text), text):
        return False
    texts[glyph] = text
    return True


def _plain(code: int) -> str:
    if any(first <= code <= last for first, last in _PRESENTATION):
        return unicodedata.normalize("NFKC", chr(code)).strip()
    return chr(code)


def _steps(font: TTFont) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (glyphs, the glyph that is drawn for them)."""
    for kind, table in _substitutions(font):
        if kind == _SINGLE:
            yield from (((glyph,), drawn) for glyph, drawn in table.mapping.items())
        elif kind == _MULTIPLE:
            # The first of several glyphs is the letter, the others its dots.
            yield from (((glyph,), drawn[0]) for glyph, drawn in table.mapping.items() if drawn)
        elif kind == _ALTERNATE:
            for glyph, others in table.alternates.items():
                yield from (((glyph,), drawn) for drawn in others)
        elif kind == _LIGATURE:
            for first, ligatures in table.ligatures.items():
                yield from (((first, *one.Component), one.LigGlyph) for one in ligatures)


def _substitutions(font: TTFont) -> Iterator[tuple[int, Any]]:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            if lookup.LookupType == _EXTENSION:
                yield table.ExtensionLookupType, table.ExtSubTable
            else:
                yield lookup.LookupType, table
