"""What the validators said, published beside the files that it is about.

It is said of bytes. A later build takes over what was said of a file that it makes again the same,
byte for byte, and shows every other file as not checked.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pipeline.conformance.outcome import Outcome, Outcomes, from_json, to_json
from pipeline.conformance.page import conformance_html

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.inputs import Inputs

PAGE, DATA = "conformance.html", "conformance.json"
EVERYTHING = "conformance"
"""How the paths of all files begin that are about conformance."""

CHECKED = (".pdf", ".docx", ".epub", ".html")
"""Suffixes of the files that there are checks for."""

CHANGED = "the file has changed since it was checked; nox -s conformance checks it again"


def is_checked(name: str) -> bool:
    """Tell whether a published file is one that the validators look at."""
    return PurePosixPath(name).suffix in CHECKED and not name.startswith(EVERYTHING)


def files_about(
    outcomes: Outcomes, raw: Mapping[str, bytes], title: str, templates: Path
) -> dict[str, bytes]:
    """Return the page, the data and the raw reports. Raises ``ReportError``: a template's."""
    page = conformance_html(title, outcomes, templates)
    data = to_json(outcomes) + "\n"
    return {**raw, PAGE: page.encode(), DATA: data.encode()}


def made_from(inputs: Inputs) -> str:
    """Return one digest of all that a publication is made from."""
    parts = (inputs.source, inputs.templates, inputs.pipeline, json.dumps(dict(inputs.versions)))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def still_true(
    folder: Path, files: Mapping[str, bytes], title: str, inputs: Inputs, templates: Path
) -> dict[str, bytes]:
    """Return what the last set in ``folder`` says about conformance, as far as it holds for these.

    Nothing where nothing was ever checked. Raises ``ReportError``: a template's.
    """
    try:
        known = from_json((folder / DATA).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    if known is None:
        return {}
    said: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in known.published:
        said.setdefault((outcome.file, outcome.sha256), []).append(outcome)
    published: list[Outcome] = []
    for name in filter(is_checked, files):
        digest = hashlib.sha256(files[name]).hexdigest()
        published += said.get((name, digest)) or [_unchecked(name, digest)]
    now = made_from(inputs)
    configurations = known.configurations if known.made_from == now else ()
    outcomes = Outcomes(tuple(published), configurations, now)
    raw = {}
    for name in {report for outcome in outcomes.every for report in outcome.reports}:
        path = folder / PurePosixPath(name)
        if path.is_file():
            raw[name] = path.read_bytes()
    return files_about(outcomes, raw, title, templates)


def _unchecked(name: str, digest: str) -> Outcome:
    return Outcome(name, digest, "every validator", "–", "not run", findings=(CHANGED,))
