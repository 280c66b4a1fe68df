"""``build``: make, prove and publish all files."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_SOURCE,
    EXIT_USAGE,
    Subparsers,
    add_command,
    can_make_files,
    console_of,
    project_of,
    publications_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.folders import Project
    from pipeline.manifest import Built


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "build", "make, prove and publish all files", _run)
    add_parts(parser)
    add_machines(parser)
    parser.add_argument(
        "--release",
        action="store_true",
        help="for readers outside: refuse whatever is missing, stale or not approved",
    )


def add_parts(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which files to make."""
    parser.add_argument(
        "--to",
        default="",
        metavar="FORMATS",
        help="pdf, docx, epub, pdf-large, docx-large, separated by commas (goes to build/partial)",
    )
    parser.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="TAG",
        help="one language; may be given again (goes to build/partial)",
    )
    parser.add_argument(
        "--jobs",
        type=_count,
        default=None,
        metavar="N",
        help="how many processes work side by side; one a core if not given",
    )


def add_machines(parser: argparse.ArgumentParser) -> None:
    """Add the option that has files made on other machines."""
    parser.add_argument(
        "--executor",
        default=None,
        metavar="ADDRESS",
        help="make the files on the machines of a Dask scheduler, tcp://host:8786",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 up")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    formats = formats_of(options.to)
    if options.release and (formats or options.language):
        raise ReportError([_release_is_whole()], exit_code=EXIT_USAGE)
    if not can_make_files():
        return EXIT_ENVIRONMENT
    return make_files(options, formats, release=bool(options.release))


def make_files(
    options: argparse.Namespace, formats: tuple[str, ...], *, release: bool = False
) -> int:
    """Make what the options ask for, print what was made, and return the exit code.

    Raises ``ReportError`` where there was but one publication to make.
    """
    from pipeline.publish import locked

    project, console = project_of(options), console_of(options)
    languages = tuple(dict.fromkeys(options.language))
    known: dict[str, Built] = {}
    wrong: list[Diagnostic] = []
    slugs = publications_of(options)
    with locked(project.build, console.say):
        if not (formats or languages or release):
            known = {s: same for s in slugs if (same := _unchanged(project, s))}
        asked = [(slug, formats, languages, release) for slug in slugs if slug not in known]
        if asked:
            built, wrong = _make(project, asked, console.step, options)
            known |= {result.folder.name: result for result in built}
    results = [known[slug] for slug in slugs if slug in known]
    lacking = len(slugs) - len(results)
    console.diagnostics(
        [*(d for result in results for d in result.warnings), *wrong],
        f"; {lacking} of {len(slugs)} publications are not published" if wrong else "",
    )
    for result in results:
        console.table(result)
    for result in results:
        for file in result.outputs:
            print(shown(result.folder / file.path))
        print(shown(result.folder / "proof.html"), flush=True)
    return EXIT_SOURCE if wrong else 0


def _unchanged(project: Project, slug: str) -> Built | None:
    """Return what is published if nothing that it was made from has changed."""
    from pipeline.inputs import inputs_of
    from pipeline.manifest import unchanged

    return unchanged(project.build / slug, inputs_of(project, slug))


def _make(
    project: Project,
    asked: Sequence[tuple[str, tuple[str, ...], tuple[str, ...], bool]],
    progress: Callable[[str, str, float], None],
    options: argparse.Namespace,
) -> tuple[Sequence[Built], list[Diagnostic]]:
    from pipeline.archive import build_all, sharing
    from pipeline.build import Request, build_publication
    from pipeline.executors import Local

    requests = [Request(*parts) for parts in asked]
    if len(requests) == 1 and options.executor is None:
        built = build_publication(project, requests[0], progress, Local(options.jobs))
        return [built], []
    with sharing(options.jobs, options.executor) as (executors, under_way):
        return build_all(project, requests, progress, executors, under_way)


def _release_is_whole() -> Diagnostic:
    return Diagnostic(
        "release-partial",
        "a release holds every format of every language that is released",
        None,
        "leave out --to and --language; publication.toml says what is never released",
    )


def formats_of(text: str) -> tuple[str, ...]:
    """Return the formats that ``--to`` names. Raises ``ReportError`` ``unknown-format``."""
    if not text:
        return ()
    from pipeline.formats import FORMATS

    asked = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in asked:
        if name not in FORMATS:
            raise ReportError(
                [
                    Diagnostic(
                        "unknown-format",
                        f"“{name}” is not a format",
                        None,
                        f"known: {', '.join(FORMATS)}",
                    )
                ],
                exit_code=EXIT_USAGE,
            )
    return tuple(name for name in FORMATS if name in asked)
