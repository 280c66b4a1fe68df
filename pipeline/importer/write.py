"""A draft → the Markdown files of ``source/<name>/report/``, and the numbers they will bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.importer.addresses import slug
from pipeline.importer.draft import Change
from pipeline.importer.inlines import plain
from pipeline.importer.markdown import rows, to_markdown
from pipeline.model import NoteCall
from pipeline.numbering import section_sign
from pipeline.references import walk_inlines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.importer.draft import Draft, DraftNote, Unit


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
