"""A publication before all validators, in every configuration: what ``nox -s conformance`` does.

Every configuration is tried first (``trial``), what passes is noted (``pipeline.claims``), and only
then the publication is built, since the files say of themselves what was noted. Its files are the
same, byte for byte, as those that were tried; one that is not is put before the validators too.
"""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.build import Request, build_publication
from pipeline.claims import NAME, load_claims, revised, to_toml
from pipeline.conformance.outcome import Outcome, Outcomes
from pipeline.conformance.published import (
    EVERYTHING,
    PAGE,
    files_about,
    is_checked,
    made_from,
)
from pipeline.conformance.run import checks, run_checks
from pipeline.conformance.trial import make_trials
from pipeline.diagnostics import Collector
from pipeline.formats.pdf.profile import PROFILES
from pipeline.inputs import inputs_of
from pipeline.manifest import unchanged
from pipeline.publish import add_to_published, published_manifest
from pipeline.safe_write import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.claims import Configuration
    from pipeline.folders import Project


@dataclass(frozen=True, slots=True)
class Tried:
    """What was said of every configuration of a publication."""

    slug: str
    profile: str
    """Version of PDF that it is published in."""
    outcomes: tuple[Outcome, ...]
    raw: Mapping[str, bytes]
    """The raw reports by path."""
    configurations: Mapping[str, Configuration]
    """By path of the file."""


def try_publication(
    project: Project,
    slug: str,
    formats: Sequence[str],
    told: Callable[[Outcome], None],
    progress: Callable[[str, str, float], None],
) -> Tried:
    """Make a publication in every configuration of these formats, and put all files before all.

    Raises ``ReportError``: what a build raises.
    """
    trials = make_trials(project, slug, formats, progress)
    outcomes: list[Outcome] = []
    raw: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for trial in trials:
            path = folder / PurePosixPath(trial.path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(trial.data)
        for profile in dict.fromkeys(trial.profile for trial in trials):
            own = [trial for trial in trials if trial.profile == profile]
            subjects = {folder / t.path: (t.configuration.format, t.edition) for t in own}
            every = checks(PROFILES[profile].standards, subjects)
            found, reports = run_checks(folder, [t.path for t in own], every, told)
            outcomes += found
            raw |= reports
    configurations = {trial.path: trial.configuration for trial in trials}
    return Tried(slug, trials[0].profile, tuple(outcomes), raw, configurations)


def note_what_passed(project: Project, tried: Iterable[Tried]) -> bool:
    """Bring ``templates/conformance.toml`` up to date; return whether that changed it.

    A configuration has passed if no file of it failed anywhere; one that a validator did not see
    stays as it was. Raises ``ReportError``.
    """
    statuses: dict[Configuration, set[str]] = {}
    for one in tried:
        for outcome in one.outcomes:
            statuses.setdefault(one.configurations[outcome.file], set()).add(outcome.status)
    found = Collector()
    claims = load_claims(project.templates, found)
    found.stop_on_errors()
    after = revised(
        claims,
        (c for c, said in statuses.items() if said == {"passed"}),
        (c for c, said in statuses.items() if "failed" in said),
    )
    if after.passed == claims.passed:
        return False
    name = f"templates/{NAME}"
    write_file(project.templates / NAME, to_toml(after).encode(), name)
    return True


def publish_outcomes(
    project: Project,
    tried: Tried,
    told: Callable[[Outcome], None],
    progress: Callable[[str, str, float], None],
) -> tuple[Outcome, ...]:
    """Build the publication, and publish beside its files what was said of them.

    A release that is published stays, and its files are checked as they are. Returns all outcomes,
    that of the page itself last. Raises ``ReportError``: what a build raises.
    """
    slug = tried.slug
    folder = project.build / slug
    if not published_manifest(project.build, slug).get("release"):
        inputs = inputs_of(project, slug)
        if unchanged(folder, inputs) is None:
            build_publication(project, Request(slug, (), ()), progress)
    manifest = published_manifest(project.build, slug)
    names = [str(f["path"]) for f in manifest["files"] if is_checked(str(f["path"]))]
    said: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in tried.outcomes:
        said.setdefault((outcome.file, outcome.sha256), []).append(outcome)
    seen = {name: said.get((name, _digest(folder, name)), []) for name in names}
    every = checks(PROFILES[tried.profile].standards)
    others, raw = run_checks(folder, [name for name in names if not seen[name]], every, told)
    published = tuple(
        outcome for name in names for outcome in seen[name] or [o for o in others if o.file == name]
    )
    taken = {id(outcome) for known in seen.values() for outcome in known}
    outcomes = Outcomes(
        published,
        tuple(outcome for outcome in tried.outcomes if id(outcome) not in taken),
        made_from(inputs_of(project, slug)),
    )
    title = str(manifest["title"])
    about = files_about(outcomes, {**tried.raw, **raw}, title, project.templates)
    add_to_published(project.build, slug, about, replacing=EVERYTHING)
    # The page about the checks is a page too, and is checked like the others; what is found is
    # told and counts, but cannot stand in the page without changing it.
    own, _ = run_checks(folder, [PAGE], every, told)
    return (*outcomes.every, *own)


def _digest(folder: Path, name: str) -> str:
    return hashlib.sha256((folder / PurePosixPath(name)).read_bytes()).hexdigest()
