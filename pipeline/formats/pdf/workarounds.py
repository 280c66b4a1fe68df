"""Everything that is worked round in WeasyPrint 70, each with its reason and what it relies on.

An upgrade that changes what is relied on fails here, loudly, and not in a report.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import weasyprint.layout.block
import weasyprint.layout.inline
import weasyprint.pdf

from pipeline.executors import RARELY
from pipeline.formats.pdf import speed
from pipeline.formats.pdf.fonts import glyph_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

_POSTPONING = "report = not context.in_column and can_break_now and not could_break_before"


def keep_notes_with_their_calls() -> None:
    """Never move the note of an earlier paragraph to the next page to save a line of this one.

    Upstream: Kozea/WeasyPrint issue 1564. ``_linebox_layout`` sacrifices notes already placed;
    the function is compiled anew with that choice switched off.
    """
    speed.edit(weasyprint.layout.block, "_linebox_layout", (_POSTPONING, "report = False"))


_TRAILING = (
    """\
        for child in line.children:
            child.translate(dx=-space_width, ignore_floats=True)
""",
    """\
        for ancestor in ancestors:
            for child in ancestor.children[:-1]:
                child.translate(dx=-space_width, ignore_floats=True)
""",
)


def keep_ends_of_right_to_left_lines() -> None:
    """Close the gap that is left where the space at the end of a right-to-left line is taken out.

    What stands to the right of the last text moves up to it; ``remove_last_whitespace`` moves
    that text too, out into the margin. Upstream: Kozea/WeasyPrint issue 106.
    """
    speed.edit(weasyprint.layout.inline, "remove_last_whitespace", _TRAILING)


def one_annotation_a_link() -> None:
    """Make one link annotation a line of a link, not another one for each element inside it.

    Otherwise ``<a><abbr>`` puts a link annotation into a Span, which fails ISO 14289-1 7.18.5.
    Upstream: Kozea/WeasyPrint issue 2482.
    """
    original = weasyprint.pdf.resolve_links

    def resolve_links(pages: Any) -> Iterator[tuple[list[Any], Any]]:
        for links, anchors in original(pages):
            yield [link for link in links if link[3].link is not None], anchors

    weasyprint.pdf.resolve_links = resolve_links


def right_characters() -> None:
    """Say of each Arabic glyph what the font says it is, and not where it was first drawn.

    WeasyPrint notes the text of the cluster with the first of its glyphs; see ``arabic``.
    """
    original = weasyprint.pdf.build_fonts_dictionary

    def build_fonts_dictionary(pdf: Any, fonts: Any, *rest: Any) -> Any:
        for font in fonts.values():
            texts = glyph_texts().get(font.file_content, {})
            for glyph in font.to_unicode:
                font.to_unicode[glyph] = texts.get(glyph, font.to_unicode[glyph])
        return original(pdf, fonts, *rest)

    weasyprint.pdf.build_fonts_dictionary = build_fonts_dictionary


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the garbage collector run rarely while pages are laid out.

    WeasyPrint makes some hundred thousand boxes and frees few; looking through them again and
    again costs a tenth of the time and finds nothing. Upstream: Kozea/WeasyPrint issue 578.
    """
    before = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def install(add_tags: Any) -> None:
    """Put all workarounds and our structure tree in place, once a process."""
    if getattr(weasyprint.pdf.add_tags, "__module__", "") == add_tags.__module__:
        return
    speed.install()
    keep_notes_with_their_calls()
    one_annotation_a_link()
    keep_ends_of_right_to_left_lines()
    right_characters()
    weasyprint.pdf.add_tags = add_tags
