"""How the tests of the machine treat a build badly: in a process of its own, with something broken.

``broken(BREAK, root, "build")`` runs the Python of ``BREAK`` first, and then the command.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.support import ROOT

SECONDS = 60
"""After which a command that hangs is a failed test."""


def program(code: str) -> list[str]:
    """Return what starts Python, with the command line after ``code``."""
    run = "from pipeline.cli import main\nsys.exit(main(sys.argv[1:]))"
    return [sys.executable, "-c", f"import sys\n{code}\n{run}\n"]


def start(
    root: Path, command: str, *arguments: str, code: str = "", **environment: str
) -> subprocess.Popen[str]:
    """Begin a command as a person would, after ``code``."""
    python = program(code) if code else [sys.executable, "-m", "pipeline"]
    return subprocess.Popen(
        [*python, command, "--root", str(root), *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # A test run in the background ignores SIGINT, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )


def broken(
    code: str, root: Path, *command: str, before: Sequence[str] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command after ``code``; ``before`` stands before Python, such as ``unshare``."""
    name, *arguments = command
    return subprocess.run(
        [*before, *program(code), name, "--root", str(root), *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=SECONDS,
    )


def at_work(root: Path) -> list[int]:
    """Return the processes of commands on a project, but for this one and what it came from."""
    own = {os.getpid(), os.getppid()}
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) not in own:
            with contextlib.suppress(OSError):
                if os.fsencode(root) in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
    return found


def none_at_work(root: Path, seconds: float = 1.0) -> bool:
    """Tell whether within so many seconds no process of the project is left."""
    end = time.monotonic() + seconds
    while at_work(root):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
