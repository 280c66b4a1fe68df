"""The picture of the cover that bookshelves show, drawn from the words of the title page.

``templates/epub/cover-image.toml`` says what stands on it and how. A PNG, because few
bookshelves show SVG covers. The title page itself is text; this picture is in no page.
"""

from __future__ import annotations

import io
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.edition import Cover
    from pipeline.formats import Context

DESIGN = "cover-image.toml"

FAMILIES = {"serif": "Source Serif 4", "sans": "Source Sans 3"}

SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""Scripts, as Unicode names their letters, that the faces have and that need no shaping."""

SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Sizes tried, one after the other, until everything has room."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\u2066\u2067\u2068\u2069\u200e\u200f"))


@dataclass(frozen=True, slots=True)
class _Item:
    """Lines of text, or a rule; lengths in pixels."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont | None
    """None for a rule."""
    space: int
    """Left free above it."""
    advance: int
    """From one line to the next; the thickness of a rule."""
    width: int
    colour: str

    @property
    def height(self) -> int:
        return self.advance * max(1, len(self.lines))


def draw_cover(cover: Cover, context: Context) -> bytes:
    """Return the picture as PNG.

    A cover in a script that the faces cannot set has no words. Raises ``ReportError``
    ``template-missing``, ``template-syntax``, ``template-error`` for the design.
    """
    file = f"templates/epub/{DESIGN}"
    try:
        design = tomllib.loads((context.templates / "epub" / DESIGN).read_text("utf-8"))
        image = _draw(design, cover, context.theme["colours"])
    except FileNotFoundError as error:
        raise _error("template-missing", "the design of the cover is not there", file) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error("template-syntax", f"the design cannot be read: {error}", file) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _error("template-error", f"the design does not fit: {error}", file) from error
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _draw(design: Mapping[str, Any], cover: Cover, colours: Mapping[str, str]) -> Image.Image:
    size = design["width"], design["height"]
    image = Image.new("RGB", size, colours[design["ground"]])
    canvas = ImageDraw.Draw(image)
    margin = design["margin"]
    top, bottom = _fitted(design, cover, colours)
    _place(canvas, top, margin, margin)
    _place(canvas, bottom, margin, size[1] - margin - _height(bottom))
    return image


def _fitted(
    design: Mapping[str, Any], cover: Cover, colours: Mapping[str, str]
) -> tuple[list[_Item], list[_Item]]:
    """Return the items at the top and at the bottom in the greatest size that has room."""
    room = design["height"] - 2 * design["margin"]
    width = design["width"] - 2 * design["margin"]
    for scale in SCALES:
        top, bottom = (
            [
                item
                for entry in design[part]
                if (item := _item(entry, cover, colours, width, scale)) is not None
            ]
            for part in ("top", "bottom")
        )
        wide = any(
            item.font and item.font.getlength(line) > width
            for item in (*top, *bottom)
            for line in item.lines
        )
        if not wide and _height(top) + _height(bottom) <= room:
            break
    return top, bottom


def _item(
    entry: Mapping[str, Any], cover: Cover, colours: Mapping[str, str], width: int, scale: float
) -> _Item | None:
    space = round(entry.get("space", 0) * scale)
    colour = colours[entry["colour"]]
    if "rule" in entry:
        return _Item((), None, space, entry["rule"], entry["width"], colour)
    text = str(getattr(cover, entry["words"])).translate(_INVISIBLE)
    if not text or not _is_drawable(text):
        return None
    size = round(entry["size"] * scale)
    font = _font(entry["face"], entry["weight"], size)
    advance = round(size * entry["leading"])
    return _Item(_wrapped(text, font, width), font, space, advance, width, colour)


def _place(canvas: ImageDraw.ImageDraw, items: Sequence[_Item], left: int, y: int) -> None:
    for item in items:
        y += item.space
        if item.font is None:
            canvas.rectangle((left, y, left + item.width - 1, y + item.advance - 1), item.colour)
        for place, line in enumerate(item.lines):
            canvas.text((left, y + place * item.advance), line, item.colour, item.font)
        y += item.height


def _height(items: Sequence[_Item]) -> int:
    return sum(item.space + item.height for item in items)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> tuple[str, ...]:
    """Break a text at its spaces, but not at no-break spaces, into lines that are not too wide."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip(" ")
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _is_drawable(text: str) -> bool:
    return all(
        unicodedata.name(character, "").startswith(SCRIPTS)
        for character in text
        if character.isalpha()
    )


@cache
def _font(face: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    """Return a face in a weight and a size in pixels, at its greatest optical size."""
    # Basic layout: the same picture whether or not the system has the library for the other one.
    font = ImageFont.truetype(_file(face), size, layout_engine=ImageFont.Layout.BASIC)
    wanted = {b"Weight": weight}
    font.set_variation_by_axes(
        [wanted.get(axis["name"] or b"", axis["maximum"] or 0) for axis in font.get_variation_axes()]
    )
    return font


@cache
def _file(face: str) -> Path:
    return fontpkg.path(FAMILIES[face], nearest=True)


def _error(code: str, message: str, file: str) -> ReportError:
    hint = "colours are those of theme.toml; the words are parts of the cover, such as “title”"
    return ReportError([Diagnostic(code, message, Span(file, 0), hint)])
