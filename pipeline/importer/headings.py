"""Headings with a number, and those that a file itself calls so: where they begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.importer.builder import LENIENT
from pipeline.importer.lists import item_expected
from pipeline.importer.outline import DEEPEST
from pipeline.importer.plain_headings import (
    begin_heading,
    is_front_title,
    leads_to_paragraph,
    take_plain_heading,
)
from pipeline.importer.survey import is_capitals, looks_like_heading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.importer.builder import Builder
    from pipeline.importer.draft import Line
    from pipeline.importer.labels import Label


def take_heading(builder: Builder, line: Line, readings: Sequence[Label]) -> bool:
    """Take a line as a heading where it is one; tell whether it is."""
    if line.heading:
        return line.heading > 0 and _hinted_heading(builder, line, readings)
    strong = builder.is_strong(line)
    if readings and not (strong or builder.ended() or is_capitals(readings[0].rest)):
        return False
    taken = _taken(builder, line, readings[0].rest if readings else line.text)
    if taken is None:
        return False
    text, count = taken
    if not readings:
        return take_plain_heading(builder, line, text, count, strong=strong)
    expected = builder.state.paragraph + 1
    if any(r.style == builder.survey.style and r.value == expected for r in readings) and not (
        leads_to_paragraph(builder, count)
    ):
        return False
    if readings[0].form == "bare" or not _has_heading_place(builder, text, count, strong=strong):
        return False
    placed = builder.state.outline.place(readings)
    if placed:
        begin_heading(builder, text, count, placed[0], placed[1])
        return True
    if any(r.style == builder.survey.style for r in readings) and not is_capitals(text):
        return False
    if readings[0].kind in ("lower", "lower-roman") or item_expected(builder, readings):
        return False
    label, level = builder.state.outline.guess(readings)
    builder.fail(
        "import-sequence",
        f"the heading “{label.typed} {text[:60]}” is out of sequence",
        line,
        f"after {builder.state.outline.name() or 'the beginning'} another number is due: look "
        f"whether a heading is missing or its number mistyped; {LENIENT}",
    )
    begin_heading(builder, text, count, label, level, marked=True)
    return True


def _hinted_heading(builder: Builder, line: Line, readings: Sequence[Label]) -> bool:
    """Take what the file itself calls a heading, at the level that it says."""
    outline = builder.state.outline
    typed = [r for r in readings if r.form not in ("", "bare") or r.kind == "decimal"]
    placed = outline.place(typed)
    level = max(1, min(line.heading, len(outline.open) + 1, DEEPEST))
    label = placed[0] if placed else None
    text = label.rest if label else line.text
    is_front = is_front_title(text)
    if typed and not placed and typed[0].rest:
        label = next((r for r in typed if r.value == 1), typed[0])
        text, wrong = label.rest, label.value != 1
        if wrong:
            builder.fail(
                "import-sequence",
                f"the heading “{label.typed} {text[:60]}” is out of sequence",
                line,
                f"look whether a heading is missing or its number mistyped; {LENIENT}",
            )
    begin_heading(builder, text, 1, label, level, is_front=is_front)
    return True


def _taken(builder: Builder, line: Line, rest: str) -> tuple[str, int] | None:
    """Return the words of the heading that may begin here, and how many lines it has."""
    texts = [rest] if rest else []
    count = 1
    capitals = is_capitals(rest) if rest else None
    for after in builder.lines[builder.at + 1 : builder.at + 5]:
        if (texts and (after.after_gap or after.page != line.page)) or builder.is_label(after):
            break
        if builder.survey.is_unwrapped and texts:
            break
        if capitals is None:
            capitals = is_capitals(after.text)
        same = is_capitals(after.text) or not any(c.isalpha() for c in after.text)
        if capitals and not same:
            break
        if not capitals and (texts and not looks_like_heading(f"X {after.text}")):
            break
        texts.append(after.text)
        count += 1
    text = " ".join(texts)
    return (text, count) if looks_like_heading(text) else None


def _has_heading_place(builder: Builder, text: str, count: int, *, strong: bool) -> bool:
    after = builder.at + count
    ends = after >= len(builder.lines) or builder.lines[after].after_gap
    if is_capitals(text):
        return True
    if builder.survey.style is None:
        return strong and ends
    return leads_to_paragraph(builder, count) or (strong and ends and len(text) <= 120)
