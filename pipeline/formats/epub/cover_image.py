"""The picture of the cover that bookshelves show, drawn from the words of the title page.

``templates/epub/cover-image.toml`` says what stands on it and how. A JPEG, because every bookshelf
shows JPEG covers. It has a page of its own; the title page after it is text.
"""

from __future__ import annotations

import io
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageDraw, ImageFont

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.edition import Cover
    from pipeline.formats import Context

DESIGN = "cover-image.toml"

SCRIPTS = ("LATIN", "CYRILLIC")
"""Scripts, as Unicode names their letters, that the faces have and that need no shaping."""

QUALITY = 90

SCALES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
"""Sizes tried, one after the other, until everything has room."""

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\u2066\u2067\u2068\u2069\u200e\u200f"))
_LACKING = {ord("\u202f"): "\u2009", ord("\u2011"): "-"}
"""Characters that many faces lack, and what looks like them and is no place to break a line."""


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
    """Return the picture as JPEG.

    A cover in a script that the faces cannot set has no words. Raises ``ReportError``
    ``template-missing``, ``template-syntax``, ``template-error`` for the design.
    """
    file = f"templates/epub/{DESIGN}"
    try:
        design = tomllib.loads((context.templates / "epub" / DESIGN).read_text("utf-8"))
        image = _draw(design, cover, context.theme["colours"])
    except OSError as error:
        raise _error(
            "template-missing", f"what the cover needs is not there: {error}", file
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _error("template-syntax", f"the design cannot be read: {error}", file) from error
    except (AttributeError, ImportError, KeyError, TypeError, ValueError) as error:
        raise _error("template-error", f"the design does not fit: {error}", file) from error
    out = io.BytesIO()
    # Full colour resolution, or else letters get fringes.
    image.save(out, "JPEG", quality=QUALITY, subsampling=0)
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
    entries = [*design["top"], *design["bottom"]]
    words = {name: _words(cover, name) for entry in entries if (name := entry.get("words"))}
    if not all(map(_is_drawable, words.values())):
        words = dict.fromkeys(words, "")
    room = design["height"] - 2 * design["margin"]
    width = design["width"] - 2 * design["margin"]
    for scale in SCALES:
        top, bottom = (
            [
                item
                for entry in design[part]
                if (item := _item(entry, words, design["faces"], colours, width, scale)) is not None
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
    entry: Mapping[str, Any],
    words: Mapping[str, str],
    faces: Mapping[str, str],
    colours: Mapping[str, str],
    width: int,
    scale: float,
) -> _Item | None:
    """Return an item in its size; None where it has no words."""
    space = round(entry.get("space", 0) * scale)
    colour = colours[entry["colour"]]
    if "rule" in entry:
        return _Item((), None, space, entry["rule"], entry["width"], colour)
    text = words[entry["words"]]
    if not text:
        return None
    size = round(entry["size"] * scale)
    font = _font(faces[entry["face"]], size)
    advance = round(size * entry["leading"])
    return _Item(_wrapped(text, font, width), font, space, advance, width, colour)


def _words(cover: Cover, name: str) -> str:
    return str(getattr(cover, name)).translate(_INVISIBLE | _LACKING)


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
    """Break a text at its spaces, but not at no-break spaces, into as few lines as have room.

    Of all ways to do so, the one with the most even lines: the sum of the squares of what is
    left free in them is the least.
    """
    words = text.split(" ")
    widths = [font.getlength(word) for word in words]
    space = font.getlength(" ")
    best: list[tuple[int, float, tuple[str, ...]]] = [(0, 0, ())]
    for start in range(len(words) - 1, -1, -1):
        ways = []
        for end in range(start + 1, len(words) + 1):
            free = width - sum(widths[start:end]) - space * (end - start - 1)
            if free < 0 and end > start + 1:
                break
            count, cost, lines = best[len(words) - end]
            ways.append((count + 1, cost + free**2, (" ".join(words[start:end]), *lines)))
        best.append(min(ways))
    return best[-1][2]


def _is_drawable(text: str) -> bool:
    return all(
        unicodedata.name(character, "").startswith(SCRIPTS)
        for character in text
        if character.isalpha()
    )


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a face, ``package/file``, in a size in pixels."""
    package, _, name = face.partition("/")
    file = io.BytesIO(files(package).joinpath("files", name).read_bytes())
    # Basic layout: the same picture whether or not the system has the library for the other one.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


def _error(code: str, message: str, file: str) -> ReportError:
    hint = "colours are those of theme.toml; the words are parts of the cover, such as “title”"
    return ReportError([Diagnostic(code, message, Span(file, 0), hint)])
