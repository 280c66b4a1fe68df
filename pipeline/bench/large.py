"""The same text 10 and 100 times as long: what each job costs, and the memory it needs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.bench.enlarge import enlarge
from pipeline.bench.measure import PROBE, REFUSED, environment
from pipeline.folders import HERE

if TYPE_CHECKING:
    from pipeline.bench.workshop import Workshop

JOBS = ("load", "pdf", "docx", "epub")
"""``load`` reads and checks all languages; the others make one file and prove it."""

MOST_TIMES = {10: {"pdf": 11.0}, 100: {"pdf": 130.0, "docx": 110.0, "epub": 110.0}}
MOST_MEGABYTES = 1500.0


@dataclass(frozen=True, slots=True)
class Cost:
    """What one job took, or why it made nothing."""

    seconds: float = 0.0
    """Of the CPU, without imports."""
    memory: float = 0.0
    """Peak of its process, MB."""
    refused: str = ""
    """Beyond which bound the file was not made."""


Costs = Mapping[str, Cost]
"""By job."""


def measure_sizes(shop: Workshop, sizes: Sequence[int]) -> Iterator[tuple[int, Costs]]:
    """Yield what each job costs, size by size."""
    for times in sizes:
        with tempfile.TemporaryDirectory(dir=shop.folder) as name:
            folder = Path(name)
            (folder / "templates").symlink_to(shop.root / "templates")
            (folder / "source").mkdir()
            enlarge(shop.root / "source" / shop.slug, folder / "source" / shop.slug, times)
            costs: dict[str, Cost] = {}
            for job in JOBS:
                if refused := next((c.refused for c in costs.values() if c.refused), ""):
                    # The others quote the page numbers of the PDF.
                    costs[job] = Cost(refused=refused)
                    continue
                what = [str(folder), shop.slug] if job == "load" else []
                print(f"{times} times the text: {job}", file=sys.stderr, flush=True)
                costs[job] = _run(job, *what, str(folder))
            yield times, costs


def _run(*arguments: str) -> Cost:
    command = [sys.executable, "-m", "pipeline.bench.inside", *arguments]
    # The job prints its seconds, and the probe what the whole process took.
    program = PROBE.replace("stdout=subprocess.DEVNULL", "stdout=sys.stderr")
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=HERE.root,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    code, _, _, memory = json.loads(done.stdout)
    if code == REFUSED:
        return Cost(refused=done.stderr.strip())
    if code:
        raise RuntimeError(f"a measured job failed: {' '.join(arguments)}\n{done.stderr}")
    peak = memory / 1024 if sys.platform == "linux" else memory / 1024**2
    return Cost(float(done.stderr), peak)


def size_table(measured: Mapping[int, Costs]) -> Iterator[str]:
    """Yield the lines of the table, each job beside what it costs at the first size."""
    yield f"{'job, times the text':<22}  CPU s   ratio  peak MB  aim"
    first = measured[min(measured)]
    for times, costs in measured.items():
        for job, cost in costs.items():
            if cost.refused:
                yield f"{f'{job}, {times}':<22} NOT made: {cost.refused}"
                continue
            ratio = cost.seconds / first[job].seconds
            said = []
            if limit := MOST_TIMES.get(times, {}).get(job):
                said.append(f"≤ {limit:g} {'met' if ratio <= limit else 'NOT met'}")
            if times == max(MOST_TIMES) and job == "pdf":
                met = "met" if cost.memory <= MOST_MEGABYTES else "NOT met"
                said.append(f"≤ {MOST_MEGABYTES:g} MB {met}")
            figures = f"{cost.seconds:6.2f}  {ratio:6.1f}  {cost.memory:7.0f}"
            yield f"{f'{job}, {times}':<22} {figures}  {'; '.join(said)}"
