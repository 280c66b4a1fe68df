"""Runs a program and says what it took: processor time, time, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.folders import HERE

if TYPE_CHECKING:
    from collections.abc import Sequence

REFUSED = 3
"""Exit code of a measured job that was ended at a bound."""

PROBE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
wall = time.perf_counter() - start
if done.returncode:
    sys.stderr.buffer.write(done.stderr)
json.dump([done.returncode, used.ru_utime + used.ru_stime, wall, used.ru_maxrss], sys.stdout)
"""
"""Prints [exit code, CPU seconds, wall seconds, largest memory] of a command and its children.

A process of its own and a small one: Linux counts the memory of whoever starts a process as its.
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured run."""

    cpu: float
    """Seconds of user and system time, with all children."""
    wall: float
    """Seconds."""
    memory: float
    """Largest resident set of a single process, in MB."""


def run_command(command: Sequence[str]) -> Sample:
    """Run a command in the folder of the code. Raises ``RuntimeError`` where it fails."""
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, *command],
        check=True,
        cwd=HERE.root,
        env=environment(),
        stdout=subprocess.PIPE,
    )
    code, cpu, wall, memory = json.loads(probe.stdout)
    if code:
        raise RuntimeError(f"a measured command ended with {code}: {' '.join(command)}")
    return Sample(cpu, wall, memory / 1024 if sys.platform == "linux" else memory / 1024**2)


def run_python(program: str) -> Sample:
    """Run a Python program. Raises ``RuntimeError`` where it fails."""
    return run_command([sys.executable, "-c", program])


def environment() -> dict[str, str]:
    """Return an environment in which Python may keep what it compiled, as it does for people."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
