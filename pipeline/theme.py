"""templates/theme.toml: colours, faces, sizes, page; read by the templates of every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector


def load_theme(templates: Path, found: Collector) -> Mapping[str, Mapping[str, str]]:
    """Return the tables of the theme, by name. Findings as for every TOML file.

    A table within a table, ``[faces.ar]``, is what a language has otherwise, ``[faces.large]`` what
    large print has; their names here are ``faces.ar`` and ``faces.large``. See ``in_language`` and
    ``in_large_print``.
    """
    toml = read_toml(templates / "theme.toml", "templates/theme.toml", found)
    if toml is None:
        return {}
    theme: dict[str, dict[str, str]] = {}
    for table in toml.tables():
        for key, value in toml.values[table].items():
            if isinstance(value, dict):
                path = (table, key)
                theme[f"{table}.{key}"] = {name: str(toml.text((*path, name))) for name in value}
            else:
                theme.setdefault(table, {})[key] = str(toml.text((table, key)))
    return theme


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
