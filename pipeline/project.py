"""A publication in source/ → checked Documents, one a language, with their labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from pipeline.collation import missing_collation
from pipeline.diagnostics import Collector, ReportError
from pipeline.labels import load_labels
from pipeline.load import load_document
from pipeline.model import Span
from pipeline.references import check_references
from pipeline.sourcefiles import leads_outside
from pipeline.translations.files import read_translation
from pipeline.translations.join import translate
from pipeline.translations.remembered import checked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.diagnostics import Diagnostic
    from pipeline.folders import Project
    from pipeline.model import Document

Read: TypeAlias = "tuple[Document | None, Sequence[Diagnostic]]"
"""A document in another language, and what was found in its translation."""


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
    project: Project,
    slug: str,
    found: Collector,
    only: Collection[str] = (),
    each: Callable[[Callable[[str], Read], Sequence[str]], Iterable[Read]] = map,
    *,
    check: bool = True,
) -> Loaded | None:
    """Load a publication, its translations and labels, and check all of it in one go.

    ``only`` names the translations that are wanted; empty for all. ``each`` applies a function to
    every language, ``map`` or that of an executor. Without ``check``, the translations are left to
    ``check_language``. Findings go to ``found``; None where there is nothing to go on with.
    """
    name = f"source/{slug}"
    if leads_outside(project.templates.resolve(), "templates", found):
        return None
    document = load_document(project.source / slug, name, found)
    if document is None:
        return None
    check_references(document, found)
    documents = {document.language: document}
    languages = [tag for tag in document.identity.languages[1:] if not only or tag in only]
    read = partial(read_language, project, slug, document, not found.errors, check)
    for language, (translated, findings) in zip(languages, each(read, languages), strict=True):
        found.extend(findings)
        if translated is not None:
            documents[language] = translated
    _check_catalogues(project.source / slug, name, document.identity.languages, found)
    labels = {tag: load_labels(project.templates, tag, found) for tag in documents}
    if document.glossary and (notice := missing_collation(list(documents))):
        found.extend([notice])
    return Loaded(documents, labels)


def read_language(
    project: Project,
    slug: str,
    document: Document,
    sound: bool,  # noqa: FBT001 - bound before the language, which comes last
    check: bool,  # noqa: FBT001
    language: str,
) -> Read:
    """Return the document in another language and what was found in its translation.

    ``document`` is the canonical text, ``sound`` whether it has no errors, ``check`` whether to
    look at the translation as a second reader would.
    """
    found = Collector()
    translation = read_translation(project.source / slug, f"source/{slug}", language, found)
    # What a broken line, here or in the original, makes of a text is no translator's fault.
    readable = sound and not found.errors
    translated = translate(document, translation, found) if translation else None
    if translation and readable and check:
        found.extend(checked(project, slug, document, translation.catalogue))
    return translated, [d for d in found.found if sound or d.code not in FOLLOWS_FROM_TEXT]


def check_language(
    project: Project, slug: str, document: Document, language: str
) -> Sequence[Diagnostic]:
    """Return what a second reader would find in a translation that can be read."""
    unread = Collector()
    translation = read_translation(project.source / slug, f"source/{slug}", language, unread)
    if translation is None or unread.errors:
        return ()
    return checked(project, slug, document, translation.catalogue)


def _check_catalogues(folder: Path, name: str, languages: Sequence[str], found: Collector) -> None:
    """Note each catalogue of a language that the publication does not have."""
    for path in sorted((folder / "translations").glob("*.po")):
        if path.stem not in languages:
            found.warning(
                "file-unread",
                f"nothing reads this: publication.toml does not name the language “{path.stem}”",
                Span(f"{name}/translations/{path.name}", 0),
                f"add “{path.stem}” to “languages”, or put it elsewhere",
            )


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
