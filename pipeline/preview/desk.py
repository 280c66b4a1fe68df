"""Reads one translation again and again, and does only what a save has made necessary.

A look takes in the files, and checks the texts that changed; a close look checks all of them, since
some checks compare texts with each other. The first is for the moment of a save, the second for
the pause after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.folders import digest
from pipeline.preview.model import Sheet, by_text, make_sheet
from pipeline.preview.words import Shower
from pipeline.project import load_original
from pipeline.translations.checks import check_translation
from pipeline.translations.files import read_translation
from pipeline.translations.join import translate
from pipeline.translations.units import translation_units

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.folders import Project
    from pipeline.model import Document
    from pipeline.translations.catalogue import Entry
    from pipeline.translations.files import Translation
    from pipeline.translations.units import Unit

MENDED = frozenset({"po-missing-space", "po-joined-words"})
"""Errors of a catalogue that leave every text readable."""

_Key: TypeAlias = "tuple[object, ...]"


@dataclass(frozen=True, slots=True)
class _Original:
    digest: str
    document: Document
    units: tuple[Unit, ...]
    shower: Shower


class Desk:
    """Where one translation of a publication lies to be looked at."""

    def __init__(self, project: Project, slug: str, language: str) -> None:
        """Look at ``source/<slug>/translations/<language>.po``."""
        self.project, self.slug, self.language = project, slug, language
        self.folder = project.source / slug
        self._original: _Original | None = None
        self._checked: dict[str, _Key] = {}
        self._found: dict[str, list[Diagnostic]] = {}

    def look(self) -> Sheet:
        """Return what is there, with the findings about the texts that changed brought up to date.

        Raises ``ReportError`` where the text or the catalogue cannot be read.
        """
        return self._look(closely=False)

    def look_closely(self) -> Sheet:
        """Return what is there, with all findings as of now. Raises as ``look``."""
        return self._look(closely=True)

    def _look(self, *, closely: bool) -> Sheet:
        original = self._load_original()
        translation, found = self._load_translation()
        units = {unit.id: unit for unit in original.units}
        entries = translation.entries
        keys = {
            identifier: _key(entries.get(identifier), unit) for identifier, unit in units.items()
        }
        changed = {i for i, key in keys.items() if closely or self._checked.get(i) != key}
        if changed:
            told = by_text(
                [*found, *_findings(original.document, translation, None if closely else changed)],
                translation.catalogue.entries,
                units,
            )
            kept = {i: d for i, d in self._found.items() if i in units and i not in changed}
            self._found = {**kept, "": self._found.get("", [])}
            self._found |= told if closely else {i: told[i] for i in told if i in changed}
            if closely:
                self._found[""] = told.get("", [])
            self._checked = keys
        return make_sheet(
            original.document.identity.title,
            original.units,
            translation,
            self._found,
            original.shower,
        )

    def _load_original(self) -> _Original:
        now = digest(
            [
                self.folder / "report",
                *(self.folder / f"{name}.toml" for name in ("publication", "glossary", "links")),
            ]
        )
        if self._original is None or self._original.digest != now:
            document = load_original(self.project, self.slug)
            units = translation_units(document)
            self._original = _Original(now, document, units, Shower(document, self.language))
            self._checked = {}
        return self._original

    def _load_translation(self) -> tuple[Translation, Sequence[Diagnostic]]:
        found = Collector()
        name = f"source/{self.slug}"
        translation = read_translation(self.folder, name, self.language, found)
        if translation is None or any(d.code not in MENDED for d in found.errors):
            raise ReportError(found.found)
        return translation, found.found


def _key(entry: Entry | None, unit: Unit) -> _Key:
    """Return all that findings about one text depend on, but for where it stands."""
    if entry is None:
        return (unit.source,)
    lines = tuple(piece.text for piece in entry.pieces)
    return unit.source, entry.source, lines, entry.fuzzy, entry.previous, entry.comments


def _findings(
    document: Document, translation: Translation, only: Collection[str] | None
) -> Sequence[Diagnostic]:
    """Return what ``check`` says of a translation; only about some texts where ``only`` names them.

    Then ``translate`` is given no other entries, and what it says of the others is not asked for.
    """
    found = Collector()
    catalogue = part = translation.catalogue
    if only is not None:
        part = replace(catalogue, entries=tuple(e for e in catalogue.entries if e.id in only))
    translate(document, replace(translation, catalogue=part), found)
    found.extend(check_translation(document, catalogue, only))
    return found.found
