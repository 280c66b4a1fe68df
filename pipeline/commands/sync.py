"""``sync``: bring today's English into the catalogues."""

from __future__ import annotations

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
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pipeline.console import Console
    from pipeline.folders import Project
    from pipeline.translations.sync import Change
    from pipeline.translations.units import Unit


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "sync", "bring today's English into the catalogues", _run)
    parser.add_argument("language", nargs="*", metavar="LANG", help="the language to bring it into")
    parser.add_argument(
        "--cosmetic",
        nargs="+",
        default=[],
        metavar="ID",
        help="texts amended in form only: their translations stay current, in every language",
    )


def _run(options: argparse.Namespace) -> int:
    from pipeline.project import load_original
    from pipeline.translations.files import write_translation
    from pipeline.translations.sync import synchronise
    from pipeline.translations.units import translation_units

    if not options.language and not options.cosmetic:
        raise ReportError(
            [
                Diagnostic(
                    "unknown-language",
                    "no language is named",
                    None,
                    "name the language you translate into: “nox -s sync -- fr”",
                )
            ],
            exit_code=EXIT_USAGE,
        )
    project, console = project_of(options), console_of(options)
    for slug in publications_of(options):
        document = load_original(project, slug)
        units = translation_units(document)
        languages = languages_of(project, document, options.language)
        if options.cosmetic:
            _carry_over(project, slug, languages, units, options.cosmetic, console)
            continue
        for language in languages:
            before = sound_translation(project, slug, language, heal=True)
            after, changes = synchronise(before, units)
            written = write_translation(project.source / slug, after, units)
            for change in changes:
                console.say(_told(change))
            console.say(f"{slug} {language}: {_counted(changes)}")
            for path in written:
                print(shown(path))
    return 0


def _carry_over(
    project: Project,
    slug: str,
    languages: Sequence[str],
    units: Sequence[Unit],
    ids: Sequence[str],
    console: Console,
) -> None:
    """Accept amendments of form in every language, or in none where one is refused."""
    from pipeline.translations.files import write_translation
    from pipeline.translations.selection import select
    from pipeline.translations.sync import carry_over, facts_changed

    chosen = select(units, ids)
    refused: list[Diagnostic] = []
    results = []
    for language in languages:
        translation = sound_translation(project, slug, language)
        for unit in chosen:
            entry = translation.entries.get(unit.id)
            if entry and (facts := facts_changed(entry.translated_from, unit.source)):
                refused.append(
                    Diagnostic(
                        "not-cosmetic",
                        f"the amendment of “{unit.id}” changes more than form: {', '.join(facts)}",
                        entry.span,
                        f"“nox -s sync -- {language}” asks the translator to follow it",
                    )
                )
            translation, change = carry_over(translation, unit, today())
            if change:
                console.say(f"{language}  {_told(change)}")
        results.append(translation)
    if refused:
        raise ReportError(refused)
    for translation in results:
        for path in write_translation(project.source / slug, translation, units):
            print(shown(path))


def _told(change: Change) -> str:
    from pipeline.translations.wording import marked, word_diff

    match change.kind:
        case "new":
            return f"{change.id}: new, to be translated"
        case "suggested":
            return (
                f"{change.id}: new, filled as a draft from what {', '.join(change.known_from)} says"
            )
        case "amended":
            return f"{change.id}: amended: {marked(word_diff(change.before, change.after))}"
        case "carried":
            return f"{change.id}: form only: {marked(word_diff(change.before, change.after))}"
        case "restored":
            return f"{change.id}: the original is again what was translated"
        case "retired":
            return f"{change.id}: no longer in the report; its translation is kept at the end"


def _counted(changes: Sequence[Change]) -> str:
    names = {
        "amended": "amended",
        "new": "new",
        "suggested": "suggested",
        "restored": "restored",
        "retired": "taken out",
    }
    counts = [
        f"{n} {word}"
        for kind, word in names.items()
        if (n := sum(change.kind == kind for change in changes))
    ]
    return ", ".join(counts) or "nothing new"
