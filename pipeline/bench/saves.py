"""Measures what follows a save: the new PDF of ``watch``, the live page of ``preview``."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.bench.measure import Sample, environment
from pipeline.folders import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 120.0
"""Seconds after which a file that does not come counts as a failure."""


def save_to_pdf(root: Path, slug: str, language: str, save: Callable[[], None]) -> Sample:
    """Return what ``watch`` needs from a save to the new PDF of one language."""
    arguments = ("watch", "--language", language, "--to", "pdf", "--publication", slug)
    with _running(root, *arguments, "--quiet") as process:
        _next_pdf(process)
        # A save may come before the watch has begun.
        time.sleep(1)
        started, used = time.perf_counter(), _seconds_of(process.pid)
        save()
        _next_pdf(process)
        wall = time.perf_counter() - started
        return Sample(_seconds_of(process.pid) - used, wall, 0.0)


def _next_pdf(process: subprocess.Popen[str]) -> None:
    """Wait until the command names a PDF that it has published."""
    assert process.stdout  # noqa: S101 - it is a pipe
    if not any(line.rstrip().endswith(".pdf") for line in iter(process.stdout.readline, "")):
        raise RuntimeError("what was to be measured did not come")


def save_to_page(root: Path, slug: str, language: str, save: Callable[[], None]) -> Sample:
    """Return what ``preview`` needs from a save to the text on an open page."""
    arguments = ("preview", language, "--publication", slug, "--no-browser", "--editor", "none")
    with _running(root, *arguments, "--quiet") as process:
        assert process.stdout  # noqa: S101 - it is a pipe
        place = urlsplit(process.stdout.readline().strip()).netloc
        with closing(http.client.HTTPConnection(place, timeout=PATIENCE)) as connection:
            connection.request("GET", "/events?version=none")
            with connection.getresponse() as response:
                events = (line for line in response if line.startswith(b"data: "))
                next(events)
                time.sleep(1)
                started, used = time.perf_counter(), _seconds_of(process.pid)
                save()
                next(event for event in events if b'"rows"' in event)
                wall = time.perf_counter() - started
        return Sample(_seconds_of(process.pid) - used, wall, 0.0)


@contextmanager
def _running(root: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "pipeline", *arguments, "--root", str(root)]
    with subprocess.Popen(
        command,
        cwd=HERE.root,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        patience = threading.Timer(PATIENCE, process.kill)
        patience.start()
        try:
            yield process
        finally:
            patience.cancel()
            process.terminate()
            process.communicate()


def _seconds_of(process: int) -> float:
    """Return the CPU seconds of a process and the children it waited for; 0 where not told."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return 0.0
    # proc(5): utime, stime, cutime, cstime, in ticks of a hundredth of a second on Linux.
    return sum(map(int, stat.rpartition(")")[2].split()[11:15])) / 100
