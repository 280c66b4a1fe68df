"""Jobs on other machines, through a Dask scheduler, whose client is an executor like any other.

Nothing is sent but jobs and what comes of them: each machine has the same checkout at the same
place, and an environment of the same lock file. That is not trusted: a job says what it is to be
made from, and a machine that would make it from anything else refuses. A machine that goes away
costs time, since the scheduler gives its jobs to another.
"""

from __future__ import annotations

import platform
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.inputs import output_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.edition import Edition
    from pipeline.formats import Context
    from pipeline.jobs import Made

PATIENCE = 20
"""Seconds in which a scheduler has to answer."""

ENVIRONMENT = 3
"""Exit code: what this machine or the network lacks."""


@contextmanager
def machines(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield an executor of the machines behind a scheduler, and how many jobs it does at once.

    ``address`` is that of the scheduler, ``tcp://host:8786``. Raises ``ReportError``
    ``executor-missing`` or ``executor-unreachable``, exit code 3.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - only where it is asked for
    except ImportError:
        raise _cannot(
            "executor-missing",
            "Dask, which hands jobs to other machines, is not installed here",
            f"type instead: nox -s archive -- --executor {address}",
        ) from None
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise _cannot(
            "executor-unreachable",
            f"no Dask scheduler answers at {address}: {error}",
            "start one with “dask scheduler”, and workers on each machine; see docs/speed.md",
        ) from error
    with client:
        executor = _Elsewhere(client.get_executor(pure=False))
        try:
            yield executor, max(1, sum(client.nthreads().values()))
        finally:
            executor.shutdown(cancel_futures=True)


def _cannot(code: str, message: str, hint: str) -> ReportError:
    return ReportError([Diagnostic(code, message, None, hint)], exit_code=ENVIRONMENT)


class _Elsewhere(Executor):
    """Has each job done where its inputs are the same as here."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor

    def submit(self, job: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Submit ``jobs.make`` and what it makes a file of."""
        future: Future[Any] = self._executor.submit(make_same, job, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the interface's
        """Let go of what still runs: nobody waits for it."""
        self._executor.shutdown(wait=False)


def make_same(
    make: Callable[[Edition, str, Context, str], Made],
    edition: Edition,
    name: str,
    context: Context,
    made_from: str,
) -> Made:
    """Make a file on another machine. Raises ``ReportError`` ``machine-differs``."""
    if output_digest(edition, name, context) != made_from:
        raise ReportError(
            [
                Diagnostic(
                    "machine-differs",
                    f"{platform.node()} would make {edition.slug} of other templates, code or "
                    "libraries than this machine",
                    None,
                    f"bring its checkout in {context.templates.parent} and its environment to "
                    "the same state, then build again",
                )
            ]
        )
    return make(edition, name, context, made_from)
