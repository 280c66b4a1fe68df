"""``manifest.json``: what a published set holds and what it was made from.

It is also how the next build knows what need not be made again: the digests in it decide, and the
files count only while their own SHA-256 is what it says.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic
from pipeline.model import Span
from pipeline.publish import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.build import Request
    from pipeline.edition import Edition
    from pipeline.inputs import Inputs
    from pipeline.jobs import Made

VERSION = 2
"""Of the manifest's own form; a set with another one is made anew."""


@dataclass(frozen=True, slots=True)
class Output:
    """One published file, as a person is told of it."""

    path: str
    """Relative to the folder of the publication, POSIX."""
    size: int
    """Bytes."""
    pages: int | None
    seconds: float | None
    """None where it was made before."""


@dataclass(frozen=True, slots=True)
class Built:
    """A published set: what it holds and where it stands."""

    folder: Path
    outputs: tuple[Output, ...]
    comparisons: int
    """How many things were compared with the source."""
    warnings: tuple[Diagnostic, ...]


def manifest_text(
    request: Request,
    edition: Edition,
    inputs: Inputs,
    made: Sequence[Made],
    files: Mapping[str, bytes],
    built: Built,
) -> str:
    """Return the manifest of a set: ``files`` by path, of which ``made`` are the publication's."""
    about = {file.path: file for file in made}
    listed = []
    for path, data in sorted(files.items()):
        entry: dict[str, object] = {
            "path": path,
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        if file := about.get(path):
            entry |= {"language": file.language, "format": file.format, "made_from": file.made_from}
            if file.page_map:
                entry |= {"pages": file.page_map.count, "page_map": asdict(file.page_map)}
        listed.append(entry)
    manifest = {
        "manifest": VERSION,
        "publication": request.slug,
        "release": request.release,
        "title": edition.title,
        "date": edition.date.isoformat(),
        "page_numbers_from": "pdf",
        "comparisons": built.comparisons,
        "warnings": [asdict(warning) for warning in built.warnings],
        "source_digest": inputs.source,
        "templates_digest": inputs.templates,
        "pipeline_digest": inputs.pipeline,
        "versions": dict(inputs.versions),
        "files": listed,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def unchanged(folder: Path, inputs: Inputs) -> Built | None:
    """Return the published set in ``folder`` if it was made from just these inputs and is whole.

    A release is not what a build of all languages makes, and is made anew.
    """
    manifest = _manifest_in(folder)
    now = {
        "release": False,
        "source_digest": inputs.source,
        "templates_digest": inputs.templates,
        "pipeline_digest": inputs.pipeline,
        "versions": dict(inputs.versions),
    }
    if {name: manifest.get(name) for name in now} != now:
        return None
    if any(_whole(folder, entry) is None for entry in manifest["files"]):
        return None
    return Built(
        folder,
        tuple(
            Output(entry["path"], entry["bytes"], entry.get("pages"), None)
            for entry in manifest["files"]
            if "format" in entry
        ),
        manifest["comparisons"],
        tuple(map(_diagnostic, manifest["warnings"])),
    )


def made_before(folder: Path) -> dict[tuple[str, str], Made]:
    """Return the outputs of the published set in ``folder`` by language and format.

    One that is not whole, or whose proof is not there, is left out.
    """
    from pipeline.formats import PageMap  # noqa: PLC0415 - not needed where nothing changed
    from pipeline.jobs import Made  # noqa: PLC0415
    from pipeline.proof import comparisons_in  # noqa: PLC0415

    found = {}
    entries = {entry["path"]: entry for entry in _manifest_in(folder).get("files", ())}
    proof = _whole(folder, entries.get("proof.json", {}))
    for path, entry in entries.items():
        data = _whole(folder, entry) if proof and "made_from" in entry else None
        if proof is None or data is None:
            continue
        language, name, pages = entry["language"], entry["format"], entry.get("page_map")
        page_map = None
        if pages:
            breaks = tuple((label, anchor) for label, anchor in pages["breaks"])
            page_map = PageMap(pages["labels"], breaks, pages["count"])
        found[language, name] = Made(
            language=language,
            format=name,
            path=path,
            data=data,
            made_from=entry["made_from"],
            page_map=page_map,
            comparisons=tuple(
                c for c in comparisons_in(proof) if (c.language, c.format) == (language, name)
            ),
            seconds=None,
        )
    return found


def _manifest_in(folder: Path) -> Mapping[str, Any]:
    """Return the manifest in a folder; empty where there is none that this version wrote."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    ours = isinstance(manifest, dict) and manifest.get("manifest") == VERSION
    return manifest if ours and _is_sound(manifest) else {}


def _is_sound(manifest: Mapping[str, Any]) -> bool:
    """Tell whether a manifest has what is read from it: somebody may have edited it."""
    try:
        for warning in manifest["warnings"]:
            _diagnostic(warning)
        texts = [entry[key] for entry in manifest["files"] for key in ("path", "sha256")]
        sizes = [manifest["comparisons"], *(entry["bytes"] for entry in manifest["files"])]
    except (KeyError, TypeError, AttributeError):
        return False
    return all(isinstance(t, str) for t in texts) and all(isinstance(n, int) for n in sizes)


def _whole(folder: Path, entry: Mapping[str, Any]) -> bytes | None:
    """Return the bytes of a listed file, or None where they are not what the manifest says."""
    try:
        data = (folder / PurePosixPath(entry["path"])).read_bytes()
    except (OSError, KeyError):
        return None
    return data if hashlib.sha256(data).hexdigest() == entry["sha256"] else None


def _diagnostic(values: Mapping[str, Any]) -> Diagnostic:
    span = values["span"]
    return Diagnostic(**{**values, "span": Span(**span) if span else None})
