"""A publication in source/ → checked Documents, one a language, with their labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.collation import missing_collation
from pipeline.diagnostics import Collector
from pipeline.folders import HERE as HERE  # noqa: PLC0414
from pipeline.folders import Project as Project  # noqa: PLC0414, TC001
from pipeline.labels import load_labels
from pipeline.load import load_document
from pipeline.model import Span
from pipeline.references import check_references
from pipeline.textfile import read_text
from pipeline.translations.catalogue import read_catalogue
from pipeline.translations.join import translate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.model import Document


FOLLOWS_FROM_TEXT = frozenset(
    {"po-unknown-id", "untranslated", "stale", "translation-marks", "translation-note-order"}
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


def load_publication(project: Project, slug: str, found: Collector) -> Loaded | None:
    """Load a publication, its translations and labels, and check all of it in one go.

    Findings go to ``found``; None where there is nothing to go on with.
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
        joined = Collector()
        translated = _translated(document, folder, name, language, joined)
        found.extend(d for d in joined.found if sound or d.code not in FOLLOWS_FROM_TEXT)
        if translated is not None:
            documents[language] = translated
    labels = {tag: load_labels(project.templates, tag, found) for tag in documents}
    if document.glossary and (notice := missing_collation(list(documents))):
        found.extend([notice])
    return Loaded(documents, labels)


def _translated(
    document: Document, folder: Path, name: str, language: str, found: Collector
) -> Document | None:
    path = folder / "translations" / f"{language}.po"
    shown = f"{name}/translations/{language}.po"
    if not path.exists():
        found.error(
            "catalogue-missing",
            f"publication.toml names the language “{language}”, and its catalogue is missing",
            Span(shown, 0),
            f"add the file, or take “{language}” out of “languages”",
        )
        return None
    text = read_text(path, shown, found)
    if text is None:
        return None
    return translate(document, read_catalogue(text, shown, language, found), found)
