"""The machine check: what it finds missing, what it tells a person to type."""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from pipeline import environment

if TYPE_CHECKING:
    from pathlib import Path


def without(monkeypatch: pytest.MonkeyPatch, *libraries: str) -> None:
    """Make the loader find nothing under the names of ``libraries``."""
    found = environment.NATIVE_LIBRARIES
    absent = {name: ("libabsent.so.0",) if name in libraries else found[name] for name in found}
    monkeypatch.setattr(environment, "NATIVE_LIBRARIES", absent)


def test_nothing_is_missing_where_the_tests_run() -> None:
    assert environment.missing_native_libraries() == []


@pytest.mark.parametrize("library", list(environment.NATIVE_LIBRARIES))
def test_each_library_is_required(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    without(monkeypatch, library)
    assert environment.missing_native_libraries() == [library]


def test_weasyprint_opens_these_very_files() -> None:
    # An upgrade that opens other libraries, or the same by other names, must be noticed.
    text = resources.files("weasyprint").joinpath("text", "ffi.py").read_text(encoding="utf-8")
    for files in environment.NATIVE_LIBRARIES.values():
        for name in files:
            assert f"'{name}'" in text, name


def test_missing_libraries_end_with_3_and_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without(monkeypatch, "Pango", "HarfBuzz subset")
    assert environment.main([]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "native libraries are missing: Pango, HarfBuzz subset\n" in printed.err
    assert environment.install_hint() in printed.err


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get")
def test_install_reads_new_package_lists_only_when_it_must(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    apt_get = tmp_path / "apt-get"
    # Fails until it has been told to update.
    apt_get.write_text(
        f'#!/bin/sh\necho "$1" >> {log}\n[ "$1" = update ] || grep -q update {log}\n',
        encoding="utf-8",
    )
    apt_get.chmod(0o755)
    monkeypatch.setattr(environment, "_apt_get", lambda: [str(apt_get)])
    assert environment.install_native_libraries()
    assert log.read_text(encoding="utf-8").split() == ["install", "update", "install"]
    log.write_text("update\n", encoding="utf-8")
    assert environment.install_native_libraries()
    assert log.read_text(encoding="utf-8").split() == ["update", "install"]
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(sys.platform != "linux", reason="apt-get")
def test_hint_names_every_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/usr/bin/apt-get")
    for package in environment.APT_PACKAGES:
        assert package in environment.install_hint()
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    assert "Pango" in environment.install_hint()
