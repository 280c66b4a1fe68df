"""What a build may cost: every bound there is, each with its reason, in one place.

Far above any report that people write and read, and far below what would fill a disk, a memory or
an afternoon. Whatever is beyond one is a finding with its place, or a file that is refused unread.
"""

from __future__ import annotations

from dataclasses import dataclass

MB = 1_000_000

# --- text that people write -----------------------------------------------------------------------

TEXT_FILE = 20 * MB
"""Bytes of a file of source/: larger than this is no text that a person wrote."""

BAD_CHARACTERS = 50
"""Bad characters of a file told of one by one: with more of them it is no text."""

ACCENTS = 8
"""Accents on one letter, none of them twice. Vietnamese has two, pointed Hebrew four; the PDF draws
so many soundly, where Unicode's stream-safe form (UAX 15, 13) would allow thirty."""

MARK_DEPTH = 20
"""Marks inside each other, ``*a **b***``: nobody could tell them apart."""

TABLE_DEPTH = 20
"""Tables of a TOML file inside each other; nothing here needs more than three levels."""

TITLE = 255
"""Characters of a title: what a core property of Word holds (python-docx refuses longer ones)."""

FILE_NAME = 100
"""Characters of the name of a file of the text: the most that every system and archive takes, with
room for the folders before it."""

# --- files from outside ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file from outside may cost."""

    file: int = 50 * MB
    """Bytes of the file itself."""
    entries: int = 2_000
    """Files in the archive."""
    entry: int = 50 * MB
    """Bytes of one of them, unpacked."""
    total: int = 200 * MB
    """Bytes of all of them, unpacked."""
    ratio: int = 200
    """How many times its packed size an entry of more than a megabyte may have."""


LIMITS = Limits()

IMPORT_LINE = 100_000
"""Characters of the longest line a report can have: a paragraph on one line has far fewer."""

IMPORT_LINES = 300_000
"""Lines of the longest report that is taken in: five thousand pages."""

IMPORT_UNITS = 20_000
"""Paragraphs and headings of the longest report that is taken in."""

IMPORT_PARAGRAPHS = 40_000
"""Paragraphs of the longest Word file that is taken in, those of tables and empty ones counted."""

PDF_PAGES = 3_000
"""Pages of the longest PDF that is taken in."""

PDF_SIGNS = 10_000_000
"""Signs of all its pages."""

PDF_PAGE_SIGNS = 200_000
"""Signs of one of its pages: more are no page that a person reads."""

PDF_MEMORY, PDF_TIME = 768, 120
"""Megabytes and seconds that reading a PDF may take; a report of a hundred pages takes 60 and 2."""


# --- templates ------------------------------------------------------------------------------------

TEMPLATE_OUTPUT = 50 * MB
"""Characters that a template gives: the report of five thousand pages has a fifth of that."""

TEMPLATE_MEMORY = 500 * MB
"""Bytes that filling a template may take: ten times what it gives."""

TEMPLATE_SECONDS = 60.0
"""Seconds of the CPU that filling a template may take; a report of fifty pages takes 0.1."""

# --- files that are made --------------------------------------------------------------------------

JOB_SECONDS = 300.0
"""Seconds in which a file is made, read back and compared; the report of fifty pages takes three.
By the clock of the wall, since what waits for ever takes no time of the CPU."""

JOB_MEMORY = 1_500 * MB
"""Bytes that making a file may take beyond what its process began with; WeasyPrint takes 200 MB
for a report of fifty pages."""
