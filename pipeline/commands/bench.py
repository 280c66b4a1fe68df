"""``bench``: measure what a build costs."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    Subparsers,
    add_command,
    project_of,
    publications_of,
)

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "bench", "measure what a build costs", _run)
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is run")
    parser.add_argument(
        "--import",
        dest="imports",
        action="store_true",
        help="measure imports instead: of a publication's text, and of ten times it",
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help="also with 10 and 100 times the text: some ten minutes and 1.5 GB of memory",
    )


def _run(options: argparse.Namespace) -> int:
    if options.imports:
        from pipeline.bench.imports import run_import_bench

        for slug in publications_of(options):
            print(run_import_bench(project_of(options), slug, max(1, options.rounds)))
        return 0
    if missing := [name for name in ("pypandoc", "typst") if find_spec(name) is None]:
        print(f"error: not installed: {', '.join(missing)}", file=sys.stderr)
        print("  type this instead: nox -s bench", file=sys.stderr)
        return EXIT_ENVIRONMENT
    from pipeline.bench.run import run_bench

    project, sizes = project_of(options), (1, 10, 100) if options.large else (1,)
    for slug in publications_of(options):
        for line in run_bench(project, slug, max(0, options.rounds), sizes):
            print(line, flush=True)
    return 0
