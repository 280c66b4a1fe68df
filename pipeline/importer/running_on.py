"""Lines without a number: they go on with the text before, or begin a paragraph without one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.importer.builder import LENIENT, Open
from pipeline.importer.draft import Decision
from pipeline.importer.labels import labels
from pipeline.importer.survey import ENDS, is_capitals, looks_like_heading

if TYPE_CHECKING:
    from pipeline.importer.builder import Builder
    from pipeline.importer.draft import Certainty, Line, UnitKind

_CONTINUES = re.compile(r"[a-zà-ÿ(,;]")


def begin_unnumbered(builder: Builder, line: Line) -> bool:
    """Begin a paragraph without a number, where the text before has surely ended."""
    before, unit = builder.previous(), builder.units[-1]
    if before is None:
        return False
    if unit.kind == "heading":
        begin_plain(builder, line, "stands after a heading without a number", "probable")
        return True
    on_new_page = line.page != before.page
    begins = builder.ended() and not _CONTINUES.match(line.text)
    short = len(before.text) < 0.7 * builder.survey.width
    if builder.survey.is_unwrapped:
        begin_plain(builder, line, "each line of this file is a paragraph", "probable")
        return True
    if not begins or not line.after_gap or (on_new_page and not short):
        return False
    if _seems_heading(builder, line):
        _swallowed(builder, line)
        return False
    if unit.kind == "item" or not on_new_page or short:
        begin_plain(builder, line, "a blank line, and the sentence before has ended", "doubtful")
        return True
    return False


def begin_plain(
    builder: Builder, line: Line, why: str, certainty: Certainty, kind: UnitKind = "paragraph"
) -> None:
    """Begin a paragraph without a number, or a quotation where the line stands in."""
    builder.state.list = None
    if line.indent >= 4 and builder.units and builder.units[-1].lines[-1].indent < 4:
        kind = "quotation"
    where = f"after ¶ {builder.state.paragraph}" if builder.state.paragraph else "before ¶ 1"
    builder.units.append(Open(kind, "", [line], [line.text], where=where))
    if builder.survey.style is not None:
        builder.decide(line, kind, f"a {kind} without a number begins here", why, certainty)
    label = next(labels(line.text), None)
    if label is not None and label.kind == "decimal":
        builder.decide(
            line,
            "number",
            f"{label.typed} stays before the words, as words",
            "a report counts its paragraphs through, without parts",
            "doubtful",
        )


def _seems_heading(builder: Builder, line: Line) -> bool:
    after = builder.lines[builder.at + 1] if builder.at + 1 < len(builder.lines) else None
    return (
        looks_like_heading(line.text)
        and not line.text.endswith(ENDS)
        and len(line.text) < 0.7 * builder.survey.width
        and len(line.text.split()) <= 14
        and (after is None or after.after_gap or builder.is_label(after))
        and builder.survey.style is not None
    )


def run_on(builder: Builder, line: Line) -> None:
    """Take a line as more of what stands before it."""
    before, unit = builder.lines[builder.at - 1], builder.units[-1]
    words = len(re.findall(r"[^\W\d_]{2,}", line.text))
    after = builder.lines[builder.at + 1] if builder.at + 1 < len(builder.lines) else None
    in_capitals = is_capitals(line.text) and words >= 2
    alone = builder.ended() and after is not None and builder.is_label(after)
    if in_capitals or (alone and _seems_heading(builder, line)):
        _swallowed(builder, line)
    if line.page != before.page:
        _page_break(builder, before, line)
    elif line.after_gap:
        builder.decide(
            line,
            "blank line",
            "the text goes on after it",
            "the sentence before it has not ended"
            if not builder.ended()
            else "the next line begins as the middle of a sentence does",
            "probable",
        )
    elif _breaks_early(builder, before, line):
        builder.decide(
            before,
            "line end",
            "the paragraph goes on",
            "the line ends early, after a sentence: a paragraph may have ended here",
            "doubtful",
        )
    unit.lines.append(line)
    unit.texts.append(line.text)


def _breaks_early(builder: Builder, before: Line, line: Line) -> bool:
    first = line.text.split(maxsplit=1)[0]
    room = builder.survey.width - len(before.text) - len(first)
    return room > 8 and before.text.endswith((".", "!", "?")) and not builder.survey.is_unwrapped


def _page_break(builder: Builder, before: Line, line: Line) -> None:
    if not builder.ended():
        why, certainty = "the sentence before it has not ended", "sure"
    elif _CONTINUES.match(line.text):
        why, certainty = "the next page begins in the middle of a sentence", "sure"
    else:
        why, certainty = "no number and no heading begins the next page", "probable"
    builder.decisions.append(
        Decision(
            line.number,
            line.page,
            "page break",
            builder.units[-1].where,
            f"inside the paragraph: “… {before.text[-30:]} / {line.text[:30]} …”",
            why,
            "sure" if certainty == "sure" else "probable",
        )
    )


def _swallowed(builder: Builder, line: Line) -> None:
    where = builder.units[-1].where
    builder.fail(
        "import-heading",
        f"{where} seems to hold a heading: “{line.text[:60]}”",
        line,
        f"put a blank line before and after the heading in the file, or a number; {LENIENT}",
    )
    builder.units[-1].marked = True
