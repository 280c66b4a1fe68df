"""A language's files in ``source/<publication>/translations/``: read together, written together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.model import Span
from pipeline.safe_write import write_file
from pipeline.textfile import read_text
from pipeline.translations.canonical import write_catalogue
from pipeline.translations.catalogue import read_catalogue
from pipeline.translations.signoff import read_signoffs, write_signoffs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.diagnostics import Collector
    from pipeline.translations.catalogue import Catalogue, Entry
    from pipeline.translations.signoff import SignOff
    from pipeline.translations.units import Unit

FOLDER = "translations"


@dataclass(frozen=True, slots=True)
class Translation:
    """A catalogue and its sign-offs."""

    catalogue: Catalogue
    signoffs: Mapping[str, SignOff] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """BCP 47 tag."""
        return self.catalogue.language

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries of the catalogue by id."""
        return {entry.id: entry for entry in self.catalogue.entries}


def catalogue_path(folder: Path, language: str) -> Path:
    """Return where the catalogue of a language is, below the folder of the publication."""
    return folder / FOLDER / f"{language}.po"


def catalogues_in(folder: Path) -> list[str]:
    """Return the languages that a publication has a catalogue of."""
    return sorted(path.stem for path in (folder / FOLDER).glob("*.po"))


def signoff_path(folder: Path, language: str) -> Path:
    """Return where the sign-offs of a language are."""
    return folder / FOLDER / f"{language}.signoff.toml"


def read_translation(
    folder: Path, name: str, language: str, found: Collector
) -> Translation | None:
    """Read the files of a language; ``name`` is the folder as messages show it.

    Findings: ``catalogue-missing`` and those of the readers; None where there is nothing usable.
    """
    path = catalogue_path(folder, language)
    shown = f"{name}/{FOLDER}/{path.name}"
    if not path.exists():
        found.error(
            "catalogue-missing",
            f"publication.toml names the language “{language}”, and its catalogue is missing",
            Span(shown, 0),
            f"add the file, or take “{language}” out of “languages”",
        )
        return None
    text = read_text(path, shown, found, composed=True)
    if text is None:
        return None
    catalogue = read_catalogue(text, shown, language, found)
    signoffs = signoff_path(folder, language)
    return Translation(
        catalogue, read_signoffs(signoffs, f"{name}/{FOLDER}/{signoffs.name}", found)
    )


def write_translation(folder: Path, translation: Translation, units: Sequence[Unit]) -> list[Path]:
    """Write the files of a language in their canonical layout; return those that changed."""
    language, name = translation.language, translation.catalogue.name
    signoffs = write_signoffs(translation.signoffs, [unit.id for unit in units])
    files = [
        (catalogue_path(folder, language), name, write_catalogue(translation.catalogue, units)),
        (signoff_path(folder, language), f"{name.removesuffix('.po')}.signoff.toml", signoffs),
    ]
    return [path for path, shown, text in files if replace_text(path, shown, text)]


def replace_text(path: Path, name: str, text: str) -> bool:
    """Put a text in the place of a file; tell whether that is a change.

    Raises ``ReportError`` ``file-unwritable`` with the file as it was.
    """
    data = text.encode()
    if path.exists() and path.read_bytes() == data:
        return False
    write_file(path, data, name)
    return True
