"""Where things stand: the folders of a project and the publications in it; source → Editions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.collation import missing_collation
from pipeline.diagnostics import Collector
from pipeline.labels import load_labels
from pipeline.load import load_document
from pipeline.model import Span
from pipeline.references import check_references
from pipeline.textfile import read_text
from pipeline.translations.catalogue import read_catalogue
from pipeline.translations.join import translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.model import Document


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of a project."""

    root: Path

    @property
    def source(self) -> Path:
        """One folder a publication; people edit here."""
        return self.root / "source"

    @property
    def templates(self) -> Path:
        """One folder a format; designers edit here."""
        return self.root / "templates"

    @property
    def build(self) -> Path:
        """What is made."""
        return self.root / "build"

    def publications(self) -> list[str]:
        """Return the names of all publications, in order."""
        if not self.source.is_dir():
            return []
        return sorted(p.parent.name for p in self.source.glob("*/publication.toml"))


FOLLOWS_FROM_TEXT = frozenset(
    {"po-unknown-id", "untranslated", "stale", "translation-marks", "translation-note-order"}
)
"""What a translation is not blamed for while the text itself has errors: no translator shall
delete entries because a file of the text could not be read."""

HERE = Project(Path(__file__).resolve().parent.parent)
"""The project that this code belongs to."""


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


def digest(folders: Iterable[Path]) -> str:
    """Return the SHA-256 of all files below the folders, by relative name and content."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            if path.suffix != ".pyc":
                total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
