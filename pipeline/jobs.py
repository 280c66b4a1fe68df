"""Jobs: each makes one file of an Edition, reads it back and compares; they run on all cores.

The PDF of a language comes first, because DOCX and EPUB quote its page numbers; languages run side
by side, one process a core, the longest text first. What was made before from the same inputs is
not made again.
"""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from pipeline import bounds, limits
from pipeline.claims import Configuration, configuration_of
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.executors import Local, processes
from pipeline.formats import FORMATS, Context, PageMap, kind_of, pages_from
from pipeline.formats.harm import refuse_harm
from pipeline.inputs import output_digest
from pipeline.proof import Comparison, compare
from pipeline.walk import plain_text, walk_units

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
    """Make one file within the bounds of ``limits``: the body of a job.

    Raises ``ReportError``: what the format raises, ``job-too-long`` or ``job-too-large``.
    """
    try:
        with bounds.job(memory=limits.JOB_MEMORY, seconds=limits.JOB_SECONDS):
            return _make(edition, name, context, made_from)
    except bounds.OutOfTimeError:
        code, why = "job-too-long", f"it took more than {limits.JOB_SECONDS:.0f} seconds"
        hint = "or is this machine busy with other things? Then build once more"
    except MemoryError:
        gigabytes = limits.JOB_MEMORY / limits.MB / 1_000
        code, why = "job-too-large", f"it took more than {gigabytes:.1f} GB of memory"
        hint = "or has this machine too little? Then build fewer at a time: --jobs 1"
    raise ReportError(
        [
            Diagnostic(
                code,
                f"{_named(edition, name)} was not made: {why}",
                None,
                f"look for what is very long or deeply nested in the text; {hint}",
            )
        ]
    )


def _named(edition: Edition, name: str) -> str:
    return f"the {name} of {edition.slug} in “{edition.language}”"


def _make(edition: Edition, name: str, context: Context, made_from: str) -> Made:
    """Render one file of an edition, read it back and compare."""
    started = time.perf_counter()
    format_ = FORMATS[name]()
    data = format_.render(edition, context)
    reading = format_.read_back(data)
    refuse_harm(name, edition.language, format_.find_harm(data))
    page_map = None
    if kind_of(name) == "pdf":
        from pipeline.formats.pdf.pages import page_map as pages_of  # noqa: PLC0415 - heavy

        page_map = pages_of(data, edition)
    comparisons = compare(edition, name, reading)
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
        try:
            with executors.making(len(editions)) as executor:
                run.work(executor)
        except BrokenProcessPool:
            if not isinstance(executors, Local):  # whose processes are not ours to replace
                raise
            run.work_alone()
    if run.errors:
        raise ReportError(run.errors)
    return [run.done[e.language, name] for e in editions for name in formats]


_Job: TypeAlias = "tuple[Edition, str, Context, str]"
"""What ``make`` is called with."""


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
        self.waiting: list[_Job] = []
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
        """Make what waits, and what comes to wait meanwhile.

        Raises ``BrokenProcessPool`` where a process of the executor ended; what was not made then
        waits still.
        """
        running: dict[Future[Made], _Job] = {}
        try:
            while running or self.waiting:
                while self.waiting:
                    future = executor.submit(make, *self.waiting[0])
                    running[future] = self.waiting.pop(0)
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    self._take(running[future][0], future)
                    del running[future]
        except BrokenProcessPool:
            self.waiting += running.values()
            raise

    def work_alone(self) -> None:
        """Make each of what waits in a process of its own: one of them took that of others down."""
        while self.waiting:
            job = self.waiting.pop(0)
            with processes(1) as executor:
                try:
                    self._take(job[0], executor.submit(make, *job))
                except BrokenProcessPool:
                    self.errors.append(_lost(job[0], job[1]))

    def _take(self, edition: Edition, future: Future[Made]) -> None:
        try:
            self._finish(edition, future.result())
        except ReportError as error:
            self.errors += error.diagnostics


def _lost(edition: Edition, name: str) -> Diagnostic:
    return Diagnostic(
        "process-lost",
        f"{_named(edition, name)} was not made: its process ended before its end",
        None,
        "was there too little memory? Build again, with fewer at a time: --jobs 1",
    )


def _length(edition: Edition) -> int:
    return sum(len(plain_text(unit.content)) for unit in walk_units(edition))
