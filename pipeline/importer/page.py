"""A draft → import-report.html and .json: what was decided, why and how sure, what was changed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pipeline.importer.inlines import plain
from pipeline.templating import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.importer.draft import Draft, Unit

BREAKS = ("page break", "blank line", "line end")
ADDRESSES = ("address",)
NOTES = ("footnote", "call of a footnote")
DROPPED = ("page furniture", "table of contents", "header", "footer", "contents field")


@dataclass(frozen=True, slots=True)
class Row:
    """A unit as the page shows it."""

    id: str
    kind: str
    label: str
    where: str
    line: int
    page: int
    text: str
    marked: bool


def counts(draft: Draft) -> Mapping[str, int]:
    """Return what anybody can count in the file."""
    units = draft.units
    headings = [u for u in units if u.kind == "heading"]
    paragraphs = [u for u in units if u.kind == "paragraph"]
    return {
        "pages": draft.pages,
        "page breaks": max(0, draft.pages - 1),
        "sections": sum(u.level == 1 for u in headings),
        "subsections": sum(u.level > 1 for u in headings),
        "numbered paragraphs": sum(u.number is not None for u in paragraphs),
        "paragraphs without a number": sum(u.number is None for u in paragraphs),
        "list items": sum(u.kind == "item" for u in units),
        "quotations": sum(u.kind == "quotation" for u in units),
        "footnotes": len(draft.notes),
        "links": len(draft.links),
        "words": sum(len(plain(u.inlines).split()) for u in units if u.kind != "heading"),
    }


def report_json(draft: Draft, source: str) -> bytes:
    """Return the report for programs; the same import gives the same bytes."""
    report: dict[str, Any] = {
        "file": source,
        "language": draft.language,
        "counts": counts(draft),
        "lossless": asdict(draft.lossless) if draft.lossless else None,
        "to_look_at": [asdict(d) for d in draft.decisions if d.certainty == "doubtful"],
        "units": [asdict(row) for row in _rows(draft.units)],
        "notes": [
            {"id": n.id, "label": n.label, "line": n.span.line, "text": plain(n.inlines)}
            for n in draft.notes
        ],
        "decisions": [asdict(d) for d in draft.decisions],
        "changes": [asdict(c) for c in draft.changes],
        "comments": [asdict(c) for c in draft.comments],
    }
    return (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode()


def report_html(draft: Draft, source: str, slug: str, templates: Path) -> bytes:
    """Return the report for people, made by ``templates/import/report.html.j2``."""
    of = {
        "breaks": [d for d in draft.decisions if d.what in BREAKS],
        "addresses": [d for d in draft.decisions if d.what in ADDRESSES],
        "notes": [d for d in draft.decisions if d.what in NOTES],
        "dropped": [d for d in draft.decisions if d.what in DROPPED],
    }
    known = {*BREAKS, *ADDRESSES, *NOTES, *DROPPED}
    page = render(
        templates,
        "import",
        "report.html.j2",
        source=source,
        slug=slug,
        counts=counts(draft),
        lossless=draft.lossless,
        look=[d for d in draft.decisions if d.certainty == "doubtful"],
        others=[d for d in draft.decisions if d.what not in known],
        rows=_rows(draft.units),
        changes=draft.changes,
        comments=draft.comments,
        has_lines=draft.lossless is not None,
        **of,
    )
    return f"{page.strip()}\n".encode()


def _rows(units: Sequence[Unit]) -> list[Row]:
    return [
        Row(
            unit.id,
            unit.kind,
            unit.label,
            unit.where,
            unit.span.line,
            unit.page,
            plain(unit.inlines),
            unit.marked,
        )
        for unit in units
    ]
