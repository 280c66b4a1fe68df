"""Export and import as a whole: from ``source/`` to a file for a translator, and back into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.model import Span
from pipeline.project import load_original
from pipeline.safe_archive import read_file
from pipeline.safe_write import write_file
from pipeline.translations.canonical import write_catalogue
from pipeline.translations.exchange.bilingual import write_bilingual
from pipeline.translations.exchange.bilingual_reader import read_bilingual
from pipeline.translations.exchange.inline import markdown_of
from pipeline.translations.exchange.merge import Merged, merge
from pipeline.translations.exchange.tbx import write_tbx
from pipeline.translations.exchange.texts import Parcel, ReturnedFile, parcel_of
from pipeline.translations.exchange.tmx import write_tmx
from pipeline.translations.exchange.xliff import write_xliff
from pipeline.translations.exchange.xliff_reader import read_xliff
from pipeline.translations.files import catalogues_in, read_translation
from pipeline.translations.units import translation_units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pipeline.folders import Project
    from pipeline.model import Document
    from pipeline.translations.catalogue import Catalogue

EXCHANGE = "exchange"
"""Folder of ``build/`` for files that go to translators, and for what did not come back whole."""

USAGE = 2
"""Exit code: what was typed does not fit."""


@dataclass(frozen=True, slots=True)
class Job:
    """A publication in one language, loaded for exchange."""

    document: Document
    catalogue: Catalogue
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Writer:
    """A format that goes out."""

    suffix: str
    write: Callable[[Job], bytes]


WRITERS: Mapping[str, Writer] = {
    "xliff": Writer("xlf", lambda job: write_xliff(job.parcel)),
    "docx": Writer("docx", lambda job: write_bilingual(job.parcel, job.document.identity.date)),
    "tmx": Writer("tmx", lambda job: write_tmx(job.parcel)),
    "tbx": Writer("tbx", lambda job: write_tbx(job.parcel)),
}
READERS: Mapping[str, Callable[[bytes, str], ReturnedFile]] = {
    ".xlf": read_xliff,
    ".xliff": read_xliff,
    ".docx": read_bilingual,
}
"""What comes back, by the end of its name."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    merged: Merged
    catalogue: Path
    language: str
    not_taken: Path | None
    """Where the texts stand that the catalogue did not take."""


def load_job(project: Project, slug: str, language: str) -> Job:
    """Return the publication in a language. Raises ``ReportError`` where it has errors."""
    document = load_original(project, slug)
    folder = project.source / slug
    # A translation goes to and fro long before its language is published.
    known = catalogues_in(folder)
    if language not in known:
        raise ReportError(
            [
                Diagnostic(
                    "unknown-language",
                    f"{slug} is not translated into “{language}”",
                    None,
                    f"known: {', '.join(known) or 'none'}; “nox -s new-language” adds one",
                )
            ],
            exit_code=USAGE,
        )
    found = Collector()
    translation = read_translation(folder, f"source/{slug}", language, found)
    if found.errors or translation is None:
        raise ReportError(found.found)
    parcel = parcel_of(document, translation, translation_units(document))
    return Job(document, translation.catalogue, parcel)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported."""

    kind: str
    """A key of ``WRITERS``."""
    language: str
    unfinished: bool = False
    """Only what a translator has yet to work on."""


def export(project: Project, slug: str, order: Order, output: Path | None = None) -> Path:
    """Write a file of one publication; return where it is."""
    job, writer = load_job(project, slug, order.language), WRITERS[order.kind]
    name = f"{slug}-{order.language}"
    if order.unfinished:
        job, name = replace(job, parcel=job.parcel.unfinished()), f"{name}-unfinished"
    path = output or project.build / EXCHANGE / slug / f"{name}.{writer.suffix}"
    write_file(path, writer.write(job), str(path))
    return path


def import_translation(
    project: Project, file: Path, slug: str | None = None, language: str | None = None
) -> Imported:
    """Take a returned file into its catalogue; write that only where something changed.

    ``slug`` and ``language`` stand in for what the file does not say of itself.
    """
    name = str(file)
    returned = _reader_of(file)(read_file(file, name), name)
    slug, language = slug or returned.slug, language or returned.language
    _check_address(project, name, slug, language)
    job = load_job(project, slug, language)
    merged = merge(returned, job.parcel, job.catalogue)
    path = project.root / job.catalogue.name
    if merged.is_changed:
        units = [pair.unit for pair in job.parcel.pairs]
        text = write_catalogue(replace(job.catalogue, entries=merged.entries), units)
        write_file(path, text.encode(), job.catalogue.name)
    not_taken = None
    if merged.refused:
        not_taken = project.build / EXCHANGE / slug / f"{file.stem}.not-taken.txt"
        write_file(not_taken, _list_of_refused(merged, job).encode(), str(not_taken))
    return Imported(merged, path, language, not_taken)


def _reader_of(file: Path) -> Callable[[bytes, str], ReturnedFile]:
    reader = READERS.get(file.suffix.lower())
    if reader is None:
        raise ReportError(
            [
                Diagnostic(
                    "unknown-format",
                    f"“{file.name}” is no file that a translator sends back",
                    None,
                    f"known: {', '.join(READERS)}; a whole report is taken in with --as NAME",
                )
            ],
            exit_code=USAGE,
        )
    return reader


def _check_address(project: Project, name: str, slug: str, language: str) -> None:
    """Refuse a file that does not say, or says wrongly, what it is a translation of."""
    known = project.publications()
    if slug in known and language:
        return
    what = f"the file is of the publication “{slug}”, which is not here" if slug else ""
    raise ReportError(
        [
            Diagnostic(
                "returned-foreign",
                what or "the file does not say which publication or language it is of",
                Span(name, 0),
                f"say it with --publication NAME and --language TAG; known: {', '.join(known)}",
            )
        ]
    )


def _list_of_refused(merged: Merged, job: Job) -> str:
    """Return the texts that were not taken, each with why and what the catalogue has."""
    entries = {entry.id: entry for entry in job.catalogue.entries}
    plain = {pair.unit.id for pair in job.parcel.pairs if pair.unit.is_plain}
    out = ["Texts that the catalogue did not take. Put in by hand what is right, or mend the file."]
    for refused in merged.refused:
        text, entry = refused.text, entries.get(refused.text.id)
        is_plain = text.id in plain
        out += ["", "-" * 72, f"{refused.finding.message}"]
        if refused.finding.hint:
            out.append(f"({refused.finding.hint})")
        if text.english:
            out += ["", "original:", markdown_of(text.english, plain=is_plain)]
        out += ["", "came back:", markdown_of(text.translation, plain=is_plain)]
        out += ["", "in the catalogue:", entry.target if entry else "(nothing)"]
    return "\n".join(out) + "\n"
