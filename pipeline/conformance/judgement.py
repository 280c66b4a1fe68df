"""templates/judgement.toml: what no validator can judge, and what was found when people looked.

One source for conformance.html and for docs/accessibility.md, so that the two cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector
from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

NAME = "judgement.toml"
LOOKED = "looked"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question that a person answers by looking or listening."""

    template: str
    """Whose matter it is, relative to templates/."""
    judge: str
    """The question."""
    found: str
    """What came of looking."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All questions, and what was looked at to answer them."""

    on: date
    at: str
    not_done: str
    """What was not tried."""
    questions: tuple[Judged, ...]


def load_judgement(templates: Path) -> Judgement | None:
    """Read the file; None where the project has none.

    Raises ``ReportError``: the findings of any TOML file.
    """
    path = templates / NAME
    if not path.exists():
        return None
    found = Collector()
    toml = read_toml(path, f"templates/{NAME}", found)
    found.stop_on_errors()
    if toml is None:
        return None
    questions = tuple(
        Judged(*(str(toml.text((table, key))) for key in ("template", "judge", "found")))
        for table in toml.tables()
        if table != LOOKED
    )
    judgement = Judgement(
        toml.get((LOOKED, "on"), date),
        toml.text((LOOKED, "at")),
        toml.text((LOOKED, "not_done")),
        questions,
    )
    toml.report_unknown_keys()
    found.stop_on_errors()
    return judgement


def as_markdown(judgement: Judgement) -> str:
    """Return the questions as the table that docs/accessibility.md holds."""
    rows = [f"| `{q.template}` | {q.judge} | {q.found} |" for q in judgement.questions]
    return "\n".join(
        [
            f"Looked at on {judgement.on.isoformat()}: {judgement.at}.",
            "",
            f"**Not tried:** {judgement.not_done}",
            "",
            "| template | what a person judges | what was found |",
            "| --- | --- | --- |",
            *rows,
        ]
    )
