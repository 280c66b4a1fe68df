"""``import FILE --as NAME``, whole: which reader a file needs, the stages in order, the folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.clock import given_day
from pipeline.diagnostics import Collector, ReportError
from pipeline.importer import decisions as dec
from pipeline.importer.addresses import link_printed, place_addresses
from pipeline.importer.apply import decide, typeset_draft
from pipeline.importer.data_files import glossary_toml, links_toml, publication_toml
from pipeline.importer.draft import Decision
from pipeline.importer.ids import with_ids
from pipeline.importer.inlines import plain
from pipeline.importer.page import report_html, report_json
from pipeline.importer.readers import placed, read_report
from pipeline.importer.store import check_name, store
from pipeline.importer.write import printed_numbers, report_files
from pipeline.load import load_document
from pipeline.references import check_references, units
from pipeline.safe_archive import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.diagnostics import Diagnostic
    from pipeline.folders import Project
    from pipeline.importer.draft import Draft

DECISIONS = "import.toml"
REPORT = "import-report"


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be taken in."""

    slug: str
    lenient: bool = False
    """Go on where something cannot be decided, and mark the place."""
    force: bool = False
    """Take the place of a publication of the same name."""
    decisions: Path | None = None
    """The import.toml; None for the one beside the file."""
    tracked: str = ""
    """``accept`` or ``reject`` tracked changes of a Word file."""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made."""

    folder: Path
    draft: Draft
    warnings: tuple[Diagnostic, ...]


def import_report(project: Project, path: Path, options: Options) -> Imported:
    """Make a publication of a file. Raises ``ReportError`` with everything that was found."""
    check_name(project.source, options.slug, force=options.force)
    found = Collector()
    name = str(path)
    decisions, kept = _decisions(project, path, options, found)
    read = read_report(
        read_file(path, name),
        name,
        found,
        lenient=options.lenient,
        language=options.language or decisions.publication.get("language"),
        tracked=options.tracked,
    )

    def told(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        return placed(diagnostics, name, read.place) if read.place else list(diagnostics)

    try:
        found.stop_on_errors()
        if read.draft is None:
            raise AssertionError  # a reader that gives nothing says why
        draft = _finished(read.draft, decisions, name, _day(path), options, found)
        found.stop_on_errors()
        folder = _stored(project, path, options, draft, kept, found)
    except ReportError as error:
        raise ReportError(told(error.diagnostics), exit_code=error.exit_code) from error
    return Imported(folder, draft, tuple(told(found.found)))


def _stored(
    project: Project,
    path: Path,
    options: Options,
    draft: Draft,
    kept: dict[str, bytes],
    found: Collector,
) -> Path:
    """Write all files, read them again, and put them in place."""
    publication, to_fill = publication_toml(draft, options.slug, _day(path))
    shown = replace(draft, decisions=(*to_fill, *draft.decisions))
    files = {
        "publication.toml": publication,
        **report_files(draft),
        **({"links.toml": links_toml(draft.links)} if draft.links else {}),
        **(
            {"glossary.toml": glossary_toml(draft.glossary, draft.language)}
            if draft.glossary
            else {}
        ),
        **kept,
        f"{REPORT}.json": report_json(shown, path.name),
        f"{REPORT}.html": report_html(shown, path.name, options.slug, project.templates),
    }

    def check(folder: Path) -> None:
        _read_again(folder, options.slug, draft, found)

    return store(project.source, options.slug, files, check, force=options.force)


def _decisions(
    project: Project, path: Path, options: Options, found: Collector
) -> tuple[dec.Decisions, dict[str, bytes]]:
    """Return the decisions for a file, and the import.toml to keep beside the text."""
    places = [
        path.with_name(f"{path.stem}.{DECISIONS}"),
        path.with_name(DECISIONS),
        project.source / options.slug / DECISIONS,
    ]
    if options.decisions:
        places = [options.decisions]
    for place in places:
        if options.decisions or place.is_file():
            read = dec.read_decisions(place, str(place), found)
            found.stop_on_errors()
            return read, {DECISIONS: place.read_bytes()}
    return dec.NONE, {}


def _finished(
    draft: Draft,
    decisions: dec.Decisions,
    name: str,
    day: dt.date,
    options: Options,
    found: Collector,
) -> Draft:
    year = str(getattr(draft.identity.get("date"), "year", day.year))
    draft = typeset_draft(draft, decisions, found)
    draft = decide(draft, decisions, found, year)
    draft = _with_printed_links(draft, year)
    placed = place_addresses(
        draft.units, draft.addresses, draft.links, name, found, lenient=options.lenient, year=year
    )
    draft = replace(
        draft,
        units=placed.units,
        links=placed.links,
        addresses=(),
        decisions=tuple(sorted((*draft.decisions, *placed.decisions), key=lambda d: d.line)),
    )
    draft = with_ids(draft, options.slug)
    return replace(draft, changes=(*draft.changes, *printed_numbers(draft)))


def _with_printed_links(draft: Draft, year: str) -> Draft:
    """Make links of the addresses that are printed in the text."""
    links = list(draft.links)
    decisions = list(draft.decisions)
    new_units = []
    for unit in draft.units:
        inlines, urls = unit.inlines, list[str]()
        if unit.kind != "heading":
            inlines, urls = link_printed(unit.inlines, unit.span, links, year)
        new_units.append(replace(unit, inlines=inlines))
        decisions += [_printed(unit.span.line, unit.page, unit.where, url) for url in urls]
    new_notes = []
    for note in draft.notes:
        inlines, urls = link_printed(note.inlines, note.span, links, year)
        new_notes.append(replace(note, inlines=inlines))
        decisions += [_printed(note.span.line, note.page, f"note {note.id}", u) for u in urls]
    return replace(
        draft,
        units=tuple(new_units),
        notes=tuple(new_notes),
        links=tuple(links),
        decisions=tuple(decisions),
    )


def _printed(line: int, page: int, where: str, url: str) -> Decision:
    return Decision(
        line, page, "address", where, f"is a link to itself: {url}", "it is printed in the text"
    )


def _read_again(folder: Path, slug: str, draft: Draft, found: Collector) -> None:
    """Read what was written as a build does, and compare its words with the draft."""
    own = Collector()
    document = load_document(folder, f"source/{slug}", own)
    if document is not None:
        check_references(document, own)
    own.stop_on_errors()
    found.extend(d for d in own.found if d.severity == "warning" and d.code != "doubt-mark")
    if document is None:
        return
    words = {unit: _words(content.inlines) for unit, content, _ in units(document)}
    place, last = 0, ""
    for unit in draft.units:
        name = unit.id
        if unit.kind == "item":
            last, place = (unit.id, 1) if unit.begins_list else (last, place + 1)
            name = f"{last}.{place}"
        if words.get(name) != _words(unit.inlines):
            raise AssertionError(f"{name}: {words.get(name)!r} is not {_words(unit.inlines)!r}")


def _words(inlines: Sequence[object]) -> str:
    return " ".join(plain(inlines).split())  # type: ignore[arg-type]


def _day(path: Path) -> dt.date:
    """Return the day of a publication that says none: that of the build clock, or of the file."""
    return given_day() or dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()
