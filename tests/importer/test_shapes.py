"""Reports of many shapes, each a folder of ``shapes``: the text, and what must come out of it.

``nox -s tests -- -k shapes --update-golden`` writes ``expected.txt`` anew; read it before you
commit it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.importer.inlines import plain
from tests.importer import made
from tests.importer.support import make_target, outline, read_back, take_in

SHAPES = Path(__file__).resolve().parent / "shapes"


@pytest.mark.parametrize("name", sorted(p.name for p in SHAPES.iterdir()))
def test_shape(name: str, tmp_path: Path, *, update_golden: bool) -> None:
    text = (SHAPES / name / "report.txt").read_bytes()

    imported = take_in(make_target(tmp_path), text)

    draft = imported.draft
    lines = [*outline(read_back(imported)), ""]
    lines += [f"[{note.label}] {plain(note.inlines)}" for note in draft.notes]
    lines += [
        f"line {d.line}: {d.what}: {d.decision} ({d.certainty})"
        for d in draft.decisions
        if d.what != "publication.toml"
    ]
    lines += [f"line {c.line}: {c.rule}: {c.before!r} → {c.after!r}" for c in draft.changes]
    seen = "\n".join(lines) + "\n"
    expected = SHAPES / name / "expected.txt"
    if update_golden:
        expected.write_text(seen, "utf-8")
    assert seen == expected.read_text("utf-8")
    assert draft.lossless is not None
    assert draft.lossless.sha256 == draft.lossless.came_out


@pytest.mark.parametrize("number", ["{}. ", "{}) ", "({}) ", "§ {} ", "[{}] "])
@pytest.mark.parametrize(
    "shape",
    [
        {"I. OPENING": 2, "II. CLOSING": 3},
        {"I. Opening": [("", 1), ("A. Lights", 2), ("B. Buoys", 2)], "II. Closing": 1},
        {"A. OPENING": 30, "B. CLOSING": 30},
        {"I – Opening": 4, "II – Closing": 3},
        {"OPENING": 4, "CLOSING": 3},
    ],
)
def test_every_numbering_with_every_outline(
    tmp_path: Path, number: str, shape: dict[str, list[tuple[str, int]] | int]
) -> None:
    report = made.report(shape, 3, number)
    imported = take_in(make_target(tmp_path), report.text)
    paragraphs = [u for u in imported.draft.units if u.kind == "paragraph"]
    assert [plain(u.inlines) for u in paragraphs] == report.paragraphs
    assert [u.number for u in paragraphs] == list(range(1, len(report.paragraphs) + 1))
    headings = [u for u in imported.draft.units if u.kind == "heading"]
    assert [u.level for u in headings] == [level for level, _, _ in report.headings]


def test_five_hundred_paragraphs(tmp_path: Path) -> None:
    signs = "I II III IV V VI VII VIII IX X"
    shape: dict[str, list[tuple[str, int]] | int] = {f"{s}. PART {s}": 50 for s in signs.split()}
    report = made.report(shape, 5)
    imported = take_in(make_target(tmp_path), report.text)
    assert [plain(u.inlines) for u in imported.draft.units if u.kind == "paragraph"] == (
        report.paragraphs
    )
    assert len(read_back(imported).sections) == 10
