"""Outcomes → conformance.html: the page on which anyone sees what was checked, and how it went."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pipeline.conformance.judgement import load_judgement
from pipeline.templating import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.conformance.outcome import Outcome, Outcomes


def conformance_html(title: str, outcomes: Outcomes, templates: Path) -> str:
    """Return the page, HTML with its style in it, made by ``conformance.html.j2``.

    Raises ``ReportError``: what ``templating.render`` raises.
    """
    page = render(
        templates,
        "proof",
        "conformance.html.j2",
        title=title,
        published=_by_file(outcomes.published),
        configurations=_by_file(outcomes.configurations),
        total=len(outcomes.every),
        judgement=load_judgement(templates),
        count={
            s: sum(o.status == s for o in outcomes.every) for s in ("passed", "failed", "not run")
        },
    )
    return f"{page.strip()}\n"


def _by_file(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    return [(name, list(own)) for name, own in groupby(outcomes, key=lambda o: o.file)]
