"""The register of releases: which bytes left the house, of which revision, and what came after.

An SQLite file beside the releases. It is written after a release stands whole in its folder; what
a kill left out is taken in again from the folders by whoever opens it next, and a register that is
lost or damaged is made anew from them. The folders are the truth but for one thing: a manifest
that was changed later does not change what the register has.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Span
from pipeline.publish import CHECKSUMS, MANIFEST
from pipeline.release.manifest import RELEASES, Release, checksums, read_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "register.sqlite"

FORM = 1
"""Of the tables, kept as ``user_version``."""

_TABLES = """
CREATE TABLE release (
    publication TEXT NOT NULL, revision INTEGER NOT NULL, symbol TEXT NOT NULL,
    status TEXT NOT NULL, embargo TEXT, released TEXT NOT NULL, manifest TEXT NOT NULL,
    PRIMARY KEY (publication, revision)
);
CREATE TABLE file (
    publication TEXT NOT NULL, revision INTEGER NOT NULL, name TEXT NOT NULL,
    language TEXT NOT NULL, format TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (publication, revision, name),
    FOREIGN KEY (publication, revision) REFERENCES release
);
CREATE INDEX by_digest ON file (sha256);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that left the house."""

    publication: str
    revision: int
    name: str
    language: str
    format: str
    sha256: str
    status: str
    embargo: str | None
    released: str
    latest: int
    """The newest revision that has this language and format: the same number where this is it."""

    @property
    def is_current(self) -> bool:
        """Whether no later revision took its place."""
        return self.latest == self.revision


class Register:
    """The open register."""

    def __init__(self, path: Path | None, copied: Path | None = None) -> None:
        """Open or make the file ``path``; None for one in memory, of what ``copied`` has.

        Raises ``sqlite3.DatabaseError`` where it is no register, of which ``OperationalError``
        where it cannot be opened or written.
        """
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path or ":memory:", timeout=30, isolation_level=None)
        try:
            if copied is not None:
                address = f"{copied.absolute().as_uri()}?mode=ro"
                with closing(sqlite3.connect(address, uri=True)) as source:
                    source.backup(self.connection)
            self.connection.execute("PRAGMA synchronous = FULL")
            self.connection.execute("PRAGMA foreign_keys = ON")
            self._make_tables()
        except BaseException:
            self.connection.close()
            raise

    def _make_tables(self) -> None:
        (form,) = self.connection.execute("PRAGMA user_version").fetchone()
        if form not in (0, FORM):
            raise sqlite3.DatabaseError(f"the register has form {form}")
        (state,) = self.connection.execute("PRAGMA quick_check").fetchone()
        if state != "ok":
            raise sqlite3.DatabaseError(state)
        tables = self.connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if bool(tables) != bool(form):
            raise sqlite3.DatabaseError("its tables are not those of a register")
        if form == 0:
            self.connection.executescript(
                f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORM}; COMMIT;"
            )

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def add(self, release: Release, folder: Path) -> None:
        """Take a release in, all of it or nothing; one that is there stays as it is."""
        manifest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
        sums = checksums(folder, release).encode()
        key = (release.publication, release.revision)
        embargo = release.embargo.isoformat() if release.embargo else None
        rows = [
            (*key, file.name, file.language, file.format, file.sha256, file.size)
            for file in release.files
        ]
        rows += [
            (*key, MANIFEST, "", "json", manifest, (folder / MANIFEST).stat().st_size),
            (*key, CHECKSUMS, "", "sums", hashlib.sha256(sums).hexdigest(), len(sums)),
        ]
        with self._at_once():
            if self.manifest_digest(*key) is not None:
                return
            self.connection.execute(
                "INSERT INTO release VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *key,
                    release.symbol,
                    release.status,
                    embargo,
                    release.released.isoformat(),
                    manifest,
                ),
            )
            self.connection.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    @contextlib.contextmanager
    def _at_once(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def manifest_digest(self, publication: str, revision: int) -> str | None:
        """Return the SHA-256 that the manifest of a release had; None for an unknown one."""
        row = self.connection.execute(
            "SELECT manifest FROM release WHERE publication = ? AND revision = ?",
            (publication, revision),
        ).fetchone()
        return str(row[0]) if row else None

    def revisions(self, publication: str) -> list[int]:
        """Return the revisions of a publication, in order."""
        rows = self.connection.execute(
            "SELECT revision FROM release WHERE publication = ? ORDER BY revision", (publication,)
        )
        return [int(row[0]) for row in rows]

    def publications(self) -> list[tuple[str, str]]:
        """Return every (publication, language) that was ever released."""
        rows = self.connection.execute(
            "SELECT DISTINCT publication, language FROM file WHERE language != '' ORDER BY 1, 2"
        )
        return [(str(row[0]), str(row[1])) for row in rows]

    def with_digest(self, sha256: str) -> list[Entry]:
        """Return every released file that has these bytes, the newest revision first."""
        return self._entries(sha256=sha256)

    def with_name(self, name: str) -> list[Entry]:
        """Return every released file of this name, the newest revision first."""
        return self._entries(name=name)

    def _entries(self, sha256: str = "", name: str = "") -> list[Entry]:
        rows = self.connection.execute(
            "SELECT publication, revision, name, language, format, sha256, status, embargo, "
            "released, (SELECT max(other.revision) FROM file AS other "
            "WHERE other.publication = file.publication AND other.language = file.language "
            "AND other.format = file.format) "
            "FROM file JOIN release USING (publication, revision) "
            "WHERE sha256 = ? OR name = ? ORDER BY revision DESC, name",
            (sha256, name),
        )
        return [Entry(*row) for row in rows]


@contextlib.contextmanager
def register_of(build: Path) -> Iterator[tuple[Register, list[Diagnostic]]]:
    """Open the register of a build folder, whole: with every release that stands there.

    The findings are ``register-rebuilt``, a warning, and the errors ``release-manifest`` and
    ``release-altered`` for a folder whose manifest is not as it was. Raises ``ReportError``
    ``build-unwritable``. Call it while ``publish.locked``.
    """
    path, found = build / RELEASES / NAME, list[Diagnostic]()
    try:
        try:
            register = Register(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            found.append(_rebuilt(path, str(error)))
            set_aside(build)
            register = Register(path)
        with closing(register):
            found += _take_in(register, build)
            yield register, found
    except (OSError, sqlite3.OperationalError) as error:
        raise ReportError(
            [
                Diagnostic(
                    "build-unwritable",
                    f"the register of releases cannot be written: {error}",
                    Span(str(path), 0),
                    "make room or give yourself the right to write there",
                )
            ],
            exit_code=3,
        ) from error


@contextlib.contextmanager
def known_releases(build: Path) -> Iterator[tuple[Register, list[Diagnostic]]]:
    """Open a copy of the register in memory, as ``register_of`` would; nothing is written."""
    path, found = build / RELEASES / NAME, list[Diagnostic]()
    try:
        register = Register(None, path if path.exists() else None)
    except sqlite3.DatabaseError as error:
        found.append(_rebuilt(path, str(error)))
        register = Register(None)
    with closing(register):
        found += _take_in(register, build)
        yield register, found


def set_aside(build: Path) -> None:
    """Put the register away, so that it is made anew from the folders; the last one is kept."""
    path = build / RELEASES / NAME
    for suffix in ("-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    if path.exists():
        path.replace(path.with_name(f".{path.name}.before"))


def _take_in(register: Register, build: Path) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for path in sorted((build / RELEASES).glob(f"*/*/{MANIFEST}")):
        folder = path.parent
        if folder.name.startswith(".") or not folder.name.isdigit():
            continue
        known = register.manifest_digest(folder.parent.name, int(folder.name))
        if known == hashlib.sha256(path.read_bytes()).hexdigest():
            continue
        if known is not None:
            found.append(_changed(path))
            continue
        try:
            release = read_release(folder)
        except ReportError as error:
            found += error.diagnostics
            continue
        if (release.publication, str(release.revision)) != (folder.parent.name, folder.name):
            found.append(_misplaced(path, release))
            continue
        register.add(release, folder)
    return found


def _rebuilt(path: Path, why: str) -> Diagnostic:
    return Diagnostic(
        "register-rebuilt",
        f"the register of releases could not be read ({why}) and was made anew from the folders",
        Span(str(path), 0),
        "look whether every release still has its folder",
        "warning",
    )


def _changed(path: Path) -> Diagnostic:
    return Diagnostic(
        "release-altered",
        "the manifest is not the one that was released",
        Span(str(path), 0),
        "bring the folder back from a copy; the register knows what was released",
    )


def _misplaced(path: Path, release: Release) -> Diagnostic:
    return Diagnostic(
        "release-manifest",
        f"the folder holds {release.publication} {release.revision}, which its name does not say",
        Span(str(path), 0),
        "move it back to build/releases/<publication>/<revision>",
    )
