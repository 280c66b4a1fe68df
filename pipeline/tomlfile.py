"""TOML with places: tomllib reads the values, a scan of the same text finds where each stands.

tomllib refuses duplicate keys and bad syntax; it keeps no positions, and no well-kept parser on
PyPI does. The scan runs only over text that tomllib has accepted.
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.limits import TABLE_DEPTH
from pipeline.model import Span
from pipeline.textfile import forbidden, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector

_PART = r"(?:[A-Za-z0-9_-]+|\"(?:[^\"\\]|\\.)*\"|'[^']*')"
_NAME = rf"({_PART}(?:[ \t]*\.[ \t]*{_PART})*)"
_TABLE = re.compile(rf"[ \t]*\[\[?[ \t]*{_NAME}[ \t]*\]\]?")
_ASSIGNMENT = re.compile(rf"[ \t]*{_NAME}[ \t]*=")
_TOKEN = re.compile(
    r"""
      "{3}(?:[^\\]|\\.)*?"{3,5} | '{3}.*?'{3,5}     # texts of many lines
    | "(?:[^"\\]|\\.)*" | '[^']*'                   # texts of one line
    | \#[^\n]* | [^"'\#\[\]{}\n]+ | .               # a comment, a stretch, a single sign
    """,
    re.DOTALL | re.VERBOSE,
)
_SYNTAX_PLACE = re.compile(r"(.*?) \(at line (\d+), column (\d+)\)")

Path_ = tuple[str, ...]
_TYPE_NAMES = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
    date: "a date such as 2019-10-13",
    datetime: "a date and time with its zone, such as 2026-12-01T09:00:00+01:00, without quotes",
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
            (type_ is date and isinstance(value, datetime))
            or (type_ is int and isinstance(value, bool))
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
        r"""Return a text on one line, NFC, not blank (``wrong-type``) unless the default is used.

        Findings: also ``control-character`` and ``bidi-character``, which an escape such as
        ``\u0007`` brings past the check of the file.
        """
        value = self.get(path, str, default)
        if not isinstance(value, str):
            return value
        text = self._clean(value, path)
        if not text and self._has(path):
            self.found.error(
                "wrong-type", f"“{'.'.join(path)}” is empty", self.span(path), "fill it in"
            )
        return text

    def texts(self, path: Path_, default: Any = ...) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.get(path, list, default)
        if any(not isinstance(v, str) or not v.strip() for v in values):
            self.found.error(
                "wrong-type", f"“{'.'.join(path)}” must be a list of texts", self.span(path), ""
            )
            return ()
        return tuple(self._clean(value, path) for value in values)

    def _clean(self, value: str, path: Path_) -> str:
        text = unicodedata.normalize("NFC", re.sub(r"[ \t\n]*[\t\n][ \t\n]*", " ", value)).strip()
        for wrong in filter(None, map(forbidden, text)):
            self.found.error(*wrong, self.span(path), "delete the escape that stands for it")
            break
        return text

    def _has(self, path: Path_) -> bool:
        """Tell whether the file has a text there, of which another complaint was not made."""
        value: Any = self.values
        for part in path:
            value = value.get(part) if isinstance(value, dict) else None
        return isinstance(value, str)

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
    except ValueError as error:  # also of a number with more digits than Python reads
        place = _SYNTAX_PLACE.match(str(error))
        line, column = (int(place[2]), int(place[3])) if place else (text.count("\n") + 1, 1)
        found.error(
            "toml-syntax",
            f"the TOML cannot be read: {_in_words(place[1] if place else str(error))}",
            Span(name, line, column),
            "look at the line above too: a quote or bracket may be missing",
        )
        return None
    except RecursionError:
        found.error("toml-syntax", "brackets are nested too deep", Span(name, 1), _TOO_DEEP)
        return None
    places = _places(text, name)
    if _depth(values) > TABLE_DEPTH:
        deep = next((span for path, span in places.items() if len(path) > TABLE_DEPTH), None)
        found.error("toml-syntax", "tables are nested too deep", deep or Span(name, 1), _TOO_DEEP)
        return None
    return TomlFile(name, values, places, found)


_WORDS = (
    (r"Illegal character '\\n'", "the text before it is not closed with a quote"),
    (r"Cannot overwrite a value", "this name is there already"),
    (r"Cannot declare \('(.*)',\) twice", r"the table [\1] is there already"),
    (r"Invalid date or datetime", "there is no such date"),
)
"""What tomllib says of the commonest slips, and what that means."""


def _in_words(said: str) -> str:
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, said):
            return match.expand(words)
    return said


_TOO_DEEP = "take the value apart: no file here has tables deeper than three"


def _depth(values: Mapping[str, Any]) -> int:
    """Return how deep tables are nested, without recursion."""
    depth, level = 0, [values]
    while level and depth <= TABLE_DEPTH:
        depth += 1
        level = [v for table in level for v in table.values() if isinstance(v, dict)]
    return depth


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
    """Find where each key and table stands; those inside brackets and braces have no place."""
    places: dict[Path_, Span] = {}
    table: Path_ = ()
    at, line, line_start, depth, is_fresh = 0, 1, 0, 0, True
    while at < len(text):
        header = _TABLE.match(text, at) if is_fresh else None
        match = header or (_ASSIGNMENT.match(text, at) if is_fresh else None)
        if match:
            path = _parts(match[1]) if header else (*table, *_parts(match[1]))
            table = path if header else table
            column = match.start(1) - line_start + 1
            places.setdefault(path, Span(name, line, column, len(match[1])))
            at, is_fresh = match.end(), False
            continue
        token = _TOKEN.match(text, at)
        if token is None:
            break
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        at = token.end()
        if breaks := token[0].count("\n"):
            line += breaks
            line_start = token.start() + token[0].rindex("\n") + 1
        is_fresh = depth == 0 and token[0] == "\n"
    return places


def _parts(dotted: str) -> Path_:
    parts = re.findall(_PART, dotted)
    return tuple(p[1:-1] if p[0] in "\"'" else p for p in parts)
