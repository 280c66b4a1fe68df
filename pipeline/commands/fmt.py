"""``fmt``: bring the catalogues back to their canonical layout."""

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
from pipeline.commands.languages import languages_of, sound_translation
from pipeline.console import shown

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "fmt", "bring the catalogues back to their layout", _run)
    parser.add_argument("language", nargs="*", metavar="LANG", help="these languages only")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 where a file would change"
    )


def _run(options: argparse.Namespace) -> int:
    from pipeline.project import load_original
    from pipeline.translations.canonical import write_catalogue
    from pipeline.translations.files import catalogue_path, replace_text
    from pipeline.translations.units import translation_units

    project, console = project_of(options), console_of(options)
    changed, total = 0, 0
    for slug in publications_of(options):
        document = load_original(project, slug)
        for language in languages_of(project, document, options.language):
            translation = sound_translation(project, slug, language, heal=True)
            text = write_catalogue(translation.catalogue, translation_units(document))
            path = catalogue_path(project.source / slug, language)
            total += 1
            if options.check:
                differs = path.read_bytes() != text.encode()
            else:
                differs = replace_text(path, translation.catalogue.name, text)
            if differs:
                changed += 1
                print(shown(path))
    verb = "would change" if options.check else "changed"
    console.say(f"{changed} of {total} catalogues {verb}")
    return EXIT_SOURCE if options.check and changed else 0
