"""One run of ``distribute``: what was asked for → the plan, the outbox or server, the report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.distribute.courier import Courier
from pipeline.distribute.delivery import Delivery, Tally, check_embargo
from pipeline.distribute.dispatch import OPEN
from pipeline.distribute.ledger import FOLDER, ledger_of, open_ledger
from pipeline.distribute.members import read_members
from pipeline.distribute.message import Composer
from pipeline.distribute.outbox import fill_outbox
from pipeline.distribute.plan import make_plan
from pipeline.distribute.releases import find_release, newer_revision, read_whole, reader
from pipeline.distribute.report import report_csv, report_html
from pipeline.distribute.settings import read_settings, server_at
from pipeline.labels import load_labels
from pipeline.safe_write import write_file
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from pipeline.distribute.clock import Clock
    from pipeline.distribute.dispatch import Dispatch, Order, Parcel, State
    from pipeline.distribute.ledger import Ledger
    from pipeline.distribute.members import Member
    from pipeline.distribute.settings import Settings
    from pipeline.folders import Project
    from pipeline.release.manifest import Release

SETTINGS = "settings.toml"
MEMBERS = ("members.csv", "members.toml")


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for."""

    release: str
    members: Path | None = None
    """None for that of the folder."""
    settings: Path | None = None
    only: tuple[str, ...] = ()
    """Addresses and groups; empty for everybody."""
    server: str | None = None
    """``host:port``, "" for that of the settings, None for the outbox."""
    rate: float | None = None
    resume: bool = False
    leave_out: bool = False
    copies: bool = False
    wait: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a run stands: the project, the release, the settings, the clock."""

    project: Project
    folder: Path
    """Of the release."""
    release: Release
    settings: Settings
    clock: Clock
    say: Callable[[str], None]

    @property
    def ledger(self) -> Path:
        """The one ledger of the project."""
        return ledger_of(self.project)

    @property
    def place(self) -> Path:
        """Where the outbox and the report of this revision go."""
        return self.project.root / FOLDER / self.release.publication / str(self.release.revision)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    tally: Tally
    paths: tuple[Path, ...]
    """What was written for people."""
    findings: tuple[Diagnostic, ...] = ()
    """What somebody has to look at."""
    planned: tuple[Dispatch, ...] = field(default=())


def open_desk(project: Project, job: Job, clock: Clock, say: Callable[[str], None]) -> Desk:
    """Find and read the release and the settings. Raises ``ReportError`` with all findings."""
    folder = find_release(project, job.release)
    release = read_whole(folder)
    found = Collector()
    path = job.settings or project.root / FOLDER / SETTINGS
    settings = read_settings(path, _shown(project, path), found)
    found.stop_on_errors()
    if settings is None:
        raise ReportError(found.found)
    if newer := newer_revision(folder, release):
        say(f"note: this is revision {release.revision}, and there is a revision {newer}")
    if job.rate is not None:
        settings = replace(settings, rate=job.rate)
    return Desk(project, folder, release, settings, clock, say)


def plan(desk: Desk, job: Job, ledger: Ledger | None) -> list[Order]:
    """Return what is to be sent to whom; ``ledger`` knows what was. Raises ``ReportError``."""
    found = Collector()
    path = job.members or _members_file(desk.project)
    languages = [p.stem for p in (desk.project.templates / "labels").glob("*.toml")]
    members = read_members(path, _shown(desk.project, path), languages, found)
    release = desk.release
    done = ledger.done(release.publication, release.revision) if ledger else set()
    missing = Collector()
    orders = make_plan(members, release, desk.settings, done, missing, personal=job.copies)
    found.extend(d for d in missing.found if not (job.leave_out and d.code == "not-in-release"))
    _check_only(job.only, members, found)
    found.stop_on_errors()
    return orders


def preview(desk: Desk, job: Job) -> list[Order]:
    """Return what a run would send, and write nothing."""
    if not desk.ledger.exists():
        return _selected_orders(plan(desk, job, None), job.only)
    with open_ledger(desk.ledger, _shown(desk.project, desk.ledger)) as ledger:
        if job.resume:
            return [d.order for d in _open(desk, ledger, job.only)]
        return _selected_orders(plan(desk, job, ledger), job.only)


def distribute(desk: Desk, job: Job) -> Outcome:
    """Fill the outbox, or send; the report is written whatever happens.

    Raises ``ReportError``: what is wrong before anything is sent, ``under-embargo``, and what
    makes sending impossible.
    """
    if job.wait:
        _wait_for_embargo(desk)
    check_embargo(desk.release, desk.clock.now(), desk.settings.zone)
    composer = make_composer(desk)
    with open_ledger(desk.ledger, _shown(desk.project, desk.ledger)) as ledger:
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
    with open_ledger(desk.ledger, _shown(desk.project, desk.ledger)) as ledger:
        found, todo = Collector(), []
        every = _all(desk, ledger)
        for member, decision in decisions:
            own = [d for d in every if d.order.address.casefold() == member.casefold()]
            states = ("sending", *OPEN, "refused") if decision == "sent" else ("sending", "refused")
            fitting = [d for d in own if d.state in states]
            if not own:
                _no_such_member(member, [d.order.address for d in every], found)
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
    with open_ledger(desk.ledger, _shown(desk.project, desk.ledger)) as ledger:
        return write_report(desk, ledger)


def write_report(desk: Desk, ledger: Ledger) -> tuple[Path, Path]:
    """Write the page and the table; return where they are."""
    dispatches = _all(desk, ledger)
    zone = desk.settings.zone
    page = report_html(desk.release, dispatches, zone, desk.clock.now(), desk.project.templates)
    html, table = desk.place / "report.html", desk.place / "report.csv"
    write_file(html, page.encode(), _shown(desk.project, html))
    write_file(table, report_csv(dispatches, zone), _shown(desk.project, table))
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


def findings_of(dispatches: Sequence[Dispatch], only: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """Return what somebody has to look at, one finding a member."""
    out = []
    for dispatch in dispatches:
        if only and not _is_of(dispatch.order, only):
            continue
        address, answer = dispatch.order.address, dispatch.answer
        if dispatch.state == "sending":
            message = f"whether {address} has the message {dispatch.order.id} is not known"
            hint = (
                "the line broke, or the program was stopped, before the server answered. Look in "
                f"the server's log for that id, then type --resolve {address} sent, or again"
            )
            out.append(Diagnostic("delivery-unclear", message, None, hint))
        elif dispatch.state == "refused":
            hint = f"correct the list; or, when its mailbox is in order: --resolve {address} again"
            out.append(Diagnostic("delivery-refused", f"{address}: {answer}", None, hint))
        elif dispatch.state == "pending":
            hint = "run it again later, or with --resume; nobody gets anything twice"
            out.append(
                Diagnostic("delivery-pending", f"{address}: {answer}", None, hint, "warning")
            )
    return tuple(out)


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
    return [
        d for d in _all(desk, ledger) if d.state in OPEN and (not only or _is_of(d.order, only))
    ]


def _selected_orders(orders: Sequence[Order], only: tuple[str, ...]) -> list[Order]:
    return [order for order in orders if not only or _is_of(order, only)]


def _is_of(order: Order, only: tuple[str, ...]) -> bool:
    named = {word.casefold() for word in only}
    return order.address.casefold() in named or any(g.casefold() in named for g in order.groups)


def _check_only(only: tuple[str, ...], members: Sequence[Member], found: Collector) -> None:
    known = [m.address for m in members] + sorted({g for m in members for g in m.groups})
    by_name = {word.casefold() for word in known}
    for word in only:
        if word.casefold() not in by_name:
            _no_such_member(word, known, found)


def _no_such_member(word: str, known: Sequence[str], found: Collector) -> None:
    near = nearest(word, known)
    found.error(
        "no-such-member",
        f"no member and no group is called “{word}”",
        None,
        f"did you mean “{near}”?" if near else "write the address or the group as in the list",
    )


def _members_file(project: Project) -> Path:
    folder = project.root / FOLDER
    return next((folder / n for n in MEMBERS if (folder / n).exists()), folder / MEMBERS[0])


def _shown(project: Project, path: Path) -> str:
    try:
        return path.resolve().relative_to(project.root).as_posix()
    except ValueError:
        return str(path)
