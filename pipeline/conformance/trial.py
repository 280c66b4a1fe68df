"""Every configuration of a publication made, to be put before the validators; nothing is published.

A publication is published in one profile of PDF and in the formats that it names. Here it is made
in all of them, each file with the claims that it may make only if it passes: what has passed is
then noted (``pipeline.claims``), and a later build of the same configuration makes the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.build import Request
from pipeline.claims import Configuration, configuration_of
from pipeline.diagnostics import Collector, ReportError
from pipeline.editions import resolve_publication
from pipeline.executors import Local
from pipeline.formats import Context, kind_of
from pipeline.formats.pdf.profile import PROFILES
from pipeline.jobs import Made, run_jobs
from pipeline.manifest import made_before
from pipeline.proof import ProofReport

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.edition import Edition
    from pipeline.folders import Project


@dataclass(frozen=True, slots=True)
class Trial:
    """One file of one configuration."""

    path: str
    """As in the published set; in another profile than the publication's, in a folder of it."""
    data: bytes
    configuration: Configuration
    profile: str
    """Version of PDF of the configuration, whatever the format."""
    edition: Edition


def make_trials(
    project: Project,
    slug: str,
    formats: Sequence[str],
    told: Callable[[str, str, float], None],
) -> tuple[Trial, ...]:
    """Make a publication in these formats, its PDF in every profile, in all languages.

    ``told(step, text, seconds)`` hears of each file. Raises ``ReportError``: what a build raises.
    """
    executors = Local()
    request = Request(slug, (), ())
    resolved = resolve_publication(project, request, Collector(), told, executors, None)
    usual = resolved.canonical.profile
    context = Context(project.templates, resolved.theme)
    trials: list[Trial] = []
    for profile in sorted(PROFILES, key=lambda name: name != usual):
        folder = "" if profile == usual else f"profile-{profile}/"
        editions = {
            edition.language: replace(edition, profile=profile) for edition in resolved.editions
        }
        own = [name for name in formats if not folder or kind_of(name) == "pdf"]
        made = run_jobs(
            list(editions.values()),
            own,
            context,
            {} if folder else made_before(project.build / slug),
            lambda file, folder=folder: told(  # type: ignore[misc]  # mypy infers no default
                file.format, f"{folder}{file.path}", file.seconds or 0.0
            ),
            executors,
            lambda _: True,
        )
        _stop_on_differences(slug, resolved.canonical, made)
        trials += [
            Trial(
                f"{folder}{file.path}",
                file.data,
                configuration_of(file.format, profile, file.language),
                profile,
                editions[file.language],
            )
            for file in made
        ]
    return tuple(trials)


def _stop_on_differences(slug: str, edition: Edition, made: list[Made]) -> None:
    compared = tuple(c for file in made for c in file.comparisons)
    proof = ProofReport(slug, edition.title, edition.date, compared, "")
    if not proof.passed:
        raise ReportError(proof.diagnostics())
