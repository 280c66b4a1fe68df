"""``export``: make the files that translators and their tools work on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_USAGE,
    Subparsers,
    add_command,
    project_of,
    publications_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "export", "make files for translators and their tools", _run)
    parser.add_argument("languages", nargs="+", metavar="LANG", help="a language, such as fr")
    parser.add_argument(
        "--to",
        required=True,
        metavar="FORMAT",
        help="xliff (translation tools), docx (Word), tmx (memory), tbx (glossary)",
    )
    parser.add_argument(
        "--unfinished",
        action="store_true",
        help="only texts that are missing, drafts or out of date (xliff and docx)",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=None,
        metavar="FILE",
        help="where to; build/exchange/ where it is not said",
    )


def _run(options: argparse.Namespace) -> int:
    from pipeline.translations.exchange.transfer import WRITERS, Order, export

    kind = options.to.strip().lower()
    if kind not in WRITERS:
        _refuse(f"“{options.to}” is not a format of export", f"known: {', '.join(WRITERS)}")
    if options.unfinished and kind not in ("xliff", "docx"):
        _refuse(f"--unfinished has no meaning for {kind}", "it is for xliff and docx")
    publications = publications_of(options)
    if options.output and len(publications) * len(options.languages) > 1:
        _refuse("--output names one file, and several were asked for", "name one --publication")
    project = project_of(options)
    for slug in publications:
        for language in dict.fromkeys(options.languages):
            order = Order(kind, language, options.unfinished)
            print(shown(export(project, slug, order, options.output)))
    return 0


def _refuse(message: str, hint: str) -> None:
    raise ReportError([Diagnostic("unknown-format", message, None, hint)], exit_code=EXIT_USAGE)
