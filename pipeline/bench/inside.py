"""One job alone, for a process that is measured: ``python -m pipeline.bench.inside``.

Prints the CPU seconds that the job took, its imports not counted, so that what a long text costs
can be compared with what a short one does.
"""

from __future__ import annotations

import pickle
import sys
import time
from dataclasses import replace
from pathlib import Path

from pipeline.bench.measure import REFUSED
from pipeline.diagnostics import Collector, ReportError
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context
from pipeline.jobs import make
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme


def load(root: Path, slug: str, folder: Path) -> None:
    """Read a publication in all its languages; keep its Edition in the canonical one."""
    project, found = Project(root), Collector()
    loaded = load_publication(project, slug, found)
    if loaded is None or found.errors:
        raise ReportError(found.found)
    original = next(iter(loaded.documents))
    edition = resolve_edition(loaded.documents[original], loaded.labels[original])
    context = Context(project.templates, load_theme(project.templates, found))
    (folder / "edition.pickle").write_bytes(pickle.dumps((edition, context)))


def one(name: str, folder: Path) -> float:
    """Make one file of the Edition and prove it; return the CPU seconds."""
    # What ``load`` wrote a moment before.
    edition, context = pickle.loads((folder / "edition.pickle").read_bytes())  # noqa: S301
    if name != "pdf":
        context = replace(context, pages=pickle.loads((folder / "pages.pickle").read_bytes()))  # noqa: S301
    FORMATS[name]()
    before = time.process_time()
    made = make(edition, name, context, "")
    seconds = time.process_time() - before
    if any(c.differences for c in made.comparisons):
        raise RuntimeError(f"the {name} does not say what the source says")
    if made.page_map:
        (folder / "pages.pickle").write_bytes(pickle.dumps(made.page_map))
    return seconds


def main(job: str, *rest: str) -> int:
    """Do the job that a command line names; return the exit code."""
    try:
        if job == "load":
            started = time.process_time()
            load(Path(rest[0]), rest[1], Path(rest[2]))
            print(time.process_time() - started)
        else:
            print(one(job, Path(rest[0])))
    except ReportError as error:
        print(error, file=sys.stderr)
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
