"""All or nothing into build/: what stands there is always one complete set."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.diagnostics import ReportError
from pipeline.publish import locked, publish
from tests.support import ROOT

HOLD = """
import pathlib, sys, time
from pipeline.publish import locked
with locked(pathlib.Path(sys.argv[1]), print):
    print("held", flush=True)
    """
"""A program that takes the lock of a folder, says so, and holds it while it does one thing more."""

FILES = {"en/a.en.pdf": b"one", "proof.json": b"{}"}


def manifest(*names: str) -> str:
    import json  # noqa: PLC0415

    return json.dumps({"files": [{"path": name} for name in names]})


def test_files_manifest_and_checksums_stand_behind_one_link(tmp_path: Path) -> None:
    folder = publish(tmp_path, "report", FILES, manifest(*FILES))
    assert folder == tmp_path / "report"
    assert folder.is_symlink()
    assert (folder / "en/a.en.pdf").read_bytes() == b"one"
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_a_second_set_replaces_the_first_whole(tmp_path: Path) -> None:
    publish(tmp_path, "report", {**FILES, "old.txt": b"old"}, manifest(*FILES, "old.txt"))
    publish(tmp_path, "report", {"en/a.en.pdf": b"two"}, manifest("en/a.en.pdf"))
    names = {p.name for p in (tmp_path / "report").rglob("*") if p.is_file()}
    assert names == {"a.en.pdf", "manifest.json", "SHA256SUMS"}
    assert (tmp_path / "report/en/a.en.pdf").read_bytes() == b"two"


def test_something_else_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report/mine.txt").write_text("keep", "ascii")
    with pytest.raises(ReportError) as caught:
        publish(tmp_path, "report", FILES, manifest(*FILES))
    assert caught.value.exit_code == 3
    assert [d.code for d in caught.value.diagnostics] == ["build-in-the-way"]
    assert (tmp_path / "report/mine.txt").read_text("ascii") == "keep"


def test_a_folder_that_cannot_be_written_leaves_the_last_set(tmp_path: Path) -> None:
    publish(tmp_path, "report", FILES, manifest(*FILES))
    with pytest.raises(ReportError) as caught:
        # A name longer than any file system takes: the write fails midway, as on a full disk.
        publish(tmp_path, "report", {**FILES, "x" * 300: b""}, manifest(*FILES))
    assert caught.value.exit_code == 3
    assert [d.code for d in caught.value.diagnostics] == ["build-unwritable"]
    assert (tmp_path / "report/en/a.en.pdf").read_bytes() == b"one"
    assert list((tmp_path / ".generations/report").glob(".stage-*")) == []


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / ".generations/report/.stage-1"
    left.mkdir(parents=True)
    (left / "half").write_bytes(b"half")
    publish(tmp_path, "report", FILES, manifest(*FILES))
    assert not left.exists()


def test_only_listed_files_of_old_sets_are_removed(tmp_path: Path) -> None:
    first = publish(tmp_path, "report", FILES, manifest(*FILES)).resolve()
    (first / "stranger.txt").write_text("not ours", "ascii")
    for number in range(3):
        publish(tmp_path, "report", {"n": b"%d" % number}, manifest("n") + " " * number)
    assert (first / "stranger.txt").exists()
    assert not (first / "en/a.en.pdf").exists()
    sets = [p for p in (tmp_path / ".generations/report").iterdir() if (p / "SHA256SUMS").exists()]
    assert len(sets) == 2


def test_a_reader_never_sees_a_mixed_set(tmp_path: Path) -> None:
    publish(tmp_path, "report", {"a": b"0", "b": b"0"}, manifest("a", "b"))
    stop = threading.Event()
    torn: list[tuple[bytes, bytes]] = []

    def read() -> None:
        while not stop.is_set():
            folder = (tmp_path / "report").resolve()
            try:
                pair = (folder / "a").read_bytes(), (folder / "b").read_bytes()
            except FileNotFoundError:
                continue  # an older set, removed meanwhile
            if pair[0] != pair[1]:
                torn.append(pair)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        data = b"%d" % number
        publish(tmp_path, "report", {"a": data, "b": data}, manifest("a", "b") + " " * number)
    stop.set()
    reader.join()
    assert torn == []


def test_a_second_build_waits_and_says_so(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLD + "sys.stdin.readline()",
            str(tmp_path),
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    said: list[str] = []

    def release() -> None:
        while not said:
            time.sleep(0.01)
        holder.communicate("\n")

    helper = threading.Thread(target=release)
    helper.start()
    with locked(tmp_path, said.append):
        pass
    helper.join()
    assert said == ["another build is running; waiting for it to end"]


def test_the_lock_of_a_dead_process_holds_nobody(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            HOLD + "time.sleep(60)",
            str(tmp_path),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    holder.kill()
    holder.communicate()
    said: list[str] = []
    with locked(tmp_path, said.append):
        assert [p.name for p in tmp_path.iterdir()] == [".lock"]
    assert said == []
