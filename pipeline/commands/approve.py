"""``approve``: sign translations off."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from pipeline.clock import today
from pipeline.commands.common import (
    EXIT_USAGE,
    Subparsers,
    add_command,
    console_of,
    project_of,
    publications_of,
)
from pipeline.commands.languages import languages_of, sound_translation
from pipeline.console import shown
from pipeline.diagnostics import Collector, Diagnostic, ReportError

if TYPE_CHECKING:
    from pipeline.folders import Project


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "approve", "sign translations off", _run)
    parser.add_argument("language", metavar="LANG", help="the language of the translations")
    parser.add_argument(
        "texts",
        nargs="+",
        metavar="ID",
        help="ids of texts, or patterns such as 'p1*', 'glossary.*' and '*' for all",
    )
    parser.add_argument(
        "--by", required=True, metavar="NAME", type=_name, help="who has read and approves them"
    )


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or not name.isprintable():
        raise argparse.ArgumentTypeError("write the name of the person who approves")
    return name


def _run(options: argparse.Namespace) -> int:
    from pipeline.project import load_original
    from pipeline.translations.approval import approve
    from pipeline.translations.files import write_translation
    from pipeline.translations.selection import select
    from pipeline.translations.units import translation_units

    project, console = project_of(options), console_of(options)
    slug = _one_publication(options)
    document = load_original(project, slug)
    languages_of(project, document, [options.language])
    units = translation_units(document)
    chosen = select(units, options.texts)
    translation = sound_translation(project, slug, options.language)
    errors = _errors(project, slug)
    after, signed = approve(translation, chosen, options.by, today(), errors)
    for path in write_translation(project.source / slug, after, units):
        print(shown(path))
    before = len(chosen) - len(signed)
    console.say(
        f"{slug} {options.language}: {len(signed)} approved by {options.by}"
        + (f", {before} were approved before" if before else "")
    )
    return 0


def _errors(project: Project, slug: str) -> list[Diagnostic]:
    from pipeline.project import load_publication

    found = Collector()
    load_publication(project, slug, found)
    return found.errors


def _one_publication(options: argparse.Namespace) -> str:
    """Return the publication meant: an approval is of one, and is never meant for others too."""
    slugs = publications_of(options)
    if len(slugs) > 1:
        raise ReportError(
            [
                Diagnostic(
                    "publication-missing",
                    "there are several publications",
                    None,
                    f"name one with --publication: {', '.join(slugs)}",
                )
            ],
            exit_code=EXIT_USAGE,
        )
    return slugs[0]
