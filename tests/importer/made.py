"""Reports made up for the tests, set as programs that take text from paper set them.

Every word is ours; only the shape is that of real files: hard-wrapped lines, page breaks in the
middle of sentences, blank lines that end nothing, addresses at the end of a page.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field

SUBJECTS = """The committee|A majority of members|The river authority|Each harbour
|The ministry|No island|The fishing fleet|Every lighthouse keeper"""
VERBS = "measured|repainted|questioned|postponed|counted|restored|moved"
OBJECTS = """the northern pier|its tide tables|the winter timetable|seventeen buoys
|the price of salt|an agreement on long-distance ferries|the “quiet hour”"""
ENDS = """in the spring of 1921|after a long debate|without a vote|near the old mole
|as the harbour master’s report had asked|although nobody had expected it"""


@dataclass
class Made:
    """A text and what must come out of it."""

    text: str = ""
    headings: list[tuple[int, str, str]] = field(default_factory=list)
    """(level, label, words)"""
    paragraphs: list[str] = field(default_factory=list)
    breaks: int = 0


def sentence(dice: random.Random) -> str:
    parts = (SUBJECTS, VERBS, OBJECTS, ENDS)
    return " ".join(dice.choice(part.replace("\n", "").split("|")) for part in parts) + "."


def paragraph(dice: random.Random) -> str:
    return " ".join(sentence(dice) for _ in range(dice.randint(2, 9)))


def report(
    shape: dict[str, list[tuple[str, int]] | int],
    seed: int = 1,
    number: str = "{}. ",
    *,
    page: int = 50,
) -> Made:
    """Set a report: ``shape`` says for each heading how many paragraphs it has, or its parts.

    The page breaks come wherever they fall: inside sentences, before numbers and headings.
    """
    dice = random.Random(seed)  # noqa: S311 - no secret
    made, lines = Made(), []
    count = 0

    def add_heading(level: int, words: str) -> None:
        label, _, title = words.partition(" ")
        made.headings.append((level, label, title))
        lines.extend(["", *textwrap.wrap(words, 78), ""])

    def add_paragraphs(times: int) -> None:
        nonlocal count
        for _ in range(times):
            count += 1
            text = paragraph(dice)
            made.paragraphs.append(text)
            typed = number.format(count)
            wrapped = textwrap.wrap(typed + text, 98, break_on_hyphens=False)
            wrapped[0] = wrapped[0].replace(typed.rstrip() + " ", typed + " " * dice.randint(0, 1))
            lines.extend([*wrapped, dice.choice(["", " "])])

    for heading, content in shape.items():
        add_heading(1, heading)
        if isinstance(content, int):
            add_paragraphs(content)
            continue
        for part, times in content:
            if part:
                add_heading(2, part)
            add_paragraphs(times)
    out: list[str] = []
    on_page = 0
    for line in lines:
        on_page += 1
        if on_page > page and line.strip():
            if out and not out[-1].strip():
                out.pop()  # the program drops the blank line between two pages
            line = f" {line}"  # noqa: PLW2901
            made.breaks += 1
            on_page = 0
        out.append(line if not line.strip() else f"{line}{dice.choice([' ', '  '])}")
    made.text = "\n".join(out) + "\n "
    return made
