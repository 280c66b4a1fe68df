"""TOML with places: tomllib reads the values, a scan of the same text finds where each stands.

tomllib refuses duplicate keys and bad syntax; it keeps no positions, and no well-kept parser on
PyPI does. The scan runs only over text that tomllib has accepted.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.model import Span
from pipeline.textfile import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector

_PART = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*')"
_TABLE = re.compile(rf"\s*\[\[?\s*({_PART}(?:\s*\.\s*{_PART})*)\s*\]\]?")
_ASSIGNMENT = re.compile(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=")
_SYNTAX_PLACE = re.compile(r"(.*?) \(at line (\d+), column (\d+)\)")

Path_ = tuple[str, ...]
_TYPE_NAMES = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
    date: "a date such as 2019-10-13",
    list: "a list in square brackets",
    dict: "a table",
}


@dataclass(slots=True)
class TomlFile:
    """Values of one file, the place of each key, and the findings made while reading it."""

    name: str
    values: dict[str, Any]
    places: Mapping[Path_, Span]
    found: Collector
    asked: set[Path_] = field(default_factory=set)

    def span(self, path: Path_) -> Span:
        """Return where a key stands, or the nearest table above it."""
        while path:
            if path in self.places:
                return self.places[path]
            path = path[:-1]
        return Span(self.name, 1)

    def get(self, path: Path_, type_: type, default: Any = ...) -> Any:
        """Return a value of the type asked for.

        Findings: ``missing-key`` (no default given), ``wrong-type``. Returns the default, or an
        empty value of the type, after a finding.
        """
        self.asked.add(path)
        value: Any = self.values
        for part in path:
            value = value.get(part, ...) if isinstance(value, dict) else ...
        dotted = ".".join(path)
        if value is ...:
            if default is ...:
                self.found.error(
                    "missing-key",
                    f"“{dotted}” is missing",
                    self.span(path),
                    f"add a line: {path[-1]} = … ({_TYPE_NAMES[type_]})",
                )
                return type_() if type_ is not date else date(1970, 1, 1)
            return default
        right = isinstance(value, type_) and not (
            (type_ is date and isinstance(value, datetime)) or (type_ is int and value is True)
        )
        if not right:
            self.found.error(
                "wrong-type",
                f"“{dotted}” must be {_TYPE_NAMES[type_]}",
                self.span(path),
                "correct the value",
            )
            return (
                default
                if default is not ...
                else (type_() if type_ is not date else date(1970, 1, 1))
            )
        return value

    def text(self, path: Path_, default: Any = ...) -> Any:
        """Return a text that is not blank (``wrong-type``) unless the default is used."""
        value = self.get(path, str, default)
        if isinstance(value, str) and path in self.places and not value.strip():
            self.found.error(
                "wrong-type", f"“{'.'.join(path)}” is empty", self.span(path), "fill it in"
            )
        return value

    def texts(self, path: Path_, default: Any = ...) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.get(path, list, default)
        if any(not isinstance(v, str) or not v.strip() for v in values):
            self.found.error(
                "wrong-type", f"“{'.'.join(path)}” must be a list of texts", self.span(path), ""
            )
            return ()
        return tuple(values)

    def tables(self, path: Path_ = ()) -> Iterator[str]:
        """Yield the names of the tables directly under ``path``, in the order of the file."""
        table: Any = self.values
        for part in path:
            table = table.get(part, {})
        self.asked.add(path)
        for name, value in table.items():
            if isinstance(value, dict):
                self.asked.add((*path, name))
                yield name
            elif (*path, name) not in self.asked:
                self.get((*path, name), dict)

    def report_unknown_keys(self) -> None:
        """Note each key that nobody asked for: ``unknown-key``, with the nearest known name."""
        for path in _leaves(self.values):
            if path in self.asked or any(
                path[:n] in self.asked
                for n in range(len(path), 1, -1)
                if not isinstance(_at(self.values, path[:n]), dict)
            ):
                continue
            siblings = {
                p[len(path) - 1]
                for p in self.asked
                if len(p) >= len(path) and p[: len(path) - 1] == path[:-1]
            }
            near = nearest(path[-1], siblings)
            self.found.error(
                "unknown-key",
                f"“{'.'.join(path)}” is not a known name",
                self.span(path),
                f"did you mean “{near}”?" if near else f"known here: {', '.join(sorted(siblings))}",
            )


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word most like ``word``, or None where none is near."""
    found = difflib.get_close_matches(word, sorted(words), 1, 0.6)
    return found[0] if found else None


def read_toml(path: Path, name: str, found: Collector) -> TomlFile | None:
    """Read a TOML file. Finding ``toml-syntax`` with its place; None where it cannot be used."""
    text = read_text(path, name, found)
    if text is None:
        return None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.match(str(error))
        line, column = (int(place[2]), int(place[3])) if place else (text.count("\n") + 1, 1)
        found.error(
            "toml-syntax",
            f"the TOML cannot be read: {place[1] if place else str(error)}",
            Span(name, line, column),
            "look at the line above too: a quote or bracket may be missing",
        )
        return None
    except RecursionError:
        found.error("toml-syntax", "brackets are nested too deep", Span(name, 1), "")
        return None
    return TomlFile(name, values, _places(text, name), found)


def _leaves(table: Mapping[str, Any], above: Path_ = ()) -> Iterator[Path_]:
    for key, value in table.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*above, key))
        else:
            yield (*above, key)


def _at(values: Any, path: Path_) -> Any:
    for part in path:
        values = values[part]
    return values


def _places(text: str, name: str) -> dict[Path_, Span]:
    places: dict[Path_, Span] = {}
    table: Path_ = ()
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            if fence in line:
                fence = ""
            continue
        if match := _TABLE.match(line):
            table = _parts(match[1])
            places.setdefault(table, Span(name, number, match.start(1) + 1, len(match[1])))
        elif match := _ASSIGNMENT.match(line):
            path = (*table, *_parts(match[1]))
            places.setdefault(path, Span(name, number, match.start(1) + 1, len(match[1])))
            rest = line[match.end() :]
            fence = next((q for q in ('"""', "'''") if rest.count(q) == 1), "")
    return places


def _parts(dotted: str) -> Path_:
    parts = re.findall(_PART, dotted)
    return tuple(p[1:-1] if p[0] in "\"'" else p for p in parts)
