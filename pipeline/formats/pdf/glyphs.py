"""The words of a finished PDF as they are drawn, from left to right, by marked-content sequence.

For right-to-left text, where each reader of PDF has its own way to guess the order in which the
letters are read: here they are taken as the content streams show them (ISO 32000-1, 9.4.3) and
put in order by ``bidi``, which knows how our lines were made.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPERATORS = "BDC BMC EMC Tf Tj TJ"


def drawn_by_content(pdf: pikepdf.Pdf) -> Mapping[tuple[int, int], str]:
    """Return the text of each line by (page from 0, marked-content id), in the order drawn."""
    found: dict[tuple[int, int], str] = {}
    known: dict[tuple[int, int], Mapping[int, str]] = {}
    for number, page in enumerate(pdf.pages):
        fonts = {name: _characters(font, known) for name, font in page.Resources.Font.items()}
        marks: list[int] = []
        characters: Mapping[int, str] = {}
        for instruction in pikepdf.parse_content_stream(page, _OPERATORS):
            operands: Any = instruction.operands
            operator = instruction.operator
            match str(operator):
                case "BDC":
                    marks.append(_content_id(operands[1]))
                case "BMC":
                    marks.append(-1)
                case "EMC":
                    marks.pop()
                case "Tf":
                    characters = fonts[str(operands[0])]
                case "Tj" | "TJ" if marks and marks[-1] >= 0:
                    key = (number, marks[-1])
                    shown = operands[0] if str(operator) == "TJ" else operands[:1]
                    found[key] = found.get(key, "") + _decoded(shown, characters)
    return found


def _content_id(properties: Any) -> int:
    return int(properties.get("/MCID", -1)) if isinstance(properties, pikepdf.Dictionary) else -1


def _decoded(shown: Any, characters: Mapping[int, str]) -> str:
    """Return the characters of strings of glyphs, two bytes each; numbers among them are gaps."""
    glyphs = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
    codes = struct.unpack(f">{len(glyphs) // 2}H", glyphs)
    return "".join([characters.get(code, "") for code in codes])


def _characters(font: Any, known: dict[tuple[int, int], Mapping[int, str]]) -> Mapping[int, str]:
    """Return what each glyph of a font stands for, by its ToUnicode map (9.10.3)."""
    if font.objgen not in known:
        found = {}
        for instruction in pikepdf.parse_content_stream(font.ToUnicode):
            operands: Any = instruction.operands
            if str(instruction.operator) == "endbfchar":
                for glyph, text in zip(operands[::2], operands[1::2], strict=True):
                    code = int.from_bytes(bytes(glyph), "big")
                    found[code] = bytes(text).decode("utf-16-be", "replace")
        known[font.objgen] = found
    return known[font.objgen]
