"""200 publications on the machines of a scheduler: the bytes are those of a run without it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support import BASE, ROOT

pytest.importorskip("distributed", reason="nox -s archive-tests installs it")

COUNT = 200
PYTHON = (sys.executable, "-m")


def make_archive(root: Path) -> Path:
    """Lay out a project of so many small publications, no two alike, every fourth in French too."""
    (root / "templates").parent.mkdir(parents=True, exist_ok=True)
    (root / "templates").symlink_to(ROOT / "templates", target_is_directory=True)
    files = {p.relative_to(BASE): p.read_text("utf-8") for p in BASE.rglob("*.*") if p.is_file()}
    for number in range(COUNT):
        folder = root / "source" / f"report-{number:03d}"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if number % 4 and name.name == "publication.toml":
                text = text.replace('languages = ["en", "fr"]', 'languages = ["en"]')  # noqa: PLW2901
            if name.suffix in (".md", ".po"):
                text = text.replace("The last note.", f"The last note, {number}.")  # noqa: PLW2901
                text = text.replace("La dernière note.", f"La dernière note, {number}.")  # noqa: PLW2901
            path.write_text(text, "utf-8")
    return root


def build(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PYTHON, "pipeline", "build", "--root", str(root), "--quiet", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def sums(root: Path) -> dict[str, str]:
    """Return what was published: the checksums of each set, without its manifest's."""
    return {p.parent.name: p.read_text("ascii") for p in (root / "build").glob("*/SHA256SUMS")}


@contextmanager
def scheduler() -> Iterator[str]:
    """Run a real scheduler on the loopback address; yield its address."""
    command = [*PYTHON, "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            said = (re.search(r"tcp://127\.0\.0\.1:\d+", line) for line in process.stderr)
            address = next(match[0] for match in said if match)
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield address
        finally:
            process.terminate()


@contextmanager
def worker(address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker, without the nanny that would begin it again."""
    command = [*PYTHON, "dask", "worker", address, "--nthreads", "1", "--no-nanny"]
    with subprocess.Popen(
        [*command, "--no-dashboard"], cwd=ROOT, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Build the archive on this machine alone."""
    root = make_archive(tmp_path_factory.mktemp("here"))
    result = build(root)
    assert result.returncode == 0, result.stderr
    return sums(root)


@pytest.mark.timeout(1800)
def test_a_worker_that_is_killed_costs_nothing_but_time(
    here: dict[str, str], tmp_path: Path
) -> None:
    root = make_archive(tmp_path / "project")
    published = root / "build"

    def kill_in_the_middle(process: subprocess.Popen[bytes]) -> None:
        while len(list(published.glob("report-*"))) < COUNT // 4:
            time.sleep(0.1)
        process.kill()

    with scheduler() as address, worker(address) as first, worker(address):
        killer = threading.Thread(target=kill_in_the_middle, args=(first,), daemon=True)
        killer.start()
        result = build(root, "--executor", address)
        assert first.poll() is not None
    assert result.returncode == 0, result.stderr
    there = sums(root)
    assert len(there) == COUNT
    assert there == here


def test_an_address_at_which_nobody_answers_is_told_of(project: Path) -> None:
    result = build(project, "--executor", "tcp://127.0.0.1:1")
    assert result.returncode == 3
    assert "error[executor-unreachable]" in result.stderr
    assert "Traceback" not in result.stderr
