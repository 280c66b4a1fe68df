"""What reads files that people hand in, each as one function of bytes.

A target may refuse its input with ``ReportError`` and nothing else. Whatever else comes out of it
is a fault of ours, whoever wrote the bytes.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from pipeline.diagnostics import Collector, Diagnostic, ReportError, format_full
from pipeline.folders import Project
from pipeline.formats import Context, PageMap
from pipeline.formats.docx import DOCX
from pipeline.glossary import load_glossary
from pipeline.importer.run import Options, import_report
from pipeline.labels import load_labels
from pipeline.links import load_links
from pipeline.load import load_document
from pipeline.model import Document
from pipeline.publication import load_identity
from pipeline.references import check_references
from pipeline.resolve import resolve_edition
from pipeline.textfile import decode
from pipeline.theme import load_theme
from pipeline.tomlfile import read_toml
from pipeline.translations.catalogue import read_catalogue
from pipeline.translations.checks import check_translation
from pipeline.translations.exchange.bilingual_reader import read_bilingual
from pipeline.translations.exchange.merge import merge
from pipeline.translations.exchange.texts import ReturnedFile
from pipeline.translations.exchange.transfer import Job, Order, export, load_job
from pipeline.translations.exchange.xliff_reader import read_xliff
from pipeline.translations.files import Translation
from pipeline.translations.join import translate
from pipeline.tree import TreeBuilder
from tests.support import BASE, ROOT, make_project

DOCUMENT = "word/document.xml"
"""The part of a Word file that holds its text."""


def run(name: str, data: bytes) -> None:
    """Run one target; raises what is our fault."""
    try:
        TARGETS[name](data)
    except ReportError as error:
        _print(error.diagnostics, b"")


def seeds(name: str) -> Iterator[bytes]:
    """Yield sound and unsound inputs of a target, to begin from."""
    cases = ROOT / "tests/cases"
    if name in ("bilingual", "zip"):
        sent = exported("docx")
        yield _part(sent) if name == "bilingual" else sent
    elif name == "word":
        yield _part(report())
    elif name == "xliff":
        yield exported("xliff")
    elif name == "text":
        for path in sorted((ROOT / "tests/importer/shapes").rglob("*.txt")):
            yield path.read_bytes()
    else:
        suffix = {"markdown": "md", "po": "po", "toml": "toml"}[name]
        for path in sorted(cases.rglob(f"*.{suffix}")):
            yield path.read_bytes()


# --- targets --------------------------------------------------------------------------------------


def markdown(data: bytes) -> None:
    found, base = Collector(), original()
    builder = TreeBuilder(found, "en")
    text = decode(data, "report/a.md", found)
    if text is not None:
        builder.add_file(text, "report/a.md")
    document = Document(
        "en", base.identity, builder.sections(), tuple(builder.notes), base.links, base.glossary
    )
    check_references(document, found)
    if not found.errors:
        resolve_edition(document, labels())
    _print(found.found, data)


def po(data: bytes) -> None:
    found = Collector()
    text = decode(data, "fr.po", found, composed=True)
    if text is not None:
        catalogue = read_catalogue(text, "fr.po", "fr", found)
        translate(original(), Translation(catalogue), found)
        found.extend(check_translation(original(), catalogue))
    _print(found.found, data)


def toml(data: bytes) -> None:
    found, folder = Collector(), _workplace()
    path = folder / "links.toml"
    for name in ("publication.toml", "glossary.toml", "links.toml"):
        (folder / name).write_bytes(data)
    read_toml(path, "links.toml", found)
    load_identity(folder, "sample", found)
    load_links(folder, "sample", found)
    load_glossary(folder, "sample", "en", found)
    _print(found.found, data)


def xliff(data: bytes) -> None:
    _merge(read_xliff(data, "fr.xlf"))


def bilingual(data: bytes) -> None:
    _merge(read_bilingual(_repacked(exported("docx"), data), "fr.docx"))


def zip_(data: bytes) -> None:
    _merge(read_bilingual(data, "fr.docx"))


def word(data: bytes) -> None:
    _import(_repacked(report(), data), "report.docx")


def text(data: bytes) -> None:
    _import(data, "report.txt")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "markdown": markdown,
    "po": po,
    "toml": toml,
    "xliff": xliff,
    "bilingual": bilingual,
    "zip": zip_,
    "word": word,
    "text": text,
}


# --- what they work on ----------------------------------------------------------------------------


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="fuzz-")


def _workplace() -> Path:
    return Path(_folder().name)


@cache
def original() -> Document:
    """Return the base publication."""
    found = Collector()
    document = load_document(BASE, "source/sample", found)
    assert document is not None
    return document


@cache
def labels() -> Mapping[str, str]:
    return load_labels(ROOT / "templates", "en", Collector())


@cache
def _project() -> Project:
    return Project(make_project(_workplace() / "project"))


@cache
def _job() -> Job:
    return load_job(_project(), "sample", "fr")


@cache
def exported(kind: str) -> bytes:
    """Return what goes out to a translator."""
    return export(_project(), "sample", Order(kind, "fr")).read_bytes()


@cache
def report() -> bytes:
    """Return the base publication as a Word file."""
    edition = resolve_edition(original(), labels())
    pages = PageMap({line.target: "1" for line in edition.contents}, (), 9)
    templates = ROOT / "templates"
    return DOCX.render(edition, Context(templates, load_theme(templates, Collector()), pages))


def _merge(returned: ReturnedFile) -> None:
    job = _job()
    merged = merge(returned, job.parcel, job.catalogue)
    _print(merged.findings, b"")


def _import(data: bytes, name: str) -> None:
    project = _project()
    path = project.root / name
    path.write_bytes(data)
    try:
        import_report(project, path, Options("made", lenient=True, language="en"))
    finally:
        shutil.rmtree(project.source / "made", ignore_errors=True)


def _part(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read(DOCUMENT)


def _repacked(archive: bytes, part: bytes) -> bytes:
    """Return a Word file whose text is ``part``: a change to a zip as such only breaks its sums."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as opened,
        zipfile.ZipFile(out, "w") as packed,
    ):
        for entry in opened.namelist():
            packed.writestr(entry, part if entry == DOCUMENT else opened.read(entry))
    return out.getvalue()


def _print(found: Iterable[Diagnostic], data: bytes) -> None:
    lines = data.decode("utf-8", "replace").split("\n")
    for diagnostic in found:
        format_full(diagnostic, lambda _: lines)
