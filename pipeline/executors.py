"""Where jobs are done: in this process, in others of this machine, or on other machines.

All three are executors of ``concurrent.futures``; whoever submits a job need not know which.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from pipeline.formats import FORMATS, USUAL, pages_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

Given = ParamSpec("Given")
Returned = TypeVar("Returned")

RARELY = (500_000, 50, 50)
"""Thresholds of the garbage collector while files are made: a report makes fewer boxes than the
first, and looking through them again and again finds next to nothing."""

_PR_SET_PDEATHSIG = 1
"""prctl(2): the signal that a process gets when its parent is gone."""


class Executors(Protocol):
    """Gives out an executor for each stage of a build."""

    def reading(self, jobs: int) -> AbstractContextManager[Executor]:
        """Return one for so many jobs that read and check a text."""

    def beside(self) -> AbstractContextManager[Executor | None]:
        """Return one that works while a file is made in this process; None where there is none."""

    def importing(self, formats: Iterable[str]) -> Callable[[], None]:
        """Return what is to be done while texts are read: have the engines of formats."""

    def making(self, jobs: int) -> AbstractContextManager[Executor]:
        """Return one for so many jobs that make a file."""


@dataclass(frozen=True, slots=True)
class Local:
    """Processes of this machine, begun for each stage anew."""

    workers: int | None = None
    """How many work side by side; one a core where it is None; 1 is this process itself."""

    def reading(self, jobs: int) -> AbstractContextManager[Executor]:
        """Return an executor without the engines; they are imported meanwhile."""
        return self._executor(jobs)

    def beside(self) -> AbstractContextManager[Executor | None]:
        """Return another process, where more than one may work."""
        return processes(1) if (self.workers or os.cpu_count() or 1) > 1 else nullcontext()

    def importing(self, formats: Iterable[str]) -> Callable[[], None]:
        """Return what imports the engines, so that each is imported once."""

        def import_engines() -> None:
            for name in dict.fromkeys([*map(pages_from, formats), *formats]) or USUAL:
                FORMATS[name]()

        return import_engines

    def making(self, jobs: int) -> AbstractContextManager[Executor]:
        """Return an executor whose processes have the engines, where the platform forks."""
        return self._executor(jobs)

    def _executor(self, jobs: int) -> AbstractContextManager[Executor]:
        workers = min(self.workers or os.cpu_count() or 1, jobs)
        return processes(workers) if workers > 1 else nullcontext(InProcess())


@dataclass(frozen=True, slots=True)
class Shared:
    """Executors that serve many publications; they are begun and ended elsewhere."""

    for_reading: Executor
    for_making: Executor

    def reading(self, jobs: int) -> AbstractContextManager[Executor]:  # noqa: ARG002
        """Return the executor that reads."""
        return nullcontext(self.for_reading)

    def beside(self) -> AbstractContextManager[Executor | None]:
        """Return none: no file is made in this process."""
        return nullcontext()

    def importing(self, formats: Iterable[str]) -> Callable[[], None]:  # noqa: ARG002
        """Import nothing: the engines are where the files are made."""
        return lambda: None

    def making(self, jobs: int) -> AbstractContextManager[Executor]:  # noqa: ARG002
        """Return the executor that makes."""
        return nullcontext(self.for_making)


class InProcess(Executor):
    """Does a job at once, where it is submitted."""

    def submit(
        self, job: Callable[Given, Returned], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Returned]:
        """Do the job and return what came of it."""
        future: Future[Returned] = Future()
        try:
            future.set_result(job(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - raised again where the result is asked for
            future.set_exception(error)
        return future


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """Yield a pool of so many processes; where anything is raised they end at once.

    They have what is imported by now where the platform forks.
    """
    start = "fork" if sys.platform == "linux" else "spawn"
    context: Any = get_context(start)
    pool = ProcessPoolExecutor(workers, context, _begin, (os.getpid(),))
    try:
        with _signals_held():
            pool.submit(os.getpid)  # begins the processes
        yield pool
    except BaseException:
        # Nobody waits for pages that will not be published.
        for worker in active_children():
            worker.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Let signals wait meanwhile: what is raised while a process forks, Python may lose."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(parent: int) -> None:
    """Make a process ready for jobs."""
    # Ctrl-C reaches every process of a terminal; the first one decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    if sys.platform == "linux":
        # Whoever kills the first one leaves no others behind.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
    gc.freeze()
    gc.set_threshold(*RARELY)
