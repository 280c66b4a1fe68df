"""Size and termination: whatever the source holds, every command ends in its time and memory."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.badly import broken
from tests.support import ROOT, make_project, run

REPLACE = """
import os, time, pipeline.jobs
import pipeline.limits
true = pipeline.jobs._make
def make(edition, name, *rest):
    if name == "docx":
        {}
    return true(edition, name, *rest)
pipeline.jobs._make = make
"""


HANG = REPLACE.format(
    "import signal; signal.setitimer(signal.ITIMER_REAL, 2.0); "
    "pipeline.limits.JOB_SECONDS = 2.0; time.sleep(60)"
)
GROW = REPLACE.format("bytearray(2_000_000_000)")
DIE = REPLACE.format("os.kill(os.getpid(), 9)")


def ends_alone(root: Path, code: str, told: str) -> None:
    done = broken(code, make_project(root), "build", "--jobs", "2")
    assert done.returncode == 1, done.stderr
    assert told.format("the docx of sample in “en” was not made") in done.stderr
    assert re.search(r"^epub +en/sample", done.stderr, re.MULTILINE)
    assert "nothing was published" in done.stderr
    assert not (root / "build/sample").exists()


def test_j115_an_engine_that_hangs(tmp_path: Path) -> None:
    """After its time it is ended, and the file named; the others are made and reported."""
    ends_alone(tmp_path, HANG, "error[job-too-long]: {}: it took more than 2 seconds")


def test_j116_an_engine_that_grows(tmp_path: Path) -> None:
    """The system refuses the memory, and the file is named; the others are made and reported."""
    if sys.platform != "linux":
        pytest.skip("NOT SHOWN HERE: only Linux holds a process to a limit of memory")
    ends_alone(tmp_path, GROW, "error[job-too-large]: {}: it took more than 1.5 GB of memory")


def test_j116_an_engine_that_dies(tmp_path: Path) -> None:
    """A process that is killed takes only its own file with it."""
    ends_alone(tmp_path, DIE, "error[process-lost]: {}: its process ended before its end")


DEPTH, MANY = 150, 25_000
HEAD = "{#s-a}\n## Deep\n\n{#p1}\n"
PATHOLOGICAL = {
    "open brackets": "[" * MANY,
    "closed brackets": "]" * MANY,
    "nested brackets": "[" * (MANY // 2) + "a" + "]" * (MANY // 2),
    "links without an end": "[a](<b" * (MANY // 2),
    "links in links": "[a][" * (MANY // 4),
    "images": "![[]()" * (MANY // 4),
    "emphasis openers": "*a _b " * (MANY // 2),
    "emphasis closers": "a* b_ " * (MANY // 2),
    "emphasis of many lengths": "".join(f"e{'*' * (i % 50)}" for i in range(2_000)),
    "alternating emphasis": "a**b" + "c* " * MANY,
    "stars": "*" * MANY,
    "mixed emphasis": "*a **a " * (MANY // 4) + "b" + " a** a*" * (MANY // 4),
    "backticks": "".join(f"e{'`' * i}" for i in range(500)),
    "attributes without an end": "[a]{" * (MANY // 2),
    "notes without an end": "[^" * (MANY // 2),
    "notes": "[^n]" * (MANY // 4),
    "references": "[@" * (MANY // 2),
    "backslashes": "\\" * MANY,
    "entities": "&" * MANY,
    "angle brackets": "<" * MANY,
    "comments": "<!--" * (MANY // 2),
    "quotations": "> " * (MANY // 2) + "a",
    "lists": "".join(f"{'  ' * i}- a\n" for i in range(DEPTH)),
    "lists on one line": "- " * (MANY // 2) + "a",
    "addresses": "https://" * (MANY // 4),
    "tables": "|" * MANY,
    "tildes": "~" * MANY,
    "spaces": "a" + " " * MANY + "b",
    "tabs": "\t" * MANY + "a",
    "empty ids": "{#" * MANY,
}

READ = """
import json, sys, time
from tests.fuzz import targets
slowest = {}
for name, text in json.load(sys.stdin).items():
    begun = time.process_time()
    targets.run("markdown", text.encode())
    slowest[name] = round(time.process_time() - begun, 3)
print(json.dumps(slowest))
"""


def test_j111_pathological_marks_are_read_in_a_second() -> None:
    """Twenty-five thousand brackets, stars, backticks … each cost less than a second."""
    import json  # noqa: PLC0415

    texts = {name: f"{HEAD}{text}\n" for name, text in PATHOLOGICAL.items()}
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    seconds = json.loads(done.stdout)
    assert len(seconds) >= 20
    assert {name: took for name, took in seconds.items() if took >= 1.0} == {}


def checked(root: Path, text: str, language: str = "") -> tuple[int, str, float]:
    """Return the exit code of ``check``, what it said, and its seconds of the CPU."""
    path = root / "source/sample/report/90-long.md"
    path.write_text(text, "utf-8")
    begun = time.process_time()
    done = run(root, "check", *(["--language", language] if language else []))
    return done.code, done.err, time.process_time() - begun


def test_j110_nested_a_hundred_and_fifty_deep(tmp_path: Path) -> None:
    """What stands deeper than a report needs is an error with its place; no text is dropped."""
    root = make_project(tmp_path / "project")
    for text in (
        "> " * 150 + "deep",
        "\n".join("  " * n + "- a" for n in range(150)),
        "*a **b " * 75,
    ):
        code, said, seconds = checked(root, f"{{#s-z}}\n## Z\n\n{{#z1}}\n{text}\n")
        assert code == 1
        assert "90-long.md:5" in said
        assert "internal error" not in said
        assert seconds < 5.0


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a line of two megabytes", "{#z1}\n" + "word " * 400_000 + "\n"),
        (
            "two thousand headings",
            "".join(f"{{#z{n}}}\n### H {n}\n\n{{#y{n}}}\nA.\n\n" for n in range(2_000)),
        ),
        (
            "two thousand footnotes",
            "".join(f"{{#z{n}}}\nA.[^z{n}]\n\n[^z{n}]: A note.\n\n" for n in range(2_000)),
        ),
    ],
    ids=lambda value: value if " " in value and len(value) < 40 else "",
)
def test_j112_long_texts(tmp_path: Path, what: str, text: str) -> None:
    """A report of thousands of paragraphs is checked in seconds; or it is an error, in as many."""
    root = make_project(tmp_path / "project")
    code, said, seconds = checked(root, f"{{#s-z}}\n## Z\n\n{text}")
    assert code in (0, 1), what
    assert "internal error" not in said
    assert seconds < 20.0, what


def test_j112_a_file_that_no_person_wrote(tmp_path: Path) -> None:
    """A text of more than twenty megabytes is not read at all."""
    code, said, seconds = checked(make_project(tmp_path / "project"), "word " * 4_100_000)
    assert code == 1
    assert "error[file-unreadable]: the file has more than 20 MB" in said
    assert seconds < 5.0


@pytest.mark.parametrize("size", ["1000000000mm", "1e-9mm", "-3mm", "0mm"])
def test_j114_a_page_beyond_all_measure(tmp_path: Path, size: str) -> None:
    """A size in theme.toml that no page has is an error, before anything is drawn."""
    root = make_project(tmp_path / "project", templates=True)
    path = root / "templates/theme.toml"
    line = re.compile(r'^(width|page_width|size) = ".*"$', re.MULTILINE)
    text, count = line.subn(rf'\1 = "{size}"', path.read_text("utf-8"))
    assert count
    path.write_text(text, "utf-8")
    done = run(root, "check")
    assert done.code == 1
    assert "templates/theme.toml:" in done.err
