"""source/ → Editions, languages side by side: the first half of a build.

While the languages are read in other processes, this one imports the engines that will make files
of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.project import check_language, load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from pipeline.translations.files import catalogues_in
from pipeline.translations.release import release_obstacles, released_languages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor, Future

    from pipeline.build import Request
    from pipeline.diagnostics import Collector
    from pipeline.edition import Edition
    from pipeline.executors import Executors
    from pipeline.folders import Project

Given = TypeVar("Given")
Returned = TypeVar("Returned")


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a publication says, in the languages that were asked for."""

    canonical: Edition
    """In the language of the text itself, asked for or not."""
    editions: tuple[Edition, ...]
    formats: tuple[str, ...]
    languages: int
    """How many it is published in."""
    theme: Mapping[str, Mapping[str, str]]
    pending: Future[Sequence[Diagnostic]] | None = None
    """What is still being found in the one translation, to be asked for before publishing."""


def resolve_publication(
    project: Project,
    request: Request,
    found: Collector,
    progress: Callable[[str, str, float], None],
    executors: Executors,
    beside: Executor | None,
) -> Resolved:
    """Load what is asked for and resolve it. Findings go to ``found``.

    ``progress`` is told of languages that a release leaves out. Where there is one translation, it
    is checked ``beside`` what follows, if there is an executor for that.

    Raises ``ReportError`` where there are errors, or what keeps a release from being one.
    """
    # A release is judged whole, whatever part of it is made.
    only = () if request.release else request.languages
    catalogues = catalogues_in(project.source / request.slug)
    jobs = sum(1 for tag in catalogues if not only or tag in only)
    later = beside if jobs == 1 else None
    with executors.reading(jobs) as executor:
        import_engines = executors.importing(request.formats)
        loaded = load_publication(
            project,
            request.slug,
            found,
            only,
            _meanwhile(executor, import_engines),
            check=later is None,
        )
        theme = load_theme(project.templates, found)
        found.stop_on_errors()
        if loaded is None:
            raise ReportError(found.found)
        documents = loaded.documents
        original = next(iter(documents))
        identity = documents[original].identity
        _check_languages(request, identity.languages)
        if request.release:
            if obstacles := release_obstacles(project, documents[original], found.found):
                raise ReportError(obstacles)
            released = released_languages(documents[original])
            for tag in documents.keys() - released:
                progress("omit", f"{tag}: publication.toml says that it is never released", 0.0)
                catalogue = f"source/{request.slug}/translations/{tag}.po"
                found.found = [d for d in found.found if not d.span or d.span.file != catalogue]
            documents = {tag: documents[tag] for tag in released}
        pending = None
        if later and len(documents) > 1:
            (language,) = documents.keys() - {original}
            pending = later.submit(
                check_language, project, request.slug, documents[original], language
            )
        wanted = [tag for tag in documents if not request.languages or tag in request.languages]
        resolved = dict.fromkeys([original, *wanted])
        editions = dict(
            zip(
                resolved,
                executor.map(
                    resolve_edition,
                    [replace(documents[tag], issue=request.issue) for tag in resolved],
                    [loaded.labels[tag] for tag in resolved],
                    [loaded.labels[original] for _ in resolved],
                ),
                strict=True,
            )
        )
    return Resolved(
        editions[original],
        tuple(editions[tag] for tag in wanted),
        request.formats or identity.formats,
        len(documents),
        theme,
        pending,
    )


def _meanwhile(
    executor: Executor, work: Callable[[], None]
) -> Callable[[Callable[[Given], Returned], Sequence[Given]], Iterable[Returned]]:
    """Return what applies a function to each of some values, and does ``work`` meanwhile."""

    def each(job: Callable[[Given], Returned], values: Sequence[Given]) -> Iterator[Returned]:
        results = executor.map(job, values)
        if values:
            work()
        return results

    return each


def _check_languages(request: Request, known: Sequence[str]) -> None:
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
