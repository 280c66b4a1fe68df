"""All or nothing into build/: what stands there is always one complete set."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pipeline.diagnostics import ReportError
from pipeline.publish import locked, publish, published_manifest
from tests.support import ROOT

HOLD = """
import pathlib, sys, time
from pipeline.publish import locked
with locked(pathlib.Path(sys.argv[1]), print):
    print("held", flush=True)
    """
"""A program that takes the lock of a folder, says so, and holds it while it does one thing more."""

DIE = """
import os, pathlib, signal, sys
from pipeline.publish import publish
build, left = pathlib.Path(sys.argv[1]), int(sys.argv[2])
true_fsync = os.fsync
def fsync(descriptor):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    true_fsync(descriptor)
os.fsync = fsync
publish(build, "report", {"en/a.en.pdf": b"two"}, "{}")
print("done")
"""
"""A program that publishes, and is killed when it makes its n-th piece of work durable."""

FULL = """
import pathlib, resource, sys
from pipeline.diagnostics import ReportError
from pipeline.publish import publish
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    publish(pathlib.Path(sys.argv[1]), "report", {"a": b"x" * 100, "b": b"x" * 2000}, "{}")
except ReportError as error:
    print(*[d.code for d in error.diagnostics], error.diagnostics[0].span.file)
    sys.exit(error.exit_code)
"""
"""A program for which the disk is full after 1000 bytes a file."""

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


def program(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_build_killed_at_any_moment_leaves_a_complete_set(tmp_path: Path) -> None:
    seen = set()
    for moment in range(1, 20):
        build = tmp_path / str(moment)
        publish(build, "report", FILES, manifest(*FILES))
        if program(DIE, build, moment).stdout == "done\n":
            break
        subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"],
            cwd=build / "report",
            check=True,
        )
        seen.add((build / "report/en/a.en.pdf").read_bytes())
        publish(build, "report", FILES, manifest(*FILES))
        assert (build / "report/en/a.en.pdf").read_bytes() == b"one"
        assert list(build.rglob(".stage-*")) == []
        assert list(build.glob(".report*")) == []
    else:
        pytest.fail("the program was never let to its end")
    assert seen == {b"one", b"two"}


def test_a_full_disk_leaves_the_last_set_and_no_half_one(tmp_path: Path) -> None:
    publish(tmp_path, "report", FILES, manifest(*FILES))
    result = program(FULL, tmp_path)
    assert result.returncode == 3, result.stderr
    assert result.stdout.startswith("build-unwritable ")
    assert (tmp_path / "report/en/a.en.pdf").read_bytes() == b"one"
    assert list(tmp_path.rglob(".stage-*")) == []


@pytest.mark.parametrize("where", [".generations", ".generations/report"])
def test_a_file_where_the_sets_go_cannot_be_written_to(tmp_path: Path, where: str) -> None:
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", "ascii")
    with pytest.raises(ReportError) as caught:
        publish(tmp_path, "report", FILES, manifest(*FILES))
    assert [d.code for d in caught.value.diagnostics] == ["build-unwritable"]
    assert path.read_text("ascii") == "mine"


@pytest.mark.parametrize("folder", ["", ".lock/"])
def test_a_lock_that_cannot_be_taken_is_told_kindly(tmp_path: Path, folder: str) -> None:
    build = tmp_path / "build"
    if folder:
        (build / folder).mkdir(parents=True)
    else:
        build.write_text("a file", "ascii")
    with pytest.raises(ReportError) as caught, locked(build, print):
        pass
    assert caught.value.exit_code == 3
    assert [d.code for d in caught.value.diagnostics] == ["build-unwritable"]


def test_a_link_that_somebody_else_made_is_left_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "report").symlink_to(elsewhere)
    with pytest.raises(ReportError) as caught:
        publish(tmp_path, "report", FILES, manifest(*FILES))
    assert [d.code for d in caught.value.diagnostics] == ["build-in-the-way"]
    assert (tmp_path / "report").resolve() == elsewhere


def test_a_set_that_was_deleted_by_hand_is_made_again(tmp_path: Path) -> None:
    shutil.rmtree(publish(tmp_path, "report", FILES, manifest(*FILES)).resolve())
    assert published_manifest(tmp_path, "report") == {}
    publish(tmp_path, "report", FILES, manifest(*FILES))
    assert published_manifest(tmp_path, "report") == {
        "files": [{"path": "en/a.en.pdf"}, {"path": "proof.json"}]
    }


def test_a_manifest_that_names_files_elsewhere_removes_none_of_them(tmp_path: Path) -> None:
    outside = tmp_path / "precious.txt"
    outside.write_text("keep", "ascii")
    build = tmp_path / "build"
    publish(build, "report", FILES, manifest("../../../precious.txt", str(outside), *FILES))
    for number in range(3):
        publish(build, "report", {"n": b"%d" % number}, manifest("n") + " " * number)
    assert outside.read_text("ascii") == "keep"


def test_the_same_set_may_be_published_again(tmp_path: Path) -> None:
    for _ in range(3):
        folder = publish(tmp_path, "report", FILES, manifest(*FILES))
        assert (folder / "en/a.en.pdf").read_bytes() == b"one"
    assert len(list((tmp_path / ".generations/report").iterdir())) == 2
