"""Edition → DOCX: fits the reference document, fills the templates, packs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import edition as ed
from pipeline.bidi import Run, runs
from pipeline.formats.docx.enlarge import enlarge
from pipeline.formats.docx.lists import prepare_lists
from pipeline.formats.docx.names import bookmarks, disguised, word_language
from pipeline.formats.docx.package import PARTS, open_reference, pack
from pipeline.formats.docx.styles import apply_language, apply_theme, style_finder, turn_round
from pipeline.formats.docx.theme import colour_scheme, page_of, scale_of
from pipeline.languages import direction
from pipeline.templating import render
from pipeline.walk import walk_inlines, walk_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.formats import Context

PLAIN: Mapping[str, object] = {
    "style": "",
    "bold": False,
    "italic": False,
    "linked": False,
    "ltr": False,
}
"""A run without anything of its own; templates add its language."""


LEFT_TO_RIGHT = "\u200e"


def render_docx(edition: ed.Edition, context: Context) -> bytes:
    """Return the finished DOCX, the same bytes for the same edition, templates and pages.

    Raises ``ReportError``: what ``templating.render`` and ``package.open_reference`` raise.
    """
    reference = open_reference(context.templates / "docx" / "reference.docx")
    style = style_finder(reference)
    page = page_of(context.theme)
    apply_theme(reference, colour_scheme(context.theme), page.text_width)
    enlarge(reference, context.theme, page.text_width)
    apply_language(reference, edition.language)
    if direction(edition.language) == "rtl":
        turn_round(reference, scale_of(context.theme, edition.language))
    marks = bookmarks(edition)
    links = {
        "document": _link_ids(_document_urls(edition)),
        "footnotes": _link_ids(url for note in edition.notes for url in _urls(note.content)),
    }
    values = {
        "edition": edition,
        "plain": PLAIN,
        "page": page,
        "page_labels": context.pages.labels if context.pages else {},
        "bookmarks": marks,
        "disguised": disguised(edition, marks),
        "instances": prepare_lists(reference, style, edition),
        "style": style,
        "word_language": word_language,
        "runs": word_runs,
        "around_number": around_number,
        "setting": context.theme["setting"],
    }
    parts = {
        name: render(
            context.templates, "docx", f"{name}.xml.j2", **values, links=links.get(name, {})
        )
        for name in PARTS
    }
    return pack(reference, parts, links)


def word_runs(text: str) -> Iterator[Run]:
    """Yield the runs of a text, with marks that keep the order of one from left to right.

    Word goes by the runs; LibreOffice by the characters, of which digits at the edge would be
    taken for those of the text around it. U+200E is older than isolates, and known to both.
    """
    for run in runs(text):
        start = LEFT_TO_RIGHT if run.isolated and not run.text[0].isalpha() else ""
        end = LEFT_TO_RIGHT if run.isolated and not run.text[-1].isalnum() else ""
        yield replace(run, text=f"{start}{run.text}{end}")


def around_number(reference: ed.CrossReference) -> tuple[str, str, str]:
    """Return the words before the number of a reference, the number, the words after it.

    Only the number is Word's to count. Where the words do not show it, all are before it.
    """
    before, number, after = reference.text.rpartition(reference.number)
    return (before, number, after) if number else (reference.text, "", "")


def _document_urls(edition: ed.Edition) -> Iterable[str]:
    yield from (fact.url for fact in edition.cover.facts if fact.url)
    for unit in walk_units(edition):
        yield from _urls(unit.content)


def _urls(content: tuple[ed.Inline, ...]) -> Iterable[str]:
    return (node.url for node in walk_inlines(content) if isinstance(node, ed.ExternalLink))


def _link_ids(urls: Iterable[str]) -> dict[str, str]:
    return {url: f"link{place}" for place, url in enumerate(dict.fromkeys(urls), 1)}
