"""One publication → finished, proved, published files: the fold over all stages."""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.claims import load_claims, withheld
from pipeline.conformance.published import still_true
from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.editions import resolve_publication
from pipeline.executors import Local
from pipeline.formats import Context
from pipeline.inputs import inputs_of
from pipeline.jobs import run_jobs
from pipeline.load import PARTIAL
from pipeline.manifest import Built, Output, made_before, manifest_text
from pipeline.proof import ProofReport, compare_languages
from pipeline.proof_page import proof_html
from pipeline.publish import publish
from pipeline.walk import walk_units

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.edition import Edition
    from pipeline.executors import Executors
    from pipeline.folders import Project
    from pipeline.inputs import Inputs
    from pipeline.jobs import Made
    from pipeline.model import Issue


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be made."""

    slug: str
    formats: tuple[str, ...]
    """Empty for all."""
    languages: tuple[str, ...]
    """Empty for all."""
    release: bool = False
    """Whether readers outside receive it: then nothing unfinished may be in it."""
    issue: Issue | None = None
    """Which release it is made for; None for the house."""

    @property
    def is_partial(self) -> bool:
        """Whether less than the whole publication is asked for."""
        return bool(self.formats or self.languages)


@dataclass(frozen=True, slots=True)
class MadeSet:
    """A publication made and proved, and nowhere yet."""

    files: tuple[Made, ...]
    proof: ProofReport
    canonical: Edition
    titles: Mapping[str, str]
    """By language, of those that were made."""
    inputs: Inputs
    found: tuple[Diagnostic, ...]
    """Warnings."""

    @property
    def comparisons(self) -> int:
        """How many things were compared with the source."""
        return sum(c.expected for c in self.proof.comparisons)


def build_publication(
    project: Project,
    request: Request,
    progress: Callable[[str, str, float], None],
    executors: Executors | None = None,
) -> Built:
    """Make, prove and publish a publication; ``progress(step, text, seconds)`` after each step.

    ``executors`` say where the work is done: a process a core where they are None. Raises
    ``ReportError`` with everything found; then nothing is published. Call it while
    ``publish.locked``.
    """
    build = project.build / PARTIAL if request.is_partial else project.build
    made = make_publication(
        project, request, made_before(build / request.slug), progress, executors
    )
    files = {file.path: file.data for file in made.files}
    files["proof.json"] = made.proof.to_json().encode()
    files["proof.html"] = proof_html(made.proof, project.templates).encode()
    built = Built(
        build / request.slug, tuple(map(_output, made.files)), made.comparisons, made.found
    )
    files |= still_true(
        build / request.slug, files, made.canonical.title, made.inputs, project.templates
    )
    manifest = manifest_text(request, made.canonical, made.inputs, made.files, files, built)
    return replace(built, folder=publish(build, request.slug, files, manifest))


def make_publication(
    project: Project,
    request: Request,
    before: Mapping[tuple[str, str], Made],
    progress: Callable[[str, str, float], None],
    executors: Executors | None = None,
) -> MadeSet:
    """Make and prove a publication; what was made ``before`` from the same is not made again.

    ``executors`` say where the work is done: a process a core where they are None. Raises
    ``ReportError`` with everything found.
    """
    started = time.perf_counter()
    executors = executors or Local()
    inputs = inputs_of(project, request.slug)
    found = Collector()
    with executors.beside() if len(request.languages) == 1 else nullcontext() as beside:
        resolved = resolve_publication(project, request, found, progress, executors, beside)
        canonical, editions = resolved.canonical, resolved.editions
        progress("load", _summary(canonical, resolved.languages), time.perf_counter() - started)
        claims = load_claims(project.templates, found)
        found.stop_on_errors()
        languages = sorted(edition.language for edition in editions)
        found.extend(withheld(claims, resolved.formats, canonical.profile, languages))
        made = run_jobs(
            editions,
            resolved.formats,
            Context(project.templates, resolved.theme),
            before,
            lambda file: progress(file.format, _told(file), file.seconds or 0.0),
            executors,
            claims.cover,
        )
        if resolved.pending:
            found.extend(resolved.pending.result())
            found.stop_on_errors()
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
    if inputs_of(project, request.slug) != inputs:
        raise ReportError([*found.found, _changed_meanwhile(request.slug)])
    progress("prove", f"{len(made)} files say what the source says", 0.0)
    titles = {edition.language: edition.title for edition in editions}
    return MadeSet(tuple(made), proof, canonical, titles, inputs, tuple(found.found))


def _summary(edition: Edition, languages: int) -> str:
    return (
        f"{edition.slug}: {sum(1 for _ in walk_units(edition))} paragraphs, "
        f"{len(edition.contents)} contents lines, {len(edition.notes)} footnotes, "
        f"{len(edition.glossary)} terms, {languages} languages"
    )


def _told(made: Made) -> str:
    pages = f"{made.page_map.count} pages, " if made.page_map else ""
    return f"{made.path} {pages}{len(made.data) / 1000:.0f} kB"


def _output(made: Made) -> Output:
    pages = made.page_map.count if made.page_map else None
    return Output(made.path, len(made.data), pages, made.seconds)


def _changed_meanwhile(slug: str) -> Diagnostic:
    return Diagnostic(
        "changed-meanwhile",
        f"source/{slug} or templates/ changed while the files were made",
        None,
        "build again; what was published before is untouched",
    )
