"""Any file → what it is: genuine and current, superseded, altered, or unknown. Offline.

The bytes decide, by their SHA-256. A file that is not known by its bytes but bears the name of one
that is, or carries the identifier of a publication inside, was altered: that is how an altered
file is told from one that has nothing to do with us.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from pipeline.diagnostics import ReportError
from pipeline.edition import identifier_of
from pipeline.limits import LIMITS
from pipeline.publish import CHECKSUMS, MANIFEST
from pipeline.release.manifest import RELEASES, read_release
from pipeline.release.register import NAME as REGISTER
from pipeline.safe_archive import Archive, read_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipeline.distribute.ledger import Copy
    from pipeline.release.register import Entry, Register

State = Literal["current", "superseded", "built", "altered", "unknown"]

GENUINE: Mapping[State, bool] = {
    "current": True,
    "superseded": True,
    "built": True,
    "altered": False,
    "unknown": False,
}
"""Every state, and whether the bytes are ours."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file is."""

    file: str
    state: State
    told: str
    """In words, without a full stop."""
    sha256: str = ""
    """Of the bytes that were looked at; empty where there are none."""
    publication: str = ""
    revision: int | None = None
    latest: int | None = None
    """The newest revision of what it is."""
    language: str = ""
    format: str = ""
    status: str = ""
    embargo: str | None = None


def _no_copy(_sha256: str) -> None:
    return None


class Verifier:
    """What is known, and how a file is looked up in it."""

    def __init__(
        self, build: Path, register: Register, copied: Callable[[str], Copy | None] = _no_copy
    ) -> None:
        """Know every release of ``register``, and every set that stands built in ``build``.

        ``copied`` tells, by SHA-256, of copies that were made for one recipient.
        """
        self.build, self.register, self.copied = build, register, copied
        self.built: dict[str, str] = {}
        self.built_names: set[str] = set()
        self.identities = {*register.publications()}
        for path in sorted(build.glob(f"*/{MANIFEST}")):
            manifest = _json(path)
            for entry in _listed(manifest):
                self.built[entry["sha256"]] = f"{path.parent.name}/{entry['path']}"
                self.built_names.add(PurePosixPath(entry["path"]).name)
                if entry.get("language"):
                    self.identities.add((path.parent.name, str(entry["language"])))

    def verify(self, paths: Iterable[Path]) -> Iterator[Verdict]:
        """Yield a verdict for each file, and for each file in each folder."""
        for path in paths:
            if path.is_dir():
                yield from self._folder(path, {path.resolve()})
            else:
                yield self._file(path)

    # --- folders --------------------------------------------------------------------------------

    def _folder(self, folder: Path, seen: set[Path]) -> Iterator[Verdict]:
        """Look at a set as a set, for what is missing or strange in it; else at all that is there.

        ``seen`` are the folders above, which a link may not lead back to.
        """
        manifest = _json(folder / MANIFEST)
        if _is_release(manifest) or "manifest" in manifest:
            yield from self._set(folder, manifest)
            return
        is_build = folder.resolve() == self.build.resolve()
        for path in sorted(folder.iterdir()):
            if path.name.startswith(".") or path.name.removesuffix("-journal") == REGISTER:
                continue
            if is_build and not (path.name == RELEASES or (path / MANIFEST).is_file()):
                continue
            if path.is_dir():
                if path.resolve() not in seen:
                    yield from self._folder(path, seen | {path.resolve()})
            else:
                yield self._file(path)

    def _set(self, folder: Path, manifest: Mapping[str, Any]) -> Iterator[Verdict]:
        if _is_release(manifest):
            try:
                wanted = {f.name: f.sha256 for f in read_release(folder).files}
            except ReportError as error:
                yield Verdict(str(folder / MANIFEST), "altered", str(error))
                wanted = {}
        else:
            wanted = {str(e["path"]): str(e["sha256"]) for e in _listed(manifest)}
        there = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        for name in sorted(wanted.keys() - there.keys()):
            yield Verdict(str(folder / name), "altered", "it is missing")
        sums = _sums(folder)
        for name, path in there.items():
            verdict = self._file(path)
            told = wanted.get(name) or sums.get(name)
            if name == CHECKSUMS:
                fits = sums == {**wanted, MANIFEST: _digest(folder / MANIFEST)}
            else:
                fits = told is not None and told == verdict.sha256
            if not fits and told is None and name != CHECKSUMS:
                yield Verdict(str(path), "unknown", "it does not belong to the set", verdict.sha256)
            elif not fits:
                yield Verdict(str(path), "altered", "it is not as the set was made", verdict.sha256)
            elif not _is_release(manifest) and not GENUINE[verdict.state]:
                yield Verdict(str(path), "built", "as it was built", verdict.sha256)
            else:
                yield verdict

    # --- files ----------------------------------------------------------------------------------

    def _file(self, path: Path) -> Verdict:
        try:
            digest = _digest(path)
        except OSError as error:
            return Verdict(str(path), "unknown", f"it cannot be read: {error.strerror or error}")
        if entries := self.register.with_digest(digest):
            current = next((entry for entry in entries if entry.is_current), entries[0])
            return _released(path, current, digest)
        copy = self.copied(digest)
        if copy and (entries := self.register.with_digest(copy.original)):
            # Its bytes are its own; it is as current as the file it was made from.
            current = next((entry for entry in entries if entry.is_current), entries[0])
            verdict = _released(path, current, digest)
            return replace(verdict, told=f"{verdict.told}; the copy for {copy.name}")
        if place := self.built.get(digest):
            told = f"as it was built ({place}), and never released"
            return Verdict(str(path), "built", told, digest)
        return self._foreign(path, digest)

    def _foreign(self, path: Path, digest: str) -> Verdict:
        """Tell an altered file of ours from one that has nothing to do with us."""
        if named := self.register.with_name(path.name):
            entry = named[0]
            told = f"it is named as a file of {entry.publication}, and its bytes are not those"
            return Verdict(
                str(path),
                "altered",
                told,
                digest,
                entry.publication,
                entry.revision,
                entry.latest,
                entry.language,
                entry.format,
            )
        if path.name in self.built_names:
            told = "it is named as a file that was built, and its bytes are not those"
            return Verdict(str(path), "altered", told, digest)
        inside = [
            bool(self.register.with_digest(hashlib.sha256(data).hexdigest()))
            for data in _members(path)
        ]
        if any(inside):
            told = f"it is no release; of {len(inside)} files in it {sum(inside)} are genuine"
            return Verdict(str(path), "unknown", told, digest)
        for publication, language in sorted(self.identities):
            if _carries(path, identifier_of(publication, language).encode()):
                told = f"it calls itself {publication} ({language}), and was never released so"
                return Verdict(str(path), "altered", told, digest, publication, language=language)
        return Verdict(
            str(path), "unknown", "it is nothing that was released or built here", digest
        )


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """Return 0 where all is current, 4 where something is superseded, 1 where it is not ours."""
    states = {verdict.state for verdict in verdicts}
    if not all(GENUINE[state] for state in states):
        return 1
    return 4 if "superseded" in states else 0


def to_json(verdicts: Iterable[Verdict]) -> str:
    """Return the verdicts for programs."""
    return json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False, indent=1)


def _released(path: Path, entry: Entry, digest: str) -> Verdict:
    what = f"{entry.publication}, revision {entry.revision}"
    if entry.language:
        what += f", {entry.language}"
    if not entry.is_current:
        what += f"; superseded by revision {entry.latest}"
    if entry.status != "final":
        what += f"; {entry.status}"
    if entry.embargo:
        what += f" until {entry.embargo}"
    return Verdict(
        str(path),
        "current" if entry.is_current else "superseded",
        what,
        digest,
        entry.publication,
        entry.revision,
        entry.latest,
        entry.language,
        entry.format,
        entry.status,
        entry.embargo,
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(path: Path) -> Mapping[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _is_release(manifest: Mapping[str, Any]) -> bool:
    """Tell the manifest of a release from that of a built set."""
    return "revision" in manifest


def _listed(manifest: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the entries of a built set's manifest that are whole."""
    files = manifest.get("files")
    return [
        entry
        for entry in (files if isinstance(files, list) else [])
        if isinstance(entry, dict)
        and isinstance(entry.get("path"), str)
        and isinstance(entry.get("sha256"), str)
    ]


def _sums(folder: Path) -> dict[str, str]:
    """Return what ``SHA256SUMS`` says, digest by path."""
    try:
        lines = (folder / CHECKSUMS).read_text("utf-8", errors="replace").split("\n")
    except OSError:
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def _carries(path: Path, identifier: bytes) -> bool:
    """Tell whether a file, or a part of it where it is a zip, holds an identifier."""
    try:
        data = read_file(path, path.name)
    except ReportError:
        return False
    bare = identifier.removeprefix(b"urn:uuid:")
    # The trailer of a PDF may have it in hexadecimal (ISO 32000-1, 7.3.4.3).
    forms = (bare, bare.hex().encode(), bare.hex().upper().encode())
    return any(form in part for part in (data, *_members(path)) for form in forms)


def _members(path: Path) -> list[bytes]:
    """Return the files in a zip that can be read; none where it is none, or could do harm."""
    try:
        archive = Archive(read_file(path, path.name), path.name, LIMITS)
    except (ReportError, OSError):
        return []
    members = []
    for name in archive:
        # One damaged part says nothing of the others.
        with contextlib.suppress(ReportError):
            members.append(archive.read(name))
    return members
