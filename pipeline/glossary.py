"""glossary.toml → ``GlossaryEntry``s, by their ids; ``terms`` finds them in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.model import GlossaryEntry
from pipeline.tomlfile import read_toml
from pipeline.values import check_id, language_tag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector
    from pipeline.tomlfile import TomlFile


def load_glossary(
    folder: Path, name: str, language: str, found: Collector
) -> tuple[GlossaryEntry, ...]:
    """Read ``glossary.toml``, its terms in ``language``; no file means no glossary."""
    if not (folder / "glossary.toml").exists():
        return ()
    toml = read_toml(folder / "glossary.toml", f"{name}/glossary.toml", found)
    if toml is None:
        return ()
    out: list[GlossaryEntry] = []
    owners: dict[tuple[str, str], str] = {}
    for key in toml.tables():
        check_id(toml, key)
        term = toml.text((key, "term"))
        forms = {
            tag: toml.texts((key, "forms", language_tag(toml, tag, (key, "forms", tag))))
            for tag in toml.get((key, "forms"), dict, {})
        }
        forbidden = {
            tag: toml.texts((key, "forbidden", language_tag(toml, tag, (key, "forbidden", tag))))
            for tag in toml.get((key, "forbidden"), dict, {})
        }
        own = forms.pop(language, ())
        _check_forms(toml, key, {language: (term, *own), **forms}, owners)
        out.append(
            GlossaryEntry(
                id=key,
                term=term,
                expansion=toml.text((key, "expansion"), None),
                definition=toml.text((key, "definition")),
                forms=tuple(dict.fromkeys((term, *own))),
                catalogue_forms=forms,
                span=toml.span((key,)),
                forbidden=forbidden,
            )
        )
    toml.report_unknown_keys()
    return tuple(out)


def _check_forms(
    toml: TomlFile,
    key: str,
    forms: Mapping[str, tuple[str, ...]],
    owners: dict[tuple[str, str], str],
) -> None:
    """Note a form that two entries claim, so that nothing could say which of them is meant."""
    for tag, words in forms.items():
        for word in words:
            owner = owners.setdefault((tag, word.casefold()), key)
            if word and owner != key:
                toml.found.error(
                    "duplicate-term",
                    f"“{word}” is explained twice: in [{owner}] and in [{key}]",
                    toml.span((key, "forms", tag)),
                    "keep one of the two",
                )
