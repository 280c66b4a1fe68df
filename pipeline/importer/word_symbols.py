"""Signs that Word keeps by their place in a symbol font → the characters that they are.

The font Symbol has the encoding that PostScript gave it (Unicode's table ADOBE/symbol.txt). Other
symbol fonts - Wingdings, Webdings - draw pictures, which no report has a place for.
"""

from __future__ import annotations

_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SIGNS = {
    **{ord(latin): greek for latin, greek in _LETTERS.items()},
    **{code: chr(code) for code in b"!#%&()+,./0123456789:;<=>?[]_{|}"},
    0x22: "∀",
    0x24: "∃",
    0x27: "∋",
    0x2A: "∗",
    0x2D: "−",
    0x40: "≅",
    0x5C: "∴",
    0x5E: "⊥",
    0x7E: "∼",
    0xA2: "′",
    0xA3: "≤",
    0xA4: "⁄",
    0xA5: "∞",
    0xAB: "↔",
    0xAC: "←",
    0xAD: "↑",
    0xAE: "→",
    0xAF: "↓",
    0xB0: "°",
    0xB1: "±",
    0xB2: "″",
    0xB3: "≥",
    0xB4: "×",
    0xB5: "∝",
    0xB6: "∂",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBA: "≡",
    0xBB: "≈",
    0xBC: "…",
    0xC5: "⊕",
    0xC6: "∅",
    0xC7: "∩",
    0xC8: "∪",
    0xCE: "∈",
    0xCF: "∉",
    0xD2: "®",
    0xD3: "©",
    0xD4: "™",
    0xD5: "∏",
    0xD6: "√",
    0xD7: "⋅",
    0xD8: "¬",
    0xE5: "∑",
    0xF2: "∫",
}
PRIVATE = 0xF000
"""Where Word puts the signs of symbol fonts (ISO/IEC 29500-1, 17.3.3.30)."""


def symbol(font: str, code: str) -> str:
    """Return the character of a sign (``F0B0``) of a font; empty for one that has none."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    if font.casefold() == "symbol":
        return _SIGNS.get(place - PRIVATE if place >= PRIVATE else place, "")
    return "" if PRIVATE <= place < PRIVATE + 0x100 else chr(place)
