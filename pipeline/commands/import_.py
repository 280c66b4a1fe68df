"""``import``: take a returned translation in, or make a publication of a whole report.

``import FILE`` is the way back of ``export``; ``import FILE --as NAME`` makes ``source/NAME/``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_SOURCE,
    Subparsers,
    add_command,
    console_of,
    project_of,
)
from pipeline.console import shown

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
        help="language of a text that does not say it itself",
    )
    parser.add_argument(
        "--lenient",
        action="store_true",
        help="with --as: go on where something cannot be decided, and mark the place",
    )
    parser.add_argument(
        "--force",
        action="store_true",
        help="with --as: take the place of a publication of this name, which is kept aside",
    )
    parser.add_argument(
        "--decisions",
        type=Path,
        default=None,
        metavar="TOML",
        help="with --as: what a person decided; else import.toml beside the file",
    )
    tracked = parser.add_mutually_exclusive_group()
    tracked.add_argument(
        "--accept-changes",
        dest="tracked",
        action="store_const",
        const="accept",
        default="",
        help="with --as: take a Word file with its tracked changes accepted",
    )
    tracked.add_argument(
        "--reject-changes",
        dest="tracked",
        action="store_const",
        const="reject",
        help="with --as: take a Word file with its tracked changes refused",
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


def _report(options: argparse.Namespace) -> int:
    from pipeline.importer.page import counts
    from pipeline.importer.run import Options, import_report

    project, console = project_of(options), console_of(options)
    imported = import_report(
        project,
        options.file,
        Options(
            options.slug,
            lenient=options.lenient,
            force=options.force,
            decisions=options.decisions,
            tracked=options.tracked,
            language=options.language,
        ),
    )
    console.diagnostics(imported.warnings)
    draft = imported.draft
    counted = [f"{number} {what}" for what, number in counts(draft).items() if number]
    look = sum(d.certainty == "doubtful" for d in draft.decisions)
    console.say(f"imported {', '.join(counted)}")
    console.say(f"{len(draft.changes)} changes, {look} places to look at: see the report page")
    print(shown(imported.folder / "import-report.html"))
    console.say(f"build it: nox -s build -- --publication {options.slug}")
    return 0
