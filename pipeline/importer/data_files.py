"""What a publication is, where its links lead, its glossary → TOML, as a person would type it."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

from pipeline.importer.draft import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.importer.draft import Draft
    from pipeline.model import GlossaryEntry, LinkTarget

UNKNOWN = {
    "en": {"kind": "Report", "author": "Author not stated"},
    "fr": {"kind": "Rapport", "author": "Auteur non indiqué"},
}
"""What stands in publication.toml where neither the file nor import.toml says it."""

_TEXTS = ("title", "subtitle", "kind", "symbol", "author", "publisher", "description", "notice")
_SOURCE = ("title", "symbol", "author", "role", "body", "session", "adopted", "url")


def stand_in_title(slug_: str) -> str:
    """Return a title where the file has none: the name of the publication, as words."""
    words = re.sub(r"[-_.]+", " ", slug_)
    return words[:1].upper() + words[1:]


def publication_toml(draft: Draft, slug_: str, day: date) -> tuple[bytes, list[Decision]]:
    """Return publication.toml, and what a person must look at in it.

    ``day`` is its date where nothing else says one.
    """
    identity = dict(draft.identity)
    language = str(identity.get("language") or draft.language)
    words = UNKNOWN.get(language.split("-", maxsplit=1)[0], UNKNOWN["en"])
    stand_in = {
        **words,
        "title": stand_in_title(slug_),
        "symbol": slug_,
        "description": str(identity.get("title") or stand_in_title(slug_)),
        "date": day,
    }
    missing = [key for key in ("title", "kind", "symbol", "author", "date") if key not in identity]
    lines = ["# What this publication is. Taken from the file that was imported: please check."]
    lines += [f"# On its title page: {r}" for r in _texts(identity.get("remarks"))]
    lines.append("")
    for key in _TEXTS:
        value = identity.get(key) or stand_in.get(key)
        if value:
            note = "  # not in the file: please fill in" if key in missing else ""
            lines.append(f"{key} = {_text(str(value))}{note}")
    day = identity.get("date") or day  # type: ignore[assignment]
    note = "  # not in the file: please fill in" if "date" in missing else ""
    languages = list(_texts(identity.get("languages"))) or [language]
    lines += [
        f"date = {day.isoformat()}{note}",
        f"language = {_text(language)}",
        f"languages = [{', '.join(map(_text, languages))}]",
    ]
    source = identity.get("source")
    if isinstance(source, dict):
        lines += ["", *_source(source)]
    decisions = [
        Decision(
            0,
            0,
            "publication.toml",
            key,
            f"“{key}” has a stand-in",
            "the file does not say it",
            "doubtful",
        )
        for key in missing
    ]
    return "\n".join([*lines, ""]).encode(), decisions


def _source(known: Mapping[str, object]) -> list[str]:
    """Return the table of the adopted document, as a remark where facts are wanting."""
    wanting = [key for key in _SOURCE if not known.get(key)]
    lines = ["[source]"]
    for key in _SOURCE:
        value = known.get(key, "")
        lines.append(f"{key} = {value if isinstance(value, date) else _text(str(value))}")
    if not wanting:
        return ["# The adopted document.", *lines]
    return [
        f"# The adopted document. The file does not say: {', '.join(wanting)}.",
        "# Fill it in, and take the number signs away.",
        *(f"# {line}" for line in lines),
    ]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, tuple | list) else ()


def links_toml(links: Sequence[LinkTarget]) -> bytes:
    """Return links.toml."""
    lines = ["# Where the links of the text lead. Each is printed as a footnote."]
    for link in links:
        lines += [
            "",
            f"[{link.key}]",
            f"title = {_text(link.title)}",
            f"publisher = {_text(link.publisher)}",
            f"date = {_text(link.date)}",
            f"language = {_text(link.language)}",
            *(f"url.{_key(tag)} = {_text(url)}" for tag, url in link.urls.items()),
        ]
        if link.accessed:
            lines.append(f"accessed = {link.accessed.isoformat()}")
        if link.archived:
            lines.append(f"archived = {_text(link.archived)}")
    return "\n".join([*lines, ""]).encode()


def glossary_toml(glossary: Sequence[GlossaryEntry], language: str) -> bytes:
    """Return glossary.toml."""
    lines = ["# The terms that the glossary explains."]
    for entry in glossary:
        lines += ["", f"[{entry.id}]", f"term = {_text(entry.term)}"]
        if entry.expansion:
            lines.append(f"expansion = {_text(entry.expansion)}")
        lines.append(f"definition = {_text(entry.definition)}")
        forms = {language: entry.forms[1:], **entry.catalogue_forms}
        for tag, words in forms.items():
            if words:
                lines.append(f"forms.{_key(tag)} = [{', '.join(map(_text, words))}]")
    return "\n".join([*lines, ""]).encode()


def _text(value: str) -> str:
    """Return a text as a basic string of TOML 1.0, whose escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _text(name)
