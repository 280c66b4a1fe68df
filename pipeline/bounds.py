"""Memory and time that a piece of work may take, kept by the system itself.

For work whose cost what is worked on decides, such as a template: a check beforehand could not
know. POSIX counts both; elsewhere nothing is bounded.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import signal
import threading
from functools import cache
from multiprocessing import parent_process
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_GRACE = 30.0
"""Seconds after which a process that goes on in spite of all is ended."""

_STATUS = Path("/proc/self/status")


class OutOfTimeError(Exception):
    """The work has taken more time than it may."""


@contextlib.contextmanager
def bounded(*, memory: int, seconds: float) -> Iterator[None]:
    """Let the work inside take ``memory`` bytes more than are taken, and ``seconds`` of the CPU.

    Beyond that it raises ``MemoryError`` or ``OutOfTimeError``. Time of the CPU, so that a busy
    machine fails nobody; only in the main thread, where alone Python takes signals.
    """
    with _memory(memory), _time(seconds):
        yield


@contextlib.contextmanager
def job(*, memory: int, seconds: float) -> Iterator[None]:
    """Let the making of a file take so many bytes more, and so many seconds by the clock.

    Beyond that it raises ``MemoryError`` or ``OutOfTimeError``. A library that lets nothing be
    raised takes its process down with it, if that is one of a pool, half a minute later.
    """
    with _memory(memory), _alarm(seconds):
        yield


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGALRM, _out_of_time)
    # Again and again: WeasyPrint takes what is raised inside a drawing for a fault of the drawing.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    if parent_process() is not None:
        faulthandler.dump_traceback_later(seconds + _GRACE, exit=True, file=_nowhere())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        if parent_process() is not None:
            faulthandler.cancel_dump_traceback_later()


@cache
def _nowhere() -> IO[str]:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


@contextlib.contextmanager
def _memory(more: int) -> Iterator[None]:
    taken = _taken()
    if taken is None:
        yield
        return
    import resource  # noqa: PLC0415 - not on every system

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    known = [limit for limit in (soft, hard, taken + more) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(known), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _taken() -> int | None:
    """Return the bytes that count for RLIMIT_DATA (proc(5), VmData); None where nothing tells."""
    try:
        lines = _STATUS.read_text("ascii").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData")), None)


@contextlib.contextmanager
def _time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _out_of_time)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _out_of_time(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise OutOfTimeError
