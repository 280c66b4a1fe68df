"""``check``: find what is wrong in source/; make nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_SOURCE,
    Subparsers,
    add_command,
    console_of,
    project_of,
    publications_of,
)
from pipeline.diagnostics import Collector

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    add_command(commands, "check", "find what is wrong in source/", _run)


def _run(options: argparse.Namespace) -> int:
    from pipeline.project import load_publication
    from pipeline.theme import load_theme

    project, found = project_of(options), Collector()
    for slug in publications_of(options):
        load_publication(project, slug, found)
    load_theme(project.templates, found)
    console_of(options).diagnostics(found.found)
    return EXIT_SOURCE if found.errors else 0
