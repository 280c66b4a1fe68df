"""templates/theme.toml: colours, faces, sizes, page; read by the templates of every format.

Its values go into style sheets and into Word's XML as they stand. So each is of the kind that its
name says - a colour, a length, a face there is - and nothing else passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector
    from pipeline.tomlfile import TomlFile

FAMILY_SERIF = "Report Serif"
FAMILY_SANS = "Report Sans"
FAMILY_ARABIC = "Report Arabic"
FAMILIES = (FAMILY_SERIF, FAMILY_SANS, FAMILY_ARABIC)
"""Families of the faces that the PDF has (``formats.pdf.fonts``)."""

SHEETS = {"A4": (11906, 16838), "A5": (8391, 11906), "Letter": (12240, 15840)}
"""Sheets by the names that style sheets and Word call them by; width and height in twips."""

_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0}
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)(mm|cm|in|pt)")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a value must be."""

    words: str
    """In a person's words, after “write”."""
    pattern: str
    least: float = 0
    most: float = 0
    """In points, or as a plain number; 0 where the value is no number."""

    def fits(self, value: str) -> bool:
        """Tell whether a value is of this kind."""
        if not re.fullmatch(self.pattern, value):
            return False
        if not self.most:
            return True
        number = points(value) if _LENGTH.fullmatch(value) else float(value)
        return self.least <= number <= self.most


_COLOUR = _Kind("a colour such as #12305c", "#[0-9A-Fa-f]{6}")
_FACE = _Kind(f"one of {', '.join(FAMILIES)}", "|".join(FAMILIES))
_SHEET = _Kind(f"one of {', '.join(SHEETS)}", "|".join(SHEETS))
_MARGIN = _Kind("a length from 5mm to 80mm, in mm, cm, in or pt", _LENGTH.pattern, 14, 227)
_SIZE = _Kind("a size from 4pt to 96pt", r"\d{1,2}(?:\.\d{1,3})?pt", 4, 96)
_FACTOR = _Kind("a number from 0.5 to 3, such as 1.2", r"\d(?:\.\d{1,3})?", 0.5, 3)
_PRINT = _Kind("normal or large", "normal|large")
_ANY = _Kind("words, numbers and lengths, without signs", r"[\w#%. -]{1,80}")
"""What a designer adds for templates of their own."""

KINDS: Mapping[str, Mapping[str, _Kind]] = {
    "colours": dict.fromkeys(("text", "heading", "link", "quiet", "rule", "paper"), _COLOUR),
    "faces": {"serif": _FACE, "sans": _FACE},
    "sizes": {
        **dict.fromkeys(("text", "note", "heading1", "heading2", "heading3"), _SIZE),
        **dict.fromkeys(("title", "least"), _SIZE),
        **dict.fromkeys(("leading", "scale"), _FACTOR),
    },
    "setting": {"print": _PRINT},
    "page": {
        "size": _SHEET,
        **{f"margin_{side}": _MARGIN for side in ("top", "bottom", "inner", "outer")},
    },
}
"""What the values are that our own templates read, by table and name."""


def load_theme(templates: Path, found: Collector) -> Mapping[str, Mapping[str, str]]:
    """Return the tables of the theme, by name. Findings as for every TOML file.

    A table within a table, ``[faces.ar]``, is what a language has otherwise, ``[faces.large]`` what
    large print has; their names here are ``faces.ar`` and ``faces.large``. See ``in_language`` and
    ``in_large_print``. ``wrong-value`` where a value is not of its kind, ``missing-key`` where one
    is not there.
    """
    toml = read_toml(templates / "theme.toml", "templates/theme.toml", found)
    if toml is None:
        return {}
    theme: dict[str, dict[str, str]] = {}
    for table in toml.tables():
        for key, value in toml.values[table].items():
            if isinstance(value, dict):
                theme[f"{table}.{key}"] = {name: _value(toml, (table, key, name)) for name in value}
            else:
                theme.setdefault(table, {})[key] = _value(toml, (table, key))
    for table, kinds in KINDS.items():
        for key in kinds:
            toml.text((table, key))
    return theme


def _value(toml: TomlFile, path: tuple[str, ...]) -> str:
    value = str(toml.text(path))
    kind = KINDS.get(path[0], {}).get(path[-1], _ANY)
    if value and not kind.fits(value):
        toml.found.error(
            "wrong-value",
            f"“{'.'.join(path)}” cannot be “{value[:40]}”",
            toml.span(path),
            f"write {kind.words}",
        )
    return value


def points(length: str) -> float:
    """Return a length such as ``26mm`` in points."""
    return float(length[:-2]) * _POINTS[length[-2:]]


def in_language(
    theme: Mapping[str, Mapping[str, str]], language: str
) -> Mapping[str, Mapping[str, str]]:
    """Return the theme as it is for a language: its own values in place of the common ones."""
    primary = language.split("-", maxsplit=1)[0]
    return {
        table: {**values, **theme.get(f"{table}.{primary}", {})}
        for table, values in theme.items()
        if "." not in table
    }


def in_large_print(theme: Mapping[str, Mapping[str, str]]) -> Mapping[str, Mapping[str, str]]:
    """Return the theme as it is for large print; what a language has otherwise stays over it."""
    return {table: {**values, **theme.get(f"{table}.large", {})} for table, values in theme.items()}
