"""`pipeline build` on the base publication: what stands in build/ afterwards, byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT, make_project

FILES = [
    f"{tag}/sample.{tag}.{suffix}" for tag in ("en", "fr") for suffix in ("pdf", "docx", "epub")
]


def build(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "--root", str(project), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", **environment},
        check=False,
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    project = make_project(tmp_path_factory.mktemp("built") / "project")
    result = build(project)
    assert result.returncode == 0, result.stderr
    return project, result.stdout, result.stderr


def test_six_files_a_proof_a_manifest_and_checksums(built: tuple[Path, str, str]) -> None:
    folder = built[0] / "build/sample"
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    assert names == sorted([*FILES, "SHA256SUMS", "manifest.json", "proof.html", "proof.json"])


def test_checksums_hold_by_coreutils(built: tuple[Path, str, str]) -> None:
    folder = built[0] / "build/sample"
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True
    )


def test_the_manifest_says_what_the_files_are(built: tuple[Path, str, str]) -> None:
    folder = built[0] / "build/sample"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["publication"] == "sample"
    assert {"python", "weasyprint", "python-docx", "ebooklib", "pango"} <= set(manifest["versions"])
    for file in manifest["files"]:
        data = (folder / file["path"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    pages = {f["path"]: f.get("pages") for f in manifest["files"]}
    assert pages["en/sample.en.pdf"] >= 4
    assert len(manifest["source_digest"]) == 64


def test_written_paths_go_to_stdout_and_all_else_to_stderr(built: tuple[Path, str, str]) -> None:
    project, out, err = built
    assert sorted(out.split()) == sorted(
        str(project / "build/sample" / name) for name in [*FILES, "proof.html"]
    )
    assert "load" in err
    assert "no difference" in err


def test_no_difference_in_the_proof(built: tuple[Path, str, str]) -> None:
    proof = json.loads((built[0] / "build/sample/proof.json").read_text("utf-8"))
    assert proof["passed"] is True
    assert {(c["language"], c["format"]) for c in proof["comparisons"]} >= {
        (tag, name) for tag in ("en", "fr") for name in ("pdf", "docx", "epub")
    }
    assert all(c["expected"] == c["found"] for c in proof["comparisons"])


def test_nothing_in_the_files_tells_where_they_were_made(built: tuple[Path, str, str]) -> None:
    import zipfile  # noqa: PLC0415

    import pikepdf  # noqa: PLC0415

    needles = [str(built[0]).encode(), b"file:", b"python-docx", b"2013-12-23"]
    for name in FILES:
        path = built[0] / "build/sample" / name
        if path.suffix == ".pdf":
            with pikepdf.open(path) as pdf:
                parts = [
                    o.read_bytes() if isinstance(o, pikepdf.Stream) else str(o).encode()
                    for o in pdf.objects
                ]
        else:
            with zipfile.ZipFile(path) as archive:
                parts = [archive.read(part) for part in archive.namelist()]
        whole = b"\n".join(parts)
        assert [n for n in needles if n in whole] == [], name


def test_the_same_source_gives_the_same_bytes_elsewhere(
    built: tuple[Path, str, str], tmp_path: Path
) -> None:
    other = make_project(tmp_path / "another place" / "projet é")
    result = build(
        other,
        "--quiet",
        TZ="Pacific/Auckland",
        LC_ALL="C",
        PYTHONHASHSEED="4711",
        HOME=str(tmp_path),
    )
    assert result.returncode == 0, result.stderr
    for name in [*FILES, "manifest.json", "proof.json", "proof.html", "SHA256SUMS"]:
        one = (built[0] / "build/sample" / name).read_bytes()
        assert (other / "build/sample" / name).read_bytes() == one, name


def test_a_failed_build_leaves_the_last_one_as_it_was(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    assert build(project, "--quiet").returncode == 0
    sums = (project / "build/sample/SHA256SUMS").read_bytes()
    text = project / "source/sample/report/10-things.md"
    text.write_text(text.read_text("utf-8").replace("[@p3]", "[@p9]"), "utf-8")

    result = build(project)

    assert result.returncode == 1
    assert "error[unknown-id]" in result.stderr
    assert "nothing was published" in result.stderr
    assert (project / "build/sample/SHA256SUMS").read_bytes() == sums


def test_a_part_of_a_publication_goes_beside_the_whole(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    result = build(project, "--to", "docx", "--language", "fr", "--quiet")
    assert result.returncode == 0, result.stderr
    folder = project / "build/partial/sample"
    assert [p.name for p in folder.rglob("sample.*")] == ["sample.fr.docx"]
    assert not (project / "build/sample").exists()


def test_a_killed_build_leaves_the_last_one_as_it_was(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    assert build(project, "--quiet").returncode == 0
    sums = (project / "build/sample/SHA256SUMS").read_bytes()
    text = project / "source/sample/report/10-things.md"
    text.write_text(text.read_text("utf-8").replace("is better", "may be better"), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--root", str(project)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("load")
    process.kill()
    process.communicate()

    assert (project / "build/sample/SHA256SUMS").read_bytes() == sums
    assert build(project, "--quiet").returncode == 0
    assert (project / "build/sample/SHA256SUMS").read_bytes() != sums


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_interrupted_build_publishes_nothing(tmp_path: Path, name: str, code: int) -> None:
    project = make_project(tmp_path / "project")
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--root", str(project)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        # A test run in the background ignores SIGINT, and so would the build.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    assert process.stderr is not None
    assert process.stderr.readline().startswith("load")
    process.send_signal(getattr(signal, name))
    _, said = process.communicate()
    assert process.returncode == code
    assert "nothing was published" in said
    assert "Traceback" not in said
    assert not (project / "build/sample").exists()
