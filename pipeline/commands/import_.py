"""``import``: take a returned translation in, or make a publication of a whole report.

``import FILE`` is the way back of ``export``; ``import FILE --as NAME`` makes ``source/NAME/``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.commands.common import (
    EXIT_SOURCE,
    EXIT_USAGE,
    Subparsers,
    add_command,
    console_of,
    project_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from pipeline.translations.exchange.merge import Merged, Outcome


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
    parser.add_argument(
        "--language",
        default=None,
        metavar="TAG",
        help="language of a translation that does not say it itself",
    )


def _run(options: argparse.Namespace) -> int:
    return _report(options) if options.slug is not None else _translation(options)


def _translation(options: argparse.Namespace) -> int:
    from pipeline.translations.exchange.transfer import import_translation

    slug = options.publication[0] if options.publication else None
    done = import_translation(project_of(options), options.file, slug, options.language)
    console = console_of(options)
    console.diagnostics(done.merged.findings)
    console.say(f"{done.language}: {_summary(done.merged)}")
    if done.merged.is_changed:
        print(shown(done.catalogue))
    if done.not_taken:
        print(shown(done.not_taken))
    return EXIT_SOURCE if done.merged.refused else 0


_WORDS: Mapping[Outcome, str] = {
    "taken": "taken",
    "draft": "taken as drafts",
    "stale": "taken, and out of date",
    "kept": "as they were",
}


def _summary(merged: Merged) -> str:
    counts = Counter(merged.outcomes.values())
    said = [f"{counts[outcome]} {words}" for outcome, words in _WORDS.items() if counts[outcome]]
    if merged.refused:
        said.append(f"{len(merged.refused)} not taken")
    return ", ".join(said) or "no texts"


def _report(options: argparse.Namespace) -> NoReturn:
    _refuse(options.file, "whole reports")


def _refuse(file: Path, what: str) -> NoReturn:
    message = f"“{file.name}” cannot be taken in: there is no import of {what} yet"
    raise ReportError([Diagnostic("unknown-format", message, None)], exit_code=EXIT_USAGE)
