"""The ledger of deliveries: what was done, written down before and after it is done.

One SQLite file for all publications, with every change on the disk before the next step is taken
(``synchronous = FULL``). Two statements make it exactly once: a file of a revision is bound to one
message for each member (the primary key of ``parcel``), and a message is ``sending`` on the disk
before the sign that ends it goes to the server. A message that is found ``sending`` when nobody
sends was cut off between that sign and the answer: whether the server took it, only a person can
find out.

No time is taken here: moments come in from outside, and are kept in UTC.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from filelock import FileLock, Timeout

from pipeline.distribute.dispatch import OPEN, Dispatch, Order, Parcel
from pipeline.distribute.ledger_file import RESCUE, connect, connect_to_look, told, unreadable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.distribute.dispatch import State, Way
    from pipeline.distribute.plan import Key
    from pipeline.folders import Project

FOLDER = "distribution"
"""Folder of the project, kept out of Git: the list of members, the settings, the ledger."""

NAME = "ledger.sqlite"

_WAIT = "wait for it to end, or end it with Ctrl-C; nothing is lost by that"


@dataclass(frozen=True, slots=True)
class Copy:
    """A PDF that bears the name of the one it was made for."""

    sha256: str
    original: str
    """SHA-256 of the released file it was made from."""
    publication: str
    revision: int
    file: str
    name: str
    """Of the member."""


@contextlib.contextmanager
def open_ledger(path: Path, name: str) -> Iterator[Ledger]:
    """Open the ledger, made where there is none, for this process alone.

    Raises ``ReportError`` ``ledger-unreadable``, exit code 3: also while another process has it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"))
        lock.acquire(timeout=1)
    except Timeout:
        raise unreadable("another distribution is running", name, _WAIT) from None
    except OSError as error:
        raise unreadable(f"the ledger cannot be used: {error}", name, RESCUE) from error
    try:
        with told(name):
            database = connect(path, name)
        with contextlib.closing(database), told(name):
            yield Ledger(database)
    finally:
        lock.release()


def ledger_of(project: Project) -> Path:
    """Return the one ledger of a project; it need not be there yet."""
    return project.root / FOLDER / NAME


def find_copy(path: Path, sha256: str) -> Copy | None:
    """Return the copy for one recipient that has this digest; None where none was ever made."""
    if not path.is_file():
        return None
    with told(str(path)), contextlib.closing(connect_to_look(path, str(path))) as database:
        row = database.execute(
            "SELECT sha256, original, publication, revision, file, name FROM copy WHERE sha256 = ?",
            (sha256,),
        ).fetchone()
    return Copy(*row) if row else None


class Ledger:
    """An open ledger; each method that writes is one transaction."""

    def __init__(self, database: sqlite3.Connection) -> None:
        """Work on an open database that has the tables."""
        self._database = database

    def done(self, publication: str, revision: int) -> set[Key]:
        """Return what is not to be planned again: delivered, refused, or nobody knows."""
        return {
            (member, language, kind)
            for member, language, kind in self._database.execute(
                "SELECT p.member, p.language, p.format FROM parcel p JOIN message m"
                " ON m.id = p.message WHERE p.publication = ? AND p.revision = ?"
                " AND m.state NOT IN ('planned', 'pending')",
                (publication, revision),
            )
        }

    def plan(self, publication: str, revision: int, orders: Iterable[Order], now: datetime) -> None:
        """Let the open messages of a revision be just these.

        One that was open already keeps its date and its attempts; one that is no longer wanted,
        since its member left the list or wants other files, is withdrawn.
        """
        orders = list(orders)
        wanted = {order.id for order in orders}
        with self._database:
            self._database.execute("BEGIN IMMEDIATE")
            open_before = self._ids(publication, revision, OPEN)
            for gone in open_before - wanted:
                self._database.execute("DELETE FROM message WHERE id = ?", (gone,))
                self._note(now, gone, "withdrawn", "")
            for order in orders:
                if order.id in open_before:
                    self._update(order)
                else:
                    self._insert(publication, revision, order, now)

    def dispatches(self, publication: str, revision: int) -> list[Dispatch]:
        """Return all messages of a revision, in the order in which they were planned."""
        parcels: dict[str, list[Parcel]] = {}
        for message, *values in self._database.execute(
            "SELECT message, language, format, file, sha256, size FROM parcel"
            " WHERE publication = ? AND revision = ? ORDER BY message, place",
            (publication, revision),
        ):
            parcels.setdefault(message, []).append(Parcel(*values))
        copies: dict[str, list[tuple[str, str]]] = {}
        for message, file, sha256 in self._database.execute(
            "SELECT message, file, sha256 FROM copy WHERE publication = ? AND revision = ?"
            " ORDER BY rowid",
            (publication, revision),
        ):
            copies.setdefault(message, []).append((file, sha256))
        rows = self._database.execute(
            "SELECT id, address, name, language, groups, way, personal, state, planned, changed,"
            " attempts, due, answer, sha256, size FROM message"
            " WHERE publication = ? AND revision = ? ORDER BY rowid",
            (publication, revision),
        )
        return [
            Dispatch(
                order=Order(
                    id=row[0],
                    address=row[1],
                    name=row[2],
                    language=row[3],
                    groups=tuple(filter(None, row[4].split("\n"))),
                    way=cast("Way", row[5]),
                    personal=bool(row[6]),
                    parcels=tuple(parcels.get(row[0], ())),
                ),
                publication=publication,
                revision=revision,
                state=cast("State", row[7]),
                planned=datetime.fromisoformat(row[8]),
                changed=datetime.fromisoformat(row[9]),
                attempts=row[10],
                due=datetime.fromisoformat(row[11]) if row[11] else None,
                answer=row[12],
                sha256=row[13],
                size=row[14],
                copies=tuple(copies.get(row[0], ())),
            )
            for row in rows
        ]

    def begin(self, message: str, sha256: str, size: int, now: datetime) -> None:
        """Write down that the end of a message goes to the server next."""
        with self._database:
            changed = self._database.execute(
                "UPDATE message SET state = 'sending', sha256 = ?, size = ?, changed = ?,"
                " attempts = attempts + 1, due = NULL, answer = ''"
                " WHERE id = ? AND state IN ('planned', 'pending')",
                (sha256, size, _text(now), message),
            ).rowcount
            if changed != 1:
                raise AssertionError(f"{message} is not open, and would be sent twice")
            self._note(now, message, "sending", "")

    def settle(
        self, message: str, state: State, answer: str, now: datetime, due: datetime | None = None
    ) -> None:
        """Write down what became of a message."""
        with self._database:
            self._database.execute(
                "UPDATE message SET state = ?, answer = ?, changed = ?, due = ?,"
                # An attempt that never came to its end was not counted by begin().
                " attempts = attempts + (state <> 'sending') WHERE id = ?",
                (state, answer, _text(now), _text(due) if due else None, message),
            )
            self._note(now, message, state, answer)

    def decide(self, message: str, state: State, answer: str, now: datetime) -> None:
        """Write down what a person found out; it counts as no attempt."""
        with self._database:
            self._database.execute(
                "UPDATE message SET state = ?, answer = ?, changed = ?, due = NULL WHERE id = ?",
                (state, answer, _text(now), message),
            )
            self._note(now, message, f"{state}, decided by a person", answer)

    def keep_copies(self, dispatch: Dispatch, copies: Mapping[str, str]) -> None:
        """Write down the SHA-256 of copies made for a member, by the name of the file."""
        originals = {parcel.name: parcel.sha256 for parcel in dispatch.order.parcels}
        with self._database:
            self._database.executemany(
                "INSERT OR IGNORE INTO copy VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        sha256,
                        originals[file],
                        dispatch.order.id,
                        dispatch.publication,
                        dispatch.revision,
                        file,
                        dispatch.order.name,
                    )
                    for file, sha256 in copies.items()
                ],
            )

    def _ids(self, publication: str, revision: int, states: Iterable[str]) -> set[str]:
        rows = self._database.execute(
            "SELECT id, state FROM message WHERE publication = ? AND revision = ?",
            (publication, revision),
        )
        return {id_ for id_, state in rows if state in states}

    def _update(self, order: Order) -> None:
        self._database.execute(
            "UPDATE message SET name = ?, groups = ?, way = ?, personal = ? WHERE id = ?",
            (order.name, "\n".join(order.groups), order.way, order.personal, order.id),
        )

    def _insert(self, publication: str, revision: int, order: Order, now: datetime) -> None:
        self._database.execute(
            "INSERT INTO message (id, publication, revision, member, address, name, language,"
            " groups, way, personal, state, planned, changed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned', ?, ?)",
            (
                *(order.id, publication, revision, order.address.casefold(), order.address),
                *(order.name, order.language, "\n".join(order.groups), order.way, order.personal),
                *(_text(now), _text(now)),
            ),
        )
        self._database.executemany(
            "INSERT INTO parcel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(publication, revision, order.address.casefold()),
                    *(parcel.language, parcel.format, order.id, place),
                    *(parcel.name, parcel.sha256, parcel.size),
                )
                for place, parcel in enumerate(order.parcels)
            ],
        )

    def _note(self, now: datetime, message: str, what: str, answer: str) -> None:
        self._database.execute(
            "INSERT INTO event VALUES (?, ?, ?, ?)", (_text(now), message, what, answer)
        )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
