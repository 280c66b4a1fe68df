"""Begins a language: its files, empty but complete, and the list of what remains to be done."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.labels import REFERENCE_LANGUAGE
from pipeline.languages import locale, name_in
from pipeline.locale_rules import HAS_RULES
from pipeline.model import Span
from pipeline.tomlfile import read_toml
from pipeline.translations.catalogue import Catalogue
from pipeline.translations.files import (
    Translation,
    catalogue_path,
    replace_text,
    write_translation,
)
from pipeline.translations.sync import synchronise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.folders import Project
    from pipeline.model import Document
    from pipeline.translations.units import Unit


@dataclass(frozen=True, slots=True)
class Begun:
    """What was made for a language, and what people have yet to do."""

    made: tuple[Path, ...]
    remains: tuple[str, ...]


def begin_language(
    project: Project, document: Document, units: Sequence[Unit], language: str
) -> Begun:
    """Make the labels, the catalogue and the entry in publication.toml that a language lacks.

    What is there already stays as it is, so that a second run is no harm. Raises ``ReportError``:
    ``wrong-value`` where the tag is none or publication.toml cannot be amended by a program.
    """
    if locale(language) is None or language == document.language:
        raise ReportError([_wrong_tag(language, document.language)], exit_code=2)
    slug = document.identity.slug
    folder = project.source / slug
    made: list[Path] = []
    publication = _with_language(folder / "publication.toml", f"source/{slug}", language)
    labels = project.templates / "labels" / f"{language}.toml"
    if not labels.exists():
        replace_text(labels, f"templates/labels/{language}.toml", _labels(project, language))
        made.append(labels)
    if not catalogue_path(folder, language).exists():
        name = f"source/{slug}/translations/{language}.po"
        fresh = Translation(Catalogue(language, name, ()))
        made += write_translation(folder, synchronise(fresh, units)[0], units)
    path = folder / "publication.toml"
    if replace_text(path, f"source/{slug}/publication.toml", publication):
        made.append(path)
    return Begun(tuple(made), tuple(_remains(project, document, units, language)))


def _wrong_tag(language: str, own: str) -> Diagnostic:
    what = "is the language of the text" if language == own else "is not a language tag"
    return Diagnostic(
        "wrong-value",
        f"“{language}” {what}",
        None,
        "write the BCP 47 tag of another language, such as de, fr, uk, pt-BR",
    )


# --- publication.toml ---------------------------------------------------------------------------


def _with_language(path: Path, name: str, language: str) -> str:
    """Return publication.toml with the language in it, everything else as people wrote it."""
    text = path.read_text("utf-8")
    before = tomllib.loads(text)
    if language in before["languages"]:
        return text
    amended = re.sub(
        r"^(languages\s*=\s*\[[^\]]*?)(,?\s*)\]",
        rf'\1, "{language}"\2]',
        text,
        count=1,
        flags=re.MULTILINE,
    )
    wanted = before | {"languages": [*before["languages"], language]}
    try:
        if tomllib.loads(amended) == wanted:
            return amended
    except tomllib.TOMLDecodeError:
        pass
    toml = read_toml(path, f"{name}/publication.toml", Collector())
    raise ReportError(
        [
            Diagnostic(
                "wrong-value",
                f"“{language}” cannot be added to “languages” by itself",
                toml.span(("languages",)) if toml else Span(f"{name}/publication.toml", 0),
                f'add "{language}" to the list by hand, and run this again',
            )
        ]
    )


# --- labels -------------------------------------------------------------------------------------


def _labels(project: Project, language: str) -> str:
    """Return a file with every label of the reference language, none of them translated yet."""
    name = name_in(language, REFERENCE_LANGUAGE)
    out = [
        f"# The words of the interface in {name}. Write each between the quotes; what stands in",
        "# braces stays as it is. Until then the English word stands in its place.",
    ]
    for key, value in _reference(project).items():
        out += ["", f"# {value}", f'{key} = ""']
    return "\n".join(out) + "\n"


def _reference(project: Project) -> dict[str, str]:
    path = project.templates / "labels" / f"{REFERENCE_LANGUAGE}.toml"
    return {key: str(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}


# --- what remains -------------------------------------------------------------------------------


def _remains(
    project: Project, document: Document, units: Sequence[Unit], language: str
) -> list[str]:
    slug, primary = document.identity.slug, language.split("-", maxsplit=1)[0]
    labels = project.templates / "labels" / f"{language}.toml"
    empty = sum(not value for value in tomllib.loads(labels.read_text("utf-8")).values())
    terms = sum(language not in entry.catalogue_forms for entry in document.glossary)
    out = []
    if empty:
        out.append(f"{empty} labels in templates/labels/{language}.toml")
    if terms:
        out.append(f"forms.{language} of {terms} terms in source/{slug}/glossary.toml")
    out.append(
        f"{len(units)} texts in source/{slug}/translations/{language}.po; "
        f"“nox -s status -- {language}” counts them"
    )
    if primary not in HAS_RULES:
        out.append(
            f"rules of typography for “{primary}” in pipeline/locale_rules.py and the place of "
            "the footnote’s call in pipeline/calls.py, with their source; until then quotes and "
            "spaces are those of English"
        )
    return out
