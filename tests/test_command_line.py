"""The command line: exit codes, streams, forms of findings."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import BASE, ROOT, make_project


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


def spoiled(tmp_path: Path) -> Path:
    project = make_project(tmp_path / "project")
    text = project / "source/sample/report/10-things.md"
    text.write_text(
        text.read_text("utf-8").replace("[@p3]", "[@p33]").replace("is *plain*", "is <b>plain</b>"),
        "utf-8",
    )
    return project


def test_a_clean_source_says_nothing_and_ends_with_0(project: Path) -> None:
    result = run("check", "--root", str(project))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_all_errors_come_in_one_run_and_end_with_1(tmp_path: Path) -> None:
    result = run("check", "--root", str(spoiled(tmp_path)))
    assert result.returncode == 1
    assert "error[unknown-id]" in result.stderr
    assert "error[raw-html]" in result.stderr


@pytest.mark.parametrize("library", ["babel", "weasyprint"])
def test_a_library_that_is_missing_is_named_and_ends_with_3(library: str, project: Path) -> None:
    absent = f"import sys; sys.modules[{library!r}] = None; from pipeline.cli import main; "
    arguments = ["build", "--root", str(project), "--to", "pdf", "--language", "en"]
    result = subprocess.run(
        [sys.executable, "-c", f"{absent} sys.exit(main({arguments!r}))"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert result.returncode == 3, result.stderr
    assert f"error[library-missing]: this Python has no “{library}”" in result.stderr
    assert "hint: start it by nox" in result.stderr


def test_a_mistyped_command_ends_with_2() -> None:
    assert run("biuld").returncode == 2
    assert run("check", "--publication", "no-such").returncode == 2
    assert "[publication-missing]" in run("check", "--publication", "no-such").stderr
    assert "[unknown-format]" in run("build", "--to", "pfd").stderr
    assert run("build", "--to", "pfd").returncode == 2


def test_a_language_that_is_not_there_ends_with_2(project: Path) -> None:
    result = run("build", "--root", str(project), "--language", "de")
    assert result.returncode == 2
    assert "error[unknown-language]: sample is not published in “de”" in result.stderr


def test_a_root_without_publications_ends_with_1(tmp_path: Path) -> None:
    result = run("check", "--root", str(tmp_path))
    assert result.returncode == 1
    assert "[publication-missing]" in result.stderr


def test_findings_as_json(tmp_path: Path) -> None:
    result = run("check", "--root", str(spoiled(tmp_path)), "--output-format", "json")
    found = json.loads(result.stdout)
    assert result.stderr == ""
    assert {f["code"] for f in found} == {"unknown-id", "raw-html"}
    assert all(f["file"] == "source/sample/report/10-things.md" for f in found)
    assert {(f["line"], f["column"]) for f in found} == {(5, 20), (5, 28), (6, 32)}


def test_findings_as_annotations(tmp_path: Path) -> None:
    result = run("check", "--root", str(spoiled(tmp_path)), "--output-format", "github")
    assert (
        "::error file=source/sample/report/10-things.md,line=6,col=32::[unknown-id]"
        in result.stdout
    )


def test_colours_are_used_on_request_only(tmp_path: Path) -> None:
    project = str(spoiled(tmp_path))
    assert "\x1b[" not in run("check", "--root", project).stderr
    assert "\x1b[1;31m" in run("check", "--root", project, FORCE_COLOR="1").stderr
    assert "\x1b[" not in run("check", "--root", project, FORCE_COLOR="1", NO_COLOR="1").stderr


def test_check_does_not_load_the_engines(project: Path) -> None:
    code = (
        "import sys; from pipeline.cli import main; "
        f"main(['check', '--root', {str(project)!r}]); "
        "sys.exit(bool({'weasyprint', 'docx', 'ebooklib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    command = f"{sys.executable} -m pipeline check --root {spoiled(tmp_path)} --output-format json"
    result = subprocess.run(
        ["sh", "-c", f"{command} | head -c 1 >/dev/null"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in result.stderr


def test_quiet_still_shows_what_is_wrong(tmp_path: Path) -> None:
    result = run("check", "--root", str(spoiled(tmp_path)), "--quiet")
    assert result.returncode == 1
    assert result.stderr.endswith("3 errors, 0 warnings\n")


def test_a_warning_alone_ends_with_0_and_is_counted_unless_quiet(project: Path) -> None:
    (project / "source/sample/report/99-empty.md").write_text("", "utf-8")
    result = run("check", "--root", str(project))
    assert result.returncode == 0
    assert result.stderr.endswith("0 errors, 1 warning\n")
    quiet = run("check", "--root", str(project), "-q").stderr
    assert "warning[empty-file]" in quiet
    assert "0 errors" not in quiet


def test_errors_of_all_kinds_of_files_come_in_one_run(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", templates=True)
    for name, old, new in (
        ("source/sample/report/10-things.md", "## Things", "##### Things"),
        ("source/sample/glossary.toml", "[open-door]", "[Open-door]"),
        ("source/sample/links.toml", "https://", "javascript://"),
        ("source/sample/publication.toml", "subtitle =", "subtitel ="),
        ("source/sample/translations/fr.po", "Language: fr", "Language: de"),
        ("templates/labels/fr.toml", "{number}", "{nombre}"),
    ):
        path = project / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    found = json.loads(run("check", "--root", str(project), "--output-format", "json").stdout)
    assert {f["code"] for f in found if f["severity"] == "error"} >= {
        *("heading-level", "bad-id", "unsafe-address", "unknown-key", "po-header"),
        "label-placeholder",
    }
    assert len({f["file"] for f in found}) >= 6


def test_the_publication_that_is_asked_for_is_checked_alone(tmp_path: Path) -> None:
    project = spoiled(tmp_path)
    shutil.copytree(BASE, project / "source/sound")
    assert run("check", "--root", str(project), "--publication", "sound").returncode == 0
    both = run("check", "--root", str(project), *["--publication", "sample"] * 2)
    assert both.stderr.endswith("3 errors, 0 warnings\n")


def test_a_terminal_without_the_signs_shows_their_codes(tmp_path: Path) -> None:
    result = run("check", "--root", str(spoiled(tmp_path)), PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert "\\u201cp33\\u201d" in result.stderr


def test_a_file_whose_name_is_not_text_is_told_of_in_every_form(project: Path) -> None:
    name = os.fsencode(project / "source/sample/report") + b"/99-\xff.md"
    try:
        Path(os.fsdecode(name)).write_bytes(b"\xff")
    except OSError:
        pytest.skip("this file system refuses such names")
    for form in ("full", "json", "github"):
        result = run("check", "--root", str(project), "--output-format", form)
        assert result.returncode == 1
        assert "not-utf8" in result.stdout + result.stderr


def test_a_pipe_in_place_of_a_text_does_not_stop_the_program(project: Path) -> None:
    path = project / "source/sample/links.toml"
    path.unlink()
    os.mkfifo(path)
    result = run("check", "--root", str(project))
    assert result.returncode == 1
    assert "links.toml: error[file-unreadable]" in result.stderr


def test_the_lock_files_of_editors_are_no_texts(project: Path) -> None:
    (project / "source/sample/report/.#10-things.md").symlink_to("somebody@somewhere.42")
    assert run("check", "--root", str(project)).returncode == 0
