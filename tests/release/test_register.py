"""The register survives a kill at any step, and is made anew where it is lost."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.folders import Project
from pipeline.release.manifest import altered_files, read_release
from pipeline.release.register import NAME, known_releases, register_of
from tests.support import ROOT

DIE = """
import os, pathlib, signal, sqlite3, sys
from pipeline.publish import locked
from pipeline.release import register
from pipeline.release.manifest import read_release, release_folder, write_release
build, old, left = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])

def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

true_fsync = os.fsync
os.fsync = lambda descriptor: (step(), true_fsync(descriptor))

class Dying(sqlite3.Connection):
    def execute(self, *arguments):
        step()
        return super().execute(*arguments)
    def executemany(self, *arguments):
        step()
        return super().executemany(*arguments)

true_connect = sqlite3.connect
sqlite3.connect = lambda *a, **k: true_connect(*a, **k, factory=Dying)
release = read_release(old)
files = {file.name: (old / file.name).read_bytes() for file in release.files}
folder = release_folder(build, "sample", 1)
with locked(build, print), register.register_of(build) as (register, _):
    if not folder.exists():
        write_release(folder, release, files)
    register.add(release, folder)
print("done")
"""
"""Writes and registers a release, and is killed at its n-th fsync or statement."""


def rows(build: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(build / "releases" / NAME)) as connection:
        return connection.execute("SELECT publication, revision FROM release").fetchall()


def digests(build: Path) -> set[str]:
    with closing(sqlite3.connect(build / "releases" / NAME)) as connection:
        return {row[0] for row in connection.execute("SELECT sha256 FROM file")}


def test_a_kill_at_any_step_leaves_all_or_nothing_and_the_next_run_mends_it(
    released_once: Path, tmp_path: Path
) -> None:
    old = released_once / "build/releases/sample/1"
    ends = set()
    for moment in range(1, 80, 3):
        build = tmp_path / str(moment)
        command = [sys.executable, "-c", DIE, str(build), str(old), str(moment)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
        folder = build / "releases/sample/1"
        if folder.exists():
            assert altered_files(folder, read_release(folder)) == []
        with register_of(build) as (register, found):
            assert found == []
            assert register.revisions("sample") == ([1] if folder.exists() else [])
        ends.add((done.returncode, folder.exists()))
        if done.stdout == "done\n":
            break
    assert ends == {(-9, False), (-9, True), (0, True)}


def test_it_is_written_through_to_the_disk(released: Project) -> None:
    with register_of(released.build) as (register, _):
        assert register.connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert register.connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_lost_or_damaged_register_is_made_anew_from_the_folders(
    released: Project, damage: bytes | None
) -> None:
    path = released.build / "releases" / NAME
    before = digests(released.build)
    if damage is None:
        path.unlink()
    else:
        path.write_bytes(damage)
    with register_of(released.build) as (_, found):
        assert [d.code for d in found] == (["register-rebuilt"] if damage else [])
    assert rows(released.build) == [("sample", 1), ("sample", 2)]
    assert digests(released.build) == before


def test_a_database_of_something_else_is_set_aside_and_kept(released: Project) -> None:
    path = released.build / "releases" / NAME
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    with register_of(released.build) as (_, found):
        assert [d.code for d in found] == ["register-rebuilt"]
    assert path.with_name(f".{NAME}.before").exists()


def test_the_command_makes_it_anew(released: Project, capsys: pytest.CaptureFixture[str]) -> None:
    (released.build / "releases" / NAME).write_bytes(b"no database")
    assert main(["release", "--rebuild-register", "--root", str(released.root)]) == 0
    assert "sample: revisions 1, 2" in capsys.readouterr().err
    assert rows(released.build) == [("sample", 1), ("sample", 2)]


def test_it_remembers_a_release_whose_folder_is_gone(released: Project) -> None:
    shutil.rmtree(released.build / "releases/sample/2")
    with register_of(released.build) as (register, found):
        assert register.revisions("sample") == [1, 2]
        assert found == []


def test_a_manifest_that_was_changed_is_told_and_changes_nothing(released: Project) -> None:
    path = released.build / "releases/sample/1/manifest.json"
    before = digests(released.build)
    values = json.loads(path.read_text("utf-8"))
    values["status"] = "draft"
    path.write_text(json.dumps(values), "utf-8")
    with register_of(released.build) as (_, found):
        assert [d.code for d in found] == ["release-altered"]
    assert digests(released.build) == before


def test_a_folder_that_was_moved_or_broken_is_told(released: Project) -> None:
    shelf = released.build / "releases/sample"
    (shelf / "2").rename(shelf / "7")
    (shelf / "9").mkdir()
    (shelf / "9/manifest.json").write_text("{", "utf-8")
    with register_of(released.build) as (register, found):
        assert [d.code for d in found] == ["release-manifest", "release-manifest"]
        assert register.revisions("sample") == [1, 2]


def test_looking_writes_nothing(released: Project) -> None:
    before = {p: p.read_bytes() for p in released.build.rglob("*") if p.is_file()}
    with known_releases(released.build) as (register, _):
        assert register.revisions("sample") == [1, 2]
    assert {p: p.read_bytes() for p in released.build.rglob("*") if p.is_file()} == before
