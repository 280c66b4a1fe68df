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

    A table within a table, ``[faces.ar]``, is what a language has otherwise; its name here is
    ``faces.ar``. See ``in_language``.
    """
    toml = read_toml(templates / "theme.toml", "templates/theme.toml", found)
    if toml is None:
        return {}
    theme = {}
    for table in toml.tables():
        own = list(toml.tables((table,)))
        keys = [key for key in toml.values[table] if key not in own]
        theme[table] = {key: str(toml.text((table, key))) for key in keys}
        for language in own:
            values = toml.values[table][language]
            path = (table, language)
            theme[f"{table}.{language}"] = {key: str(toml.text((*path, key))) for key in values}
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
