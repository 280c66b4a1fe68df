"""Where the reading of a text stands: the line it is at, the units so far, what may come next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.importer.draft import Decision
from pipeline.importer.labels import labels
from pipeline.importer.outline import Outline
from pipeline.importer.survey import ENDS, is_capitals, looks_like_heading
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Certainty, Line, UnitKind
    from pipeline.importer.survey import Survey

LENIENT = "go on with --lenient, which marks the place in the source"


@dataclass(slots=True)
class Open:
    """A unit while its lines are still being read."""

    kind: UnitKind
    label: str
    lines: list[Line]
    texts: list[str]
    level: int = 0
    number: int | None = None
    ordered: bool = False
    where: str = ""
    marked: bool = False
    begins_list: bool = False


@dataclass(slots=True)
class OpenList:
    """The list that is being read."""

    sign: str
    """The bullet; empty for a numbered list."""
    style: tuple[str, str] | None
    value: int = 0


@dataclass(slots=True)
class State:
    """What was counted so far."""

    paragraph: int = 0
    list: OpenList | None = None
    outline: Outline = field(default_factory=Outline)


class Builder:
    """Goes through the lines of a text once; the modules beside this one say what each begins."""

    def __init__(
        self, lines: Sequence[Line], survey: Survey, name: str, found: Collector, *, lenient: bool
    ) -> None:
        """Stand at the first line."""
        self.lines = lines
        self.survey = survey
        self.name = name
        self.found = found
        self.lenient = lenient
        self.units: list[Open] = []
        self.front: list[Line] = []
        self.decisions: list[Decision] = []
        self.state = State()
        self.at = 0
        self.has_begun = False
        self.looks: dict[str, int] = {}
        """In a text whose headings have no numbers: the level of each look."""
        self.first_labelled: Open | None = None
        """The first heading that bears a number."""
        self.strong_later = self._strong_numbers()
        self._last_labelled = self._last_labelled_heading()

    def previous(self) -> Line | None:
        """Return the line before."""
        return self.lines[self.at - 1] if self.at else None

    def is_strong(self, line: Line) -> bool:
        """Tell whether something may begin here without more ado."""
        before = self.previous()
        return (
            before is None
            or line.after_gap
            or line.page != before.page
            or self.survey.is_unwrapped
            or (bool(self.units) and self.units[-1].kind == "heading")
        )

    def ended(self) -> bool:
        """Tell whether the text before ends as a sentence does."""
        before = self.previous()
        return before is None or re.sub(r"\d+$", "", before.text).endswith(ENDS)

    def is_label(self, line: Line) -> bool:
        """Tell whether the next paragraph or a heading with the next number begins on a line."""
        readings = list(labels(line.text))
        return any(
            r.style == self.survey.style and r.value == self.state.paragraph + 1 for r in readings
        ) or (
            bool(readings)
            and is_capitals(readings[0].rest)
            and self.state.outline.place(readings) is not None
        )

    def fail(self, code: str, message: str, line: Line, hint: str) -> None:
        """Note an error; where the import is to go on, a warning."""
        span = Span(self.name, line.number, 1, max(1, len(line.text)))
        if self.lenient:
            self.found.warning(code, message, span, "the place is marked in the source; look there")
            self.decide(line, "doubt", "the import went on", message, "doubtful")
        else:
            self.found.error(code, message, span, hint)

    def decide(
        self, line: Line, what: str, decision: str, why: str, certainty: Certainty = "sure"
    ) -> None:
        """Write down what was decided about a line."""
        where = self.units[-1].where if self.units else ""
        self.decisions.append(
            Decision(line.number, line.page, what, where, decision, why, certainty)
        )

    def has_labelled_headings(self) -> bool:
        """Tell whether headings of this text bear numbers."""
        return self.first_labelled is not None or self._last_labelled >= self.at

    def _last_labelled_heading(self) -> int:
        """Return the place of the last line that could be a heading with the number 1; else -1."""
        return max(
            (
                place
                for place, line in enumerate(self.lines)
                if line.after_gap or line.indent
                for label in labels(line.text)
                if label.kind in ("roman", "letter", "number")
                and label.value == 1
                and label.style != self.survey.style
                and looks_like_heading(label.rest)
            ),
            default=-1,
        )

    def _strong_numbers(self) -> dict[int, list[int]]:
        """Return where each number stands at a place at which a paragraph may begin."""
        places: dict[int, list[int]] = {}
        for place, line in enumerate(self.lines):
            before = self.lines[place - 1] if place else None
            if before is None or line.after_gap or line.page != before.page:
                for label in labels(line.text):
                    if label.style == self.survey.style:
                        places.setdefault(label.value, []).append(place)
        return places
