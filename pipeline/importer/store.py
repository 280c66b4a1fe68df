"""Files → ``source/<name>/``, all or nothing, and never over what is there.

They are written beside, read again as a build would read them, and put in place by one renaming.
With ``force`` the folder that was there goes to ``source/.replaced/<name>`` and stays there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.disk import EXIT_ENVIRONMENT, advice, why
from pipeline.importer.swap import swap
from pipeline.load import RESERVED
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USAGE = 2
REPLACED, STAGING = ".replaced", ".importing"
NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?"
LONGEST_NAME = 64


def check_name(source: Path, slug: str, *, force: bool) -> None:
    """Refuse a name that no publication can have, or that one has. Raises ``ReportError``."""
    if slug in RESERVED or len(slug) > LONGEST_NAME or not re.fullmatch(NAME, slug):
        raise _error(
            "bad-id",
            f"“{slug[:80]}” cannot be the name of a publication",
            None,
            f"use letters of the English alphabet, digits and hyphens, {LONGEST_NAME} at most",
            USAGE,
        )
    if os.path.lexists(source / slug) and not force:
        raise _exists(slug)


def store(
    source: Path,
    slug: str,
    files: Mapping[str, bytes],
    check: Callable[[Path], None],
    *,
    force: bool,
) -> Path:
    """Write the files and put them in place; return the folder.

    ``check(folder)`` reads the folder before it is put in place, and raises where it is not right.
    Raises ``ReportError``: ``import-exists``, or ``build-unwritable``, exit code 3, with nothing
    changed.
    """
    stage = None
    try:
        _sweep(source)
        stage = Path(tempfile.mkdtemp(prefix=f"{STAGING}-{os.getpid()}-", dir=source))
        folder = stage / slug
        folder.mkdir()
        for name, data in files.items():
            path = folder / PurePosixPath(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        check(folder)
        target = source / slug
        if not os.path.lexists(target):
            folder.rename(target)
        elif force:
            _take_place(folder, target, source / REPLACED)
        else:
            raise _exists(slug)
    except OSError as error:
        raise _error(
            "build-unwritable",
            f"the files cannot be written: {why(error)}",
            Span(f"source/{slug}", 0),
            f"{advice(error, source, sum(map(len, files.values())))}; nothing was changed",
            EXIT_ENVIRONMENT,
        ) from error
    finally:
        if stage is not None:
            with contextlib.suppress(OSError):
                shutil.rmtree(stage)
    return target


def _sweep(source: Path) -> None:
    """Remove what imports left behind that were killed."""
    for left in source.glob(f"{STAGING}-*"):
        number = left.name.removeprefix(f"{STAGING}-").partition("-")[0]
        if number.isdecimal() and not _runs(int(number)):
            shutil.rmtree(left)


def _runs(process: int) -> bool:
    if os.name != "posix":
        return True  # there, a signal 0 would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _take_place(folder: Path, target: Path, shelf: Path) -> None:
    """Put a new folder in the place of the old one, and the old one on the shelf.

    In one step where the system has it: a kill leaves the old one or the new one in place.
    """
    if shelf.is_symlink():
        raise OSError(errno.ELOOP, f"{shelf.name} is a link to elsewhere")
    shelf.mkdir(exist_ok=True)
    kept = shelf / target.name
    if kept.is_symlink() or kept.is_file():
        kept.unlink()
    elif kept.is_dir():
        shutil.rmtree(kept)
    folder.rename(kept)
    if swap(kept, target):
        return
    kept.rename(folder)
    target.rename(kept)
    try:
        folder.rename(target)
    except OSError:
        kept.rename(target)
        raise


def _exists(slug: str) -> ReportError:
    return _error(
        "import-exists",
        f"there is a publication “{slug}” already",
        Span(f"source/{slug}", 0),
        "choose another name, or put --force behind the command: the folder that is there is "
        f"then kept as source/{REPLACED}/{slug}",
        USAGE,
    )


def _error(code: str, message: str, span: Span | None, hint: str, exit_code: int) -> ReportError:
    return ReportError([Diagnostic(code, message, span, hint)], exit_code=exit_code)
