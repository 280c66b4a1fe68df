"""``build``: make, prove and publish all files."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_USAGE,
    Subparsers,
    add_command,
    console_of,
    project_of,
    publications_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.environment import environment_message, missing_native_libraries

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.folders import Project
    from pipeline.manifest import Built


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "build", "make, prove and publish all files", _run)
    add_parts(parser)
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


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 up")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    formats = formats_of(options.to)
    if options.release and (formats or options.language):
        raise ReportError([_release_is_whole()], exit_code=EXIT_USAGE)
    if missing := missing_native_libraries():
        print(environment_message(missing), file=sys.stderr)
        return EXIT_ENVIRONMENT
    make_files(options, formats, release=bool(options.release))
    return 0


def make_files(
    options: argparse.Namespace, formats: tuple[str, ...], *, release: bool = False
) -> None:
    """Make what the options ask for, and print what was made. Raises ``ReportError``."""
    from pipeline.publish import locked

    project, console = project_of(options), console_of(options)
    languages = tuple(dict.fromkeys(options.language))
    built: list[Built] = []
    with locked(project.build, console.say):
        for slug in publications_of(options):
            whole = not (formats or languages or release)
            same = _unchanged(project, slug) if whole else None
            asked = (slug, formats, languages, release, options.jobs)
            built.append(same or _make(project, asked, console.step))
    console.diagnostics([d for result in built for d in result.warnings])
    for result in built:
        console.table(result)
    for result in built:
        for file in result.outputs:
            print(shown(result.folder / file.path))
        print(shown(result.folder / "proof.html"), flush=True)


def _unchanged(project: Project, slug: str) -> Built | None:
    """Return what is published if nothing that it was made from has changed."""
    from pipeline.inputs import inputs_of
    from pipeline.manifest import unchanged

    return unchanged(project.build / slug, inputs_of(project, slug))


def _make(
    project: Project,
    asked: tuple[str, tuple[str, ...], tuple[str, ...], bool, int | None],
    progress: Callable[[str, str, float], None],
) -> Built:
    from pipeline.build import Request, build_publication

    return build_publication(project, Request(*asked), progress)


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
