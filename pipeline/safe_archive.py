"""Files that come from outside - XLIFF, Word - opened so that they can do no harm.

Nothing is unpacked to disk, no address is followed, no entity of a document type is expanded, and
sizes are checked before anything is read. Whatever is refused is a ``ReportError`` that says why:
``file-unreadable``, ``file-unsafe`` or ``file-damaged``.
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from lxml import etree

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.disk import is_of_the_machine
from pipeline.limits import LIMITS, MB, Limits
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the old .doc begins, and a .docx with a password ([MS-CFB] 2.2)."""


def read_file(path: Path, name: str, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of a regular file of a size that can be right."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            _refuse("file-unreadable", "this is not a file", name, "name a file that was saved")
        if status.st_size > limits.file:
            _refuse(
                "file-unreadable",
                f"the file has {status.st_size // MB} MB; the most is {limits.file // MB} MB",
                name,
                "take the pictures out of it, or split it",
            )
        return path.read_bytes()
    except OSError as error:
        if is_of_the_machine(error):
            raise
        why = error.strerror or str(error)
        return _refuse(
            "file-unreadable",
            f"the file cannot be read: {why}",
            name,
            "check that it is there and that you may read it",
        )


class Archive:
    """A zip whose names and sizes have been checked; its files are read one by one."""

    def __init__(self, data: bytes, name: str, limits: Limits = LIMITS) -> None:
        """Check every entry of the directory before any of them is read."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
            self._damaged(f"the file is no readable archive: {error}")
        entries = self._zip.infolist()
        if len(entries) > limits.entries:
            self._unsafe(f"the archive holds {len(entries)} files")
        for entry in entries:
            self._check(entry, limits)
        total = sum(entry.file_size for entry in entries)
        if total > limits.total:
            self._unsafe(f"unpacked, the file would have {total // MB} MB")
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}
        if len({name.lower() for name in self._entries}) < len(self._entries) or len(
            self._entries
        ) < sum(not entry.is_dir() for entry in entries):
            self._unsafe("two files of the archive have one name")

    def __contains__(self, entry: str) -> bool:
        return entry in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def read(self, entry: str) -> bytes:
        """Return the bytes of one file of the archive."""
        if entry not in self._entries:
            self._damaged(f"the file lacks its part “{entry}”")
        try:
            # zipfile never gives more than the size that was checked.
            return self._zip.read(self._entries[entry])
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
            return self._damaged(f"the part “{entry}” of the file cannot be unpacked")

    def xml(self, entry: str) -> etree._Element:
        """Return the root of one file of the archive."""
        return parse_xml(self.read(entry), self.name, f"the part “{entry}” of the file")

    def _check(self, entry: zipfile.ZipInfo, limits: Limits) -> None:
        name = entry.filename
        parts = name.rstrip("/").split("/")
        if "\\" in name or ":" in parts[0] or "" in parts or ".." in parts or "\0" in name:
            self._unsafe(f"the archive names a file outside of itself: “{name}”")
        if entry.flag_bits & 0x1:
            self._unsafe("the file is protected by a password", "save it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self._damaged(f"“{name}” is packed in a way that such files never are")
        if entry.file_size > limits.entry:
            self._unsafe(f"unpacked, “{name}” would have {entry.file_size // MB} MB")
        if entry.file_size > max(MB, entry.compress_size * limits.ratio):
            self._unsafe(
                f"unpacked, “{name}” would be "
                f"{entry.file_size // max(1, entry.compress_size)} times as large"
            )

    def _unsafe(
        self, message: str, hint: str = "do not use this file; ask for it again from its writer"
    ) -> NoReturn:
        _refuse("file-unsafe", message, self.name, hint)

    def _damaged(self, message: str) -> NoReturn:
        _refuse(
            "file-damaged",
            message,
            self.name,
            "open it in the program that made it, save it anew, and try again",
        )


def parse_xml(data: bytes, name: str, what: str = "the file") -> etree._Element:
    """Return the root of an XML document that declares no document type and no entities.

    ``what`` names the part of the file ``name`` in messages.
    """
    try:
        _refuse_document_type(data, name, what)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        return etree.fromstring(data, parser)
    except (expat.ExpatError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        line, column = _position(error)
        place = f" (line {line}, column {column})" if line else ""
        return _refuse(
            "file-damaged",
            f"{what} is not well-formed XML{place}: {_reason(error)}",
            name,
            "open it in the program that made it, save it anew, and try again",
        )


class _AtRootError(Exception):
    """The first element has been reached, and no document type before it."""


def _refuse_document_type(data: bytes, name: str, what: str) -> None:
    """Read up to the first element with expat, which tells of a document type as it begins.

    Entities, and the bombs and addresses that they can be, are declared nowhere else
    (Extensible Markup Language 1.0, 2.8).
    """

    def root(*_: object) -> NoReturn:
        raise _AtRootError

    def doctype(*_: object) -> NoReturn:
        _refuse(
            "file-unsafe",
            f"{what} declares a document type, which could draw in other files",
            name,
            "export it again without a DOCTYPE; no translation needs one",
        )

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = doctype
    reader.StartElementHandler = root
    try:
        reader.Parse(data, True)  # noqa: FBT003 - expat's name for "this is all"
    except _AtRootError:
        return


def _position(error: Exception) -> tuple[int, int]:
    if isinstance(error, expat.ExpatError):
        return error.lineno, error.offset + 1
    if isinstance(error, etree.XMLSyntaxError):
        return error.position
    return 0, 0


def _reason(error: Exception) -> str:
    if isinstance(error, expat.ExpatError):
        return expat.ErrorString(error.code)
    if isinstance(error, etree.XMLSyntaxError):
        return (error.msg or "").partition(", line ")[0]
    return str(error)


# --- Word ---------------------------------------------------------------------------------------

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
"""Relation types of the transitional and of the strict form (ECMA-376 parts 4 and 1)."""
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@dataclass(frozen=True, slots=True)
class WordFile:
    """A DOCX without macros; parts are named as in the archive: ``word/document.xml``."""

    archive: Archive
    main: str
    """The part with the text."""

    def related(self, kind: str) -> str | None:
        """Return the part that the text relates to as ``comments``, ``footnotes`` or the like.

        Relations that lead out of the file are passed over.
        """
        folder, base = posixpath.split(self.main)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self.archive:
            return None
        return next(_targets(self.archive, relations, folder, kind), None)


def open_word(data: bytes, name: str, limits: Limits = LIMITS) -> WordFile:
    """Return the DOCX in ``data``, refused where it is none, or has macros or a password."""
    if data.startswith(_COMPOUND_FILE):
        _refuse(
            "file-damaged",
            "the file is an old Word file (.doc), or is protected by a password",
            name,
            "save it from Word as “Word document (.docx)”, without a password",
        )
    if not data.startswith(b"PK"):
        _refuse(
            "file-damaged",
            "the file is not a Word document" if data else "the file is empty",
            name,
            "a Word document is saved as .docx",
        )
    archive = Archive(data, name, limits)
    types = archive.xml("[Content_Types].xml")
    kinds = {
        (item.get("PartName") or "").lstrip("/"): item.get("ContentType") or ""
        for item in types.iter(f"{{{_TYPES}}}Override")
    }
    if any(part.lower().endswith("vbaproject.bin") for part in archive) or any(
        "macroEnabled" in kind or "vbaProject" in kind for kind in kinds.values()
    ):
        _refuse(
            "file-unsafe",
            "the file has macros",
            name,
            "save it from Word as “Word document (.docx)”, which has none",
        )
    main = next(_targets(archive, "_rels/.rels", "", "officeDocument"), None)
    if main is None or main not in archive or kinds.get(main) != _WORD:
        _refuse(
            "file-damaged",
            "the file is not a Word document",
            name,
            "a Word document is saved as .docx",
        )
    return WordFile(archive, main)


def _targets(archive: Archive, relations: str, folder: str, kind: str) -> Iterator[str]:
    for relation in archive.xml(relations).iter(f"{{{_RELATIONS}}}Relationship"):
        if relation.get("TargetMode") == "External":
            continue
        if relation.get("Type") in {f"{start}{kind}" for start in _OFFICE}:
            target = posixpath.join("/", folder, relation.get("Target") or "")
            yield posixpath.normpath(target).lstrip("/")


def _refuse(code: str, message: str, name: str, hint: str) -> NoReturn:
    raise ReportError([Diagnostic(code, message, Span(name, 0), hint)])
