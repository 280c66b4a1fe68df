"""Typographic rules for text that was typed or taken from paper. Each change is written down.

Only what is plainly a slip of keys or of the taking is put right: quotes that point the wrong way,
straight ones, hyphens for dashes, doubled spaces, words cut at the end of a line. What the writer
wrote stays. Spaces and quotes that a language wants are made at build (``pipeline.typography``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pipeline.importer.draft import Change
from pipeline.importer.inlines import CUT, OBJECT, flat, outside, substitute
from pipeline.importer.parted import parted_words
from pipeline.importer.spaces import NARROW, NBSP, before_build
from pipeline.model import Link

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from pipeline.importer.inlines import Inlines

_QUOTES = {"en": ("“", "”"), "fr": ("« ", " »")}
Rule: TypeAlias = "Callable[[str], Iterator[_Edit]]"
CONTEXT = 30
"""Characters shown on each side of a change."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    new: str
    rule: str


def apply_rules(
    inlines: Inlines,
    line: int,
    where: str,
    language: str,
    kept: Sequence[tuple[int, int]],
    words: Collection[str] = frozenset(),
) -> tuple[Inlines, list[Change]]:
    """Return the text with the rules applied, and what they changed.

    ``kept`` are stretches of the plain text that a person wants as they are; ``words`` are those
    of the whole text, in lower case: they say whether a hyphen at a line's end belongs to a word.
    """
    changes: list[Change] = []
    shift: list[tuple[int, int]] = [*kept]
    rules = (
        *(_hyphens(words, language), _made_at_build(language), _spaces, _apostrophes),
        *(_quotes(language), _unbalanced, _dashes),
    )
    for rule in rules:
        text = outside(inlines, (Link,)) if rule is _dashes else flat(inlines)
        edits = [e for e in rule(text) if not any(e.start < b and e.end > a for a, b in shift)]
        for edit in sorted(edits, key=lambda e: e.start, reverse=True):
            before = text[edit.start : edit.end]
            if before == edit.new:
                continue
            inlines = substitute(inlines, edit.start, edit.end, edit.new)
            moved = len(edit.new) - len(before)
            shift = [(a + moved, b + moved) if a >= edit.end else (a, b) for a, b in shift]
            if not edit.rule:
                continue
            plain = flat(inlines)
            context = plain[max(0, edit.start - CONTEXT) : edit.start + len(edit.new) + CONTEXT]
            changes.append(
                Change(line, where, edit.rule, before, edit.new, context.replace(OBJECT, "·"))
            )
    return inlines, changes


def _hyphens(words: Collection[str], language: str) -> Rule:
    """Close words that were parted at the end of a line."""

    def rule(text: str) -> Iterator[_Edit]:
        for cut in parted_words(text, words, language):
            if cut.closes:
                whole = f"{cut.first}{cut.second}"
                yield _Edit(cut.start, cut.end, whole, "no hyphen at the end of a line")
            else:
                end = cut.end - len(cut.second)
                yield _Edit(end - len(f"-{CUT}"), end, "-", "")

    return rule


def _made_at_build(language: str) -> Rule:
    """Give a plain space for one that the build would put in again."""

    def rule(text: str) -> Iterator[_Edit]:
        for match in re.finditer(f"[{NBSP}{NARROW}]+", text):
            around = text[max(0, match.start() - CONTEXT) : match.end() + CONTEXT]
            if before_build(around, language) != around:
                yield _Edit(match.start(), match.end(), " ", "a plain space: the build has its own")

    return rule


def _spaces(text: str) -> Iterator[_Edit]:
    for match in re.finditer(r"[ \t\u00a0\u202f]{2,}|\t", text):
        yield _Edit(match.start(), match.end(), " ", "one space between words")
    for match in re.finditer(r"\u00ad", text):
        yield _Edit(match.start(), match.end(), "", "no soft hyphens")
    for match in re.finditer(r"(?<=[^\W\d_]/) (?=[^\W\d_])", text):
        yield _Edit(match.start(), match.end(), "", "no space after a stroke")


def _apostrophes(text: str) -> Iterator[_Edit]:
    for match in re.finditer(r"(?<=\w)['‘](?=\w)|(?<=s)'(?=\s)|(?<=\s)'(?=\d\ds?\b)", text):
        yield _Edit(match.start(), match.end(), "’", "a true apostrophe")


def _quotes(language: str) -> Rule:
    """Turn straight double quotes that come in pairs."""
    opening, closing = _QUOTES.get(language.split("-", maxsplit=1)[0], ("", ""))

    def rule(text: str) -> Iterator[_Edit]:
        places = [match.start() for match in re.finditer('"', text)]
        if not opening or len(places) % 2:
            return
        for first, last in zip(places[::2], places[1::2], strict=True):
            if text[first + 1 : first + 2].isspace() or text[last - 1].isspace():
                continue
            yield _Edit(first, first + 1, opening, "curved quotes")
            yield _Edit(last, last + 1, closing, "curved quotes")

    return rule


def _unbalanced(text: str) -> Iterator[_Edit]:
    """Close a quote that was opened double and closed single, where just one place can be meant."""
    if text.count("“") != text.count("”") + 1:
        return
    spots = []
    for match in re.finditer(r"“[^“”]*(?=“|$)", text):
        singles = [
            match.start() + m.start()
            for m in re.finditer(r"(?<=[\w.,!?])’(?![\w’])(?<!s’(?= \w))", match[0])
        ]
        if "‘" not in match[0]:
            spots += singles
    if len(spots) == 1:
        yield _Edit(spots[0], spots[0] + 1, "”", "a quote is closed as it was opened")


def _dashes(text: str) -> Iterator[_Edit]:
    for match in re.finditer(r"(?<=\S) (-) (?=\S)", text):
        yield _Edit(match.start(1), match.end(1), "–", "a dash between spaces")
    for match in re.finditer(r"(?<=\w)--(?=\w)|(?<= )--(?= )", text):
        yield _Edit(match.start(), match.end(), "–", "a dash between spaces")
