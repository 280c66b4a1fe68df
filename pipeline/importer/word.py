"""A Word file → a draft, by its structure: styles, numbering, notes, links.

Its paragraphs go the way of the lines of a text, with what Word knows of them as a hint: which are
headings, which are list items. So typed and counted numbers are read and checked alike.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.importer.draft import Draft, Line
from pipeline.importer.flow import to_units
from pipeline.importer.front import read_front
from pipeline.importer.inlines import between, flat, merged
from pipeline.importer.labels import labels
from pipeline.importer.own_word import own_draft
from pipeline.importer.survey import is_capitals, language_of, looks_like_heading, survey
from pipeline.importer.word_file import has_tracked, names_own, read_word
from pipeline.importer.word_notes import with_links, with_notes
from pipeline.importer.word_told import comments_of, contents_left_out, told_of
from pipeline.model import Link, Span, Strong, Term, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.diagnostics import Collector
    from pipeline.importer.draft import Unit
    from pipeline.importer.inlines import Inlines
    from pipeline.importer.word_file import Word, WordParagraph
    from pipeline.model import Inline

LABELLED = ("roman", "letter", "decimal", "number")
"""What headings are numbered with; those that are not in capitals, without plain numbers."""


def draft_of_word(
    data: bytes, name: str, found: Collector, *, lenient: bool, language: str | None, tracked: str
) -> Draft | None:
    """Take a Word file apart.

    Findings: those of ``flow``, ``import-tracked``, ``import-left-out``, ``import-empty``.
    """
    word = read_word(data, name, tracked)
    if has_tracked(word) and not tracked:
        first = next((f"paragraph {p.place}" for p in word.paragraphs if p.seen.tracked), "")
        found.error(
            "import-tracked",
            f"the file has tracked changes, the first in its {first or 'footnotes'}",
            Span(name, 0),
            "say whether they hold: --accept-changes or --reject-changes",
        )
        return None
    tag = language or word.properties.get("language", "").split("-")[0]
    tag = tag or language_of(" ".join(p.text for p in word.paragraphs[:200]))
    draft = (
        own_draft(word, name, tag)
        if names_own(word.styles)
        else _foreign(word, name, tag, found, lenient)
    )
    if not any(unit.kind != "heading" for unit in draft.units):
        found.error(
            "import-empty",
            "no paragraph was found in the file",
            Span(name, 0),
            "a report has paragraphs under headings",
        )
        return None
    draft = replace(draft, decisions=(*draft.decisions, *told_of(word, draft, name, found)))
    return replace(draft, comments=tuple(comments_of(word, draft)))


# --- files of other people ------------------------------------------------------------------------


def _foreign(word: Word, name: str, tag: str, found: Collector, lenient: bool) -> Draft:  # noqa: FBT001
    text = [p for p in word.paragraphs if not p.in_contents and p.text.strip()]
    text = [p for p in text if p.style not in ("toc heading", "en-tête de table des matières")]
    lines = _lines(text)
    look = replace(survey(lines), is_unwrapped=True)
    flow = to_units(lines, look, name, found, lenient=lenient)
    by_place = {p.place: p for p in text}
    units = [_with_words(unit, by_place) for unit in flow.units]
    units, notes = with_notes(units, word, name, found, lenient=lenient)
    identity, of_front = read_front(flow.front, tag)
    titled = next((p.text for p in text if p.style in ("title", "titre")), "")
    identity["title"] = titled or identity.get("title") or word.properties.get("title", "")
    for key, of in (("description", "description"), ("author", "creator")):
        if word.properties.get(of) and word.properties[of] != "python-docx":
            identity.setdefault(key, word.properties[of])
    units, notes, links = with_links(units, notes, word, name, found)
    return Draft(
        units=tuple(units),
        notes=tuple(notes),
        links=tuple(links),
        identity={k: v for k, v in identity.items() if v},
        decisions=(*flow.decisions, *of_front, *contents_left_out(word)),
        language=tag,
    )


def _lines(text: Sequence[WordParagraph]) -> list[Line]:
    """Return the paragraphs as lines, a counted number before the words, with Word's hints."""
    series = _paragraph_series(text)
    levels = sorted({p.level for p in text if p.level})
    styled = bool(levels)
    out: list[Line] = []
    for p in text:
        words = p.text.replace("\n", " ").strip()
        is_item = bool(p.list) and p.list != series and not p.level
        is_item = is_item and not _is_counted_heading(p, out)
        hint = levels.index(p.level) + 1 if p.level else (-1 if styled else 0)
        if p.style in ("title", "titre", "subtitle", "sous-titre"):
            continue
        number = "" if is_item else p.number
        kind = ""
        if is_item:
            bulleted = not any(c.isalnum() for c in p.number)
            kind = f"{'bullet' if bulleted else 'number'}:{p.list}"
        elif p.style in ("quote", "intense quote", "citation"):
            kind = "quote:"
        typed = f"{number} {words}" if number else words
        out.append(Line(typed, p.place, 1, after_gap=True, heading=hint, list=kind))
    return out


def _paragraph_series(text: Sequence[WordParagraph]) -> str:
    """Return the list that numbers the paragraphs, where the paragraphs are numbered by Word."""
    plain = [p for p in text if not p.level]
    counts = Counter(p.list for p in plain if p.list and p.number.strip("().§ []").isdigit())
    if not counts:
        return ""
    best, count = counts.most_common(1)[0]
    first = next(p for p in plain if p.list == best)
    others = sum(1 for p in plain if not p.list and not _has_number(p))
    typed = sum(_has_number(p) for p in plain)
    starts = first.number.strip("().§ []") == "1"
    return best if starts and count > typed and count * 2 >= others else ""


def _is_counted_heading(p: WordParagraph, before: Sequence[Line]) -> bool:
    """Tell whether a counted paragraph is a heading that has no style: no item of a list is one."""
    last = before[-1] if before else None
    if last is not None and (last.list or last.text.endswith((":", ";", ","))):
        return False
    label = next(labels(f"{p.number} x"), None)
    kinds = ("roman", "letter", "decimal") if not is_capitals(p.text) else LABELLED
    return label is not None and label.kind in kinds and looks_like_heading(p.text)


def _has_number(paragraph: WordParagraph) -> bool:
    return any(r.kind == "number" and r.form not in ("bare", "") for r in labels(paragraph.text))


def _with_words(unit: Unit, by_place: dict[int, WordParagraph]) -> Unit:
    """Give a unit its words with what they carry: the end of its paragraph, as long as its text."""
    paragraphs = [
        by_place[place] for place in range(unit.span.line, unit.last_line + 1) if place in by_place
    ]
    words = flat(unit.inlines)
    if len(paragraphs) == 1:
        inlines = _end_of(paragraphs[0].inlines, len(words))
    else:
        parts: list[Inline] = []
        for p in paragraphs:
            parts += [*([Text(" ", unit.span)] if parts else []), *p.inlines]
        inlines = _end_of(merged(parts), len(words))
    return replace(unit, inlines=_plain(inlines) if unit.kind == "heading" else inlines)


def _end_of(inlines: Inlines, length: int) -> Inlines:
    total = len(flat(inlines))
    return between(inlines, max(0, total - length), total)


def _plain(inlines: Iterable[Inline]) -> Inlines:
    """Return the words of a heading without emphasis, links and terms."""
    out: list[Inline] = []
    for node in inlines:
        if isinstance(node, Strong | Link | Term):
            out += _plain(node.children)
        else:
            out.append(node)
    return merged(out)
