"""A published set → outcomes: every file before every validator of its format, side by side."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.conformance import docx_checks, epub_checks, html_checks, pdf_checks, tools
from pipeline.conformance.document_check import document
from pipeline.conformance.outcome import Outcome, Result, Status
from pipeline.conformance.source_check import source
from pipeline.conformance.structure_check import structure
from pipeline.formats.pdf.profile import PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.edition import Edition

    # The format and the Edition of a file, where they are known.
    Subjects = Mapping[Path, tuple[str, Edition]]

REPORTS = "conformance"
"""Folder of the raw reports in that of the publication."""

USUAL = PROFILES["1.7"].standards
"""What a PDF is measured against where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Check:
    """A validator and what it measures against: a column of the table."""

    tool: str
    profile: str
    suffix: str
    """Of the files that it can read."""
    run: Callable[[Sequence[Path]], Mapping[Path, Result]]
    at_once: bool = False
    """Whether it reads all files in one run, which saves the start of a Java for each."""


def checks(standards: Iterable[str] = USUAL, subjects: Subjects | None = None) -> list[Check]:
    """Return all checks: a PDF is measured against these standards, ``subjects`` with the source.

    ``standards`` are those of a profile, ``pipeline.formats.pdf.profile``.
    """
    standards = tuple(standards)
    pdf = [
        Check("veraPDF", name, ".pdf", partial(pdf_checks.verapdf, profile=name), at_once=True)
        for name in standards
    ]
    fast = [
        Check(
            "page-validation",
            name,
            ".pdf",
            _each(partial(pdf_checks.page_validation, profile=name)),
        )
        for name in standards
        if name in pdf_checks.FAST_PROFILES
    ]
    against = _against_source(subjects) if subjects else []
    return [
        *pdf,
        *fast,
        *against,
        Check("qpdf", "PDF syntax", ".pdf", _each(pdf_checks.qpdf)),
        Check("own check", "structure and artifacts", ".pdf", _each(structure)),
        Check("pdftotext", "words copy out", ".pdf", _each(pdf_checks.copied_words)),
        Check("EPUBCheck", "EPUB 3.3", ".epub", _each(epub_checks.epubcheck)),
        Check("Ace by DAISY", "EPUB Accessibility 1.1", ".epub", _each(epub_checks.ace)),
        Check("openxml-audit", "ISO/IEC 29500", ".docx", _each(docx_checks.openxml_audit)),
        Check("ooxml-integrity", "references", ".docx", _each(docx_checks.ooxml_integrity)),
        Check("own check", "styles, lists, fields", ".docx", _each(document)),
        Check("LibreOffice", "opened and saved again", ".docx", _each(docx_checks.libreoffice)),
        Check("Pandoc", "headings and notes", ".docx", _each(docx_checks.pandoc)),
        Check("axe-core", "WCAG 2.2 AA", ".html", _each(html_checks.axe)),
    ]


def _against_source(subjects: Subjects) -> list[Check]:
    def run(files: Sequence[Path]) -> Mapping[Path, Result]:
        return {file: source(file, *subjects[file]) for file in files}

    about = {".pdf": "the source, in tag order", ".docx": "the source", ".epub": "the source"}
    return [Check("own check", name, suffix, run) for suffix, name in about.items()]


def _each(run: Callable[[Path], Result]) -> Callable[[Sequence[Path]], Mapping[Path, Result]]:
    return lambda files: {file: run(file) for file in files}


def run_checks(
    folder: Path,
    files: Sequence[str],
    every: Sequence[Check],
    told: Callable[[Outcome], None] = lambda _: None,
) -> tuple[tuple[Outcome, ...], dict[str, bytes]]:
    """Return the outcomes, by file and check, and the raw reports by path.

    ``files`` are relative to ``folder``; ``told`` hears of each outcome as it comes.
    """
    outcomes: dict[tuple[str, int], Outcome] = {}
    raw: dict[str, bytes] = {}
    jobs = []
    for place, check in enumerate(every):
        own = [name for name in files if PurePosixPath(name).suffix == check.suffix]
        groups = [own] if check.at_once else [[name] for name in own]
        jobs += [(place, group) for group in groups if group]
    # The slow ones first, so that no core waits for one of them at the end.
    jobs.sort(key=lambda job: -len(job[1]))
    with ThreadPoolExecutor(os.cpu_count() or 1) as executor:
        started = {executor.submit(_run, folder, group, every[n]): n for n, group in jobs}
        for future in as_completed(started):
            for outcome, reports in future.result():
                outcomes[outcome.file, started[future]] = outcome
                raw |= reports
                told(outcome)
    order = {name: place for place, name in enumerate(files)}
    ranked = sorted(outcomes, key=lambda key: (order[key[0]], key[1]))
    return tuple(outcomes[key] for key in ranked), raw


def _run(
    folder: Path, names: Sequence[str], check: Check
) -> list[tuple[Outcome, dict[str, bytes]]]:
    paths = {name: folder / name for name in names}
    try:
        results = check.run(list(paths.values()))
    except tools.NotInstalledError as error:
        return [(_outcome(folder, name, check, str(error), run=False), {}) for name in names]
    except tools.ToolError as error:
        said = f"the validator broke down: {error}"
        return [(_outcome(folder, name, check, said), {}) for name in names]
    return [_judged(folder, name, check, results[path]) for name, path in paths.items()]


def _outcome(folder: Path, name: str, check: Check, why: str, *, run: bool = True) -> Outcome:
    status: Status = "failed" if run else "not run"
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    return Outcome(name, digest, check.tool, check.profile, status, findings=(why,))


def _judged(
    folder: Path, name: str, check: Check, result: Result
) -> tuple[Outcome, dict[str, bytes]]:
    reports = {f"{REPORTS}/{name}.{end}": data for end, data in result.reports.items()}
    outcome = Outcome(
        file=name,
        sha256=hashlib.sha256((folder / name).read_bytes()).hexdigest(),
        tool=check.tool,
        profile=check.profile,
        status="failed" if result.findings else "passed",
        version=result.version,
        findings=result.findings,
        reports=tuple(sorted(reports)),
        note=result.note,
    )
    return outcome, reports
