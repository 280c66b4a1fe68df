"""Jobs: each makes one file of an Edition, reads it back and compares; they run on all cores.

The PDF of a language comes first, because DOCX and EPUB quote its page numbers; languages run side
by side, one process a core, the longest text first. What was made before from the same inputs is
not made again.
"""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, wait
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.claims import Configuration, configuration_of
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.edition import plain_text, walk_units
from pipeline.formats import FORMATS, Context, PageMap, kind_of, pages_from
from pipeline.inputs import output_digest
from pipeline.proof import Comparison, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor, Future

    from pipeline.edition import Edition
    from pipeline.executors import Executors


@dataclass(frozen=True, slots=True)
class Made:
    """One finished and proved file."""

    language: str
    format: str
    path: str
    """Relative to the folder of the publication, POSIX."""
    data: bytes
    made_from: str
    """``inputs.output_digest`` of what it was made from."""
    page_map: PageMap | None
    """Of a PDF."""
    comparisons: tuple[Comparison, ...]
    seconds: float | None
    """None where it was made before."""


def make(edition: Edition, name: str, context: Context, made_from: str) -> Made:
    """Render one file of an edition, read it back and compare: the body of a job."""
    started = time.perf_counter()
    format_ = FORMATS[name]()
    data = format_.render(edition, context)
    page_map = None
    if kind_of(name) == "pdf":
        from pipeline.formats.pdf.pages import page_map as pages_of  # noqa: PLC0415 - heavy

        page_map = pages_of(data, edition)
    comparisons = compare(edition, name, format_.read_back(data))
    return Made(
        language=edition.language,
        format=name,
        path=f"{edition.language}/{edition.slug}.{edition.language}{format_.suffix}",
        data=data,
        made_from=made_from,
        page_map=page_map,
        comparisons=tuple(comparisons),
        seconds=time.perf_counter() - started,
    )


def run_jobs(
    editions: Sequence[Edition],
    formats: Sequence[str],
    context: Context,
    before: Mapping[tuple[str, str], Made],
    progress: Callable[[Made], None],
    executors: Executors,
    claimed: Callable[[Configuration], bool],
) -> list[Made]:
    """Return every format of every edition, made or as it was ``before`` (language, format).

    ``progress`` is told each file that was made; ``claimed`` says which may claim to conform.
    Every failure is reported, none hides another: raises ``ReportError`` with all findings.
    """
    run = _Run(editions, formats, context, before, progress, claimed)
    run.plan()
    if run.waiting:
        # Before any process is forked.
        executors.importing(formats)()
        with executors.making(len(editions)) as executor:
            run.work(executor)
    if run.errors:
        raise ReportError(run.errors)
    return [run.done[e.language, name] for e in editions for name in formats]


class _Run:
    """The state of one run: what is done, what waits for an executor, what went wrong."""

    def __init__(
        self,
        editions: Sequence[Edition],
        formats: Sequence[str],
        context: Context,
        before: Mapping[tuple[str, str], Made],
        progress: Callable[[Made], None],
        claimed: Callable[[Configuration], bool],
    ) -> None:
        self.editions, self.context = editions, context
        self.wanted = formats
        self.others = [name for name in formats if name != pages_from(name)]
        self.before, self.progress, self.claimed = before, progress, claimed
        self.done: dict[tuple[str, str], Made] = {}
        self.waiting: list[tuple[Edition, str, Context, str]] = []
        self.errors: list[Diagnostic] = []

    def plan(self) -> None:
        """Take what was made before; the rest waits, the longest text first."""
        for edition in sorted(self.editions, key=_length, reverse=True):
            for name in dict.fromkeys(map(pages_from, self.wanted)):
                self._want(edition, name, self.context)

    def _want(self, edition: Edition, name: str, context: Context) -> None:
        asked = configuration_of(name, edition.profile, edition.language)
        context = replace(context, conforms=self.claimed(asked))
        made_from = output_digest(edition, name, context)
        made = self.before.get((edition.language, name))
        if made is not None and made.made_from == made_from:
            self._finish(edition, made)
        else:
            self.waiting.append((edition, name, context, made_from))

    def _finish(self, edition: Edition, made: Made) -> None:
        self.done[made.language, made.format] = made
        if made.seconds is not None and made.format in self.wanted:
            self.progress(made)
        if made.page_map is not None:
            quoting = replace(self.context, pages=made.page_map)
            for name in self.others:
                if pages_from(name) == made.format:
                    self._want(edition, name, quoting)

    def work(self, executor: Executor) -> None:
        """Make what waits, and what comes to wait meanwhile."""
        running: dict[Future[Made], Edition] = {}
        while running or self.waiting:
            for job in self.waiting:
                running[executor.submit(make, *job)] = job[0]
            self.waiting = []
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                edition = running.pop(future)
                try:
                    self._finish(edition, future.result())
                except ReportError as error:
                    self.errors += error.diagnostics


def _length(edition: Edition) -> int:
    return sum(len(plain_text(unit.content)) for unit in walk_units(edition))
