"""The published set of a publication, checked and published again with what was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.conformance.outcome import Outcome, to_json
from pipeline.conformance.page import conformance_html
from pipeline.conformance.run import checks, run_checks
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.publish import MANIFEST, add_to_published, published_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.folders import Project

PAGE, DATA = "conformance.html", "conformance.json"


def check_published(
    project: Project, slug: str, told: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Check every file of the published set; write the page, the data and the raw reports.

    Raises ``ReportError`` ``nothing-published`` where there is no set. Call it while
    ``publish.locked``.
    """
    manifest = published_manifest(project.build, slug)
    folder = project.build / slug
    if not manifest:
        raise ReportError(
            [
                Diagnostic(
                    "nothing-published",
                    f"nothing was published of {slug}",
                    None,
                    f"make it first: nox -s build -- --publication {slug}",
                )
            ]
        )
    listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
    files = [str(f["path"]) for f in listed if not str(f["path"]).startswith("conformance")]
    every = checks()
    outcomes, raw = run_checks(folder, files, every, told)
    title = str(manifest["title"])
    page = conformance_html(title, outcomes, project.templates)
    # The page about the checks is a page too, and is checked like the others.
    add_to_published(project.build, slug, {**raw, PAGE: page.encode()})
    own, raw_own = run_checks(folder, [PAGE], every, told)
    outcomes += own
    page = conformance_html(title, outcomes, project.templates)
    data = to_json(outcomes) + "\n"
    add_to_published(project.build, slug, {**raw_own, PAGE: page.encode(), DATA: data.encode()})
    return outcomes
