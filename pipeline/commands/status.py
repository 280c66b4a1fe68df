"""``status``: how far each translation is."""

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
from pipeline.commands.languages import languages_of
from pipeline.diagnostics import Collector

if TYPE_CHECKING:
    import argparse

    from pipeline.translations.status import LanguageStatus


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "status", "tell how far each translation is", _run)
    parser.add_argument("language", nargs="*", metavar="LANG", help="these languages only")
    parser.add_argument("--json", action="store_true", help="every text, for programs")


def _run(options: argparse.Namespace) -> int:
    from pipeline.project import load_original
    from pipeline.translations.files import read_translation
    from pipeline.translations.status import language_status, status_json, status_text
    from pipeline.translations.units import translation_units

    project, found = project_of(options), Collector()
    statuses: dict[str, list[LanguageStatus]] = {}
    for slug in publications_of(options):
        document = load_original(project, slug)
        units = translation_units(document)
        statuses[slug] = []
        for language in languages_of(project, document, options.language):
            translation = read_translation(project.source / slug, f"source/{slug}", language, found)
            if translation:
                statuses[slug].append(language_status(units, translation))
    console_of(options).diagnostics(found.found)
    if options.json:
        print(status_json(statuses))
    else:
        print("\n\n".join(status_text(slug, languages) for slug, languages in statuses.items()))
    return EXIT_SOURCE if found.errors else 0
