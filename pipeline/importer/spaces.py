"""The spaces that a language wants: made at every build, and so taken away on the way in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.importer.inlines import flat, trimmed
from pipeline.model import Emphasis, Foreign, Link, Strong, Term, Text
from pipeline.typography import typeset

if TYPE_CHECKING:
    from pipeline.importer.inlines import Inlines
    from pipeline.model import Inline

NBSP, NARROW = "\u00a0", "\u202f"


def plain_spaces(text: str) -> str:
    """Return a text with the spaces of a keyboard."""
    return text.replace(NBSP, " ").replace(NARROW, " ")


def before_build(text: str, language: str) -> str:
    """Return a text with plain spaces, where the build would put the others in again."""
    bare = plain_spaces(text)
    return bare if typeset(bare, language) == typeset(text, language) else text


def inlines_before_build(inlines: Inlines, language: str) -> Inlines:
    """Return inlines with plain spaces, where the build would put the others in again."""
    whole = flat(inlines)
    if before_build(whole, language) == whole:
        return trimmed(inlines)
    return trimmed(_bare(inlines))


def _bare(inlines: Inlines) -> Inlines:
    out: list[Inline] = []
    for node in inlines:
        match node:
            case Text(text, span):
                out.append(Text(plain_spaces(text), span))
            case Emphasis() | Strong() | Link() | Term() | Foreign():
                out.append(replace(node, children=_bare(node.children)))
            case _:
                out.append(node)
    return tuple(out)
