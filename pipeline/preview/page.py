"""Sheet → HTML: the whole page once, then only what a save has changed.

Made by the templates in ``templates/preview/``; what comes from a text is escaped there, and the
page allows no script but its own.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, printable
from pipeline.formats.pdf.fonts import font_face_rules
from pipeline.languages import name_in
from pipeline.templating import render
from pipeline.translations.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.folders import Project
    from pipeline.preview.editor import Editor
    from pipeline.preview.model import Row, Sheet

SHOWN = 70
"""Characters shown of a line before and after the place of an error."""

ORDER = (State.APPROVED, State.TRANSLATED, State.DRAFT, State.STALE, State.MISSING)
"""From done to undone, as the bar shows them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error as the page shows it, with its line."""

    diagnostic: Diagnostic
    before: str
    marked: str
    after: str


class Page:
    """Draws one translation."""

    def __init__(self, project: Project, editor: Editor, canonical: str, language: str) -> None:
        """Draw with the templates of the project; places open in ``editor``."""
        self.project, self.editor = project, editor
        self.common = {
            "canonical": canonical,
            "language": language,
            "language_name": name_in(language, "en"),
            "canonical_name": name_in(canonical, "en"),
        }

    def whole(self, sheet: Sheet | None, errors: Sequence[Diagnostic], version: int) -> str:
        """Return the page; ``sheet`` is None where the files were never readable yet."""
        return self._render(
            "page.html.j2",
            sheet=sheet,
            problems=self._problems(errors),
            version=version,
            editor=self.editor,
            root=self.project.root.as_posix(),
            order=ORDER,
        )

    def style(self) -> str:
        """Return the style sheet."""
        return self._render("style.css.j2", faces=font_face_rules())

    def script(self) -> bytes:
        """Return the script."""
        return (self.project.templates / "preview" / "script.js").read_bytes()

    def rows(self, sheet: Sheet) -> str:
        """Return all rows in their groups."""
        return self._render("rows.html.j2", groups=sheet.groups)

    def row(self, row: Row) -> str:
        """Return one row."""
        return self._render("row.html.j2", row=row)

    def everything(self, sheet: Sheet | None, errors: Sequence[Diagnostic]) -> dict[str, Any]:
        """Return the event that brings a page up to date, whatever it shows."""
        event: dict[str, Any] = {"problems": self.problems(sheet, errors)}
        if sheet:
            event |= {"list": self.rows(sheet), "lines": sheet.lines, **self._numbers(sheet)}
        return event

    def difference(
        self, before: Sheet | None, after: Sheet, errors_before: Sequence[Diagnostic]
    ) -> dict[str, Any]:
        """Return the event that turns one sheet into another; empty where they look alike."""
        if before is None or _outline(before) != _outline(after):
            return self.everything(after, ())
        event: dict[str, Any] = {}
        old = {row.id: row for row in before.rows}
        changed = [row for row in after.rows if row != old[row.id]]
        if changed:
            event["rows"] = [(row.id, self.row(row)) for row in changed]
            event["told"] = _told(changed)
            event |= self._numbers(after)
        if before.lines != after.lines:
            event["lines"] = after.lines
        if errors_before or before.loose != after.loose:
            event["problems"] = self.problems(after, ())
        return event

    def _numbers(self, sheet: Sheet) -> dict[str, Any]:
        counts = {state.value: number for state, number in sheet.counts.items()}
        return {
            "counts": {**counts, "findings": sheet.with_findings},
            "bar": self._render("bar.html.j2", sheet=sheet, order=ORDER),
        }

    def problems(self, sheet: Sheet | None, errors: Sequence[Diagnostic]) -> str:
        """Return what stands above the texts: why a file cannot be read, findings of no text."""
        return self._render("problems.html.j2", sheet=sheet, problems=self._problems(errors))

    def _problems(self, errors: Sequence[Diagnostic]) -> list[Problem]:
        return [_problem(self.project.root, diagnostic) for diagnostic in errors]

    def _render(self, template: str, **values: Any) -> str:
        text = render(self.project.templates, "preview", template, **self.common, **values)
        return f"{text.strip()}\n"


def _outline(sheet: Sheet) -> tuple[object, ...]:
    groups = tuple((group.title, tuple(row.id for row in group.rows)) for group in sheet.groups)
    return sheet.title, groups


def _told(changed: Sequence[Row]) -> str:
    """Return what a screen reader says after a save."""
    if len(changed) > 3:
        return f"{len(changed)} texts changed"
    return "; ".join(f"{row.place}: {_state(row)}" for row in changed)


def _state(row: Row) -> str:
    number = len(row.findings)
    found = f", {number} finding{'' if number == 1 else 's'}" if number else ""
    return f"{row.state.value}{found}"


def _problem(root: Path, diagnostic: Diagnostic) -> Problem:
    span = diagnostic.span
    line = _line(root / span.file, span.line) if span and span.line else ""
    if not span or not line:
        return Problem(diagnostic, "", "", "")
    start = min(span.column - 1, len(line))
    end = min(start + max(1, span.length), len(line))
    before = line[max(0, start - SHOWN) : start]
    return Problem(
        diagnostic,
        printable(before),
        printable(line[start:end]),
        printable(line[end : end + SHOWN]),
    )


def _line(path: Path, number: int) -> str:
    try:
        lines = path.read_text("utf-8-sig", errors="replace").split("\n")
    except OSError:
        return ""
    line = lines[number - 1] if number <= len(lines) else ""
    return unicodedata.normalize("NFC", line).replace("\t", " ")


def states(counts: Mapping[State, int]) -> str:
    """Return counts in words, for the terminal."""
    return ", ".join(f"{counts[state]} {state.value}" for state in ORDER if counts[state])
