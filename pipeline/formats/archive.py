"""Zip files whose bytes depend on their contents alone: DOCX and EPUB are packed anew through here.

What packagers leave to chance - times, modes, the system that wrote the file, order, extra
fields - is fixed. Names and contents are never changed.
"""

from __future__ import annotations

import contextlib
import io
import stat
import time
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold."""

MODE = stat.S_IFREG | 0o644

UNIX = 3
"""``version made by``: the system whose modes the entries carry (APPNOTE 6.3.10, 4.4.2)."""

LEVEL = 6
"""Of deflate. Higher levels take longer and save less than 1 % of such files."""

MIMETYPE = "mimetype"
"""Stored uncompressed, so that its bytes stand readable at the start (OCF 3.3, 4.3)."""


@contextlib.contextmanager
def timeless() -> Iterator[None]:
    """Let packagers of libraries pack inside, whatever the clock of this machine says.

    They date entries by the clock, which a zip can hold only from 1980 to 2107: a machine whose
    clock has lost the time could make no DOCX. ``normalise_zip`` sets the time afterwards.
    """
    true = zipfile.time  # type: ignore[attr-defined] # the module that zipfile imports
    then = time.struct_time((*TIME, 1, 1, 0))
    fixed = SimpleNamespace(time=lambda: 0.0, localtime=lambda _: then)
    zipfile.time = fixed  # type: ignore[attr-defined]
    try:
        yield
    finally:
        zipfile.time = true  # type: ignore[attr-defined]


def normalise_zip(data: bytes, *, first: tuple[str, ...] = ()) -> bytes:
    """Return the zip ``data`` with the same contents and nothing that varies from run to run.

    Entries named in ``first`` come first, in that order, where they are there; the others
    follow by name. ``mimetype`` is stored, everything else deflated. Folders are left out.
    Raises ``ValueError`` where two entries have one name, ``zipfile.BadZipFile`` for no zip.
    """
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names = [name for name in source.namelist() if not name.endswith("/")]
        if len(set(names)) != len(names):
            raise ValueError("two entries of the archive have one name")
        places = {name: place for place, name in enumerate(first)}
        for name in sorted(names, key=lambda name: (places.get(name, len(first)), name)):
            target.writestr(_entry(name), source.read(name), compresslevel=LEVEL)
    return out.getvalue()


def pack_zip(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of ``files`` by name, whose bytes depend on them alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in sorted(files.items()):
            target.writestr(_entry(name), data, compresslevel=LEVEL)
    return out.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, TIME)
    entry.create_system = UNIX
    entry.external_attr = MODE << 16
    entry.compress_type = zipfile.ZIP_STORED if name == MIMETYPE else zipfile.ZIP_DEFLATED
    return entry
