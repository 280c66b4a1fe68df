"""Which release is meant, and its files: only as they were released."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.publish import MANIFEST
from pipeline.release.manifest import RELEASES, altered_files, read_release
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.folders import Project
    from pipeline.release.manifest import Release


def find_release(project: Project, word: str) -> Path:
    """Return the folder of a release: a path, ``publication/revision``, or the newest of one.

    Raises ``ReportError`` ``no-such-release``, exit code 2.
    """
    shelf = project.build / RELEASES
    for folder in (Path(word), shelf / word):
        if (folder / MANIFEST).is_file():
            return folder.resolve()
    revisions = _revisions(shelf / word)
    if revisions:
        return shelf / word / str(max(revisions))
    known = sorted(
        f"{folder.name}/{number}"
        for folder in (shelf.iterdir() if shelf.is_dir() else ())
        for number in _revisions(folder)
    )
    near = nearest(word, known)
    hint = f"did you mean {near}? " if near else ""
    raise ReportError(
        [
            Diagnostic(
                "no-such-release",
                f"there is no release “{word}”",
                None,
                f"{hint}known: {', '.join(known)}" if known else "make one: nox -s release",
            )
        ],
        exit_code=2,
    )


def newer_revision(folder: Path, release: Release) -> int | None:
    """Return the newest revision beside a release that is newer than it."""
    newest = max(_revisions(folder.parent), default=release.revision)
    return newest if newest > release.revision else None


def read_whole(folder: Path) -> Release:
    """Return a release. Raises ``ReportError``, also where a file is not as it was released."""
    release = read_release(folder)
    altered = altered_files(folder, release)
    if altered:
        raise ReportError(altered)
    return release


def reader(folder: Path, release: Release) -> Callable[[str], bytes]:
    """Return what reads a file of a release by name, each once, and only as it was released."""
    digests = {file.name: file.sha256 for file in release.files}

    @cache
    def read(name: str) -> bytes:
        data = (folder / name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digests[name]:
            # It was whole when the run began.
            raise ReportError(altered_files(folder, release))
        return data

    return read


def _revisions(folder: Path) -> list[int]:
    if not folder.is_dir():
        return []
    return [
        int(path.name)
        for path in folder.iterdir()
        if path.name.isdigit() and (path / MANIFEST).is_file()
    ]
