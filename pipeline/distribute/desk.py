"""Where a run of ``distribute`` stands: what was asked for, the release, the settings, the time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, ReportError
from pipeline.distribute.ledger import FOLDER, ledger_of
from pipeline.distribute.releases import find_release, newer_revision, read_whole
from pipeline.distribute.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.distribute.clock import Clock
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

    @property
    def members(self) -> Path:
        """The list that staff keep in the folder; where it would be if there is none."""
        folder = self.project.root / FOLDER
        return next((folder / n for n in MEMBERS if (folder / n).exists()), folder / MEMBERS[0])

    def shown(self, path: Path) -> str:
        """Return a path as a message names it: from the root of the project where it is inside."""
        return _shown(self.project, path)


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


def _shown(project: Project, path: Path) -> str:
    try:
        return path.resolve().relative_to(project.root).as_posix()
    except ValueError:
        return str(path)
