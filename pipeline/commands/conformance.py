"""``conformance``: put a publication before the reference validators, in every configuration."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pipeline.commands.build import formats_of
from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_SOURCE,
    Subparsers,
    add_command,
    can_make_files,
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
    about = "put every file of every configuration before the validators of its format"
    parser = add_command(commands, "conformance", about, _run)
    parser.add_argument(
        "--to",
        default="",
        metavar="FORMATS",
        help="these formats only, as in build; what passes is noted, and nothing is published",
    )


def _run(options: argparse.Namespace) -> int:
    if not can_make_files():
        return EXIT_ENVIRONMENT
    from pipeline.claims import NAME
    from pipeline.conformance import session
    from pipeline.formats import FORMATS
    from pipeline.publish import locked

    only = formats_of(options.to)
    project, console = project_of(options), console_of(options)
    slugs = publications_of(options)
    every: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        _tell(console, outcome)

    with locked(project.build, console.say):
        tried = [
            session.try_publication(project, slug, only or tuple(FORMATS), told, console.step)
            for slug in slugs
        ]
        if session.note_what_passed(project, tried):
            console.say(f"templates/{NAME} says anew what has passed: commit it")
        if only:
            return _verdict([outcome for one in tried for outcome in one.outcomes])
        for one in tried:
            every += session.publish_outcomes(project, one, told, console.step)
            print(shown(project.build / one.slug / "conformance.html"))
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
