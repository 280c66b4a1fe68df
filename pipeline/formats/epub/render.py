"""Edition → the files of an EPUB, from Jinja templates, each checked to be XML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from pipeline import edition as ed
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.epub import places
from pipeline.formats.epub.cover_image import draw_cover
from pipeline.formats.epub.package import NAVIGATION, Document, pack
from pipeline.model import Span
from pipeline.templating import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.formats import Context


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place that reading systems offer to go to (EPUB 3.3, 7.4.5)."""

    type: str
    """Term of the EPUB Structural Semantics Vocabulary."""
    href: str
    title: str


def render_epub(edition: ed.Edition, context: Context) -> bytes:
    """Return the finished EPUB, the same bytes for the same edition, templates and pages.

    Raises ``ReportError``: what ``templating.render`` raises, and ``template-error`` where a
    template does not give XML.
    """
    files = places.files_by_anchor(edition)
    breaks = places.page_breaks(context.pages, files)
    values: dict[str, Any] = {
        "edition": edition,
        "contents": places.contents_tree(edition),
        "page_breaks": breaks,
        "link_page": lambda anchor: f"{files[anchor]}#page-{breaks[anchor]}",
        "landmarks": tuple(_landmarks(edition)),
        "theme": context.theme,
    }

    def fill(template: str, name: str, **more: Any) -> bytes:
        link = places.linker(files, name)
        text = render(context.templates, "epub", template, link=link, **values, **more)
        return f"{text.strip()}\n".encode()

    documents = [
        Document(name, _checked(fill(template, name, **more), template), properties)
        for template, name, more, properties in _documents(edition)
    ]
    ncx = "toc.ncx"
    return pack(
        edition,
        documents,
        style=fill("style.css.j2", "style.css"),
        ncx=_checked(fill("toc.ncx.j2", ncx), "toc.ncx.j2"),
        cover=draw_cover(edition, context),
        has_pages=bool(breaks),
    )


def _documents(
    edition: ed.Edition,
) -> Iterator[tuple[str, str, Mapping[str, Any], tuple[str, ...]]]:
    """Yield (template, file name, values of its own, manifest properties) in reading order."""
    yield "cover.xhtml.j2", places.COVER, {"matter": "frontmatter"}, ()
    yield "title-page.xhtml.j2", places.TITLE_PAGE, {"matter": "frontmatter"}, ()
    yield "contents.xhtml.j2", places.CONTENTS, {"matter": "frontmatter"}, NAVIGATION
    for matter, sections in (("frontmatter", edition.front), ("bodymatter", edition.body)):
        for section in sections:
            notes = places.called_notes(edition, section)
            own = {"matter": matter, "part": section, "notes": notes}
            yield "section.xhtml.j2", places.file_of(section), own, ()
    if edition.glossary:
        yield "glossary.xhtml.j2", places.GLOSSARY, {"matter": "backmatter"}, ()


def _landmarks(edition: ed.Edition) -> Iterator[Landmark]:
    labels = edition.labels
    yield Landmark("cover", places.COVER, labels["cover"])
    yield Landmark("titlepage", places.TITLE_PAGE, labels["title_page"])
    yield Landmark("toc", f"{places.CONTENTS}#{ed.CONTENTS_ANCHOR}", labels["contents"])
    if edition.body:
        yield Landmark("bodymatter", places.file_of(edition.body[0]), labels["start_of_text"])
    if edition.glossary:
        yield Landmark("glossary", places.GLOSSARY, labels["glossary"])


def _checked(data: bytes, template: str) -> bytes:
    """Return ``data`` if it is well-formed XML, as reading systems demand of XHTML."""
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ReportError(
            [
                Diagnostic(
                    "template-error",
                    f"what the template gives is not XML: {error.msg}",
                    Span(f"templates/epub/{template}", 0),
                    "close every element, and escape “&” as “&amp;”",
                )
            ]
        ) from error
    return data
