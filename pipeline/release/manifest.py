"""What a release is: its files, its status, and who answers for what is unfinished in it.

A release is a folder, ``build/releases/<publication>/<revision>/``, that is written once and never
changed: the files, ``manifest.json``, which this module reads and writes, and ``SHA256SUMS``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from pipeline.diagnostics import Collector, Diagnostic
from pipeline.model import Span, Status, Waiver
from pipeline.publish import CHECKSUMS, MANIFEST, write_set
from pipeline.release.fields import Fields

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

RELEASES = "releases"
"""Folder of ``build/`` that holds the releases."""

VERSION = 1
"""Of the manifest's own form."""

STATUSES: tuple[Status, ...] = get_args(Status)


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file of a release."""

    name: str
    """In the folder of the release, without folders of its own."""
    language: str
    """BCP 47 tag; empty for what belongs to all languages."""
    format: str
    """``pdf``, ``docx``, ``epub``, ``pdf-large`` …; ``zip``, and ``html`` or ``json`` for what
    tells about the release."""
    sha256: str
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release as its manifest tells it."""

    publication: str
    symbol: str
    revision: int
    """From 1."""
    title: Mapping[str, str]
    """By language, the canonical one first."""
    status: Status
    embargo: datetime | None
    """With its zone; the moment until which nothing may be published."""
    released: datetime
    """With its zone; when the folder was made."""
    files: tuple[ReleasedFile, ...]
    waivers: tuple[Waiver, ...] = ()
    gates: Mapping[str, str] = field(default_factory=dict)
    """What was asked before the release, and in words what was found."""
    signed: str = ""
    """What the PDFs are signed with, and to which level; empty where they are not."""

    def under_embargo(self, now: datetime) -> bool:
        """Tell whether nothing of it may be published yet."""
        return self.embargo is not None and now < self.embargo


def release_folder(build: Path, publication: str, revision: int) -> Path:
    """Return where a release stands, or would."""
    return build / RELEASES / publication / str(revision)


def read_release(folder: Path) -> Release:
    """Return the release in a folder by its manifest; its files are not opened.

    Raises ``ReportError`` with every ``release-manifest`` finding.
    """
    path = folder / MANIFEST
    found = Collector()
    try:
        values = json.loads(path.read_bytes())
    except OSError as error:
        found.error(
            "release-manifest",
            f"the manifest cannot be read: {error.strerror or error}",
            Span(str(path), 0),
            "name the folder of a release: build/releases/<publication>/<revision>",
        )
    except (ValueError, RecursionError) as error:
        found.error(
            "release-manifest",
            f"the manifest is no JSON: {error}",
            Span(str(path), 0),
            "bring the folder back from a copy; nobody edits it",
        )
    found.stop_on_errors()
    release = _release(Fields(values, str(path), found))
    found.stop_on_errors()
    return release


def write_release(folder: Path, release: Release, files: Mapping[str, bytes]) -> None:
    """Write the whole folder, or nothing: ``files`` by name, the manifest and the checksums.

    Raises ``OSError``: ``FileExistsError`` where the folder is there already.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_set(folder, {**files, MANIFEST: to_json(release).encode()})


def released_files(
    files: Mapping[str, bytes], about: Mapping[str, tuple[str, str]]
) -> tuple[ReleasedFile, ...]:
    """Return the entries of ``files`` by name; ``about`` tells (language, format) of each."""
    return tuple(
        ReleasedFile(name, *about[name], hashlib.sha256(data).hexdigest(), len(data))
        for name, data in files.items()
    )


def altered_files(folder: Path, release: Release) -> list[Diagnostic]:
    """Return an error for each file that is not as it was released, is missing, or was added.

    Finding: ``release-altered``.
    """
    out = []
    for file in release.files:
        try:
            data = (folder / file.name).read_bytes()
        except OSError as error:
            out.append(_altered(folder / file.name, f"cannot be read: {error.strerror or error}"))
            continue
        if hashlib.sha256(data).hexdigest() != file.sha256:
            out.append(_altered(folder / file.name, "is not as it was released"))
    known = {file.name for file in release.files} | {MANIFEST, CHECKSUMS}
    out += [
        _altered(path, "does not belong to the release")
        for path in sorted(folder.iterdir())
        if path.name not in known
    ]
    sums = checksums(folder, release)
    try:
        if (folder / CHECKSUMS).read_text("utf-8", errors="replace") != sums:
            out.append(_altered(folder / CHECKSUMS, "does not fit the manifest"))
    except OSError as error:
        out.append(_altered(folder / CHECKSUMS, f"cannot be read: {error.strerror or error}"))
    return out


def checksums(folder: Path, release: Release) -> str:
    """Return what ``SHA256SUMS`` of a release must hold, the manifest as it stands there."""
    digests = {file.name: file.sha256 for file in release.files}
    digests[MANIFEST] = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return _lines(digests)


def sums_of(files: Mapping[str, bytes]) -> str:
    """Return the lines of a ``SHA256SUMS`` for files by name."""
    return _lines({name: hashlib.sha256(data).hexdigest() for name, data in files.items()})


def _lines(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def to_json(release: Release) -> str:
    """Return the manifest of a release."""
    values = {
        "release": VERSION,
        "publication": release.publication,
        "symbol": release.symbol,
        "revision": release.revision,
        "title": dict(release.title),
        "status": release.status,
        "embargo": release.embargo.isoformat() if release.embargo else None,
        "released": release.released.isoformat(),
        "signed": release.signed,
        "gates": dict(release.gates),
        "waivers": [
            {
                "language": waiver.language,
                "code": waiver.code,
                "by": waiver.by,
                "why": waiver.why,
                "count": waiver.count,
            }
            for waiver in release.waivers
        ],
        "files": [
            {
                "name": file.name,
                "language": file.language,
                "format": file.format,
                "bytes": file.size,
                "sha256": file.sha256,
            }
            for file in release.files
        ],
    }
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def _release(top: Fields) -> Release:
    if top.number("release") != VERSION:
        top.wrong("release", f"this program reads form {VERSION}")
    status: Any = top.text("status")
    if status not in STATUSES:
        top.wrong("status", f"known: {', '.join(STATUSES)}")
    embargo = top.moment("embargo") if top.values.get("embargo") is not None else None
    if (status == "embargoed") != (embargo is not None):
        top.wrong("embargo", "an embargoed release has one, and no other")
    revision = top.number("revision")
    if revision < 1:
        top.wrong("revision", "revisions are counted from 1")
    release = Release(
        publication=top.text("publication"),
        symbol=top.text("symbol"),
        revision=revision,
        title=top.texts("title"),
        status=status,
        embargo=embargo,
        released=top.moment("released"),
        signed=top.text("signed", empty=True),
        gates=top.texts("gates"),
        waivers=tuple(
            Waiver(
                item.text("language"),
                item.text("code"),
                item.text("by"),
                item.text("why"),
                item.number("count"),
            )
            for item in top.items("waivers")
        ),
        files=tuple(
            ReleasedFile(
                item.file_name("name"),
                item.text("language", empty=True),
                item.text("format"),
                item.digest("sha256"),
                item.number("bytes"),
            )
            for item in top.items("files")
        ),
    )
    names = [file.name for file in release.files]
    for name in sorted({name for name in names if names.count(name) > 1}):
        top.wrong("files", f"“{name}” stands there twice")
    if not names:
        top.wrong("files", "a release without files is none")
    return release


def _altered(path: Path, what: str) -> Diagnostic:
    return Diagnostic(
        "release-altered",
        f"“{path.name}” {what}",
        Span(str(path), 0),
        "do not pass it on; bring the folder back from a copy, or release a new revision",
    )
