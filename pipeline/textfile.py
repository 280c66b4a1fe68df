"""Bytes of a text file → checked text. The only way in which words enter the pipeline.

What an editor cannot see is refused here with its place: bytes that are not UTF-8, control
characters, non-characters, bidi overrides (Unicode Standard Annex 9), so that no later stage and
no library meets them.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from pipeline.model import Span

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.diagnostics import Collector

BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks, embeddings, overrides and isolates: direction is decided at build, never typed."""

MAX_BYTES = 20_000_000
"""A source file larger than this is not text that a person wrote."""


def read_text(path: Path, name: str, found: Collector) -> str | None:
    """Return the text of a file, its line ends as LF, NFC, without a byte order mark.

    ``name`` is the path as messages show it. Findings go to ``found``: ``file-unreadable``,
    ``not-utf8``, ``control-character``, ``bidi-character``; None where there is no usable text.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            found.error(
                "file-unreadable",
                f"the file has more than {MAX_BYTES // 1_000_000} MB",
                Span(name, 0),
                "split it, or remove what is not text",
            )
            return None
        data = path.read_bytes()
    except OSError as error:
        found.error(
            "file-unreadable",
            f"the file cannot be read: {error.strerror or error}",
            Span(name, 0),
            "check that it is there and that you may read it",
        )
        return None
    return decode(data, name, found)


def decode(data: bytes, name: str, found: Collector) -> str | None:
    """Return checked text of the bytes of the file ``name``; see ``read_text``."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        found.error(
            "not-utf8",
            "the file is in UTF-16",
            Span(name, 1),
            "save it as UTF-8 in your editor",
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = data[: error.start].decode("utf-8", "replace")
        line = head.count("\n") + 1
        column = len(head) - (head.rfind("\n") + 1) + 1
        found.error(
            "not-utf8",
            f"byte 0x{data[error.start]:02X} (offset {error.start}) is not UTF-8",
            Span(name, line, column),
            "save the file as UTF-8 in your editor; it may be in Latin-1 or Windows-1252",
        )
        return None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if _is_clean(text, name, found) else None


def _is_clean(text: str, name: str, found: Collector) -> bool:
    clean = True
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and line.isprintable():
            continue
        for column, character in enumerate(line, 1):
            if character in BIDI_CONTROLS:
                code, what = "bidi-character", "invisible character that changes the direction"
            elif character != "\t" and _is_forbidden(character):
                code, what = "control-character", "character that is not text"
            else:
                continue
            clean = False
            found.error(
                code,
                f"{what}: U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip(),
                Span(name, number, column),
                "delete it",
            )
    return clean


def _is_forbidden(character: str) -> bool:
    """Tell whether XML 1.0 (production 2, less C1 controls) or Unicode rules a character out."""
    code = ord(character)
    return unicodedata.category(character) in {"Cc", "Cs"} or (code & 0xFFFE) == 0xFFFE
