"""Headings without a number: known by their place, their capitals, or what they are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.importer.builder import Open
from pipeline.importer.labels import labels
from pipeline.importer.lists import BULLET
from pipeline.importer.outline import DEEPEST, UNLABELLED
from pipeline.importer.outline import FRONT as FRONT_SERIES
from pipeline.importer.survey import is_capitals, looks_like_heading

if TYPE_CHECKING:
    from pipeline.importer.builder import Builder
    from pipeline.importer.draft import Line
    from pipeline.importer.labels import Label

FRONT = re.compile(
    r"(?:executive )?summary|foreword|preface|abstract|résumé|synthèse|avant-propos|préface"
    r"|note de synthèse|preamble|préambule",
    re.IGNORECASE,
)
"""Headings of what stands before the numbered text."""

BACK = re.compile(
    r"(?:selected |select )?bibliography|references|sources|further reading|glossary|acronyms"
    r"|(?:list of )?(?:abbreviations|acronyms)(?: and (?:abbreviations|acronyms))?"
    r"|ann?ex(?:es)?|appendix|appendices|bibliographie(?: sélective)?|références|glossaire"
    r"|(?:liste des )?(?:sigles|abréviations)|annexes?",
    re.IGNORECASE,
)
"""Headings of what stands behind the numbered text."""


def is_front_title(text: str) -> bool:
    """Tell whether words are the heading of a summary or the like."""
    return FRONT.fullmatch(text.rstrip(" :")) is not None


def take_plain_heading(
    builder: Builder, line: Line, text: str, count: int, *, strong: bool
) -> bool:
    """Take a heading without a number; one inside a paragraph is told of elsewhere."""
    letters = sum(c.isalpha() for c in text)
    if not strong or letters < 4 or BULLET.match(line.text) or text[0] in "\"'“‘«(":
        return False
    is_front = is_front_title(text)
    is_back = BACK.fullmatch(text.rstrip(" :")) is not None and builder.has_begun
    leads = leads_to_paragraph(builder, count)
    if not builder.has_begun and not is_front:
        # The lines of a title page are no headings; the last before the text may be one.
        at_once = (
            _leads_at_once(builder, count)
            if builder.survey.style
            else _prose_follows(builder, count)
        )
        if not at_once or builder.has_labelled_headings():
            return False
    elif not (is_front or line.is_display) and (
        not builder.ended() and builder.units[-1].kind != "heading"
    ):
        return False
    capitals = is_capitals(text)
    after = builder.at + count
    ends = after >= len(builder.lines) or builder.lines[after].after_gap
    is_apart = ends and (capitals or is_back or line.is_display or builder.survey.style is None)
    if not (leads or is_front or is_apart):
        return False
    if not capitals and not is_front and len(text) > 120:
        return False
    level = 1 if is_front or is_back else _plain_level(builder, capitals=capitals)
    begin_heading(builder, text, count, None, level, is_front=is_front)
    builder.decide(
        line,
        "heading",
        f"“{text[:60]}” is a heading without a number",
        "it stands alone, in capitals" if capitals else "it stands alone, without a full stop",
        "probable" if capitals or is_front or is_back or line.is_display else "doubtful",
    )
    return True


def _plain_level(builder: Builder, *, capitals: bool) -> int:
    """Return the level of a heading without a number, by its looks and those of others."""
    outline = builder.state.outline
    first = builder.first_labelled
    if not builder.has_labelled_headings():
        looks = "capitals" if capitals else "plain"
        return builder.looks.setdefault(looks, min(len(builder.looks) + 1, DEEPEST))
    if first is None or (capitals and is_capitals(first.texts[0])):
        return 1
    labelled = sum(kind not in (FRONT_SERIES, UNLABELLED) for kind, _, _ in outline.open)
    return max(1, min(labelled + 1, DEEPEST))


def _leads_at_once(builder: Builder, count: int) -> bool:
    after = builder.at + count
    return after < len(builder.lines) and any(
        label.style == builder.survey.style for label in labels(builder.lines[after].text)
    )


def _prose_follows(builder: Builder, count: int) -> bool:
    after = builder.at + count
    if after >= len(builder.lines):
        return False
    line = builder.lines[after]
    return len(line.text) > 0.6 * builder.survey.width or line.text.endswith((".", "!", "?"))


def leads_to_paragraph(builder: Builder, count: int) -> bool:
    """Tell whether the next paragraph begins after a heading of ``count`` lines and others."""
    expected = builder.state.paragraph + 1
    for after in builder.lines[builder.at + count : builder.at + count + 6]:
        for label in labels(after.text):
            if label.style == builder.survey.style and label.value == expected:
                return True
        known = any(labels(after.text)) or is_capitals(after.text)
        if not (known or looks_like_heading(after.text)):
            return False
    return False


def begin_heading(
    builder: Builder,
    text: str,
    count: int,
    label: Label | None,
    level: int,
    *,
    marked: bool = False,
    is_front: bool = False,
) -> None:
    """Begin a section with the heading on the next ``count`` lines."""
    builder.has_begun = True
    builder.state.list = None
    place = builder.state.outline.enter(label, level, is_front=is_front)
    lines = list(builder.lines[builder.at : builder.at + count])
    unit = Open(
        "heading",
        label.typed if label else "",
        lines,
        [text],
        level=level,
        number=None if is_front else place,
        where=builder.state.outline.name() or text[:40],
        marked=marked,
    )
    builder.units.append(unit)
    if label and builder.first_labelled is None:
        builder.first_labelled = unit
    if label and count > 1:
        builder.decide(
            lines[0],
            "heading",
            f"stands on {count} lines",
            "the next line is of the same kind, and no paragraph begins on it",
        )
    builder.at += count - 1
