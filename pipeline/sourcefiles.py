"""What stands in the folders that people write into: nothing from elsewhere, nothing overlooked.

A symbolic link out of its folder would let whoever hands in a text read a file of the machine that
builds it. A name that another system refuses, or takes for another file, breaks the text of a
colleague. A file that nothing reads is text that somebody misses in the report.
"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.limits import FILE_NAME
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.diagnostics import Collector

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
"""Names of devices in Windows, whatever suffix they have."""

_SIGNS = re.compile(r'[<>:"|?*\\]|[. ]\Z')
"""What no name in Windows can have."""


def leads_outside(folder: Path, name: str, found: Collector) -> bool:
    """Tell whether the folder, or a link in it, leads out of it: ``file-outside`` in ``found``.

    ``name`` is the folder as messages show it. Where this is so, nothing in it is to be read.
    """
    home = folder.parent.resolve() / folder.name
    outside = [
        path
        for path in (folder, *_entries(folder))
        if path.is_symlink() and not _target(path).is_relative_to(home)
    ]
    for path in outside:
        relative = path.relative_to(folder).as_posix()
        found.error(
            "file-outside",
            "this is a link that leads out of its folder",
            Span(name if relative == "." else f"{name}/{relative}", 0),
            "put the file itself in its place",
        )
    return bool(outside)


def _target(link: Path) -> Path:
    """Return where a link leads; itself where it leads in a circle, which reading it tells of."""
    try:
        return link.resolve(strict=False)
    except (OSError, RuntimeError):
        return link.parent.resolve() / link.name


def check_names(folder: Path, name: str, found: Collector) -> None:
    """Check the names in the folder of a publication: ``file-name``, ``file-unread``."""
    seen: dict[str, str] = {}
    for path in _entries(folder):
        relative = path.relative_to(folder).as_posix()
        span = Span(f"{name}/{relative}", 0)
        wrong = _wrong(path.name)
        same = seen.setdefault(_folded(relative), relative)
        if wrong:
            found.error("file-name", wrong, span, "name it with letters, digits and hyphens")
        elif same != relative:
            found.error(
                "file-name",
                f"on macOS and Windows this is the same name as “{same}”",
                span,
                "give one of the two another name",
            )
        if path.parent == folder / "report" and path.suffix != ".md":
            found.warning(
                "file-unread",
                "nothing reads this: the text is in the files report/….md",
                span,
                "name it as those, or put it elsewhere",
            )


def is_reserved(name: str) -> bool:
    """Tell whether Windows keeps the name for a device."""
    return bool(_RESERVED.fullmatch(name))


def _wrong(name: str) -> str:
    if is_reserved(name):
        return "Windows keeps this name for a device"
    if _SIGNS.search(name):
        return "the name has a sign that Windows cannot store"
    if len(name) > FILE_NAME:
        return f"the name has {len(name)} characters; the most is {FILE_NAME}"
    return ""


def _folded(relative: str) -> str:
    return unicodedata.normalize("NFC", relative).casefold()


def _entries(folder: Path) -> Iterator[Path]:
    """Yield all that is below a folder, in order, links not followed, without what is hidden."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for each in sorted((*folders, *files)):
            if not each.startswith("."):
                yield Path(parent, each)
