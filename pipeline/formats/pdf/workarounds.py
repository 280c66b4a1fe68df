"""Everything that is worked round in WeasyPrint 70, each with its reason and what it relies on.

An upgrade that changes what is relied on fails here, loudly, and not in a report.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import weasyprint.layout.block
import weasyprint.pdf

from pipeline.formats.pdf import speed

if TYPE_CHECKING:
    from collections.abc import Iterator

_POSTPONING = "report = not context.in_column and can_break_now and not could_break_before"


def keep_notes_with_their_calls() -> None:
    """Never move the note of an earlier paragraph to the next page to save a line of this one.

    Upstream: Kozea/WeasyPrint issue 1564. ``_linebox_layout`` sacrifices notes already placed;
    the function is compiled anew with that choice switched off.
    """
    speed.edit(weasyprint.layout.block, "_linebox_layout", (_POSTPONING, "report = False"))


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


@contextmanager
def few_collections() -> Iterator[None]:
    """Let the garbage collector run rarely while pages are laid out.

    WeasyPrint makes some hundred thousand boxes and frees few; looking through them again and
    again costs a tenth of the time and finds nothing. Upstream: Kozea/WeasyPrint issue 578.
    """
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
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
    weasyprint.pdf.add_tags = add_tags
