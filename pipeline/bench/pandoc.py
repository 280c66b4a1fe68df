"""The text of an edition as Pandoc Markdown, so that Pandoc sets the same text as we do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.edition import (
    CrossReference,
    Edition,
    Emphasis,
    ExternalLink,
    Foreign,
    GlossaryLink,
    Inline,
    ItemList,
    NoteCall,
    Strong,
    Text,
)
from pipeline.walk import walk_sections

if TYPE_CHECKING:
    from collections.abc import Sequence


def pandoc_markdown(edition: Edition) -> str:
    """Return the text of an edition as Pandoc Markdown: headings, paragraphs, notes, glossary."""
    out = [f"---\ntitle: {json.dumps(edition.title)}\nlang: {edition.language}\n---"]
    for section in walk_sections(edition.front + edition.body):
        out.append(f"{'#' * section.level} {section.label} {_pandoc(section.title)}")
        for block in section.blocks:
            if isinstance(block, ItemList):
                out.append("\n".join(f"- {_pandoc(item.content)}" for item in block.items))
            else:
                label = getattr(block, "label", "").replace(".", "\\.")
                out.append(f"{label} {_pandoc(block.content)}".strip())
    out += [f"[^{note.number}]: {_pandoc(note.content)}" for note in edition.notes]
    if edition.glossary:
        out.append(f"# {edition.labels['glossary']}")
        out += [f"{e.term}\n:   {e.expansion or ''} {e.definition}" for e in edition.glossary]
    return "\n\n".join(out) + "\n"


def _pandoc(inlines: Sequence[Inline]) -> str:
    return "".join(_pandoc_inline(node) for node in inlines)


def _pandoc_inline(node: Inline) -> str:
    match node:
        case Text(text):
            return text
        case Emphasis(children):
            return f"*{_pandoc(children)}*"
        case Strong(children):
            return f"**{_pandoc(children)}**"
        case ExternalLink(url, children):
            return f"[{_pandoc(children)}]({url})"
        case NoteCall(note):
            return f"[^{note.number}]"
        case CrossReference():
            return node.text
        case Foreign(_, children) | GlossaryLink(_, _, children):
            return _pandoc(children)
