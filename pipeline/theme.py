"""templates/theme.toml: colours, faces, sizes, page; read by the templates of every format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector


def load_theme(templates: Path, found: Collector) -> Mapping[str, Mapping[str, str]]:
    """Return the tables of the theme. Findings as for every TOML file."""
    toml = read_toml(templates / "theme.toml", "templates/theme.toml", found)
    if toml is None:
        return {}
    return {
        table: {key: str(toml.text((table, key))) for key in toml.values[table]}
        for table in toml.tables()
    }
