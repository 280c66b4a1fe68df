"""What a Word file holds beside the text of the report, told of with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.importer.draft import Decision
from pipeline.importer.word_file import names_own
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Draft
    from pipeline.importer.word_file import Word


def contents_left_out(word: Word) -> list[Decision]:
    """Return the lines of the table of contents, which are left out."""
    lines = [p for p in word.paragraphs if p.in_contents and p.text.strip()]
    return [
        Decision(
            p.place,
            0,
            "contents field",
            "",
            f"left out: “{p.text[:80]}”",
            "a table of contents is made at every build",
        )
        for p in lines
    ]


def told_of(word: Word, draft: Draft, name: str, found: Collector) -> list[Decision]:
    """Tell of headers, changes, looks and whatever a report cannot hold."""
    out = [
        Decision(
            0, 0, "header", "", f"left out: “{words}”", "running heads are made at every build"
        )
        for words in word.headers
    ]
    places = [(unit.span.line, unit.where) for unit in draft.units]

    def where(place: int) -> str:
        return next((w for line, w in reversed(places) if line <= place), "the beginning")

    left = [
        (p.place, f"{what}{f' ({times} times)' if times > 1 else ''}")
        for p in word.paragraphs
        for what, times in p.seen.left_out.items()
    ]
    told = [(place, where(place), what) for place, what in sorted([*left, *word.tables.items()])]
    told += [(0, "a footnote", what) for seen in word.in_notes for what in seen.left_out]
    for place, named, what in told:
        found.warning(
            "import-left-out",
            f"{named}: {what} is not in the text",
            Span(name, 0),
            "put it into words, or leave it out; the report page lists it",
        )
        reason = "a report has no place for it"
        out.append(Decision(place, 0, "left out", named, what, reason, "doubtful"))
    tracked = [
        (p.place, where(p.place), change) for p in word.paragraphs for change in p.seen.tracked
    ]
    tracked += [(0, "a footnote", change) for seen in word.in_notes for change in seen.tracked]
    for place, named, (kind, who, words) in tracked:
        by = f" by {who}" if who else ""
        said = f"{kind}{by}: “{words[:200]}”"
        out.append(Decision(place, 0, "tracked change", named, said, "as it was asked for"))
    out += _deeper_lists(word, where, name, found)
    for what, times in sorted(word.looks.items()):
        out.append(
            Decision(
                0,
                0,
                "look",
                "",
                f"{what}, {times} times: the words stay, the look goes",
                "a report has italics and bold",
                "probable",
            )
        )
    return out


def _deeper_lists(
    word: Word, where: Callable[[int], str], name: str, found: Collector
) -> Iterable[Decision]:
    """Tell of list items that stood on a lower level: a report has lists of one level."""
    if names_own(word.styles):
        return
    for p in word.paragraphs:
        if not (p.list and p.list_level and not p.level and where(p.place).endswith("list")):
            continue
        said = (
            f"“{p.text[:60]}” stood on level {p.list_level + 1} of a list, and stands on the first"
        )
        found.warning(
            "import-left-out",
            f"{where(p.place)}: {said}",
            Span(name, 0),
            "a report has lists of one level: put it into the item above it, or leave it so",
        )
        why = "a report has lists of one level"
        yield Decision(p.place, 0, "left out", where(p.place), said, why, "doubtful")


def comments_of(word: Word, draft: Draft) -> Iterable[Decision]:
    """Yield the comments, each with its place: they are kept for the editor."""
    places = [(unit.span.line, unit.where) for unit in draft.units]
    told: set[str] = set()
    for p in word.paragraphs:
        for key in p.seen.comments:
            if key in told or key not in word.comments:
                continue
            told.add(key)
            who, words = word.comments[key]
            where = next((name for line, name in reversed(places) if line <= p.place), "")
            yield Decision(p.place, 0, "comment", where, f"{who or 'somebody'}: “{words}”",
                           "kept for the editor, not in the text")  # fmt: skip
