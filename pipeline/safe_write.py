"""Bytes → a file that a person keeps: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.disk import EXIT_ENVIRONMENT, advice, why
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


def write_file(path: Path, data: bytes, name: str) -> None:
    """Put ``data`` in the place of the file, its folder made where there is none.

    Whatever happens, the file is the old one or the new one. ``name`` is the path as messages
    show it. Raises ``ReportError`` ``file-unwritable``.
    """
    with _told(name, path, len(data)):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(_mode(path))
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


def _mode(path: Path) -> int:
    """Return the rights of the file that is replaced, or those that a new file gets."""
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextlib.contextmanager
def _told(name: str, path: Path, needed: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReportError(
            [
                Diagnostic(
                    "file-unwritable",
                    f"the file cannot be written: {why(error)}",
                    Span(name, 0),
                    advice(error, path, needed),
                )
            ],
            exit_code=EXIT_ENVIRONMENT,
        ) from error
