"""What an output is made from, as digests: an output whose digest is the same is not made again.

Contents decide, never time stamps. Two digests do the work: that of a whole publication is of its
files and needs nothing of them to be understood; that of one output is of its Edition, in which
text, translation, glossary, links and labels have become one value, and of what its format adds.
"""

from __future__ import annotations

import hashlib
import platform
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.environment import native_versions
from pipeline.folders import HERE, digest
from pipeline.formats import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.edition import Edition
    from pipeline.folders import Project
    from pipeline.formats import Context

LOCK = "requirements.txt"
"""Names the libraries whose versions count."""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What all outputs of a publication are made from."""

    source: str
    """Digest of the publication's folder."""
    templates: str
    """Digest of templates/."""
    pipeline: str
    """Digest of this code."""
    versions: Mapping[str, str]
    """Of Python, of each library that the lock file names, of the native libraries."""


def inputs_of(project: Project, slug: str) -> Inputs:
    """Return what the outputs of a publication would be made from now."""
    return Inputs(
        digest([project.source / slug]), digest([project.templates]), _pipeline(), _versions()
    )


def output_digest(edition: Edition, format_name: str, context: Context) -> str:
    """Return the digest of all that one output is made from."""
    parts = (
        repr(edition),
        digest([context.templates / kind_of(format_name), context.templates / "shared"]),
        repr(context.theme),
        repr(context.pages),
        repr(context.conforms),
        _pipeline(),
        repr(_versions()),
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def program() -> str:
    """Return the digest of this code and of the versions of all that it runs on."""
    return hashlib.sha256(f"{_pipeline()}{_versions()!r}".encode()).hexdigest()


@cache
def _pipeline() -> str:
    return digest([Path(__file__).resolve().parent])


@cache
def _versions() -> Mapping[str, str]:
    installed = _installed()
    names = sorted({_normal(n) for n in _PINNED.findall((HERE.root / LOCK).read_text("utf-8"))})
    return {
        "python": platform.python_version(),
        **native_versions(),
        **{name: installed[name] for name in names if name in installed},
    }


def version_of(library: str) -> str:
    """Return the version of a library that the lock file names, ``""`` where it is not there."""
    return _versions().get(library, "")


def _installed() -> dict[str, str]:
    """Return the version of every installed library; the first on the path counts.

    Read from the names of the folders that installers leave, ``jinja2-3.1.6.dist-info``
    (Recording Installed Packages, “The .dist-info directory”): opening each one's metadata would
    take longer than all digests.
    """
    found: dict[str, str] = {}
    for entry in sys.path:
        for folder in Path(entry or ".").glob("*.dist-info"):
            name, _, version = folder.name.removesuffix(".dist-info").rpartition("-")
            found.setdefault(_normal(name), version)
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
