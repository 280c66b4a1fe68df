"""``nox -s bench -- --import``: what an import costs, and what ten times the text costs.

The text is that of a publication, set in lines as paper has them; ten times it has ten times the
paragraphs, counted through. CPU seconds of this process, the two in turn, round by round.
"""

from __future__ import annotations

import statistics
import tempfile
import textwrap
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import Paragraph
from pipeline.folders import Project
from pipeline.importer.run import Options, import_report
from pipeline.numbering import section_sign
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.walk import plain_text, walk_sections

if TYPE_CHECKING:
    from pipeline.edition import Edition

WIDTH = 98
TIMES = 10


def run_import_bench(project: Project, slug: str, rounds: int) -> str:
    """Measure imports of a publication's text, once and ten times it; return a line each."""
    found = Collector()
    loaded = load_publication(project, slug, found)
    if loaded is None or found.errors:
        raise ReportError(found.found)
    original = next(iter(loaded.documents))
    edition = resolve_edition(loaded.documents[original], loaded.labels[original])
    small, large = (as_text(edition, times) for times in (1, TIMES))
    import_seconds(project, small)  # what is read and compiled once counts for neither
    pairs = [
        (import_seconds(project, small), import_seconds(project, large)) for _ in range(rounds)
    ]
    once, often = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratios = [big / little for little, big in pairs]
    return "\n".join(
        (
            f"import of {len(small) // 1000} kB of text: {once:.2f} CPU s, median of {rounds}",
            f"import of {len(large) // 1000} kB, {TIMES} times it: {often:.2f} CPU s",
            (
                f"ratio, round by round: {statistics.median(ratios):.2f} "
                f"({min(ratios):.2f} to {max(ratios):.2f}); {TIMES} is in proportion"
            ),
        )
    )


def as_text(edition: Edition, times: int) -> str:
    """Return the text of an edition ``times`` over, hard-wrapped, its numbers counted through."""
    numbers, parts, blocks = count(1), count(1), list[str]()
    for _ in range(times):
        for section in walk_sections(edition.body):
            place = next(parts) if section.level == 1 else 0
            label = f"{section_sign(1, place)}." if place else section.label
            blocks.append(f"{label} {plain_text(section.title).upper()}")
            blocks += (
                f"{next(numbers)}. {plain_text(block.content)}"
                for block in section.blocks
                if isinstance(block, Paragraph)
            )
    return "\n\n".join(textwrap.fill(block, WIDTH, break_on_hyphens=False) for block in blocks)


def import_seconds(project: Project, text: str) -> float:
    """Return the CPU seconds that an import of a text takes."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder)
        (root / "source").mkdir()
        (root / "templates").symlink_to(project.templates, target_is_directory=True)
        file = root / "report.txt"
        file.write_text(text, "utf-8")
        before = time.process_time()
        import_report(Project(root), file, Options("measured"))
        return time.process_time() - before
