"""Files → EPUB: metadata, manifest and spine through EbookLib, then the same zip every time.

EbookLib's own kinds of pages are not used: they parse and indent what they are given, which
changes text (EbookLib issues 203 and 294). Files go in as ``EpubItem``, whose bytes are kept.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from ebooklib import epub

from pipeline.formats.archive import MIMETYPE, normalise_zip, timeless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from pipeline.edition import Edition

NAVIGATION = ("nav",)
"""Manifest property of the navigation document (EPUB 3.3, D.5.5)."""

XHTML = "application/xhtml+xml"
COVER_IMAGE = "cover.jpg"

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A page of the EPUB; its place in the list is its place in the spine."""

    name: str
    """File name within the folder of the package document."""
    data: bytes
    properties: tuple[str, ...] = ()
    """Of the manifest."""


def pack(
    edition: Edition,
    documents: Sequence[Document],
    *,
    style: bytes,
    ncx: bytes,
    cover: bytes,
    has_pages: bool,
) -> bytes:
    """Return the EPUB of the documents, in the order of the spine.

    ``style`` is CSS, ``ncx`` the contents for reading systems of the time of EPUB 2, ``cover`` a
    JPEG. ``has_pages`` says that the pages carry page breaks and the contents a page list.
    """
    book = _book(edition)
    for namespace, name, value, attributes in _metadata(edition, has_pages=has_pages):
        book.add_metadata(namespace, name, value, attributes)
    book.set_direction(edition.direction)
    book.spine = [
        _add(book, f"doc-{place}", document.name, XHTML, document.data, document.properties)
        for place, document in enumerate(documents, 1)
    ]
    # EbookLib always writes spine/@toc, which must name an item: the NCX.
    _add(book, "ncx", "toc.ncx", "application/x-dtbncx+xml", ncx)
    _add(book, "style", "style.css", "text/css", style)
    _add(book, "cover-image", COVER_IMAGE, "image/jpeg", cover, ("cover-image",))
    out = io.BytesIO()
    with timeless():
        _Writer(out, book, {"mtime": _midnight(edition)}).write()
    return normalise_zip(out.getvalue(), first=(MIMETYPE, "META-INF/container.xml"))


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib has no types
    """EbookLib's writer; it alone cannot say in which language the package document is."""

    def _write_opf_file(self, root: etree._Element) -> None:
        root.set(XML_LANG, self.book.language)
        super()._write_opf_file(root)


def _book(edition: Edition) -> epub.EpubBook:
    book = epub.EpubBook()
    book.set_identifier(edition.identifier)
    book.set_language(edition.language)
    return book


def _add(
    book: epub.EpubBook,
    identifier: str,
    name: str,
    media_type: str,
    data: bytes,
    properties: tuple[str, ...] = (),
) -> epub.EpubItem:
    item = epub.EpubItem(identifier, name, media_type, data)
    item.properties = list(properties)
    book.add_item(item)
    return item


def _midnight(edition: Edition) -> datetime:
    """Return the time of the last change (EPUB 3.3, 5.5.5): the date of the edition.

    A time of its own, that of the build, would make every build another file.
    """
    return datetime.combine(edition.date, time(), UTC)


def _metadata(
    edition: Edition, *, has_pages: bool
) -> Iterator[tuple[str | None, str, str, Attributes]]:
    """Yield (namespace, name, value, attributes) of the metadata (EPUB 3.3, 5.5)."""
    cover = edition.cover
    yield "DC", "title", edition.title, {"id": "title"}
    if cover.subtitle:
        yield "DC", "title", cover.subtitle, {"id": "subtitle"}
        yield _refined("title", "title-type", "main")
        yield _refined("subtitle", "title-type", "subtitle")
    yield "DC", "creator", edition.author, {"id": "creator"}
    yield _refined("creator", "role", "aut", scheme="marc:relators")
    if edition.publisher:
        yield "DC", "publisher", edition.publisher, {}
    yield "DC", "date", edition.date.isoformat(), {}
    if edition.description:
        yield "DC", "description", edition.description, {}
    for keyword in edition.keywords:
        yield "DC", "subject", keyword, {}
    for fact in cover.facts:
        if fact.url:
            yield "DC", "source", fact.url, {}
    # Of EPUB 2; several bookshelves still look for the cover here.
    yield None, "meta", "", {"name": "cover", "content": "cover-image"}
    yield from _accessibility(edition, has_pages=has_pages)


def _accessibility(
    edition: Edition, *, has_pages: bool
) -> Iterator[tuple[None, str, str, Attributes]]:
    """Yield the metadata of EPUB Accessibility 1.1, 2.2: what is there, and nothing else.

    No ``dcterms:conformsTo``: it is a claim of conformance, and one must name who evaluated the
    publication (ibidem, 3.5.3). Validators alone cannot make it; staff can add it after a review.
    """
    features = [
        "tableOfContents",
        "structuralNavigation",
        "readingOrder",
        "alternativeText",
        "displayTransformability",
        "unlocked",
    ]
    summary = [edition.labels["accessibility_summary"]]
    if has_pages:
        features += ["pageBreakMarkers", "pageNavigation"]
        summary.append(edition.labels["accessibility_summary_pages"])
    yield _property("schema:accessMode", "textual")
    yield _property("schema:accessModeSufficient", "textual")
    for feature in features:
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "none")
    yield _property("schema:accessibilitySummary", " ".join(summary))
    if has_pages:
        cover = edition.cover
        document = ", ".join(p for p in (edition.title, cover.symbol, cover.date) if p)
        source = edition.labels["page_break_source"].format(document=document)
        yield _property("pageBreakSource", source)


def _property(name: str, value: str) -> tuple[None, str, str, Attributes]:
    return None, "meta", value, {"property": name}


def _refined(
    identifier: str, name: str, value: str, **more: str
) -> tuple[None, str, str, Attributes]:
    return None, "meta", value, {"refines": f"#{identifier}", "property": name, **more}
