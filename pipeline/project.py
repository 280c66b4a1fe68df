"""A publication in source/ → checked Documents, one a language, with their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.collation import missing_collation
from pipeline.diagnostics import Collector, ReportError
from pipeline.labels import load_labels
from pipeline.load import load_document
from pipeline.references import check_references
from pipeline.translations.checks import check_translation
from pipeline.translations.files import read_translation
from pipeline.translations.join import translate

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pipeline.folders import Project
    from pipeline.model import Document


FOLLOWS_FROM_TEXT = frozenset(
    {
        "po-unknown-id",
        "untranslated",
        "stale",
        "draft",
        "translation-marks",
        "translation-note-order",
    }
)
"""What a translation is not blamed for while the text itself has errors: no translator shall
delete entries because a file of the text could not be read."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A publication in every language it is published in, checked."""

    documents: Mapping[str, Document]
    """By language, the canonical one first."""
    labels: Mapping[str, Mapping[str, str]]
    """Interface words by language."""


def load_publication(
    project: Project, slug: str, found: Collector, only: Collection[str] = ()
) -> Loaded | None:
    """Load a publication, its translations and labels, and check all of it in one go.

    ``only`` names the translations that are wanted; empty for all. Findings go to ``found``; None
    where there is nothing to go on with.
    """
    folder = project.source / slug
    name = f"source/{slug}"
    document = load_document(folder, name, found)
    if document is None:
        return None
    check_references(document, found)
    sound = not found.errors
    documents = {document.language: document}
    for language in document.identity.languages[1:]:
        if only and language not in only:
            continue
        joined = Collector()
        translation = read_translation(folder, name, language, joined)
        # What a broken line, here or in the original, makes of a text is no translator's fault.
        readable = sound and not joined.errors
        translated = translate(document, translation, joined) if translation else None
        if translation and readable:
            joined.extend(check_translation(document, translation.catalogue))
        found.extend(d for d in joined.found if sound or d.code not in FOLLOWS_FROM_TEXT)
        if translated is not None:
            documents[language] = translated
    labels = {tag: load_labels(project.templates, tag, found) for tag in documents}
    if document.glossary and (notice := missing_collation(list(documents))):
        found.extend([notice])
    return Loaded(documents, labels)


def load_original(project: Project, slug: str) -> Document:
    """Load the canonical text alone. Raises ``ReportError`` where it has errors."""
    found = Collector()
    document = load_document(project.source / slug, f"source/{slug}", found)
    if document is not None:
        check_references(document, found)
    found.stop_on_errors()
    if document is None:
        raise ReportError(found.found)
    return document
