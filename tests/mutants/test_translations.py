"""Slips in the shipped translations, one at a time: each is found, in its line and by its name.

``translations/<language>.toml`` has a row a slip: the id of the text, what is replaced, by what,
and the code that must be found. “…” at the end of what is replaced takes the rest of the sentence.
The text without the slip has no finding at all; that ``test_shipped`` shows.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from pipeline.codes import CODES as ALL_CODES
from pipeline.diagnostics import Collector, Diagnostic
from pipeline.folders import HERE
from pipeline.model import Document
from pipeline.project import load_original
from pipeline.textfile import decode
from pipeline.translations.catalogue import Catalogue, read_catalogue
from pipeline.translations.checks import CODES, check_translation
from pipeline.translations.files import Translation
from pipeline.translations.join import translate

SLUG = "nato-russia-2019"
TABLES = Path(__file__).parent / "translations"
LANGUAGES = ("fr", "uk", "ar")
BY_THE_READER = {
    "bidi-character",
    "control-character",
    "not-normalised",
    "translation-marks",
    "translation-note-order",
    "unknown-markup",
}
"""What is found before the checks begin, and cannot be silenced."""


@dataclass(frozen=True)
class Slip:
    """One row of a table."""

    language: str
    id: str
    find: str
    write: str
    code: str


def slips(language: str) -> list[Slip]:
    table = tomllib.loads((TABLES / f"{language}.toml").read_text("utf-8"))
    return [Slip(language, *row) for row in table["slips"]]


SLIPS = [slip for language in LANGUAGES for slip in slips(language)]


@cache
def original() -> Document:
    return load_original(HERE, SLUG)


@cache
def shipped(language: str) -> tuple[Sequence[str], Catalogue]:
    """Return the lines of a catalogue, and what is read from it."""
    text = (HERE.source / SLUG / "translations" / f"{language}.po").read_text("utf-8")
    return text.split("\n"), read_catalogue(text, language, language, Collector())


def made(slip: Slip, found: Collector) -> tuple[Catalogue, int]:
    """Return the catalogue with the slip, and the number of its line."""
    lines, catalogue = shipped(slip.language)
    middle = lines.index(f'msgctxt "{slip.id}"')
    first = max(i for i in range(middle) if not lines[i]) + 1
    last = lines.index("", middle)
    begin = next(i for i in range(middle, last) if lines[i].startswith("msgstr"))
    wanted = slip.find.removesuffix("…").replace('"', '\\"')
    at = [i for i in range(begin, last) if wanted in lines[i]]
    assert len(at) == 1, f"“{slip.find}” stands in {len(at)} lines of {slip.id}"
    before, _, after = lines[at[0]].partition(wanted)
    assert wanted not in after, f"“{slip.find}” must stand there once"
    if slip.find.endswith("…"):
        after = re.sub(r'.*?( ?"$)', r"\1", after)
    changed = before + slip.write.replace('"', '\\"') + after
    # A sentence that is lost takes its line along.
    changes = [] if re.fullmatch('" ?"', changed) else [changed]
    # The entry alone is read anew, at the lines where it stands.
    entry_lines = [*lines[first : at[0]], *changes, *lines[at[0] + 1 : last]]
    padded = "\n".join([*lines[:6], *[""] * (first - 6), *entry_lines, ""])
    text = decode(padded.encode(), catalogue.name, found, composed=True)
    if text is None:
        return catalogue, at[0] + 1
    entry = read_catalogue(text, catalogue.name, slip.language, found).entries[0]
    entries = tuple(entry if e.id == slip.id else e for e in catalogue.entries)
    return replace(catalogue, entries=entries), at[0] + 1


def findings(slip: Slip) -> tuple[list[Diagnostic], int]:
    """Return what is found in the text with the slip, and the line where the slip is."""
    found = Collector()
    catalogue, line = made(slip, found)
    if slip.code in BY_THE_READER:  # all texts are joined, which takes its time
        joined = Collector()
        translate(original(), Translation(catalogue), joined)
        found.extend(d for d in joined.found if d.code in BY_THE_READER)
    found.extend(check_translation(original(), catalogue, only={slip.id}))
    return list(found.found), line


KINDS = sorted({(slip.language, slip.code) for slip in SLIPS})


@pytest.mark.parametrize(("language", "code"), KINDS)
def test_slips_are_found(language: str, code: str) -> None:
    for slip in SLIPS:
        if (slip.language, slip.code) != (language, code):
            continue
        found, line = findings(slip)
        said = f"{slip.id}: “{slip.find}” → “{slip.write}”"
        places = {d.span.line for d in found if d.code == code and d.span}
        assert places, f"{said}: found is {[d.code for d in found]}"
        lost = slip.find.endswith("…") and not slip.write
        assert line in places or lost, f"{said}: in line {line}, found in {sorted(places)}"
        assert all(d.hint for d in found)


def test_there_are_enough_of_every_kind() -> None:
    assert len(set(SLIPS)) == len(SLIPS)
    counts = Counter(slip.language for slip in SLIPS)
    assert all(counts[language] >= 80 for language in LANGUAGES), counts
    assert {slip.code for slip in SLIPS} - (BY_THE_READER - CODES) == CODES


def test_translators_are_told_of_every_check() -> None:
    table = (HERE.root / "docs/translating.md").read_text("utf-8")
    told = dict(re.findall(r"^\|[^|]*\| `([\w-]+)` \| (.*) \|$", table, re.MULTILINE))
    assert told.items() <= ALL_CODES.items()
    own = {code for code in ALL_CODES if code.startswith(("po-", "ignore-", "translat"))}
    assert CODES | BY_THE_READER | own <= told.keys()
