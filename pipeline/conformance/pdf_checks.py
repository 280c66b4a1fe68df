"""PDF before veraPDF, the fast checker ``page-validation`` and qpdf."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from pipeline.conformance import tools
from pipeline.conformance.outcome import Result
from pipeline.conformance.pdf_tree import PDFIUM
from pipeline.formats.pdf.reader import read_pdf

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.reading import Reading

FLAVOURS = {
    "PDF/UA-1": "ua1",
    "PDF/A-3a": "3a",
    "PDF/UA-2": "ua2",
    "PDF/A-4f": "4f",
    "WTPDF 1.0 accessibility": "wt1a",
    "WTPDF 1.0 reuse": "wt1r",
}
"""Profiles by the name that people use → that of veraPDF's command line."""

FAST_PROFILES = {"PDF/UA-1": "PDF_UA_1", "PDF/A-3a": "PDF_A_3A"}
"""Profiles that ``page-validation`` knows, of those above."""

FALSE_ALARM = "STREAM-LENGTH"
"""A rule in which ``page-validation`` 0.11 is wrong: where the last byte of a stream happens to be
a carriage return, it takes it for part of the line end after the stream (ISO 32000-1, 7.3.8.1) and
finds the length one too great. veraPDF and qpdf read such files rightly."""


def verapdf(files: Sequence[Path], profile: str) -> Mapping[Path, Result]:
    """Return what veraPDF says of each file in one run.

    Raises ``ToolError`` where it breaks down, ``NotInstalledError`` where it is not there.
    """
    done = tools.run(
        [
            *(tools.java(), "-jar", tools.verapdf()),
            *("--flavour", FLAVOURS[profile], "--format", "json"),
            *("--maxfailuresdisplayed", "5", "--nonpdfext"),
            # It names files by their whole path, however they were named to it.
            *(file.resolve() for file in files),
        ]
    )
    try:
        jobs = json.loads(done.stdout)["report"]["jobs"]
        found = {job["itemDetails"]["name"]: job for job in jobs}
    except (ValueError, KeyError, TypeError) as error:
        raise tools.ToolError(tools.said(done)) from error
    return {
        file: _verapdf_result(found.get(str(file.resolve())), FLAVOURS[profile]) for file in files
    }


def _verapdf_result(job: Mapping[str, Any] | None, flavour: str) -> Result:
    if job is None:
        return Result(("veraPDF did not report on this file",), tools.VERAPDF.version, {})
    raw = {f"verapdf-{flavour}.json": json.dumps(job, indent=1).encode()}
    results = job.get("validationResult") or []
    if len(results) != 1:
        what = job.get("taskException", {}).get("exception", "it is not readable as a PDF")
        return Result((f"veraPDF could not validate it: {what}",), tools.VERAPDF.version, raw)
    details = results[0]["details"]
    findings = tuple(
        f"{rule['specification']}, {rule['clause']}, test {rule['testNumber']}: "
        f"{rule['description']} ({rule['failedChecks']} times)"
        for rule in details["ruleSummaries"]
        if rule["failedChecks"]
    )
    if not findings and results[0]["compliant"] is not True:
        findings = (str(results[0]["statement"]),)
    note = f"{details['passedChecks']} checks of {details['passedRules']} rules passed"
    return Result(findings, tools.VERAPDF.version, raw, note)


def page_validation(file: Path, profile: str) -> Result:
    """Return what the fast checker says of a file, its known false alarm left out."""
    version = tools.module("page", "page-validation")
    import page  # noqa: PLC0415 - only where the validators are installed

    try:
        report = page.validate_pdf(file, profile=page.ValidationProfile[FAST_PROFILES[profile]])
    except page.PageError as error:
        return Result((f"it cannot be read: {error}",), version, {})
    findings = tuple(
        f"{failure.rule_id}: {failure.message}"
        for failure in report.failures
        if FALSE_ALARM not in failure.rule_id
    )
    return Result(findings, version, {}, f"{report.rules.passed} rules passed")


def qpdf(file: Path) -> Result:
    """Return whether qpdf finds the file's syntax and streams in order (ISO 32000-1, 7)."""
    program = tools.program("qpdf")
    words = tools.run([program, "--version"]).stdout.split()
    version = words[2] if len(words) > 2 else ""
    done = tools.run([program, "--check", file])
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    findings = () if done.returncode == 0 else tuple(lines[-5:])
    return Result(findings, version, {"qpdf.txt": "\n".join(lines).encode()})


WORDS_THAT_COPY_OUT = {"ar": 0.9}
"""Least share of words, by language. In Arabic poppler puts some signs of a line in another order
than they are read, whatever the face; see ``pipeline.formats.pdf.fonts``."""

OTHERWISE = 0.99


def copied_words(file: Path) -> Result:
    """Return whether the words of the report copy out whole, as poppler's pdftotext takes them.

    What must be there is what the tags say, which the proof of the build has compared with the
    source.
    """
    done = tools.run([tools.program("pdftotext"), "-raw", "-enc", "UTF-8", file, "-"])
    if done.returncode:
        raise tools.ToolError(tools.said(done))
    version = tools.run([tools.program("pdftotext"), "-v"]).stderr.split("\n")[0].split()[-1]
    with PDFIUM:
        reading = read_pdf(file.read_bytes())
    wanted, got = _words(_all_text(reading)), _words(done.stdout)
    found = (wanted & got).total() / max(1, wanted.total())
    least = WORDS_THAT_COPY_OUT.get(reading.language.split("-")[0], OTHERWISE)
    note = f"{found:.1%} of {wanted.total()} words"
    lost = ", ".join(word for word, _ in (wanted - got).most_common(8))
    findings = () if found >= least else (f"{note}, at least {least:.0%} expected; lost: {lost}",)
    return Result(findings, version, {}, note)


def _all_text(reading: Reading) -> str:
    return "\n".join(
        [
            *(heading.title for heading in reading.headings),
            *(unit.text for unit in reading.units),
            *(note.text for note in reading.notes),
            *(f"{entry.term}\n{entry.text}" for entry in reading.glossary),
        ]
    )


def _words(text: str) -> Counter[str]:
    """Count the words of a text; one that a hyphen of ours divides over two lines is one."""
    text = unicodedata.normalize("NFKC", re.sub("[\u00ad\u2010]\\n", "", text))
    text = re.sub("[\u2010\u2011\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", text)
    return Counter(re.findall(r"[^\W\d_]{2,}", text))
