"""``import``: take a returned translation in, or make a publication of a whole report.

``import FILE`` is the way back of ``export``; ``import FILE --as NAME`` makes ``source/NAME/``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.commands.common import EXIT_USAGE, Subparsers, add_command
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        commands, "import", "take in a returned translation, or a whole report", _run
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to take in")
    parser.add_argument(
        "--as",
        dest="slug",
        default=None,
        metavar="NAME",
        help="make a new publication of this name from a whole report",
    )


def _run(options: argparse.Namespace) -> int:
    return _report(options) if options.slug is not None else _translation(options)


def _translation(options: argparse.Namespace) -> NoReturn:
    _refuse(options.file, "returned translations")


def _report(options: argparse.Namespace) -> NoReturn:
    _refuse(options.file, "whole reports")


def _refuse(file: Path, what: str) -> NoReturn:
    message = f"“{file.name}” cannot be taken in: there is no import of {what} yet"
    raise ReportError([Diagnostic("unknown-format", message, None)], exit_code=EXIT_USAGE)
