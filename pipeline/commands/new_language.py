"""``new-language``: begin a language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.common import (
    Subparsers,
    add_command,
    console_of,
    project_of,
    publications_of,
)
from pipeline.console import shown

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "new-language", "begin a language", _run)
    parser.add_argument("language", metavar="LANG", help="its BCP 47 tag: de, es, pt-BR")


def _run(options: argparse.Namespace) -> int:
    from pipeline.project import load_original
    from pipeline.translations.new_language import begin_language
    from pipeline.translations.units import translation_units

    project, console = project_of(options), console_of(options)
    for slug in publications_of(options):
        document = load_original(project, slug)
        begun = begin_language(project, document, translation_units(document), options.language)
        for path in begun.made:
            print(shown(path))
        console.say(f"{slug} {options.language}: what remains")
        for task in begun.remains:
            console.say(f"  - {task}")
    return 0
