"""What the checks need to know of each language beyond CLDR: words/<language>.toml.

A language without such a file gets the checks that need no words.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """The file of one language; its comments say what each list is."""

    length: tuple[float, ...] = ()
    quotes: tuple[str, ...] = ()
    percent: tuple[str, ...] = ("%",)
    thousand: tuple[str, ...] = ()
    million: tuple[str, ...] = ()
    billion: tuple[str, ...] = ()
    trillion: tuple[str, ...] = ()
    ordinal_endings: tuple[str, ...] = ()
    decade_endings: tuple[str, ...] = ()
    paragraph: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    negation_once: tuple[str, ...] = ()
    no_negation: tuple[str, ...] = ()
    near_denial: tuple[str, ...] = ()
    denial: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    elided: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    letters: str = ""
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    series: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    slips: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Sequence[str]] = field(default_factory=dict)


@cache
def words(language: str) -> Words:
    """Return what is known of a language, by its first subtag."""
    path = _HERE / f"{language.split('-', maxsplit=1)[0]}.toml"
    if not path.is_file():
        return Words()
    table = tomllib.loads(path.read_text("utf-8"))
    lists: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in table.items()}
    return Words(**lists)


def one_of(listed: Iterable[str]) -> str:
    """Return a pattern that matches any of the words; a ``*`` in one stands for any letters."""
    patterns = (re.escape(word).replace(r"\*", r"\w*") for word in listed)
    return "|".join(sorted(patterns, key=len, reverse=True)) or "(?!)"


@cache
def whole_words(listed: tuple[str, ...], prefixes: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Return a pattern that finds any of the words, in small or capital letters.

    Each stands alone, or after letters that the language joins to the word that follows.
    """
    before = f"[{''.join(prefixes)}]{{0,2}}" if prefixes else ""
    return re.compile(rf"(?<!\w){before}(?:{one_of(listed)})(?!\w)", re.IGNORECASE)
