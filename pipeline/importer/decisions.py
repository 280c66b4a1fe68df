"""import.toml: what a person decides about a report that is taken in.

Every entry must fit exactly one place; one that fits none, or several, stops the import, so that
no decision is lost when the file changes.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Collector
from pipeline.importer.inlines import flat
from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.importer.draft import DraftNote, Unit
    from pipeline.model import Span
    from pipeline.tomlfile import TomlFile

PUBLICATION_TEXTS = (
    *("title", "subtitle", "kind", "symbol", "author", "publisher", "description", "notice"),
    "language",
)
SOURCE_TEXTS = ("title", "symbol", "author", "role", "body", "session", "url")
ELLIPSIS = "…"
"""Between words of an entry: whatever stands between them."""

LONGEST_GAP = 400
"""Characters that an ellipsis may stand for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry that names words at one place."""

    key: str
    paragraph: int | None
    note: int | None
    heading: str | None
    words: str
    by: str
    """What replaces the words, in ``[replace]``."""
    link: Mapping[str, Any]
    """What an entry of ``[link]`` says of the address."""
    span: Span

    @property
    def place(self) -> str:
        """The place as a person calls it."""
        if self.paragraph is not None:
            return f"paragraph {self.paragraph}"
        return f"note {self.note}" if self.note is not None else f"heading {self.heading}"


@dataclass(frozen=True, slots=True)
class Decisions:
    """All entries of a file."""

    publication: Mapping[str, Any]
    capitals: str
    """``keep``, or ``sentence`` for headings in sentence case."""
    headings: Mapping[str, tuple[str, Span]]
    """By the number of the section, ``IV.A``."""
    links: tuple[Choice, ...] = ()
    emphasis: tuple[Choice, ...] = ()
    keep: tuple[Choice, ...] = ()
    replace: tuple[Choice, ...] = ()


NONE = Decisions({}, "keep", {})


def read_decisions(path: Path, name: str, found: Collector) -> Decisions:
    """Read an import.toml. Findings: those of ``tomlfile``."""
    own = Collector()
    toml = read_toml(path, name, own)
    decisions = _decisions(toml) if toml else NONE
    found.extend(own.found)
    return decisions


def _decisions(toml: TomlFile) -> Decisions:
    publication: dict[str, Any] = {}
    for key in PUBLICATION_TEXTS:
        if (text := toml.text(("publication", key), None)) is not None:
            publication[key] = text
    for key in toml.get(("publication",), dict, {}):
        if key == "date":
            publication["date"] = toml.get(("publication", "date"), dt.date)
    publication |= _source(toml)
    capitals = toml.text(("capitals",), "keep")
    if capitals not in ("keep", "sentence"):
        toml.found.error(
            "wrong-value",
            f"“{capitals}” says nothing about capitals",
            toml.span(("capitals",)),
            'write "keep" or "sentence"',
        )
    headings = {
        key: (toml.text(("headings", key)), toml.span(("headings", key)))
        for key in toml.get(("headings",), dict, {})
    }
    read = {kind: _choices(toml, kind) for kind in ("link", "emphasis", "keep", "replace")}
    toml.report_unknown_keys()
    return Decisions(
        publication,
        capitals,
        headings,
        links=read["link"],
        emphasis=read["emphasis"],
        keep=read["keep"],
        replace=read["replace"],
    )


def _source(toml: TomlFile) -> dict[str, Any]:
    """Return the facts of the adopted document, where the file has any."""
    if toml.get(("source",), dict, None) is None:
        return {}
    found: dict[str, Any] = {}
    for key in SOURCE_TEXTS:
        if (text := toml.text(("source", key), None)) is not None:
            found[key] = text
    if (day := toml.get(("source", "adopted"), dt.date, None)) is not None:
        found["adopted"] = day
    return {"source": found}


def _choices(toml: TomlFile, kind: str) -> tuple[Choice, ...]:
    if toml.get((kind,), dict, None) is None:
        return ()
    out = []
    for key in toml.tables((kind,)):
        path = (kind, key)
        paragraph = toml.get((*path, "paragraph"), int, None)
        note = toml.get((*path, "note"), int, None)
        heading = toml.text((*path, "heading"), None)
        by = toml.text((*path, "by")) if kind == "replace" else ""
        words = toml.text((*path, "words"))
        if (paragraph, note, heading).count(None) != 2:
            toml.found.error(
                "missing-key",
                f"“{kind}.{key}” must say in which paragraph, note or heading it stands",
                toml.span(path),
                "add one of: paragraph = 12, note = 3, heading = “IV.A”",
            )
            continue
        link: dict[str, Any] = {}
        if kind == "link":
            link["address"] = toml.text((*path, "address"))
            for name in ("title", "publisher", "date", "language"):
                if (text := toml.text((*path, name), None)) is not None:
                    link[name] = text
        if words.strip(f" {ELLIPSIS}"):
            span = toml.span(path)
            out.append(Choice(key, paragraph, note, heading, words, by, link, span))
    return tuple(out)


# --- where an entry fits --------------------------------------------------------------------------


def find(
    choice: Choice, units: Sequence[Unit], notes: Sequence[DraftNote], found: Collector
) -> tuple[str, int, int, int] | None:
    """Return the one place that an entry fits: (``unit`` or ``note``, index, start, end).

    Finding: ``import-decision`` where it fits none, or more than one.
    """
    places = [
        (kind, index, match.start(), match.end())
        for kind, index, text in _texts(choice, units, notes)
        for match in pattern(choice.words).finditer(text)
    ]
    if len(places) == 1:
        return places[0]
    message = f"“{choice.words}” does not stand in {choice.place}"
    if places:
        message = f"“{choice.words}” stands {len(places)} times in {choice.place}"
    found.error(
        "import-decision",
        message,
        choice.span,
        "copy more of the words around it" if places else "copy the words from the file again",
    )
    return None


def _texts(
    choice: Choice, units: Sequence[Unit], notes: Sequence[DraftNote]
) -> list[tuple[str, int, str]]:
    if choice.note is not None:
        return [("note", choice.note - 1, flat(notes[choice.note - 1].inlines))] * (
            1 <= choice.note <= len(notes)
        )
    out, inside = [], False
    for index, unit in enumerate(units):
        if unit.kind == "heading":
            inside = False
            if choice.heading is not None and unit.where == choice.heading:
                out.append(("unit", index, flat(unit.inlines)))
            continue
        if unit.number is not None:
            inside = unit.number == choice.paragraph
        if inside:
            out.append(("unit", index, flat(unit.inlines)))
    return out


def pattern(words: str) -> re.Pattern[str]:
    """Return what finds words however their quotes, dashes and spaces are typed."""
    parts = [_flexible(part.strip()) for part in words.split(ELLIPSIS)]
    return re.compile(f".{{1,{LONGEST_GAP}}}?".join(part for part in parts if part))


def _flexible(words: str) -> str:
    out = []
    for sign in words:
        if sign in "'’‘":
            out.append("['’‘]")
        elif sign in '"“”':
            out.append('["“”’]')
        elif sign in "-–—":
            out.append("[-–—]\u200b?")
        elif sign.isspace():
            out.append(r"\s+")
        else:
            out.append(re.escape(sign))
    return "".join(out)
