"""One publication → finished, proved files: jobs, their order, the manifest.

A job makes one file and reads it back. The PDF of a language comes first, because DOCX and EPUB
quote its page numbers; languages run side by side, one process a core.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.edition import walk_units
from pipeline.formats import FORMATS, Context, PageMap
from pipeline.load import PARTIAL
from pipeline.project import digest, load_publication
from pipeline.proof import Comparison, ProofReport, compare, compare_languages
from pipeline.proof_page import proof_html
from pipeline.publish import publish
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.edition import Edition
    from pipeline.project import Project

VERSIONED = (
    "weasyprint",
    "python-docx",
    "ebooklib",
    "jinja2",
    "markdown-it-py",
    "lxml",
    "pillow",
    "fontpkg-spectral",
    "fontpkg-fira-sans",
)
"""Libraries whose versions the manifest names: what the bytes depend on."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be made."""

    slug: str
    formats: tuple[str, ...]
    """Empty for all."""
    languages: tuple[str, ...]
    """Empty for all."""

    @property
    def is_partial(self) -> bool:
        """Whether less than the whole publication is asked for."""
        return bool(self.formats or self.languages)


@dataclass(frozen=True, slots=True)
class Made:
    """One finished and proved file."""

    language: str
    format: str
    path: str
    """Relative to the folder of the publication, POSIX."""
    data: bytes
    pages: int | None
    seconds: float
    comparisons: tuple[Comparison, ...]
    page_map: PageMap | None


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has made and where it now stands."""

    folder: Path
    made: tuple[Made, ...]
    proof: ProofReport
    warnings: tuple[Diagnostic, ...]


def build_publication(
    project: Project, request: Request, progress: Callable[[str, str, float], None]
) -> Built:
    """Make, prove and publish a publication; ``progress(step, text, seconds)`` after each step.

    Raises ``ReportError`` with everything found; then nothing is published. Call it while
    ``publish.locked``.
    """
    started = time.perf_counter()
    found = Collector()
    loaded = load_publication(project, request.slug, found)
    theme = load_theme(project.templates, found)
    found.stop_on_errors()
    if loaded is None:
        raise ReportError(found.found)
    _check_languages(request, loaded.documents)
    documents, original = loaded.documents, next(iter(loaded.documents))
    wanted = {tag for tag in documents if not request.languages or tag in request.languages}
    every = {
        tag: resolve_edition(document, loaded.labels[tag])
        for tag, document in documents.items()
        if tag in wanted | {original}
    }
    canonical = every[original]
    editions = [edition for tag, edition in every.items() if tag in wanted]
    progress("load", _summary(canonical, len(documents)), time.perf_counter() - started)

    made = _make_all(
        editions, request.formats or tuple(FORMATS), Context(project.templates, theme), progress
    )
    comparisons = [c for file in made for c in file.comparisons]
    comparisons += [
        compare_languages(canonical, other) for other in editions if other is not canonical
    ]
    proof = ProofReport(
        request.slug,
        canonical.title,
        canonical.date,
        tuple(comparisons),
        "the PDF of the same language",
    )
    if not proof.passed:
        raise ReportError([*found.found, *proof.diagnostics()])
    progress("prove", f"{len(made)} files say what the source says", 0.0)

    files = {file.path: file.data for file in made}
    files["proof.json"] = proof.to_json().encode()
    files["proof.html"] = proof_html(proof, project.templates).encode()
    folder = publish(
        project.build / PARTIAL if request.is_partial else project.build,
        request.slug,
        files,
        _manifest(project, request.slug, canonical, made, files),
    )
    return Built(folder, tuple(made), proof, tuple(found.found))


def _check_languages(request: Request, known: Mapping[str, Any]) -> None:
    for language in request.languages:
        if language not in known:
            raise ReportError(
                [
                    Diagnostic(
                        "unknown-language",
                        f"{request.slug} is not published in “{language}”",
                        None,
                        f"its languages are: {', '.join(known)}",
                    )
                ],
                exit_code=2,
            )


def _summary(edition: Edition, languages: int) -> str:
    return (
        f"{edition.slug}: {sum(1 for _ in walk_units(edition))} paragraphs, "
        f"{len(edition.contents)} contents lines, {len(edition.notes)} footnotes, "
        f"{len(edition.glossary)} terms, {languages} languages"
    )


# --- jobs --------------------------------------------------------------------------------------


def make(edition: Edition, name: str, context: Context) -> Made:
    """Render one file of an edition, read it back and compare: the body of a job."""
    started = time.perf_counter()
    format_ = FORMATS[name]()
    data = format_.render(edition, context)
    page_map = None
    if name == "pdf":
        from pipeline.formats.pdf.pages import page_map as pages_of  # noqa: PLC0415 - heavy

        page_map = pages_of(data, edition)
    comparisons = compare(edition, name, format_.read_back(data))
    return Made(
        language=edition.language,
        format=name,
        path=f"{edition.language}/{edition.slug}.{edition.language}{format_.suffix}",
        data=data,
        pages=page_map.count if page_map else None,
        seconds=time.perf_counter() - started,
        comparisons=tuple(comparisons),
        page_map=page_map,
    )


def _make_all(
    editions: Sequence[Edition],
    formats: Sequence[str],
    context: Context,
    progress: Callable[[str, str, float], None],
) -> list[Made]:
    """Run all jobs; every failure is reported, none hides another."""
    others = [name for name in formats if name != "pdf"]
    done: dict[tuple[str, str], Made] = {}
    errors: list[Diagnostic] = []
    with _executor(len(editions)) as executor:
        try:
            jobs: dict[Future[Made], Edition] = {
                executor.submit(make, edition, "pdf", context): edition for edition in editions
            }
            while jobs:
                finished, _ = wait(jobs, return_when=FIRST_COMPLETED)
                for future in finished:
                    edition = jobs.pop(future)
                    try:
                        file = future.result()
                    except ReportError as error:
                        errors += error.diagnostics
                        continue
                    done[edition.language, file.format] = file
                    if file.format in formats:
                        progress(file.format, _told(file), file.seconds)
                    if file.page_map:
                        quoting = Context(context.templates, context.theme, file.page_map)
                        for name in others:
                            jobs[executor.submit(make, edition, name, quoting)] = edition
        except BaseException:
            # Interrupted: nobody waits for pages that will not be published.
            for worker in active_children():
                worker.kill()
            raise
    if errors:
        raise ReportError(errors)
    return [done[e.language, name] for e in editions for name in formats]


def _told(file: Made) -> str:
    pages = f"{file.pages} pages, " if file.pages else ""
    return f"{file.path} {pages}{len(file.data) / 1000:.0f} kB"


def _executor(editions: int) -> ProcessPoolExecutor:
    """Return a pool of one process a core, as many as there are editions to make.

    WeasyPrint is imported before the fork where the platform forks, so that it is imported once.
    """
    workers = max(1, min(os.cpu_count() or 1, editions))
    if sys.platform == "linux":
        FORMATS["pdf"]()
        return ProcessPoolExecutor(workers, mp_context=get_context("fork"))
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


# --- the manifest ------------------------------------------------------------------------------


def _manifest(
    project: Project, slug: str, edition: Edition, made: Sequence[Made], files: Mapping[str, bytes]
) -> str:
    about = {file.path: file for file in made}
    listed = []
    for path, data in sorted(files.items()):
        entry: dict[str, object] = {
            "path": path,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        if path in about:
            entry |= {"language": about[path].language, "format": about[path].format}
            if about[path].pages:
                entry["pages"] = about[path].pages
        listed.append(entry)
    manifest = {
        "manifest": 1,
        "publication": slug,
        "title": edition.title,
        "date": edition.date.isoformat(),
        "source_digest": digest([project.source / slug]),
        "templates_digest": digest([project.templates]),
        "pipeline_digest": digest([Path(__file__).resolve().parent]),
        "page_numbers_from": "pdf",
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in VERSIONED},
            **_native_versions(),
        },
        "files": listed,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _native_versions() -> dict[str, str]:
    """Return the version of Pango, on which line breaks and so all PDF bytes depend."""
    from weasyprint.text.ffi import pango  # noqa: PLC0415 - loads the native library

    number = pango.pango_version()
    return {"pango": f"{number // 10000}.{number // 100 % 100}.{number % 100}"}
