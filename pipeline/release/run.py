"""A release: every gate asked, the files named, signed, packed, and put into a folder for good."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build import Request, make_publication
from pipeline.conformance.outcome import Outcome, Outcomes
from pipeline.conformance.page import conformance_html
from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.formats import FORMATS
from pipeline.formats.archive import pack_zip
from pipeline.model import Issue, Span
from pipeline.project import load_publication
from pipeline.proof_page import proof_html
from pipeline.publish import CHECKSUMS
from pipeline.release.gates import (
    Gate,
    check_gate,
    conformance_gate,
    proof_gate,
    rebuild_gate,
    signature_gate,
    translations_gate,
)
from pipeline.release.manifest import (
    Release,
    read_release,
    release_folder,
    released_files,
    sums_of,
    write_release,
)
from pipeline.release.names import ALL, file_stem
from pipeline.release.register import register_of
from pipeline.translations.release import released_languages

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.build import MadeSet
    from pipeline.folders import Project
    from pipeline.model import Document, Identity, Waiver
    from pipeline.release.signature import Signer

Examine = Callable[[Path, Sequence[str]], tuple[Outcome, ...]]

PROOF, CONFORMANCE = "proof.html", "conformance.html"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be released."""

    slug: str
    revision: int
    languages: tuple[str, ...] = ()
    """Empty for all that publication.toml releases."""
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Tools:
    """What a release is made with, beside the source."""

    now: datetime
    """With its zone."""
    examine: Examine
    """Puts the files of a folder before the validators."""
    signer: Signer | None = None
    """Signs the PDFs; None where nothing is signed."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    gates: tuple[Gate, ...]
    release: Release | None
    """None where a gate is not green; then nothing was written."""
    folder: Path
    warnings: tuple[Diagnostic, ...]


def release_publication(
    project: Project, order: Order, tools: Tools, told: Callable[[Gate], None]
) -> Result:
    """Ask every gate and, where all are green, write the release; ``told`` hears of each gate.

    Raises ``ReportError`` where the order itself cannot be right: ``release-revision``,
    ``unknown-language``. Call it while ``publish.locked``.
    """
    folder = release_folder(project.build, order.slug, order.revision)
    with register_of(project.build) as (register, found):
        broken = [d for d in found if d.severity == "error"]
        if broken:
            raise ReportError(found)
        _check_revision(order, _taken(folder.parent, register.revisions(order.slug)))
        run = _Run(project, order, tools, told)
        release, files = run.release()
        if release is not None:
            _clear(folder.parent)
            try:
                write_release(folder, release, files)
            except OSError as error:
                raise _unwritable(folder, error) from error
            register.add(read_release(folder), folder)
    return Result(tuple(run.gates), release, folder, (*found, *run.warnings))


class _Run:
    """The state of one run: the gates so far, and what they let through."""

    def __init__(
        self, project: Project, order: Order, tools: Tools, told: Callable[[Gate], None]
    ) -> None:
        self.project, self.order, self.tools, self.told = project, order, tools, told
        self.gates: list[Gate] = []
        self.warnings: list[Diagnostic] = []

    def release(self) -> tuple[Release | None, dict[str, bytes]]:
        """Return the release and its files by name, or None where a gate is not green."""
        found = Collector()
        loaded = load_publication(self.project, self.order.slug, found)
        document = next(iter(loaded.documents.values())) if loaded else None
        self._pass(check_gate(found.found, document, self.tools.now))
        if document is None or found.errors:
            self._unasked("translations", "proof", "rebuild", "conformance")
            return None, {}
        self.warnings = [d for d in found.found if d.severity == "warning"]
        languages = self._languages(document)
        gate, waivers = translations_gate(
            self.project, document, languages, self.order.waivers, found.found
        )
        self._pass(gate)
        issue = Issue(self.order.revision, waivers)
        request = Request(self.order.slug, (), languages, issue=issue)
        made = self._passed_proof(request)
        if made is None:
            self._unasked("rebuild", "conformance")
            return None, {}
        self._pass(rebuild_gate(self.project, request, made))
        made = self._signed(made)
        files, about = self._files(document.identity, made)
        gate, outcomes = conformance_gate(files, self.tools.examine)
        self._pass(gate)
        if not all(gate.green for gate in self.gates):
            return None, {}
        # The raw reports stay in the house.
        bare = Outcomes(tuple(replace(outcome, reports=()) for outcome in outcomes))
        page = conformance_html(made.canonical.title, bare, self.project.templates)
        files[CONFORMANCE], about[CONFORMANCE] = page.encode(), ("", "html")
        self._pack(document.identity, files, about)
        release = Release(
            publication=self.order.slug,
            symbol=document.identity.symbol,
            revision=self.order.revision,
            title={tag: made.titles[tag] for tag in languages},
            status=document.identity.status or "draft",
            embargo=document.identity.embargo,
            released=self.tools.now,
            files=released_files(files, about),
            waivers=waivers,
            gates={gate.name: gate.told for gate in self.gates},
            signed=self.tools.signer.told if self.tools.signer else "",
        )
        return release, files

    def _languages(self, document: Document) -> tuple[str, ...]:
        """Return what is to be released. Raises ``ReportError`` ``unknown-language``."""
        known = document.identity.languages
        for tag in (*self.order.languages, *(waiver.language for waiver in self.order.waivers)):
            if tag not in known:
                raise _usage(
                    "unknown-language",
                    f"{self.order.slug} is not published in “{tag}”",
                    f"its languages are: {', '.join(known)}",
                )
        asked = self.order.languages or released_languages(document)
        return tuple(tag for tag in known if tag in asked)

    def _passed_proof(self, request: Request) -> MadeSet | None:
        gate, made = proof_gate(
            lambda: make_publication(self.project, request, {}, lambda *_: None)
        )
        self._pass(gate)
        return made

    def _signed(self, made: MadeSet) -> MadeSet:
        """Sign the PDFs, all bytes of which are final by now."""
        if self.tools.signer is None:
            return made
        gate, signed = signature_gate(made, self.tools.signer)
        self._pass(gate)
        return signed

    def _files(
        self, identity: Identity, made: MadeSet
    ) -> tuple[dict[str, bytes], dict[str, tuple[str, str]]]:
        """Return every file by its name, and (language, format) of each."""
        files: dict[str, bytes] = {}
        about: dict[str, tuple[str, str]] = {}
        for file in made.files:
            stem = file_stem(identity, file.language, self.order.revision)
            name = stem + FORMATS[file.format]().suffix
            files[name] = file.data
            about[name] = (file.language, file.format)
        files[PROOF] = proof_html(made.proof, self.project.templates).encode()
        about[PROOF] = ("", "html")
        return files, about

    def _pack(
        self, identity: Identity, files: dict[str, bytes], about: dict[str, tuple[str, str]]
    ) -> None:
        """Add a zip a language and one of everything, each with the checksums of its files."""
        every = dict(files)
        for language in dict.fromkeys(language for language, _ in about.values() if language):
            name = f"{file_stem(identity, language, self.order.revision)}.zip"
            own = {file: data for file, data in every.items() if about[file][0] == language}
            files[name], about[name] = _zip(own), (language, "zip")
        name = f"{file_stem(identity, ALL, self.order.revision)}.zip"
        files[name], about[name] = _zip(every), ("", "zip")

    def _pass(self, gate: Gate) -> None:
        self.gates.append(gate)
        self.told(gate)

    def _unasked(self, *names: str) -> None:
        for name in names:
            self._pass(Gate(name, green=False, told="not asked: the gate before it is not green"))


def _zip(files: Mapping[str, bytes]) -> bytes:
    return pack_zip({**files, CHECKSUMS: sums_of(files).encode()})


def _taken(shelf: Path, registered: Sequence[int]) -> list[int]:
    """Return the revisions that stand in their folders or in the register, in order."""
    names = [path.name for path in shelf.iterdir()] if shelf.is_dir() else []
    return sorted({*registered, *(int(name) for name in names if name.isdigit())})


def _check_revision(order: Order, taken: Sequence[int]) -> None:
    """Refuse a revision that is not newer than all others: the highest counts as the last."""
    following = (taken[-1] if taken else 0) + 1
    if order.revision in taken:
        what = (
            f"revision {order.revision} of {order.slug} was released before, and is never changed"
        )
    elif order.revision < following:
        what = f"revision {order.revision} of {order.slug} is older than {taken[-1]}"
    else:
        return
    raise _usage("release-revision", what, f"the next is: --revision {following}")


def _clear(shelf: Path) -> None:
    """Remove what releases that were killed left behind."""
    for left in shelf.glob(".stage-*"):
        shutil.rmtree(left)


def _usage(code: str, message: str, hint: str) -> ReportError:
    return ReportError([Diagnostic(code, message, None, hint)], exit_code=2)


def _unwritable(folder: Path, error: OSError) -> ReportError:
    return ReportError(
        [
            Diagnostic(
                "build-unwritable",
                f"the release cannot be written: {error.strerror or error}",
                Span(str(error.filename or folder), 0),
                "make room or give yourself the right to write there; nothing was released",
            )
        ],
        exit_code=3,
    )
