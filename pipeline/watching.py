"""Builds again at every save. What is imported once stays; what was read is read again."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from pipeline.diagnostics import ReportError
from pipeline.preview.watch import saves
from pipeline.templating import environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.folders import Project


def build_at_saves(
    project: Project,
    build: Callable[[], object],
    failed: Callable[[ReportError], None],
    waiting: Callable[[], None],
) -> None:
    """Call ``build`` now and at each save in ``source/`` or ``templates/``, until a signal.

    ``failed`` is told what is wrong, and the watch goes on; ``waiting`` is called after each build.
    A save during a build makes another one follow.
    """
    stop = threading.Event()
    news: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
    follower = threading.Thread(
        target=_follow, args=([project.source, project.templates], stop, news), name="follower"
    )
    follower.start()
    try:
        while True:
            try:
                build()
            except ReportError as error:
                failed(error)
            waiting()
            _next(news)
            environment.cache_clear()
    finally:
        stop.set()
        follower.join()


def _follow(
    folders: list[Path], stop: threading.Event, news: queue.SimpleQueue[BaseException | None]
) -> None:
    try:
        for changed in saves(folders, stop):
            if changed:
                news.put(None)
    except BaseException as error:  # noqa: BLE001 - raised again in the main thread
        news.put(error)


def _next(news: queue.SimpleQueue[BaseException | None]) -> None:
    """Wait for a save; all that wait by then are one."""
    failure: BaseException | None = None
    while True:
        try:
            # With a limit, so that Ctrl-C is heard on every platform.
            failure = news.get(timeout=0.5)
        except queue.Empty:
            continue
        break
    while failure is None and not news.empty():
        failure = news.get()
    if failure is not None:
        raise failure
