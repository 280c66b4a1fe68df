"""What the figures should come to, and the table that says what they are."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.bench import steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.bench.measure import Sample
    from pipeline.bench.workshop import Workshop

    Samples = Mapping[str, Sequence[Sample]]


@dataclass(frozen=True, slots=True)
class Aim:
    """A ratio of steps, or the seconds of one, and what it should come to."""

    what: str
    field: str
    """``cpu`` or ``wall``."""
    ours: str
    others: tuple[str, ...]
    """Steps whose sum it is compared with; none where the seconds themselves count."""
    limit: float
    at_least: bool = False

    def values(self, samples: Samples) -> list[float]:
        """Return the figure of each round; none where a step was not measured."""
        if not {self.ours, *self.others} <= set(samples):
            return []
        out = []
        for number, sample in enumerate(samples[self.ours]):
            ours = float(getattr(sample, self.field))
            others = sum(getattr(samples[name][number], self.field) for name in self.others)
            if self.at_least:
                ours, others = others, ours
            out.append(ours / others if self.others else ours)
        return out

    def met(self, value: float) -> bool:
        """Tell whether a figure is as it should be."""
        return value >= self.limit if self.at_least else value <= self.limit


def aims_of(shop: Workshop) -> tuple[Aim, ...]:
    """Return the aims for a publication."""
    every = tuple(map(steps.bare, shop.languages))
    changed = (steps.bare(shop.changed),)
    build, files = steps.BUILD, f"{len(shop.languages)} languages x 3 formats"
    return (
        Aim(f"{files} / {steps.WEASY}", "wall", build, (steps.WEASY,), 0.5),
        Aim(f"{files} / {steps.WEASY_TWO}", "wall", build, (steps.WEASY_TWO,), 1.0),
        Aim(f"{files} / {steps.TYPST}", "wall", build, (steps.TYPST,), 1.0),
        Aim(f"{files} / {steps.TYPST_TWO}", "wall", build, (steps.TYPST_TWO,), 1.0),
        Aim(f"{files} / bare WeasyPrint, PDFs alone", "cpu", build, every, 1.15),
        Aim("nothing changed: python -m pipeline build", "wall", steps.SAME, (), 0.25),
        Aim("nothing changed: nox -s build", "wall", steps.NOX, (), 1.5),
        Aim("a paragraph changed, 3 formats / bare", "wall", steps.PARAGRAPH, changed, 1.1),
        Aim("a paragraph changed, its PDF / bare", "wall", steps.PARAGRAPH_PDF, changed, 1.1),
        Aim("from a save to the live page", "wall", steps.SAVE_PAGE, (), 0.15),
        Aim("from a save to the PDF / bare", "wall", steps.SAVE_PDF, changed, 0.8),
        Aim("the same, CPU", "cpu", steps.SAVE_PDF, changed, 0.8),
        Aim("second core", "wall", build, (steps.ONE_JOB,), 1.8, at_least=True),
    )


def table(samples: Samples) -> Iterator[str]:
    """Yield the lines of the table of what was measured."""
    rounds, width = len(next(iter(samples.values()))), max(map(len, samples))
    yield f"{'median of ' + str(rounds):<{width}}   CPU s  wall s  peak MB of a process"
    for name, runs in samples.items():
        cpu, wall, memory = (
            statistics.median(getattr(run, field) for run in runs)
            for field in ("cpu", "wall", "memory")
        )
        yield f"{name:<{width}}  {cpu:6.2f}  {wall:6.2f}  {f'{memory:.0f}' if memory else '':>7}"


def verdicts(samples: Samples, aims: Sequence[Aim]) -> Iterator[str]:
    """Yield the lines that say how far each aim is met."""
    width = max(len(aim.what) for aim in aims)
    yield f"{'round by round':<{width}}  clock  median  least   most   aim"
    for aim in aims:
        values = aim.values(samples)
        sign = "≥" if aim.at_least else "≤"
        if not values:
            yield f"{aim.what:<{width}}  not measured here"
            continue
        middle = statistics.median(values)
        verdict = "met" if aim.met(middle) else "NOT met"
        yield (
            f"{aim.what:<{width}}  {aim.field:<5}  {middle:6.2f} {min(values):6.2f} "
            f"{max(values):6.2f}   {sign} {aim.limit:g} {verdict}"
        )
