"""What every command shares: its common options, exit codes, project and console."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pipeline.console import Console
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.environment import environment_message, missing_native_libraries, unsafe_libraries
from pipeline.folders import HERE, Project

if TYPE_CHECKING:
    from collections.abc import Callable

EXIT_SOURCE, EXIT_USAGE, EXIT_ENVIRONMENT, EXIT_BUG = 1, 2, 3, 70
EXIT_INTERRUPTED, EXIT_TERMINATED = 130, 143


class Subparsers(Protocol):
    """What ``argparse`` gives to add a command to."""

    def add_parser(
        self,
        name: str,
        *,
        parents: list[argparse.ArgumentParser],
        help: str,  # noqa: A002 - argparse's name
        description: str,
    ) -> argparse.ArgumentParser:
        """Add a command."""


def add_command(
    commands: Subparsers, name: str, about: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    """Add a command with the common options; ``run`` returns its exit code."""
    parser = commands.add_parser(
        name, parents=[_common_options()], help=about, description=about.capitalize() + "."
    )
    parser.set_defaults(run=run)
    return parser


def _common_options() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--publication",
        action="append",
        default=[],
        metavar="NAME",
        help="a folder of source/; all of them where none is named",
    )
    common.add_argument(
        "--root",
        type=Path,
        default=None,
        metavar="DIR",
        help="the folder that holds source/, templates/ and build/",
    )
    common.add_argument(
        "--output-format",
        choices=("full", "json", "github"),
        default="full",
        help="how findings are printed",
    )
    common.add_argument("-q", "--quiet", action="store_true", help="findings and paths only")
    common.add_argument("-v", "--verbose", action="store_true", help="more, and traces of bugs")
    return common


def project_of(options: argparse.Namespace) -> Project:
    """Return the project that the command works on."""
    return Project(options.root.resolve()) if options.root else HERE


def console_of(options: argparse.Namespace) -> Console:
    """Return the console that speaks as the options ask."""
    return Console(project_of(options).root, options.output_format, quiet=options.quiet)


def publications_of(options: argparse.Namespace) -> list[str]:
    """Return the publications asked for, or all. Raises ``ReportError`` where there is none."""
    project = project_of(options)
    known = project.publications()
    for name in options.publication:
        if name not in known:
            raise ReportError(
                [
                    Diagnostic(
                        "publication-missing",
                        f"there is no publication “{name}”",
                        None,
                        f"known: {', '.join(known) or 'none'}",
                    )
                ],
                exit_code=EXIT_USAGE,
            )
    if not known:
        raise ReportError(
            [
                Diagnostic(
                    "publication-missing",
                    f"there is no publication in {project.source}",
                    None,
                    "make source/<name>/publication.toml; see CONTRIBUTING",
                )
            ]
        )
    return list(dict.fromkeys(options.publication)) or known


def can_make_files() -> bool:
    """Tell whether this machine has what makes files; what it lacks is printed.

    Raises ``ReportError`` ``library-unsafe``, exit code 3.
    """
    if missing := missing_native_libraries():
        print(environment_message(missing), file=sys.stderr)
        return False
    if unsafe := unsafe_libraries():
        raise ReportError(
            [_unsafe(name, *versions) for name, versions in unsafe.items()],
            exit_code=EXIT_ENVIRONMENT,
        )
    return True


def _unsafe(name: str, here: str, sound: str) -> Diagnostic:
    return Diagnostic(
        "library-unsafe",
        f"{name} {here} has known holes",
        None,
        f"install {sound} or later, as requirements.txt names it: nox -s build does",
    )
