"""From a text file to three finished files by the two commands a person types.

What each file says is compared with the text itself, taken apart here by other means than those of
the importer: its numbers, counted up, cut it into paragraphs. Once with a report that is made up,
and once with the adopted report that the importer was made for, where ``REFERENCE_TEXT`` names it.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.formats import FORMATS
from pipeline.reading import Reading
from tests.importer import made
from tests.importer.support import make_target
from tests.importer.test_reference import DECISIONS, REFERENCE
from tests.support import ROOT

ADDRESS = "https://www.example.org/documents/2021-winter-timetable-of-the-ferries"
MADE = """
capitals = "sentence"
[publication]
title = "Harbours in winter"
symbol = "12 HAR 21 E"
author = "A. Rapporteur"
kind = "Report"
description = "Made up for a test."
date = 2021-03-04
"""
SHAPE: dict[str, list[tuple[str, int]] | int] = {
    "I. OPENING OF THE SEASON": 3,
    "II. WHAT HARBOURS ASK FOR": [("", 1), ("A. LIGHTS", 4), ("B. TIDE TABLES", 4)],
    "III. CLOSING WORDS": 3,
}


def folded(text: str) -> str:
    """Return a text without what typography may change: spaces, and which quote or dash it is."""
    text = re.sub("[\\s\u00a0\u202f\u200b\u2060\u00ad]", "", text)
    text = re.sub("[\"'“”‘’«»]", "'", text)
    return re.sub("[-–—‑]", "-", text)


def cut(text: str) -> tuple[list[str], list[str]]:
    """Return the headings and the paragraphs of a text, each folded."""
    lines = [line for line in text.split("\n") if not line.startswith("http")]
    headings, paragraphs, into = [], [""], [""]
    for line in lines:
        number = re.match(r" ?(\d+)\. ", line)
        sign = re.match(r" ?([IVX]+|[A-Z])\. [A-Z ,–-]+$", line.rstrip())
        if number and int(number[1]) == len(paragraphs):
            paragraphs.append("")
            into, line = paragraphs, line[number.end() :]  # noqa: PLW2901
        elif sign:
            headings.append("")
            into, line = headings, line[sign.end(1) + 1 :].strip()  # noqa: PLW2901
        elif into is headings and line.strip() and not line.strip().isupper():
            raise AssertionError(line)
        into[-1] += line
    return [folded(h).casefold() for h in headings], [folded(p) for p in paragraphs[1:]]


def published(folder: Path, text: str, decisions: str) -> dict[str, Reading]:
    """Import a text and build it; return what each finished file says."""
    project = make_target(folder)
    file = folder / "report.txt"
    file.write_text(text, "utf-8")
    (folder / "import.toml").write_text(decisions, "utf-8")
    for command in (["import", str(file), "--as", "made"], ["build"]):
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *command, "--root", str(folder)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    finished = project.root / "build" / "made" / "en"
    read = {}
    for name in ("pdf", "docx", "epub"):
        format_ = FORMATS[name]()
        read[name] = format_.read_back((finished / f"made.en{format_.suffix}").read_bytes())
    return read


def test_a_made_report_stands_in_all_three_files(tmp_path: Path) -> None:
    report = made.report(SHAPE, 7)
    lines = report.text.rstrip().split("\n")
    text = "\n".join([*lines, "", ADDRESS, ""])
    words = report.paragraphs[-1].split()
    decisions = (
        f'{MADE}[link.timetable]\naddress = "{ADDRESS}"\nparagraph = 15\n'
        f'words = "{" ".join(words[:4])} … {" ".join(words[4:7])}"\n'
    )
    read = published(tmp_path, text, decisions)
    headings, paragraphs = cut(text)
    assert (len(headings), len(paragraphs)) == (5, 15)
    for name, file in read.items():
        assert [folded(h.title).casefold() for h in file.headings] == headings, name
        assert [folded(u.text) for u in file.units] == paragraphs, name
        assert [u.label for u in file.units] == [f"{n}." for n in range(1, 16)], name
        assert [note.urls for note in file.notes] == [(ADDRESS,)], name


@pytest.mark.skipif(not REFERENCE, reason="reference text not given: set REFERENCE_TEXT")
def test_the_adopted_report_stands_in_all_three_files(tmp_path: Path) -> None:
    text = Path(REFERENCE).read_text("utf-8")
    read = published(tmp_path, text, DECISIONS)
    headings, paragraphs = cut(text)
    addresses = list(dict.fromkeys(re.findall(r"^http\S+$", text, re.MULTILINE)))
    assert (len(headings), len(paragraphs), len(addresses)) == (15, 62, 4)
    for name, file in read.items():
        assert [folded(h.title).casefold() for h in file.headings] == headings, name
        assert [folded(u.text) for u in file.units] == paragraphs, name
        assert [u.label for u in file.units] == [f"{n}." for n in range(1, 63)], name
        assert sorted(url for note in file.notes for url in note.urls) == sorted(addresses), name
        assert len(file.notes) == 4, name
