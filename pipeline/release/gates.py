"""The gates: what is asked of a publication before it leaves the house, and what was found.

All of them are asked in one run, as far as each can be without the one before it; which is not
green is told with what to do. Nothing here writes a release.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats import FORMATS, kind_of
from pipeline.model import Policy, Span
from pipeline.release.rebuild import differing, digests_of, rebuild
from pipeline.translations.release import obstacles_in, unwritten

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from pipeline.build import MadeSet, Request
    from pipeline.conformance.outcome import Outcome
    from pipeline.folders import Project
    from pipeline.model import Document, Waiver
    from pipeline.release.signature import Signer


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that was asked."""

    name: str
    green: bool
    told: str
    """What was found, in words; goes into the manifest."""
    findings: tuple[Diagnostic, ...] = ()


def check_gate(found: Sequence[Diagnostic], document: Document | None, now: datetime) -> Gate:
    """Ask whether the source is in order, and says where the text stands."""
    errors = [d for d in found if d.severity == "error"] + unwritten(found)
    if document is not None and not errors:
        errors = _status(document, now)
    warnings = sum(d.severity == "warning" for d in found)
    told = f"{len(errors)} errors, {warnings} warnings in the source"
    return Gate("check", not errors, told, tuple(errors))


def _status(document: Document, now: datetime) -> list[Diagnostic]:
    identity = document.identity
    span = Span(f"source/{identity.slug}/publication.toml", 1)
    if identity.status is None:
        return [
            Diagnostic(
                "release-status",
                "nobody has said yet whether the text is a draft, under embargo or final",
                span,
                'add a line to it: status = "draft", or "embargoed", or "final"',
            )
        ]
    if identity.embargo is not None and identity.embargo <= now:
        return [
            Diagnostic(
                "release-status",
                f"the embargo has ended: {identity.embargo.isoformat()}",
                span,
                'write status = "final" and delete the embargo, or correct its date',
            )
        ]
    return []


def translations_gate(
    project: Project,
    document: Document,
    languages: Sequence[str],
    waivers: Sequence[Waiver],
    found: Sequence[Diagnostic],
) -> tuple[Gate, tuple[Waiver, ...]]:
    """Ask whether each language is as its policy wants it, but for what somebody waives.

    Returns the gate, and the waivers with what each lets pass.
    """
    findings: list[Diagnostic] = []
    counts: Counter[tuple[str, str]] = Counter()
    told: list[str] = []
    waived = {(waiver.language, waiver.code) for waiver in waivers}
    for language in languages:
        if language == document.language:
            continue
        if document.identity.policies.get(language, Policy()).release == "never":
            findings.append(_never(document, language))
            told.append(f"{language} never released")
            continue
        before = len(findings)
        for obstacle in obstacles_in(project, document, language, found):
            if (language, obstacle.code) in waived:
                counts[language, obstacle.code] += 1
            else:
                findings.append(obstacle)
        told.append(f"{language} {len(findings) - before} texts in the way")
    used = tuple(replace(w, count=counts[w.language, w.code]) for w in waivers)
    findings += [_idle(waiver) for waiver in used if not waiver.count]
    passed = sum(counts.values())
    if passed:
        told.append(f"{passed} let pass on the word of {', '.join(sorted({w.by for w in used}))}")
    what = ", ".join(told) or "nothing is translated"
    return Gate("translations", not findings, what, tuple(findings)), used


def _never(document: Document, language: str) -> Diagnostic:
    return Diagnostic(
        "release-never",
        f"publication.toml says that the language “{language}” is never released",
        Span(f"source/{document.identity.slug}/publication.toml", 1),
        f'leave it out, or change release = "never" in [translations.{language}]',
    )


def _idle(waiver: Waiver) -> Diagnostic:
    return Diagnostic(
        "release-waiver",
        f"the exception {waiver.language}:{waiver.code} lets nothing pass: there is no such text",
        None,
        "leave it out; an exception that is not needed shall not stand on a cover",
    )


def proof_gate(make: Callable[[], MadeSet]) -> tuple[Gate, MadeSet | None]:
    """Make everything, and ask whether every file says what the source says."""
    try:
        made = make()
    except ReportError as error:
        errors = tuple(d for d in error.diagnostics if d.severity == "error")
        return Gate("proof", False, "the files could not be made and proved", errors), None  # noqa: FBT003
    told = f"{len(made.files)} files, {made.comparisons} comparisons with the source, no difference"
    return Gate("proof", True, told), made  # noqa: FBT003


def rebuild_gate(project: Project, request: Request, made: MadeSet) -> Gate:
    """Make everything once more elsewhere, and ask whether the bytes are the same."""
    try:
        again = rebuild(project, request)
    except RuntimeError as error:
        unlike, why = [request.slug], f": {error}"
    else:
        unlike, why = differing(digests_of({f.path: f.data for f in made.files}), again), ""
    findings = tuple(
        Diagnostic(
            "release-rebuild",
            f"{path} does not come out the same when it is made again elsewhere{why}",
            None,
            "release again; if it stays, this is a fault of the pipeline: keep both files",
        )
        for path in unlike
    )
    told = f"{len(made.files) - len(unlike)} of {len(made.files)} files equal byte for byte"
    return Gate("rebuild", not findings, told, findings)


def signature_gate(made: MadeSet, signer: Signer) -> tuple[Gate, MadeSet]:
    """Sign every PDF, and ask whether it still says what it said and keeps every byte it had."""
    files, findings, count = [], list[Diagnostic](), 0
    for file in made.files:
        if kind_of(file.format) != "pdf":
            files.append(file)
            continue
        read = FORMATS[file.format]().read_back
        try:
            signed = signer.sign(file.data)
            same = signed.startswith(file.data) and read(signed) == read(file.data)
        except ReportError as error:
            findings += error.diagnostics
            continue
        if not same:
            findings.append(
                Diagnostic(
                    "release-signature",
                    f"{file.path} does not say the same when it is signed",
                    None,
                    "release it unsigned; this is a fault of the pipeline",
                )
            )
        files.append(replace(file, data=signed))
        count += 1
    gate = Gate("signature", not findings, f"{count} PDFs: {signer.told}", tuple(findings))
    return gate, replace(made, files=tuple(files))


def conformance_gate(
    files: Mapping[str, bytes], examine: Callable[[Path, Sequence[str]], tuple[Outcome, ...]]
) -> tuple[Gate, tuple[Outcome, ...]]:
    """Ask every validator about these very bytes; one that did not run is not green either."""
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name)
        for file, data in files.items():
            (folder / file).write_bytes(data)
        outcomes = examine(folder, list(files))
    findings = []
    for outcome in outcomes:
        if outcome.status == "passed":
            continue
        findings.append(
            Diagnostic(
                "release-conformance",
                f"{outcome.file}: {outcome.tool} ({outcome.profile}) {outcome.status}: "
                f"{'; '.join(outcome.findings)[:300]}",
                None,
                "nox -s release installs the validators"
                if outcome.status == "not run"
                else "look at the finding; nothing that fails may leave the house",
            )
        )
    passed = sum(outcome.status == "passed" for outcome in outcomes)
    told = f"{passed} of {len(outcomes)} checks passed by {len({o.tool for o in outcomes})} tools"
    return Gate("conformance", bool(outcomes) and not findings, told, tuple(findings)), outcomes
