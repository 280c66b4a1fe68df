"""A draft → the files of ``source/<name>/``."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.importer.addresses import slug, unique
from pipeline.importer.draft import Change, Decision
from pipeline.importer.inlines import plain
from pipeline.importer.markdown import rows, to_markdown
from pipeline.model import NoteCall, Text
from pipeline.numbering import section_sign
from pipeline.references import RESERVED, walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pipeline.importer.draft import Draft, DraftNote, Unit
    from pipeline.model import GlossaryEntry, LinkTarget

UNKNOWN = {
    "en": {"kind": "Report", "author": "Author not stated"},
    "fr": {"kind": "Rapport", "author": "Auteur non indiqué"},
}
"""What stands in publication.toml where neither the file nor import.toml says it."""

_TEXTS = ("title", "subtitle", "kind", "symbol", "author", "publisher", "description", "notice")
_SOURCE = ("title", "symbol", "author", "role", "body", "session", "adopted", "url")


@dataclass(slots=True)
class _Ids:
    taken: set[str] = field(default_factory=lambda: set(RESERVED))
    times: Counter[str] = field(default_factory=Counter)

    def take(self, wanted: str) -> str:
        self.times[wanted] += 1
        name = unique(wanted, self.taken, self.times[wanted])
        self.taken.add(name)
        return name


def stand_in_title(slug_: str) -> str:
    """Return a title where the file has none: the name of the publication, as words."""
    words = re.sub(r"[-_.]+", " ", slug_)
    return words[:1].upper() + words[1:]


def with_ids(draft: Draft, slug_: str) -> Draft:
    """Give every unit its id and a first heading, and say which printed numbers are not the typed.

    Paragraphs are named after their numbers, sections after their words. An id that a unit has
    stays.
    """
    ids = _Ids()
    ids.taken |= {unit.id for unit in draft.units if unit.id}
    ids.taken |= {note.id for note in draft.notes}
    units = list(draft.units)
    decisions = list(draft.decisions)
    if units[0].kind != "heading":
        units.insert(0, _first_heading(draft, slug_))
        decisions.append(
            Decision(
                units[0].span.line,
                units[0].page,
                "heading",
                units[0].where,
                f"the heading “{plain(units[0].inlines)}” was added",
                "a report begins with a heading, and this file with a paragraph",
                "doubtful",
            )
        )
    out: list[Unit] = []
    paragraph = "text"
    for unit in units:
        if unit.number is not None and unit.kind == "paragraph":
            paragraph = f"p{unit.number}"
        if unit.id:
            out.append(unit)
            continue
        wanted = {
            "heading": f"s-{slug(plain(unit.inlines)) or 'section'}",
            "paragraph": paragraph if unit.number is not None else f"{paragraph}-more",
            "item": f"{paragraph}-list",
            "quotation": f"{paragraph}-quotation",
        }[unit.kind]
        named = unit.kind != "item" or unit.begins_list
        out.append(replace(unit, id=ids.take(wanted)) if named else unit)
    return replace(draft, units=tuple(out), decisions=tuple(decisions))


def _first_heading(draft: Draft, slug_: str) -> Unit:
    first = draft.units[0]
    title = str(draft.identity.get("title") or stand_in_title(slug_))
    return replace(
        first,
        kind="heading",
        label="",
        inlines=(Text(title, first.span),),
        level=1,
        number=1,
        id="",
        where=title[:40],
        marked=False,
    )


# --- the text -------------------------------------------------------------------------------------


def report_files(draft: Draft) -> dict[str, bytes]:
    """Return the files of ``report/``, one a section of the first level."""
    parts = _parts(draft.units)
    notes = {note.id: note for note in draft.notes}
    digits = 2 if len(parts) < 10 else 3 if len(parts) < 100 else 4
    files = {}
    for place, part in enumerate(parts, 1):
        name = slug(plain(part[0].inlines), 30) or "section"
        text = "\n\n".join(_blocks(part, notes))
        files[f"report/{place * 10:0{digits}d}-{name}.md"] = f"{text}\n".encode()
    return files


def _parts(units: Iterable[Unit]) -> list[list[Unit]]:
    """Divide the units by headings of the first level."""
    parts: list[list[Unit]] = []
    for unit in units:
        if (unit.kind == "heading" and unit.level == 1) or not parts:
            parts.append([])
        parts[-1].append(unit)
    return parts


def is_numbered(part: Sequence[Unit]) -> bool:
    """Tell whether a section bears a number: it has one, or a numbered paragraph stands in it."""
    return bool(part[0].label) or any(
        unit.kind == "paragraph" and unit.number is not None for unit in part
    )


def _blocks(part: Sequence[Unit], notes: Mapping[str, DraftNote]) -> Iterable[str]:
    section = is_numbered(part)
    items: list[str] = []
    for unit, after in zip(part, [*part[1:], None], strict=True):
        if unit.kind == "item":
            if unit.begins_list:
                items = [_id_line(unit)]
            sign = f"{sum(not i.startswith('{') for i in items) + 1}." if unit.ordered else "-"
            items.append(f"{sign} {' '.join(rows(to_markdown(unit.inlines)))}")
            if after is not None and after.kind == "item" and not after.begins_list:
                continue
            yield "\n".join(items)
        elif unit.kind == "heading":
            unnumbered = unit.level == 1 and not section
            head = _id_line(unit, unnumbered=unnumbered)
            yield f"{head}\n{'#' * (unit.level + 1)} {' '.join(rows(to_markdown(unit.inlines)))}"
        elif unit.kind == "quotation":
            yield "\n".join([_id_line(unit), *(f"> {r}" for r in rows(to_markdown(unit.inlines)))])
        else:
            unnumbered = section and unit.number is None
            head = _id_line(unit, unnumbered=unnumbered)
            yield "\n".join([head, *rows(to_markdown(unit.inlines))])
        yield from _notes([unit], notes)


def _notes(units: Iterable[Unit], notes: Mapping[str, DraftNote]) -> Iterable[str]:
    for unit in units:
        for node in walk_inlines(unit.inlines):
            if isinstance(node, NoteCall) and node.note in notes:
                words = rows(to_markdown(notes[node.note].inlines))
                yield "\n".join([f"[^{node.note}]: {words[0]}", *words[1:]])


def _id_line(unit: Unit, *, unnumbered: bool = False) -> str:
    classes = (" .unnumbered" if unnumbered else "") + (" .check" if unit.marked else "")
    return f"{{#{unit.id}{classes}}}"


# --- what stands beside it ------------------------------------------------------------------------


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
        lines += ["", "[source]"]
        for key in _SOURCE:
            value = source[key]
            lines.append(f"{key} = {value.isoformat() if key == 'adopted' else _text(value)}")
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


# --- numbers ------------------------------------------------------------------------------------


def printed_numbers(draft: Draft) -> list[Change]:
    """Return where the number that will be printed is not the one that was typed."""
    changes: list[Change] = []
    places: list[int] = []
    count, other, numbered = 0, "", True
    parts = {part[0].id: part for part in _parts(draft.units)}
    for unit in draft.units:
        if unit.kind == "heading":
            if unit.level == 1:
                numbered = is_numbered(parts[unit.id])
            del places[unit.level :]
            if not numbered:
                continue
            places += [0] * (unit.level - len(places))
            places[-1] += 1
            printed = f"{section_sign(unit.level, places[-1])}."
            if printed != unit.label:
                changes.append(
                    Change(
                        unit.span.line,
                        unit.where,
                        "number of a section",
                        unit.label,
                        printed,
                        f"{printed} {plain(unit.inlines)}",
                    )
                )
        elif unit.number is not None:
            count += 1
            if unit.label != f"{unit.number}.":
                other = other or unit.label
            if count != unit.number:
                changes.append(
                    Change(
                        unit.span.line,
                        unit.where,
                        "number of a paragraph",
                        unit.label,
                        f"{count}.",
                        plain(unit.inlines)[:60],
                    )
                )
    if other:
        first = next(u for u in draft.units if u.label == other)
        changes.append(
            Change(
                first.span.line,
                "all paragraphs",
                "form of paragraph numbers",
                other,
                f"{first.number}.",
                "every number is printed with a full stop behind it",
            )
        )
    return changes
