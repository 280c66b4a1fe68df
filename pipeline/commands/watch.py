"""``watch``: build once, and again after every save, in a process that stays warm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.build import add_parts, formats_of, make_files
from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    Subparsers,
    add_command,
    can_make_files,
    console_of,
    project_of,
)

if TYPE_CHECKING:
    import argparse

    from pipeline.diagnostics import ReportError


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "watch", "build, and again after every save", _run)
    add_parts(parser)
    parser.set_defaults(executor=None)


def _run(options: argparse.Namespace) -> int:
    formats = formats_of(options.to)
    if not can_make_files():
        return EXIT_ENVIRONMENT
    from pipeline.watching import build_at_saves

    project = project_of(options)

    def failed(error: ReportError) -> None:
        # A console of its own: it keeps the lines that it has shown.
        console_of(options).diagnostics(error.diagnostics, "; nothing was published")

    def waiting() -> None:
        console_of(options).say("waiting for a save in source/ or templates/; Ctrl-C ends it")

    build_at_saves(project, lambda: make_files(options, formats), failed, waiting)
    return 0
