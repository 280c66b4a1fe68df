"""Finished files → ``build/``, all or nothing.

A set is written whole into ``build/.generations/<publication>/`` and becomes visible by the
atomic replacement of one symbolic link, ``build/<publication>``. A build that fails or is killed
leaves the last complete set as it was. Nothing is removed but what a manifest of ours lists.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.disk import EXIT_ENVIRONMENT, advice, why
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

GENERATIONS = ".generations"
"""Folder in ``build/`` that holds the sets themselves."""

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
KEPT_GENERATIONS = 1
"""How many sets before the published one stay for a reader who still has a file open."""

PATIENCE = 1.0
"""Seconds to wait for another build before saying so."""


@contextlib.contextmanager
def locked(build: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the one lock of ``build/``; the system frees it when a process dies.

    Raises ``ReportError`` ``build-unwritable`` where the folder cannot be written.
    """
    try:
        build.mkdir(parents=True, exist_ok=True)
        lock = FileLock(build / ".lock")
        try:
            lock.acquire(timeout=PATIENCE)
        except Timeout:
            say("another build is running; waiting for it to end")
            lock.acquire()
    except OSError as error:
        raise _unwritable(error, build) from error
    try:
        yield
    finally:
        lock.release()


def publish(build: Path, slug: str, files: Mapping[str, bytes], manifest: str) -> Path:
    """Make ``files`` (relative POSIX path → bytes) the published set; return its folder.

    Call it while ``locked``. Writes ``manifest.json`` and ``SHA256SUMS`` beside the files.
    Raises ``ReportError`` ``build-unwritable`` or ``build-in-the-way``, exit code 3, with the
    last set untouched.
    """
    visible = build / slug
    shelf = build / GENERATIONS / slug
    if os.path.lexists(visible) and not _is_ours(visible):
        raise _in_the_way(visible)
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        for left in shelf.glob(".stage-*"):  # of builds that were killed
            shutil.rmtree(left)
        stage = shelf / f".stage-{os.getpid()}"
        _write_all(stage, {**files, MANIFEST: manifest.encode()})
        generation = _free_name(shelf, manifest)
        stage.rename(generation)
        _sync_folder(shelf)
        _switch(visible, Path(GENERATIONS, slug, generation.name))
    except BaseException as error:  # also where the build is interrupted just now
        with contextlib.suppress(OSError):
            shutil.rmtree(shelf / f".stage-{os.getpid()}")
        if isinstance(error, OSError):
            raise _unwritable(error, build, sum(map(len, files.values()))) from error
        raise
    with contextlib.suppress(OSError):
        _remove_old(shelf, generation)
    return visible


def add_to_published(
    build: Path, slug: str, added: Mapping[str, bytes], *, replacing: str = ""
) -> Path:
    """Publish the published set again with more files, in place of those of the same names.

    Where ``replacing`` is given, all files go whose path begins with it. The manifest
    lists what is added; everything else in it stays as the build wrote it. Call it while
    ``locked``. Raises what ``publish`` raises.
    """
    folder = build / slug
    manifest = published_manifest(build, slug)
    listed = {
        str(entry["path"]): entry
        for entry in manifest["files"]
        if not (replacing and str(entry["path"]).startswith(replacing))
    }
    files = {name: (folder / PurePosixPath(name)).read_bytes() for name in listed}
    for name, data in added.items():
        files[name] = data
        digest = hashlib.sha256(data).hexdigest()
        listed[name] = {"path": name, "bytes": len(data), "sha256": digest}
    manifest = {**manifest, "files": [listed[name] for name in sorted(listed)]}
    return publish(build, slug, files, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def write_set(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder with ``files`` and their ``SHA256SUMS``, whole or not at all.

    Raises ``OSError``: ``FileExistsError`` where the folder is there already.
    """
    if os.path.lexists(folder):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder))
    stage = folder.with_name(f".stage-{folder.name}-{os.getpid()}")
    try:
        _write_all(stage, files)
        stage.rename(folder)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    _sync_folder(folder.parent)


def published_manifest(build: Path, slug: str) -> dict[str, Any]:
    """Return the manifest of the published set; empty where there is none or it is not ours."""
    try:
        manifest = json.loads((build / slug / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _is_ours(visible: Path) -> bool:
    """Tell whether a name in ``build/`` is a link that ``_switch`` made."""
    if not visible.is_symlink():
        return False
    return visible.readlink().parts[:2] == (GENERATIONS, visible.name)


def _write_all(stage: Path, files: Mapping[str, bytes]) -> None:
    stage.mkdir()
    folders = {stage}
    sums = []
    for name, data in sorted(files.items()):
        path = stage / PurePosixPath(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        folders.add(path.parent)
        _write(path, data)
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {name}\n")
    _write(stage / CHECKSUMS, "".join(sums).encode())
    for folder in folders:
        _sync_folder(folder)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _free_name(shelf: Path, manifest: str) -> Path:
    digest = hashlib.sha256(manifest.encode()).hexdigest()[:12]
    number = 1
    while (shelf / f"{digest}-{number}").exists():
        number += 1
    return shelf / f"{digest}-{number}"


def _switch(visible: Path, target: Path) -> None:
    """Let ``visible`` lead to ``target`` (relative to its folder), in one step."""
    link = visible.with_name(f".{visible.name}.new")
    link.unlink(missing_ok=True)
    link.symlink_to(target, target_is_directory=True)
    link.replace(visible)
    _sync_folder(visible.parent)


def _remove_old(shelf: Path, current: Path) -> None:
    """Remove older sets, file by file as their manifests list them."""
    for set_ in shelf.iterdir():  # what a build left that was killed here
        _remove_empty_folders(set_)
    old = sorted(
        (p for p in shelf.iterdir() if p != current and (p / MANIFEST).is_file()),
        # The folder's own time changes when a stranger puts a file into it.
        key=lambda p: (p / MANIFEST).stat().st_mtime_ns,
    )
    for generation in old[: max(0, len(old) - KEPT_GENERATIONS)]:
        try:
            listed = json.loads((generation / MANIFEST).read_text("utf-8"))["files"]
            names = [str(file["path"]) for file in listed]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        for name in [*names, CHECKSUMS, MANIFEST]:
            path = generation / PurePosixPath(name)
            if path.resolve().is_relative_to(generation.resolve()):
                path.unlink(missing_ok=True)
        _remove_empty_folders(generation)


def _remove_empty_folders(top: Path) -> None:
    for folder in (*sorted(top.rglob("*"), reverse=True), top):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _in_the_way(visible: Path) -> ReportError:
    return ReportError(
        [
            Diagnostic(
                "build-in-the-way",
                "something that this pipeline did not make stands where the files go",
                Span(str(visible), 0),
                "move it away; nothing was changed",
            )
        ],
        exit_code=EXIT_ENVIRONMENT,
    )


def _unwritable(error: OSError, build: Path, needed: int | None = None) -> ReportError:
    return ReportError(
        [
            Diagnostic(
                "build-unwritable",
                f"the files cannot be written: {why(error)}",
                Span(str(error.filename or build), 0),
                f"{advice(error, build, needed)}; the last build is untouched",
            )
        ],
        exit_code=EXIT_ENVIRONMENT,
    )
