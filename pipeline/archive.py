"""Many publications side by side: all jobs of all of them go to one executor.

A thread follows each publication and waits nearly all the time; what takes time is done by the
executor. Each publication is published by itself: what is wrong with one keeps no other back.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.build import build_publication
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.executors import Local, Shared, processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.build import Request
    from pipeline.executors import Executors
    from pipeline.folders import Project
    from pipeline.manifest import Built

AHEAD = 2
"""Publications under way for each job that is done at once, so that none waits for work."""


@contextmanager
def sharing(workers: int | None, address: str | None) -> Iterator[tuple[Executors, int]]:
    """Yield executors for many publications, and how many of those to have under way.

    With the ``address`` of a scheduler files are made by its machines, and texts read here.
    """
    count = workers or os.cpu_count() or 1
    # Before any process is forked, and any thread begun.
    if address is None:
        Local().importing(())()
    with processes(count) as pool:
        pool.submit(os.getpid).result()
        if address is None:
            yield Shared(pool, pool), AHEAD * count
        else:
            from pipeline.machines import machines  # noqa: PLC0415 - needs Dask

            with machines(address) as (executor, jobs):
                yield Shared(pool, executor), AHEAD * (count + jobs)


def build_all(
    project: Project,
    requests: Sequence[Request],
    progress: Callable[[str, str, float], None],
    executors: Executors,
    under_way: int,
) -> tuple[list[Built], list[Diagnostic]]:
    """Build every publication that can be; return them in order, and why the others cannot.

    Call it while ``publish.locked``.
    """
    threads = ThreadPoolExecutor(under_way, thread_name_prefix="publication")
    try:
        futures = {
            threads.submit(build_publication, project, request, progress, executors): request
            for request in requests
        }
        built: dict[str, Built] = {}
        wrong: dict[str, Sequence[Diagnostic]] = {}
        for future in as_completed(futures):
            slug = futures[future].slug
            try:
                built[slug] = future.result()
            except ReportError as error:
                wrong[slug] = error.diagnostics
            except BrokenProcessPool:
                wrong[slug] = [_lost(slug)]
    finally:
        # Not waited for: where this one is interrupted, they end with the executor.
        threads.shutdown(wait=False, cancel_futures=True)
    slugs = [request.slug for request in requests]
    return (
        [built[slug] for slug in slugs if slug in built],
        [finding for slug in slugs for finding in wrong.get(slug, ())],
    )


def _lost(slug: str) -> Diagnostic:
    return Diagnostic(
        "process-lost",
        f"a process ended before the files of {slug} were made",
        None,
        "was there too little memory? Build again, with fewer at a time: --jobs 1",
    )
