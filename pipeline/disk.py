"""What a person can do where the system refuses to write: one answer for each of its reasons."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

EXIT_ENVIRONMENT = 3
"""Exit code: disk, rights, missing libraries."""

_ADVICE = {
    errno.EROFS: "it is on a disk that may only be read; work in a folder on another one",
    errno.EMFILE: "this user may open no more files: type “ulimit -n 4096”, then try again",
    errno.ENOMEM: "this machine has too little memory free: close other programs, then try again",
    errno.EIO: "the disk is damaged: save your work on another one",
    errno.ENFILE: "this machine can open no more files: close other programs, then try again",
    errno.ENOTDIR: "a file stands where a folder is needed; move it away",
    errno.EEXIST: "a file stands where a folder is needed; move it away",
    errno.EISDIR: "a folder stands where a file is needed; move it away",
    errno.ENAMETOOLONG: "the path is too long for this disk; work in a folder nearer its top",
    errno.EBUSY: "another program has it open; close it there, then try again",
}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM}


def is_of_the_machine(error: OSError) -> bool:
    """Tell whether the machine is to blame, and neither a file that was named nor the pipeline."""
    return error.errno in _FULL | {errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO}


def why(error: OSError) -> str:
    """Return the reason in the words of the system."""
    return error.strerror or str(error)


def advice(error: OSError, place: Path, needed: int | None = None) -> str:
    """Return what to do about an error of writing at ``place``, which needs so many bytes."""
    if error.errno in _FULL:
        room = _free(place)
        figures = f": {_size(needed)} are needed" if needed else ""
        return f"make room{figures}" + (f", {_size(room)} are free" if room is not None else "")
    if error.errno in _DENIED:
        return "give yourself the right to write there, or close the program that has it open"
    return _ADVICE.get(error.errno or 0, "check that the disk has room, and that you may write it")


def _free(place: Path) -> int | None:
    for folder in (place, *place.parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return None


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB"
