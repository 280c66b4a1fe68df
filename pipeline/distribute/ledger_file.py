"""The file of the ledger: its tables, how it is opened, and what is told where it cannot be.

Nothing is decided here; what is written and when, ``ledger`` says.
"""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VERSION = 1
"""Of the tables, as ``user_version`` of the file."""

SCHEMA = """
CREATE TABLE message (
    id TEXT PRIMARY KEY,
    publication TEXT NOT NULL,
    revision INTEGER NOT NULL,
    member TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    groups TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('attached', 'linked')),
    personal INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'sent', 'refused', 'pending')),
    planned TEXT NOT NULL,
    changed TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due TEXT,
    answer TEXT NOT NULL DEFAULT '',
    sha256 TEXT NOT NULL DEFAULT '',
    size INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE parcel (
    publication TEXT NOT NULL,
    revision INTEGER NOT NULL,
    member TEXT NOT NULL,
    language TEXT NOT NULL,
    format TEXT NOT NULL,
    message TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (publication, revision, member, language, format)
) STRICT;
CREATE INDEX parcel_of_message ON parcel (message);
CREATE TABLE copy (
    sha256 TEXT PRIMARY KEY,
    original TEXT NOT NULL,
    message TEXT NOT NULL,
    publication TEXT NOT NULL,
    revision INTEGER NOT NULL,
    file TEXT NOT NULL,
    name TEXT NOT NULL
) STRICT;
CREATE TABLE event (
    at TEXT NOT NULL,
    message TEXT NOT NULL,
    what TEXT NOT NULL,
    answer TEXT NOT NULL
) STRICT;
"""
"""``event`` is only ever added to: the history of every message, whatever became of it."""

RESCUE = "make room on the disk, or bring the file back from a copy; it alone knows who has what"


def connect(path: Path, name: str) -> sqlite3.Connection:
    """Open the file, its tables made where there are none.

    Raises ``ReportError`` for a file of another form.
    """
    database = sqlite3.connect(path)
    try:
        # Beside the database, changes go into a log: one wait for the disk instead of four.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("PRAGMA foreign_keys = ON")
        if _form(database) == 0:
            database.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        _check_form(database, name)
    except BaseException:
        database.close()
        raise
    return database


def connect_to_look(path: Path, name: str) -> sqlite3.Connection:
    """Open a file that is there so that nothing is written, not even beside it.

    Raises ``ReportError`` for a file of another form.
    """
    # Without a log beside it nobody is at work, and the file is all there is.
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    database = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{alone}", uri=True)
    try:
        _check_form(database, name)
    except BaseException:
        database.close()
        raise
    return database


def _form(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def _check_form(database: sqlite3.Connection, name: str) -> None:
    if (form := _form(database)) != VERSION:
        raise unreadable(
            f"the ledger has form {form}, and this program knows form {VERSION}",
            name,
            "use the version of the program that wrote it",
        )


@contextlib.contextmanager
def told(name: str) -> Iterator[None]:
    """Tell as ``ReportError`` what SQLite finds."""
    try:
        yield
    except sqlite3.Error as error:
        raise unreadable(f"the ledger cannot be used: {error}", name, RESCUE) from error


def unreadable(message: str, name: str, hint: str) -> ReportError:
    """Return the error that ends the command; ``hint`` says what to do."""
    return ReportError([Diagnostic("ledger-unreadable", message, Span(name, 0), hint)], exit_code=3)
