"""``distribute``: bring a release to the members, each of them exactly once."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_SOURCE,
    EXIT_USAGE,
    Subparsers,
    add_command,
    can_make_files,
    console_of,
    project_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pipeline.console import Console
    from pipeline.distribute.desk import Desk, Job
    from pipeline.distribute.dispatch import Order
    from pipeline.distribute.run import Outcome


def add(commands: Subparsers) -> None:
    """Add the command."""
    about = "bring a release to the members: as files for a mail program, or through a mail server"
    parser = add_command(commands, "distribute", about, _run)
    parser.add_argument(
        "release",
        metavar="RELEASE",
        help="publication/revision, the publication for its newest release, or the folder",
    )
    parser.add_argument(
        "--members",
        type=Path,
        metavar="FILE",
        help="the list, CSV or TOML; distribution/members.csv where it is not said",
    )
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="distribution/settings.toml where it is not said",
    )
    parser.add_argument(
        "--smtp",
        nargs="?",
        const="",
        metavar="HOST:PORT",
        help="send, through this server or that of the settings; without it nothing is sent",
    )
    parser.add_argument("--rate", type=_rate, metavar="N", help="messages a minute")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WHO",
        help="an address or a group; may be given again",
    )
    parser.add_argument("--copies", action="store_true", help="each PDF names its recipient")
    parser.add_argument(
        "--leave-out", action="store_true", help="go on without files that the release has not"
    )
    parser.add_argument("--wait", action="store_true", help="wait for the end of the embargo")
    parser.add_argument(
        "--resume", action="store_true", help="go on with what is open, whatever the list now says"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would be done; do nothing"
    )
    parser.add_argument("--report", action="store_true", help="write the report, and nothing else")
    parser.add_argument(
        "--resolve",
        nargs=2,
        action="append",
        default=[],
        metavar=("MEMBER", "sent|again"),
        help="say of an unclear or refused message what you found out",
    )


def _rate(text: str) -> float:
    rate = float(text)
    if not rate > 0:
        raise ValueError(text)
    return rate


def _run(options: argparse.Namespace) -> int:
    from pipeline.distribute.clock import system_clock
    from pipeline.distribute.desk import Job, open_desk
    from pipeline.distribute.run import distribute, preview, report, resolve

    if options.copies and not can_make_files():
        return EXIT_ENVIRONMENT
    console = console_of(options)
    job = Job(
        release=options.release,
        members=options.members,
        settings=options.settings,
        only=tuple(options.only),
        server=options.smtp,
        rate=options.rate,
        resume=options.resume,
        leave_out=options.leave_out,
        copies=options.copies,
        wait=options.wait,
    )
    desk = open_desk(project_of(options), job, system_clock(), console.say)
    if options.resolve:
        _print(resolve(desk, _decisions(options.resolve)))
        return 0
    if options.report:
        _print(report(desk))
        return 0
    if options.dry_run:
        _preview(desk, job, preview(desk, job), console)
        return 0
    return _told(desk, job, distribute(desk, job), console)


def _decisions(pairs: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    for _member, decision in pairs:
        if decision not in ("sent", "again"):
            raise ReportError(
                [
                    Diagnostic(
                        "wrong-value",
                        f"“{decision}” is no decision",
                        None,
                        "write --resolve ADDRESS sent, or --resolve ADDRESS again",
                    )
                ],
                exit_code=EXIT_USAGE,
            )
    return [(member, decision) for member, decision in pairs]


def _print(paths: Sequence[Path]) -> None:
    for path in paths:
        print(shown(path))


def _preview(desk: Desk, job: Job, orders: Sequence[Order], console: Console) -> None:
    """Print a line for each message and what they come to."""
    from pipeline.distribute.delivery import check_embargo
    from pipeline.distribute.plan import encoded_size

    for order in orders:
        files = ", ".join(f"{parcel.format} {parcel.language}" for parcel in order.parcels)
        print(f"{order.address}  {files}  {order.way}")
    kinds = Counter((p.language, p.format) for order in orders for p in order.parcels)
    for (language, kind), number in sorted(kinds.items()):
        console.say(f"{language:<6} {kind:<11} {number:>6}")
    attached = [order for order in orders if order.way == "attached"]
    size = sum(encoded_size(order.parcels) for order in attached)
    console.say(
        f"{len(orders)} messages, {len(attached)} with files attached and "
        f"{len(orders) - len(attached)} with links, about {size / 1e6:.1f} MB; "
        f"{_minutes(len(orders) / desk.settings.rate)} at {desk.settings.rate:g} a minute. "
        f"Nothing was written or sent{'' if job.server is not None else '; --smtp sends'}"
    )
    try:
        check_embargo(desk.release, desk.clock.now(), desk.settings.zone)
    except ReportError as error:
        console.say(f"not before its time: {error}")


def _minutes(number: float) -> str:
    whole = math.ceil(number)
    return "1 minute" if whole == 1 else f"{whole} minutes"


def _told(desk: Desk, job: Job, outcome: Outcome, console: Console) -> int:
    """Print how a run ended, and return the exit code."""
    tally = outcome.tally
    if job.server is None:
        console.say(
            f"{len(outcome.planned)} messages, {tally.bytes / 1e6:.1f} MB; nothing was sent"
        )
    else:
        console.say(
            f"{tally.sent} sent ({tally.bytes / 1e6:.1f} MB), {tally.refused} refused, "
            f"{tally.pending} pending, {tally.unclear} unclear; revision "
            f"{desk.release.revision} of {desk.release.publication}"
        )
    _print(outcome.paths)
    console.diagnostics(outcome.findings)
    return EXIT_SOURCE if outcome.findings else 0
