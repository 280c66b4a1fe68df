"""Many files and publications at once: nothing hidden, nothing left behind, the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.archive import build_all
from pipeline.build import Request
from pipeline.diagnostics import Collector, ReportError
from pipeline.executors import InProcess, Shared, processes
from pipeline.folders import Project
from pipeline.formats import Context
from pipeline.jobs import make
from pipeline.machines import machines, make_same
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from tests.support import BASE, ROOT, make_project


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", "build", "--root", str(root), *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def processes_of(root: Path) -> list[int]:
    """Return the processes that work on a project, by their command lines."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(root).encode() in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def archive(root: Path) -> Path:
    """Lay out three publications; the second one has a reference to nothing."""
    make_project(root)
    for name in ("another", "third"):
        shutil.copytree(BASE, root / "source" / name)
    text = root / "source" / "another" / "report" / "10-things.md"
    text.write_text(text.read_text("utf-8").replace("[@p3]", "[@p9]"), "utf-8")
    return root


def test_one_publication_with_an_error_keeps_no_other_back(tmp_path: Path) -> None:
    root = archive(tmp_path / "many")
    process = start(root, "--jobs", "2")
    out, err = process.communicate()
    assert process.returncode == 1
    assert "source/another/report/10-things.md" in err
    assert "error[unknown-id]" in err
    assert "; 1 of 3 publications are not published" in err
    assert not (root / "build" / "another").exists()
    # Every file is told of when it is made, whoever made it.
    told = set(re.findall(r"^\w+ +(\S+\.(?:pdf|docx|epub)) ", err, re.MULTILINE))
    wanted = {
        f"{tag}/{name}.{tag}.{suffix}"
        for name in ("sample", "third")
        for tag in ("en", "fr")
        for suffix in ("pdf", "docx", "epub")
    }
    assert told == wanted
    assert {p.name for p in map(Path, out.split())} >= {Path(w).name for w in wanted}

    alone = make_project(tmp_path / "alone")
    one = start(alone, "--jobs", "1", "--quiet")
    one.communicate()
    assert one.returncode == 0
    for name in ("SHA256SUMS", "manifest.json"):
        there = (alone / "build" / "sample" / name).read_bytes()
        assert (root / "build" / "sample" / name).read_bytes() == there


def test_one_failure_hides_no_other(tmp_path: Path) -> None:
    root = make_project(tmp_path / "project", templates=True)
    for name in ("docx", "epub"):
        for path in (root / "templates" / name).glob("*.j2"):
            path.write_text(path.read_text("utf-8") + "{{ nobody_knows_this }}", "utf-8")
    process = start(root, "--jobs", "2")
    _, err = process.communicate()
    assert process.returncode == 1
    assert "templates/docx/" in err
    assert "templates/epub/" in err
    assert "nothing was published" in err


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whoever_stops_it_stops_all_of_it(tmp_path: Path, number: signal.Signals) -> None:
    root = archive(tmp_path / "project")
    process = start(root, "--jobs", "2", "--publication", "sample", "--publication", "third")
    assert process.stderr
    assert process.stderr.readline().startswith("load")
    assert len(processes_of(root)) == 3, "itself and two workers"
    os.kill(process.pid, number)
    # Ends only when nobody holds its pipes any more.
    _, err = process.communicate(timeout=60)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert "Traceback" not in err
    for _ in range(50):
        if not processes_of(root):
            break
        time.sleep(0.1)
    assert processes_of(root) == []
    left = [p.name for p in (root / "build").rglob("*") if p.is_file() and p.name != ".lock"]
    assert "manifest.json" not in left


def test_a_process_that_is_lost_is_told_of(tmp_path: Path) -> None:
    project = Project(make_project(tmp_path / "project"))
    with processes(1) as pool:
        os.kill(pool.submit(os.getpid).result(), signal.SIGKILL)
        built, wrong = build_all(
            project,
            [Request("sample", ("docx",), ("en",))],
            lambda *_: None,
            Shared(InProcess(), pool),
            1,
        )
    assert built == []
    assert [d.code for d in wrong] == ["process-lost"]


def test_a_machine_with_other_templates_refuses(tmp_path: Path) -> None:
    project = Project(make_project(tmp_path / "project"))
    loaded = load_publication(project, "sample", Collector())
    assert loaded
    edition = resolve_edition(loaded.documents["en"], loaded.labels["en"])
    with pytest.raises(ReportError) as caught:
        make_same(make, edition, "docx", Context(project.templates, {}), "0" * 64)
    assert [d.code for d in caught.value.diagnostics] == ["machine-differs"]


def test_without_dask_the_message_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ReportError) as caught, machines("tcp://127.0.0.1:8786"):
        pass
    assert [d.code for d in caught.value.diagnostics] == ["executor-missing"]
    assert "nox -s archive -- --executor tcp://127.0.0.1:8786" in caught.value.diagnostics[0].hint
