"""How released files are named: by the symbol of the document, the language and the revision.

A name says what the file is without opening it, and is safe on every disk, in every mail and
address: letters of the English alphabet, digits, hyphens, dots and underscores.
"""

from __future__ import annotations

import re
import unicodedata
from string import Formatter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.model import Identity

DEFAULT = "{symbol}-{letter}-rev{revision}"

LETTERS: Mapping[str, str] = {
    "ar": "A", "de": "G", "en": "E", "es": "S", "fr": "F", "it": "I", "pt": "P", "ru": "R",
    "uk": "U", "zh": "C",
}  # fmt: skip
"""Letter of a language in the symbols of documents, as the United Nations and its kin use them;
a language that is not here is named by its tag."""

ALL = "all"
"""In place of a letter: what holds every language."""

_SYMBOL = re.compile(r"(?P<serial>\d+)\s+(?P<body>[A-Z]+)\s+(?P<year>\d{2,4})(?:\s+[A-Z])?")
_LETTER_AT_END = re.compile(r"(?<=\d)\s+[A-Z]$")
_ALWAYS = frozenset({"symbol", "letter", "language", "revision"})
_OF_SYMBOL = frozenset({"serial", "body", "year"})

MAX_STEM = 100
"""Longest name without its ending; a name of 255 bytes fits no mail or zip comfortably."""


def file_stem(identity: Identity, language: str, revision: int) -> str:
    """Return the name of a released file without its ending.

    ``language`` is a BCP 47 tag, or ``ALL``.
    """
    found = _SYMBOL.search(identity.symbol)
    parts = found.groupdict() if found else dict.fromkeys(_OF_SYMBOL, "")
    stem = identity.file_name.format(
        symbol=_LETTER_AT_END.sub("", identity.symbol),
        letter=letter_of(language, identity.letters),
        language=language,
        revision=revision,
        **parts,
    )
    return safe(stem) or safe(f"{identity.slug}-{language}-rev{revision}")


def letter_of(language: str, letters: Mapping[str, str]) -> str:
    """Return the letter of a language, its own rule first."""
    return letters.get(language) or LETTERS.get(language) or language


def safe(text: str) -> str:
    """Return a text as a file name: accents dropped, whatever else is unsafe as one hyphen."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^A-Za-z0-9._]+", "-", plain).strip("-._")[:MAX_STEM].strip("-._")


def wrong_rule(rule: str, symbol: str) -> tuple[str, str] | None:
    """Return (what is wrong with a rule, what to do), or None."""
    known = sorted(_ALWAYS | _OF_SYMBOL)
    try:
        fields = [
            (name, bool(spec or conversion))
            for _, name, spec, conversion in Formatter().parse(rule)
            if name is not None
        ]
    except ValueError:
        return f"the braces of “{rule}” are not in pairs", f"write {DEFAULT}, or leave it out"
    names = {name for name, _ in fields}
    listed = ", ".join(f"{{{name}}}" for name in known)
    if strange := sorted(names - set(known)) or [name for name, more in fields if more]:
        return f"“{{{strange[0]}}}” is nothing that a file name can have", f"known: {listed}"
    if "revision" not in names or not names & {"letter", "language"}:
        return (
            f"“{rule}” gives two languages or two revisions the same name",
            "let it have {revision}, and {letter} or {language}",
        )
    if names & _OF_SYMBOL and not _SYMBOL.search(symbol):
        return (
            f"the symbol “{symbol}” has no serial, body and year, which “{rule}” asks for",
            "write the symbol as 145 PCNP 19 E, or use {symbol}",
        )
    return None


def wrong_letters(letters: Mapping[str, str], languages: Sequence[str]) -> tuple[str, str] | None:
    """Return (what is wrong with the letters of languages, what to do), or None."""
    for tag, letter in letters.items():
        if tag not in languages:
            return f"the report has no language “{tag}”", f"known: {', '.join(languages)}"
        if letter and safe(letter) != letter:
            return f"“{letter}” cannot stand in a file name", 'write a letter: fr = "F"'
    owners: dict[str, str] = {}
    for tag in languages:
        letter = letter_of(tag, letters)
        owner = owners.setdefault(letter.upper(), tag)
        if owner != tag:
            return (
                f"“{owner}” and “{tag}” have one letter, “{letter}”",
                f'give one another letter: [files.letters] {tag} = "…"',
            )
    return None
