"""A release is written once, whole, and read again as it was; what was touched since is named."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.diagnostics import ReportError
from pipeline.model import Waiver
from pipeline.release.manifest import (
    Release,
    altered_files,
    read_release,
    release_folder,
    released_files,
    write_release,
)

PARIS = timezone(timedelta(hours=1))
FILES = {"001-T-26-E.pdf": b"%PDF", "001-T-26-F.pdf": b"%PDF fr", "proof.html": b"<html>"}
ABOUT = {
    "001-T-26-E.pdf": ("en", "pdf"),
    "001-T-26-F.pdf": ("fr", "pdf"),
    "proof.html": ("", "html"),
}
RELEASE = Release(
    publication="sample",
    symbol="001 T 26",
    revision=2,
    title={"en": "A short report", "fr": "Un rapport"},
    status="embargoed",
    embargo=datetime(2026, 2, 1, 9, 0, tzinfo=PARIS),
    released=datetime(2026, 1, 31, 12, 0, tzinfo=UTC),
    files=released_files(FILES, ABOUT),
    waivers=(Waiver("fr", "unapproved", "M. Dupont", "the session opens tomorrow", 12),),
    gates={"proof": "6 files say what the source says"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = release_folder(tmp_path, "sample", 2)
    write_release(folder, RELEASE, FILES)
    return folder


def test_what_was_written_is_read_again(folder: Path) -> None:
    assert read_release(folder) == RELEASE
    assert altered_files(folder, RELEASE) == []
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


def test_the_embargo_ends_at_its_moment_in_any_zone() -> None:
    end = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)
    assert RELEASE.under_embargo(end - timedelta(seconds=1))
    assert not RELEASE.under_embargo(end)
    assert not replace(RELEASE, status="final", embargo=None).under_embargo(end)


def test_a_release_is_never_overwritten(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(FileExistsError):
        write_release(folder, replace(RELEASE, status="final", embargo=None), {"a": b"b"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["2"]


def test_nothing_is_left_where_the_disk_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_release(tmp_path / "1", RELEASE, FILES)
    assert list(tmp_path.iterdir()) == []


def test_every_file_that_was_touched_is_named(folder: Path) -> None:
    (folder / "001-T-26-E.pdf").write_bytes(b"%PDG")
    (folder / "001-T-26-F.pdf").unlink()
    (folder / "stranger.txt").write_bytes(b"")
    (folder / "SHA256SUMS").write_bytes(b"")
    found = altered_files(folder, read_release(folder))
    assert {d.code for d in found} == {"release-altered"}
    assert [d.message.split("”")[0] for d in found] == [
        "“001-T-26-E.pdf",
        "“001-T-26-F.pdf",
        "“stranger.txt",
        "“SHA256SUMS",
    ]


def test_all_errors_of_a_manifest_are_told_at_once(folder: Path) -> None:
    path = folder / "manifest.json"
    values = json.loads(path.read_text("utf-8"))
    values |= {"status": "secret", "released": "2026-01-31T12:00:00", "revision": "2"}
    values["files"][0] |= {"name": "../../escape", "sha256": "0"}
    values["files"][1]["bytes"] = -1
    values["files"].append(values["files"][2])
    del values["title"]
    path.write_text(json.dumps(values), "utf-8")
    with pytest.raises(ReportError) as raised:
        read_release(folder)
    assert {d.code for d in raised.value.diagnostics} == {"release-manifest"}
    named = {d.message.split("”")[0].strip("“") for d in raised.value.diagnostics}
    assert named == {
        "status",
        "embargo",
        "released",
        "revision",
        "title",
        "files[1].name",
        "files[1].sha256",
        "files[2].bytes",
        "files",
    }


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "{}", '{"release": 99}'])
def test_what_is_no_manifest_is_refused_in_words(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ReportError) as raised:
        read_release(folder)
    assert {d.code for d in raised.value.diagnostics} == {"release-manifest"}


def test_a_folder_without_a_manifest_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="cannot be read"):
        read_release(tmp_path)
