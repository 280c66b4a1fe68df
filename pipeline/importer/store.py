"""Files → ``source/<name>/``, all or nothing, and never over what is there.

They are written beside, read again as a build would read them, and put in place by one renaming.
With ``force`` the folder that was there goes to ``source/.replaced/<name>`` and stays there.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.load import RESERVED
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USAGE, ENVIRONMENT = 2, 3
REPLACED, STAGING = ".replaced", ".importing"


def check_name(source: Path, slug: str, *, force: bool) -> None:
    """Refuse a name that no publication can have, or that one has. Raises ``ReportError``."""
    sound = re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?", slug)
    if slug.lower() in RESERVED or not sound:
        raise _error(
            "bad-id",
            f"“{slug}” cannot be the name of a publication",
            None,
            "use letters of the English alphabet, digits and hyphens",
            USAGE,
        )
    if os.path.lexists(source / slug) and not force:
        raise _error(
            "import-exists",
            f"there is a publication “{slug}” already",
            Span(f"source/{slug}", 0),
            "choose another name, or put --force behind the command: the folder that is there is "
            f"then kept as source/{REPLACED}/{slug}",
            USAGE,
        )


def store(
    source: Path, slug: str, files: Mapping[str, bytes], check: Callable[[Path], None]
) -> Path:
    """Write the files and put them in place; return the folder.

    ``check(folder)`` reads the folder before it is put in place, and raises where it is not right.
    Raises ``ReportError`` ``build-unwritable``, exit code 3, with nothing changed.
    """
    stage = source / f"{STAGING}-{os.getpid()}"
    try:
        folder = stage / slug
        folder.mkdir(parents=True)
        for name, data in files.items():
            path = folder / PurePosixPath(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        check(folder)
        target = source / slug
        if os.path.lexists(target):
            _put_aside(source, slug)
        folder.rename(target)
    except OSError as error:
        raise _error(
            "build-unwritable",
            f"the files cannot be written: {error.strerror or error}",
            Span(f"source/{slug}", 0),
            "make room or give yourself the right to write there; nothing was changed",
            ENVIRONMENT,
        ) from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(stage)
    return target


def _put_aside(source: Path, slug: str) -> None:
    kept = source / REPLACED / slug
    kept.parent.mkdir(exist_ok=True)
    if kept.is_symlink() or kept.is_file():
        kept.unlink()
    elif kept.is_dir():
        shutil.rmtree(kept)
    (source / slug).rename(kept)


def _error(code: str, message: str, span: Span | None, hint: str, exit_code: int) -> ReportError:
    return ReportError([Diagnostic(code, message, span, hint)], exit_code=exit_code)
