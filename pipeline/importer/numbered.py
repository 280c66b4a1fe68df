"""Numbered paragraphs: a number is believed where it is the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.importer.builder import LENIENT, Open
from pipeline.importer.lists import list_begins

if TYPE_CHECKING:
    from pipeline.importer.builder import Builder
    from pipeline.importer.draft import Certainty, Line
    from pipeline.importer.labels import Label


def take_numbered(builder: Builder, line: Line, label: Label | None) -> bool:
    """Take a line as the beginning of a numbered paragraph; tell whether it is."""
    if label is None:
        return False
    expected = builder.state.paragraph + 1
    strong = builder.is_strong(line)
    if label.value == expected:
        certainty: Certainty = "sure" if strong else "probable"
        if not strong and not builder.ended():
            if any(place > builder.at for place in builder.strong_later.get(expected, [])):
                builder.decide(
                    line,
                    "line",
                    f"goes on with the text, although it begins with {label.typed}",
                    "the sentence before has not ended, and that number begins a paragraph below",
                    "doubtful",
                )
                return False
            certainty = "doubtful"
        _begin_paragraph(builder, line, label)
        if not strong:
            builder.decide(
                line,
                "paragraph",
                "begins here, without a blank line before it",
                f"its number, {label.typed}, is the next one",
                certainty,
            )
        return True
    if _is_wrong_number(builder, label, expected, strong=strong):
        builder.fail(
            "import-sequence",
            f"paragraph {label.value} follows paragraph {builder.state.paragraph}"
            if builder.state.paragraph
            else f"the first paragraph bears the number {label.value}",
            line,
            "numbers are counted anew and must agree: look whether a paragraph is missing "
            f"here, or a number mistyped; {LENIENT}",
        )
        _begin_paragraph(builder, line, label, marked=True)
        return True
    return False


def _is_wrong_number(builder: Builder, label: Label, expected: int, *, strong: bool) -> bool:
    if not builder.has_begun or not (strong or builder.ended()) or not label.rest:
        return False
    if list_begins(builder, label) or (
        builder.state.list and builder.state.list.style == label.style
    ):
        return False
    near = expected < label.value <= expected + (20 if strong else 3)
    again = strong and 1 <= label.value < expected
    return (near or again) and not label.rest[0].islower()


def _begin_paragraph(builder: Builder, line: Line, label: Label, *, marked: bool = False) -> None:
    builder.has_begun = True
    builder.state.list = None
    builder.state.paragraph = label.value
    builder.units.append(
        Open(
            "paragraph",
            label.typed,
            [line],
            [label.rest] if label.rest else [],
            number=label.value,
            where=f"¶ {label.value}",
            marked=marked,
        )
    )
