"""Bytes of a text file → checked text. The only way in which words enter the pipeline.

What an editor cannot see is refused here with its place: bytes that are not UTF-8, control
characters, non-characters, bidi overrides (Unicode Standard Annex 9), so that no later stage and
no library meets them.
"""

from __future__ import annotations

import codecs
import re
import stat
import unicodedata
from typing import TYPE_CHECKING

from pipeline.disk import is_of_the_machine
from pipeline.limits import ACCENTS, BAD_CHARACTERS, MB, TEXT_FILE
from pipeline.model import Span

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.diagnostics import Collector

BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks, embeddings, overrides and isolates: direction is decided at build, never typed."""

INVISIBLE = frozenset(
    map(chr, (0x034F, 0x180E, *range(0x2061, 0x2065), *range(0x206A, 0x2070), 0xFEFF))
) | frozenset(map(chr, (*range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080))))
"""Joiners, a byte order mark inside a text, invisible operators, annotation and tag characters:
what copying from elsewhere brings along. Soft hyphens and the joiners of Arabic stay."""


def read_text(path: Path, name: str, found: Collector, *, composed: bool = False) -> str | None:
    """Return the text of a file, its line ends as LF, NFC, without a byte order mark.

    ``name`` is the path as messages show it. Findings go to ``found``: ``file-unreadable``,
    ``not-utf8``, ``control-character``, ``bidi-character``, and ``not-normalised`` where the file
    itself has to be ``composed`` (NFC); None where there is no usable text.
    """
    try:
        status = path.stat()
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            # A pipe or a device would be read for ever.
            found.error(
                "file-unreadable",
                "this is not a file but a pipe or a device",
                Span(name, 0),
                "put a text file in its place",
            )
            return None
        if status.st_size > TEXT_FILE:
            found.error(
                "file-unreadable",
                f"the file has more than {TEXT_FILE // MB} MB",
                Span(name, 0),
                "split it, or remove what is not text",
            )
            return None
        data = path.read_bytes()
    except OSError as error:
        if is_of_the_machine(error):
            raise
        found.error(
            "file-unreadable",
            f"the file cannot be read: {error.strerror or error}",
            Span(name, 0),
            "check that it is there and that you may read it",
        )
        return None
    text = decode(data, name, found, composed=composed)
    if text is not None:
        _check_print(text, name, found)
    return text


def _check_print(text: str, name: str, found: Collector) -> None:
    """Note what no face can show: code points without a meaning, letters under many accents."""
    strange = {c for c in set(text) if unicodedata.category(c) in {"Co", "Cn"}}
    for number, line in enumerate(text.split("\n") if strange else (), 1):
        for column, character in enumerate(line, 1):
            if character in strange:
                strange.remove(character)
                found.error(
                    "control-character",
                    f"U+{ord(character):04X} has a meaning in one typeface only, or none",
                    Span(name, number, column),
                    "write the sign that is meant; it came with the words that were copied",
                )
    if tower := _TOWER.search(text):
        before = text[: tower.start()]
        found.error(
            "control-character",
            "a letter has more accents than any alphabet puts on one",
            Span(name, before.count("\n") + 1, len(before) - before.rfind("\n")),
            "delete those that are too many",
        )


def decode(data: bytes, name: str, found: Collector, *, composed: bool = False) -> str | None:
    """Return checked text of the bytes of the file ``name``; see ``read_text``."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        found.error(
            "not-utf8",
            "the file is in UTF-16",
            Span(name, 1),
            "save it as UTF-8 in your editor",
        )
        return None
    start = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = start + error.start
        head = _unix(data[start:offset].decode("utf-8", "replace"))
        line = head.count("\n") + 1
        column = len(head) - (head.rfind("\n") + 1) + 1
        found.error(
            "not-utf8",
            f"byte 0x{data[offset]:02X} (offset {offset}) is not UTF-8",
            Span(name, line, column),
            "save the file as UTF-8 in your editor; it may be in Latin-1 or Windows-1252",
        )
        return None
    written = _unix(text)
    text = unicodedata.normalize("NFC", written)
    if composed and text != written:
        _report_decomposed(written, name, found)
    return text if _is_clean(text, name, found) else None


def _report_decomposed(text: str, name: str, found: Collector) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        column = 1
        for cluster in _CLUSTER.findall(line):
            whole = unicodedata.normalize("NFC", cluster)
            if whole != cluster:
                found.warning(
                    "not-normalised",
                    f"“{whole}” is written with {len(cluster)} signs instead of "
                    f"{len(whole)}, and a search may not find it",
                    Span(name, number, column, len(cluster)),
                    "type it anew, or save the file in the form NFC",
                )
                break  # one for each line is enough
            column += len(cluster)


_ACCENT = (
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_TOWER = re.compile(rf"{_ACCENT}{{{ACCENTS + 1}}}|({_ACCENT})\1")

_CLUSTER = re.compile(r".[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc]*")


def forbidden(character: str) -> tuple[str, str] | None:
    """Return the code and the name of what is wrong with a character; None where nothing is."""
    if character in BIDI_CONTROLS:
        code, what = "bidi-character", "invisible character that changes the direction"
    elif character != "\t" and _is_no_text(character):
        code, what = "control-character", "character that is not text"
    else:
        return None
    named = f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
    return code, f"{what}: {named}"


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_clean(text: str, name: str, found: Collector) -> bool:
    suspects = {c for c in set(text) - {"\n"} if forbidden(c)}
    if not suspects:
        return True
    count = 0
    for number, line in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line, 1):
            wrong = forbidden(character) if character in suspects else None
            if wrong is None:
                continue
            count += 1
            found.error(*wrong, Span(name, number, column), "delete it")
            if count == BAD_CHARACTERS:
                return False
    return False


def _is_no_text(character: str) -> bool:
    """Tell whether XML 1.0 (production 2, less C1 controls) or Unicode rules a character out.

    Line separators go too, and signs that neither people nor fonts can show.
    """
    code = ord(character)
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or (code & 0xFFFE) == 0xFFFE
        or 0xFDD0 <= code <= 0xFDEF
        or character in INVISIBLE
    )
