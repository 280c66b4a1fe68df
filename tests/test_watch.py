"""``watch``: builds, builds again at a save, goes on after an error, ends at a signal."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support import ROOT

TEXT = "source/sample/report/10-things.md"


class Lines:
    """What the command says, line by line, with a time limit."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        assert process.stderr
        self.stream = process.stderr
        self.reader = threading.Thread(target=lambda: [*map(self.lines.put, self.stream)])
        self.reader.start()

    def until(self, words: str) -> Iterator[str]:
        while True:
            line = self.lines.get(timeout=60)
            yield line
            if words in line:
                return


def test_it_builds_at_every_save_and_outlives_an_error(project: Path) -> None:
    pdf = project / "build/partial/sample/fr/sample.fr.pdf"
    text = project / TEXT
    good = text.read_text("utf-8")
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "pipeline", "watch", "--root", str(project)),
            *("--language", "fr", "--to", "pdf"),
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said = Lines(process)
            assert not any("error" in line for line in said.until("waiting for a save"))
            first = pdf.read_bytes()
            # The inotify watch may begin after the first build has ended.
            time.sleep(0.5)
            text.write_text(good.replace("[@p3]", "[@p33]"), "utf-8")
            list(said.until("[unknown-id]"))
            assert pdf.read_bytes() == first
            text.write_text(good.replace("# Things", "# All things"), "utf-8")
            list(said.until("published "))
            assert pdf.read_bytes() != first
            os.kill(process.pid, signal.SIGINT)
            assert process.wait(timeout=20) == 130
            said.reader.join()
        finally:
            process.kill()
