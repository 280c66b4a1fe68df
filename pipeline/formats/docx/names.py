"""Names that Word wants in its own form: bookmarks and language tags."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from babel.core import get_global

from pipeline import edition as ed
from pipeline.languages import locale
from pipeline.walk import walk_inlines, walk_sections, walk_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST = 40
"""Characters that Word keeps of a bookmark's name; it cuts the rest off without a word."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark of the document (ECMA-376 17.13.6)."""

    id: int
    """Unique in the document; ties the start to the end."""
    name: str


def bookmark_name(anchor: str) -> str:
    """Return the bookmark name of an anchor: letters, digits and ``_``, at most 40 of them.

    A longer one keeps its beginning and ends in a digest, so that it is the same in every build.
    """
    name = anchor.replace("-", "_").replace(".", "_")
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(anchor.encode()).hexdigest()[:8]
    return f"{name[: LONGEST - 9]}_{digest}"


def anchor_of_name(name: str) -> str:
    """Return the anchor that a bookmark name stands for, where the name alone says it."""
    return name.replace("_", "-")


def bookmarks(edition: ed.Edition) -> dict[str, Bookmark]:
    """Return the bookmark of every anchor of an edition."""
    anchors = list(dict.fromkeys(_anchors(edition)))
    return {anchor: Bookmark(i, bookmark_name(anchor)) for i, anchor in enumerate(anchors, 1)}


def disguised(edition: ed.Edition, marks: Mapping[str, Bookmark]) -> dict[str, str]:
    """Return name → anchor of what links lead to, where the name does not say the anchor."""
    named = {marks[anchor].name: anchor for anchor in _targets(edition)}
    return {name: anchor for name, anchor in named.items() if anchor_of_name(name) != anchor}


def _targets(edition: ed.Edition) -> Iterator[str]:
    for line in edition.contents:
        yield line.target
    for unit in walk_units(edition):
        for node in walk_inlines(unit.content):
            if isinstance(node, ed.CrossReference):
                yield node.target
            elif isinstance(node, ed.GlossaryLink):
                yield node.entry


def _anchors(edition: ed.Edition) -> Iterator[str]:
    yield ed.CONTENTS_ANCHOR
    for section in walk_sections(edition.front + edition.body):
        yield section.id
    for unit in walk_units(edition):
        yield unit.id
    yield ed.GLOSSARY_ANCHOR
    for entry in edition.glossary:
        yield entry.id
    for note in edition.notes:
        yield note.id


@cache
def word_language(tag: str) -> str:
    """Return a BCP 47 tag as Word's proofing tools know it, with a region: ``fr-FR``.

    A language without a region of its own, or unknown to CLDR, keeps its tag.
    """
    known = locale(tag)
    if known is None:
        return tag
    likely = str(get_global("likely_subtags").get(known.language, ""))
    region = known.territory or likely.rpartition("_")[2]
    return "-".join(part for part in (known.language, known.script, region) if part)
