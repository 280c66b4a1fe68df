"""templates/labels/<language>.toml: the words of the interface, the same keys in each language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import Span
from pipeline.tomlfile import nearest, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector

REFERENCE_LANGUAGE = "en"
"""The file whose keys are the ones that templates know."""


def load_labels(templates: Path, language: str, found: Collector) -> Mapping[str, str]:
    """Return the labels of a language.

    Findings: ``labels-missing`` (no file), ``label-missing``, ``label-unknown``.
    """
    own = _read(templates, language, found)
    if own is None:
        return {}
    if language != REFERENCE_LANGUAGE:
        reference = _read(templates, REFERENCE_LANGUAGE, found) or {}
        name = f"templates/labels/{language}.toml"
        for key in reference.keys() - own.keys():
            found.error(
                "label-missing",
                f"the label “{key}” is missing (English: “{reference[key]}”)",
                Span(name, 0),
                f'add {key} = "…"',
            )
        for key in own.keys() - reference.keys():
            near = nearest(key, reference.keys())
            found.error(
                "label-unknown",
                f"the label “{key}” is used nowhere",
                Span(name, 0),
                f"did you mean “{near}”?" if near else "delete it",
            )
    return own


def _read(templates: Path, language: str, found: Collector) -> dict[str, str] | None:
    path = templates / "labels" / f"{language}.toml"
    name = f"templates/labels/{language}.toml"
    if not path.exists():
        found.error(
            "labels-missing",
            f"there are no interface words for the language “{language}”",
            Span(name, 0),
            f"copy templates/labels/{REFERENCE_LANGUAGE}.toml and translate it",
        )
        return None
    toml = read_toml(path, name, found)
    if toml is None:
        return None
    return {key: str(toml.text((key,))) for key in toml.values}
