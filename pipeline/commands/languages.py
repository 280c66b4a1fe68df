"""What the commands for translators share: which languages, and their files as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.common import EXIT_USAGE
from pipeline.diagnostics import Collector, Diagnostic, ReportError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.folders import Project
    from pipeline.model import Document
    from pipeline.translations.files import Translation


HEALED = frozenset({"po-missing-space", "po-copy"})
"""What a catalogue no longer has once it is written in its layout."""


def languages_of(project: Project, document: Document, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the languages asked for, or all that the publication is translated into.

    A language may have its catalogue long before it is published.
    """
    from pipeline.translations.files import catalogues_in

    identity = document.identity
    published = [tag for tag in identity.languages if tag != identity.language]
    known = tuple(dict.fromkeys([*published, *catalogues_in(project.source / identity.slug)]))
    for language in asked:
        if language not in known:
            raise ReportError(
                [
                    Diagnostic(
                        "unknown-language",
                        f"{identity.slug} is not translated into “{language}”",
                        None,
                        f"its languages are: {', '.join(known) or 'none'}; "
                        "“nox -s new-language” adds one",
                    )
                ],
                exit_code=EXIT_USAGE,
            )
    return tuple(dict.fromkeys(asked)) or known


def sound_translation(
    project: Project, slug: str, language: str, *, heal: bool = False
) -> Translation:
    """Return the files of a language. Raises ``ReportError`` where anything in them is wrong.

    With ``heal`` nothing counts as wrong that is right once they are written.
    """
    from pipeline.translations.files import read_translation

    found = Collector()
    translation = read_translation(project.source / slug, f"source/{slug}", language, found)
    errors = [d for d in found.errors if not (heal and d.code in HEALED)]
    if errors or translation is None:
        raise ReportError(errors)
    return translation
