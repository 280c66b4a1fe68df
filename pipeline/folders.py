"""Where things stand: the folders of a project, and the digest of what is in them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of a project."""

    root: Path

    @property
    def source(self) -> Path:
        """One folder a publication; people edit here."""
        return self.root / "source"

    @property
    def templates(self) -> Path:
        """One folder a format; designers edit here."""
        return self.root / "templates"

    @property
    def build(self) -> Path:
        """What is made."""
        return self.root / "build"

    def publications(self) -> list[str]:
        """Return the names of all publications, in order."""
        if not self.source.is_dir():
            return []
        found = {path.parent for name in _MARKS for path in self.source.glob(f"*/{name}")}
        return sorted(path.name for path in found if not path.name.startswith("."))


_MARKS = ("publication.toml", "report")
"""What a publication has; where one of them is missing, the error says so."""

HERE = Project(Path(__file__).resolve().parent.parent)
"""The project that this code belongs to."""


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of files, and of all files below folders, by relative name and content.

    Compiled Python is left out. A path that does not exist counts as an empty folder.
    """
    total = hashlib.sha256()
    for top in paths:
        files = [top] if top.is_file() else sorted(p for p in top.rglob("*") if p.is_file())
        for path in files:
            if path.suffix != ".pyc":
                name = path.relative_to(top.parent).as_posix()
                # The bytes on the disk, whatever encoding this machine reads them in.
                total.update(os.fsencode(name) + b"\0")
                total.update(_content(path))
    return total.hexdigest()


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return b"unreadable"  # whoever reads it for its words says why
