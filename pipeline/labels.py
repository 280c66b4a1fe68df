"""templates/labels/<language>.toml: the words of the interface, the same keys in each language."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector
from pipeline.model import Span
from pipeline.tomlfile import nearest, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

REFERENCE_LANGUAGE = "en"
"""The file whose keys are the ones that templates know."""


NEEDED: Mapping[str, frozenset[str]] = {
    "glossary": frozenset(),
    "paragraph_reference": frozenset({"number"}),
    "section_reference": frozenset({"number"}),
    "accessed": frozenset({"date"}),
    "in_language": frozenset({"language"}),
    "archived_copy": frozenset(),
    "source_title": frozenset(),
    "source_symbol": frozenset(),
    "source_body": frozenset(),
    "source_session": frozenset(),
    "source_adopted": frozenset(),
    "unapproved_translation": frozenset(),
    "untranslated_units": frozenset({"count"}),
    "stale_units": frozenset({"count"}),
    "draft_units": frozenset({"count"}),
    "revision": frozenset({"number"}),
    "status_draft": frozenset(),
    "draft_rule": frozenset(),
    "status_embargo": frozenset({"moment"}),
    "embargo_rule": frozenset(),
    "waiver": frozenset({"name", "reason"}),
    "unfinished_here": frozenset({"count"}),
    "mark_untranslated": frozenset(),
    "mark_stale": frozenset(),
    "mark_draft": frozenset(),
}
"""Labels that ``resolve`` fills in, and what it fills in; templates name the others."""


def load_labels(templates: Path, language: str, found: Collector) -> Mapping[str, str]:
    """Return the labels of a language.

    Findings: ``labels-missing`` (no file), ``label-missing``, ``label-unknown``,
    ``label-placeholder``; as a warning ``label-untranslated``: the label is empty, and that of the
    reference language stands in its place.
    """
    own = _read(templates, language, found)
    if own is None:
        return {}
    name = f"templates/labels/{language}.toml"
    if language == REFERENCE_LANGUAGE:
        reference = {
            key: "".join(f"{{{n}}}" for n in sorted(names)) for key, names in NEEDED.items()
        }
    else:
        again = Collector()  # what is wrong with the reference is told once
        reference = _read(templates, REFERENCE_LANGUAGE, again) or {}
        found.extend(d for d in again.found if d not in found.found)
        _check_unknown(own, reference, name, found)
        own = {key: label or _stand_in(key, reference, name, found) for key, label in own.items()}
    for key in sorted(reference.keys() - own.keys()):
        said = f" (English: “{reference[key]}”)" if language != REFERENCE_LANGUAGE else ""
        found.error(
            "label-missing",
            f"the label “{key}” is missing{said}",
            Span(name, 0),
            f'add {key} = "…"',
        )
    for key in sorted(own.keys() & reference.keys()):
        _check_placeholders(key, own[key], _placeholders(reference[key]), name, found)
    return own


def _stand_in(key: str, reference: Mapping[str, str], name: str, found: Collector) -> str:
    label = reference.get(key, "")
    if label:
        found.warning(
            "label-untranslated",
            f"the label “{key}” is not translated yet; “{label}” stands in its place",
            Span(name, 0),
            f'write it between the quotes of {key} = ""',
        )
    return label


def _check_unknown(
    own: Mapping[str, str], reference: Mapping[str, str], name: str, found: Collector
) -> None:
    for key in sorted(own.keys() - reference.keys()):
        near = nearest(key, reference.keys())
        found.error(
            "label-unknown",
            f"the label “{key}” is used nowhere",
            Span(name, 0),
            f"did you mean “{near}”?" if near else "delete it",
        )


def _check_placeholders(
    key: str, label: str, wanted: frozenset[str] | None, name: str, found: Collector
) -> None:
    if wanted is not None and _placeholders(label) != wanted:
        names = " and ".join(f"{{{n}}}" for n in sorted(wanted)) or "no {…} at all"
        found.error(
            "label-placeholder",
            f"the label “{key}” cannot be filled in: “{label}”",
            Span(name, 0),
            f"it must have {names}, each as it stands here",
        )


def _placeholders(label: str) -> frozenset[str] | None:
    """Return the names in braces; None where the braces are wrong or say more than a name."""
    try:
        fields = list(Formatter().parse(label))
    except ValueError:
        return None
    names = {name for _, name, _, _ in fields if name is not None}
    plain = all(not spec and not conversion for _, _, spec, conversion in fields)
    return frozenset(names) if plain and all(map(str.isidentifier, names)) else None


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
    if language == REFERENCE_LANGUAGE:
        return {key: str(toml.text((key,))) for key in toml.values}
    return {key: "" if toml.values[key] == "" else str(toml.text((key,))) for key in toml.values}
