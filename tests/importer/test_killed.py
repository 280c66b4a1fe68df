"""An import with --force that is killed anywhere leaves the old publication, or the new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.importer.support import make_target
from tests.support import ROOT

KILLER = """
import os, signal, sys
from pathlib import Path
from pipeline.diagnostics import ReportError
from pipeline.folders import Project
from pipeline.importer.run import Options, import_report

root, old, new = map(Path, sys.argv[1:])
target = root / "source" / "made"

def state():
    report = b"".join(p.read_bytes() for p in sorted((target / "report").glob("*.md")))
    others = ("publication.toml", "import-report.json", "import-report.html")
    return all((target / name).is_file() for name in others), report

def run(file, force):
    import_report(Project(root), file, Options("made", force=force))

run(old, False)
before = state()
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"}

def kill_at(step):
    count = 0
    def hook(event, arguments):
        nonlocal count
        if event not in EVENTS or str(root / "source") not in str(arguments[0]):
            return
        if event == "open" and not any(sign in str(arguments[1]) for sign in "wx"):
            return
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

step = olds = news = 0
while True:
    step += 1
    child = os.fork()
    if not child:
        kill_at(step)
        run(new, True)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    complete, report = state()
    assert complete, step
    olds += (complete, report) == before
    news += b"June" in report
    assert olds + news == step, step
    if status == 0:
        break
    if b"June" in report:
        run(old, True)
left = {p.name for p in (root / "source").iterdir()}
assert left == {"made", ".replaced"}, left
print(step, olds, news)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="both names change in one step on Linux")
def test_a_kill_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    make_target(tmp_path / "project")
    for month in ("May", "June"):
        text = f"I. OPENING\n\n1. It was closed.\n\nII. CLOSING\n\n2. It was opened in {month}.\n"
        (tmp_path / f"{month}.txt").write_text(text, "utf-8")
    files = (str(tmp_path / "May.txt"), str(tmp_path / "June.txt"))
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(tmp_path / "project"), *files],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    steps, olds, news = map(int, done.stdout.split())
    assert steps > 12
    assert olds > 8
    assert news > 1
