"""``conformance``: put what was published before the reference validators."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_SOURCE,
    Subparsers,
    add_command,
    console_of,
    project_of,
    publications_of,
)
from pipeline.console import shown

if TYPE_CHECKING:
    import argparse

    from pipeline.conformance.outcome import Outcome
    from pipeline.console import Console


def add(commands: Subparsers) -> None:
    """Add the command."""
    about = "put the published files before the reference validators of their formats"
    add_command(commands, "conformance", about, _run)


def _run(options: argparse.Namespace) -> int:
    from pipeline.conformance.published import check_published
    from pipeline.publish import locked

    project, console = project_of(options), console_of(options)
    every: list[Outcome] = []
    with locked(project.build, console.say):
        for slug in publications_of(options):
            every += check_published(project, slug, lambda outcome: _tell(console, outcome))
            print(shown(project.build / slug / "conformance.html"))
    return _verdict(every)


def _tell(console: Console, outcome: Outcome) -> None:
    line = f"{outcome.tool:<16} {outcome.profile:<24} {outcome.file}"
    if outcome.status == "passed":
        console.say(f"passed   {line}")
        return
    print(f"{outcome.status.upper():<8} {line}", file=sys.stderr)
    for finding in outcome.findings:
        print(f"         - {finding}", file=sys.stderr)


def _verdict(outcomes: list[Outcome]) -> int:
    """Print how many checks went how, and return the exit code that says so."""
    count = dict.fromkeys(("passed", "failed", "not run"), 0)
    for outcome in outcomes:
        count[outcome.status] += 1
    print(", ".join(f"{number} {status}" for status, number in count.items()), file=sys.stderr)
    if count["not run"]:
        lacking = sorted({o.findings[0] for o in outcomes if o.status == "not run"})
        print(f"error: not all validators ran: {'; '.join(lacking)}", file=sys.stderr)
        print("  type this, which installs them: nox -s conformance", file=sys.stderr)
    if count["failed"]:
        return EXIT_SOURCE
    return EXIT_ENVIRONMENT if count["not run"] else 0
