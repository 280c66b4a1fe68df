"""What keeps a language from being released: every text that is not as its policy asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, Diagnostic
from pipeline.model import Policy
from pipeline.translations.files import read_translation
from pipeline.translations.states import State
from pipeline.translations.status import language_status
from pipeline.translations.units import translation_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.folders import Project
    from pipeline.model import Document
    from pipeline.translations.status import TextStatus

_REASONS = {
    State.MISSING: ("untranslated", "is not translated", "translate it"),
    State.STALE: (
        "stale",
        "is a translation of English that was amended since",
        "“nox -s sync -- {language}” puts today’s English beside it",
    ),
    State.DRAFT: ("draft", "is marked as a draft", "read it, and delete the word “fuzzy”"),
    State.TRANSLATED: (
        "unapproved",
        "is not approved",
        "“nox -s approve -- {language} {id} --by NAME” signs it off",
    ),
}


def released_languages(document: Document) -> tuple[str, ...]:
    """Return the languages that a release holds, the canonical one first."""
    policies = document.identity.policies
    return tuple(
        tag for tag in document.identity.languages if policies.get(tag, Policy()).release != "never"
    )


def release_obstacles(
    project: Project, document: Document, found: Sequence[Diagnostic]
) -> list[Diagnostic]:
    """Return an error for each thing that a release refuses, in the order of the report.

    ``document`` is the canonical one, ``found`` what was found while the publication was loaded.
    Findings: ``untranslated``, ``stale``, ``draft``, ``unapproved``, ``glossary-form-missing``,
    ``label-untranslated``, ``placeholder``.
    """
    return unwritten(found) + [
        obstacle
        for language in released_languages(document)[1:]
        for obstacle in obstacles_in(project, document, language, found)
    ]


def unwritten(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return an error for each place where words are still to come."""
    return [
        replace(finding, severity="error") for finding in found if finding.code == "placeholder"
    ]


def obstacles_in(
    project: Project, document: Document, language: str, found: Sequence[Diagnostic]
) -> list[Diagnostic]:
    """Return an error for each thing in one translation that a release refuses."""
    slug = document.identity.slug
    policy = document.identity.policies.get(language, Policy())
    translation = read_translation(project.source / slug, f"source/{slug}", language, Collector())
    if translation is None:  # an error that was told of before
        return []
    units = translation_units(document)
    out = [
        _obstacle(text, language)
        for text in language_status(units, translation).texts
        if text.state is not State.APPROVED
        and (policy.release == "approved" or text.state is not State.TRANSLATED)
    ]
    labels = f"templates/labels/{language}.toml"
    out += [
        replace(finding, severity="error")
        for finding in found
        if finding.code == "label-untranslated"
        and finding.span is not None
        and finding.span.file == labels
    ]
    out += [
        Diagnostic(
            "glossary-form-missing",
            f"“{entry.term}” has no form in the language “{language}”",
            entry.span,
            f'add forms.{language} = ["…"]; the head word comes first',
        )
        for entry in document.glossary
        if language not in entry.catalogue_forms
    ]
    return out


def _obstacle(text: TextStatus, language: str) -> Diagnostic:
    code, what, hint = _REASONS[text.state]
    return Diagnostic(
        code,
        f"{text.unit.place}: “{text.unit.id}” {what} ({language})",
        text.span,
        hint.format(language=language, id=text.unit.id),
    )
