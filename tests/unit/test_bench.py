"""The benchmark measures what it says: the same text many times over, aims in their direction."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.bench.aims import Aim, verdicts
from pipeline.bench.enlarge import enlarge
from pipeline.bench.measure import Sample, run_python
from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from tests.support import BASE, make_project


def test_a_text_three_times_as_long_is_complete_in_every_language(tmp_path: Path) -> None:
    project = Project(make_project(tmp_path))
    enlarge(BASE, project.source / "longer", 3)
    counts = []
    for slug in ("sample", "longer"):
        found = Collector()
        loaded = load_publication(project, slug, found)
        assert loaded
        assert [d.message for d in found.errors] == []
        for tag, document in loaded.documents.items():
            edition = resolve_edition(document, loaded.labels[tag], loaded.labels["en"])
            missing = len(document.untranslated)
            counts.append((tag, len(edition.contents), len(edition.notes), missing))
    short, long = dict(enumerate(counts[:2])), dict(enumerate(counts[2:]))
    for number, (tag, contents, notes, missing) in short.items():
        # The glossary has one line, and its notes are called once.
        assert long[number][0] == tag
        assert long[number][1] >= 3 * (contents - 1)
        assert long[number][2] == 3 * notes
        assert long[number][3] <= 3 * missing


def test_a_program_that_fails_gives_no_figure() -> None:
    assert run_python("sum(range(10**5))").cpu > 0
    with pytest.raises(RuntimeError, match="ended with 3"):
        run_python("raise SystemExit(3)")


def test_an_aim_is_judged_round_by_round_and_in_its_direction() -> None:
    samples = {
        "ours": [Sample(2, 5, 1), Sample(4, 5, 1)],
        "a": [Sample(2, 5, 1), Sample(2, 5, 1)],
        "b": [Sample(2, 4, 1), Sample(2, 4, 1)],
    }
    ratio = Aim("CPU", "cpu", "ours", ("a", "b"), 0.7)
    assert ratio.values(samples) == [0.5, 1.0]
    gain = Aim("gain", "wall", "ours", ("b",), 1.8, at_least=True)
    assert gain.values(samples) == [0.8, 0.8]
    lines = list(verdicts(samples, [ratio, gain, Aim("no", "cpu", "ours", ("c",), 1)]))
    assert lines[1].endswith("≤ 0.7 NOT met")
    assert lines[2].endswith("≥ 1.8 NOT met")
    assert lines[3].endswith("not measured here")
