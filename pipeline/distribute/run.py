"""One run of ``distribute``: what was asked for → the plan, the outbox or server, the report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.distribute.courier import Courier
from pipeline.distribute.delivery import Delivery, Tally, check_embargo
from pipeline.distribute.dispatch import OPEN
from pipeline.distribute.findings import findings_of
from pipeline.distribute.ledger import open_ledger
from pipeline.distribute.members import read_members
from pipeline.distribute.message import Composer
from pipeline.distribute.outbox import fill_outbox
from pipeline.distribute.plan import make_plan
from pipeline.distribute.releases import reader
from pipeline.distribute.report import report_csv, report_html
from pipeline.distribute.selection import check_only, concerns, no_such_member
from pipeline.distribute.settings import server_at
from pipeline.labels import load_labels
from pipeline.safe_write import write_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.distribute.desk import Desk, Job
    from pipeline.distribute.dispatch import Dispatch, Order, Parcel, State
    from pipeline.distribute.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    tally: Tally
    paths: tuple[Path, ...]
    """What was written for people."""
    findings: tuple[Diagnostic, ...] = ()
    """What somebody has to look at."""
    planned: tuple[Dispatch, ...] = field(default=())


def plan(desk: Desk, job: Job, ledger: Ledger | None) -> list[Order]:
    """Return what is to be sent to whom; ``ledger`` knows what was. Raises ``ReportError``."""
    found = Collector()
    path = job.members or desk.members
    languages = [p.stem for p in (desk.project.templates / "labels").glob("*.toml")]
    members = read_members(path, desk.shown(path), languages, found)
    release = desk.release
    done = ledger.done(release.publication, release.revision) if ledger else set()
    missing = Collector()
    orders = make_plan(members, release, desk.settings, done, missing, personal=job.copies)
    found.extend(d for d in missing.found if not (job.leave_out and d.code == "not-in-release"))
    check_only(job.only, members, found)
    found.stop_on_errors()
    return orders


def preview(desk: Desk, job: Job) -> list[Order]:
    """Return what a run would send, and write nothing."""
    if not desk.ledger.exists():
        orders = plan(desk, job, None)
    else:
        with open_ledger(desk.ledger, desk.shown(desk.ledger)) as ledger:
            if job.resume:
                return [d.order for d in _open(desk, ledger, job.only)]
            orders = plan(desk, job, ledger)
    return [order for order in orders if concerns(order, job.only)]


def distribute(desk: Desk, job: Job) -> Outcome:
    """Fill the outbox, or send; the report is written whatever happens.

    Raises ``ReportError``: what is wrong before anything is sent, ``under-embargo``, and what
    makes sending impossible.
    """
    if job.wait:
        _wait_for_embargo(desk)
    check_embargo(desk.release, desk.clock.now(), desk.settings.zone)
    composer = make_composer(desk)
    with open_ledger(desk.ledger, desk.shown(desk.ledger)) as ledger:
        if not job.resume:
            orders = plan(desk, job, ledger)
            release = desk.release
            ledger.plan(release.publication, release.revision, orders, desk.clock.now())
        dispatches = _open(desk, ledger, job.only)
        paths: list[Path] = []
        try:
            if job.server is None:
                outbox = desk.place / "outbox"
                size = fill_outbox(outbox, dispatches, composer, ledger)
                tally = Tally(bytes=size)
                paths.append(outbox)
            else:
                tally = _send(desk, job, ledger, composer, dispatches)
        finally:
            reports = write_report(desk, ledger)
        findings = findings_of(_all(desk, ledger), job.only) if job.server is not None else ()
    return Outcome(tally, (*paths, *reports), findings, tuple(dispatches))


def resolve(desk: Desk, decisions: Sequence[tuple[str, str]]) -> tuple[Path, ...]:
    """Write down what a person found out: ``sent``, or that it is to be sent ``again``.

    Raises ``ReportError`` ``no-such-member``, with nothing written, where one does not fit.
    """
    with open_ledger(desk.ledger, desk.shown(desk.ledger)) as ledger:
        found, todo = Collector(), []
        every = _all(desk, ledger)
        for member, decision in decisions:
            own = [d for d in every if d.order.address.casefold() == member.casefold()]
            states = ("sending", *OPEN, "refused") if decision == "sent" else ("sending", "refused")
            fitting = [d for d in own if d.state in states]
            if not own:
                no_such_member(member, [d.order.address for d in every], found)
            elif not fitting:
                found.error(
                    "no-such-member",
                    f"nothing of {member} is unclear or refused: {', '.join(d.state for d in own)}",
                    None,
                    "look at the report: --report",
                )
            todo += [(d, decision) for d in fitting]
        found.stop_on_errors()
        for dispatch, decision in todo:
            state: State = "sent" if decision == "sent" else "pending"
            ledger.decide(dispatch.order.id, state, _DECIDED[state], desk.clock.now())
            desk.say(f"{dispatch.order.address}: {state}")
        return write_report(desk, ledger)


_DECIDED: Mapping[State, str] = {
    "sent": "a person found that it arrived",
    "pending": "a person found that it did not arrive",
}


def report(desk: Desk) -> tuple[Path, ...]:
    """Write the report from the ledger as it is."""
    with open_ledger(desk.ledger, desk.shown(desk.ledger)) as ledger:
        return write_report(desk, ledger)


def write_report(desk: Desk, ledger: Ledger) -> tuple[Path, Path]:
    """Write the page and the table; return where they are."""
    dispatches = _all(desk, ledger)
    zone = desk.settings.zone
    page = report_html(desk.release, dispatches, zone, desk.clock.now(), desk.project.templates)
    html, table = desk.place / "report.html", desk.place / "report.csv"
    write_file(html, page.encode(), desk.shown(html))
    write_file(table, report_csv(dispatches, zone), desk.shown(table))
    return html, table


def make_composer(desk: Desk) -> Composer:
    """Return what makes the messages. Raises ``ReportError`` where words are missing."""
    found = Collector()
    templates = desk.project.templates
    labels = {tag: load_labels(templates, tag, found) for tag in desk.release.title}
    found.stop_on_errors()
    read = reader(desk.folder, desk.release)

    def copy(dispatch: Dispatch, parcel: Parcel) -> bytes:
        from pipeline.distribute.copies import personal_copy  # noqa: PLC0415 - loads the engine

        return personal_copy(
            read(parcel.name), dispatch.order.name, parcel, labels[parcel.language], templates
        )

    return Composer(desk.release, desk.settings, templates, labels, read, copy)


def _send(
    desk: Desk, job: Job, ledger: Ledger, composer: Composer, dispatches: Sequence[Dispatch]
) -> Tally:
    server = server_at(job.server, desk.settings) if job.server else desk.settings.server
    if server is None or not server.host:
        raise ReportError(
            [
                Diagnostic(
                    "server-unreachable",
                    "no mail server is named",
                    None,
                    "write --smtp host:port, or host under [smtp] of the settings",
                )
            ],
            exit_code=2,
        )
    if not dispatches:
        return Tally()
    with Courier(server, desk.settings.address) as courier:
        delivery = Delivery(ledger, composer, courier, desk.clock, desk.settings, desk.say)
        return delivery.run(dispatches)


def _wait_for_embargo(desk: Desk) -> None:
    embargo = desk.release.embargo
    while embargo is not None and (left := (embargo - desk.clock.now()).total_seconds()) > 0:
        desk.say(f"the embargo ends in {left / 60:.0f} minutes; Ctrl-C stops the waiting")
        desk.clock.sleep(min(left, 600))


def _all(desk: Desk, ledger: Ledger) -> list[Dispatch]:
    return ledger.dispatches(desk.release.publication, desk.release.revision)


def _open(desk: Desk, ledger: Ledger, only: tuple[str, ...]) -> list[Dispatch]:
    return [d for d in _all(desk, ledger) if d.state in OPEN and concerns(d.order, only)]
