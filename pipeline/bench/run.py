"""Goes through the rounds and puts the tables together."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bench.aims import aims_of, table, verdicts
from pipeline.bench.large import measure_sizes, size_table
from pipeline.bench.steps import steps_of
from pipeline.bench.workshop import set_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.bench.measure import Sample
    from pipeline.folders import Project


def run_bench(project: Project, slug: str, rounds: int, sizes: Sequence[int]) -> Iterator[str]:
    """Measure everything on one publication, ``rounds`` times over; yield the tables by line.

    ``sizes`` says how many times the text; the first is what the others are compared with.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        shop = set_up(project, slug, Path(folder))
        samples: dict[str, list[Sample]] = {}
        for number in range(rounds):
            for name, step in steps_of(shop).items():
                print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
                samples.setdefault(name, []).append(step())
        if rounds:
            yield from table(samples)
            yield ""
            yield from verdicts(samples, aims_of(shop))
            yield ""
        yield from size_table(dict(measure_sizes(shop, sizes)))
