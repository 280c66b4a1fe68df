"""Edition → HTML and CSS through the templates → PDF bytes through WeasyPrint.

Nothing is fetched but our own faces, by a name that is no address; whatever WeasyPrint logs as a
warning or an error is a failed build, since it goes on in silence where a reader would lose
something (a missing glyph, a broken anchor).
"""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.pdf.fonts import font_face_rules, font_files, isolate_fontconfig
from pipeline.formats.pdf.speed import quick_import
from pipeline.templating import render
from pipeline.theme import in_language
from pipeline.walk import plain_text, walk_sections, walk_units

isolate_fontconfig()

with quick_import():
    # After the fonts of the machine are out of sight.
    import pyphen
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from pipeline.formats.pdf import tags, workarounds  # noqa: E402
from pipeline.formats.pdf.attachment import data_file  # noqa: E402
from pipeline.formats.pdf.metadata import add_identification, finish  # noqa: E402
from pipeline.formats.pdf.profile import PROFILES  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.edition import ContentsLine, Edition
    from pipeline.formats import Context

BASE = "https://report.invalid/"
"""Base of relative addresses: a name that cannot exist (RFC 2606), the same on every machine."""

HARMLESS = ("Ignored `bookmark-level", "Step ")


@dataclass(frozen=True, slots=True)
class ContentsItem:
    """A contents line with those below it, as nested lists want them."""

    line: ContentsLine
    front: bool
    """Whether it leads into the front matter, whose pages have Roman numbers."""
    children: tuple[ContentsItem, ...]


def render_pdf(edition: Edition, context: Context) -> bytes:
    """Return the PDF of an edition.

    Raises ``ReportError``: a template error, ``missing-glyph`` or ``pdf-engine``.
    """
    workarounds.install(tags.add_tags)
    source = html(edition, context)
    profile = PROFILES[edition.profile]
    with _logged_as_errors(edition.language, edition), workarounds.few_collections():
        document = weasyprint.HTML(string=source, base_url=BASE, url_fetcher=_FontsOnly()).render(
            pdf_variant=profile.variant
        )
        add_identification(document.metadata, profile.version, conforms=context.conforms)
        data = document.write_pdf(
            pdf_variant=profile.variant,
            pdf_tags=True,
            pdf_identifier=edition.identifier.encode("ascii"),
            attachments=[data_file(edition)] if profile.has_attachment else [],
            finisher=finish,
        )
    return bytes(data)


def one_page(source: str, language: str) -> bytes | None:
    """Return the PDF of a page of HTML in the same faces; None where it has no room on one page.

    Raises ``ReportError`` as ``render_pdf`` does.
    """
    with _logged_as_errors(language):
        document = weasyprint.HTML(string=source, base_url=BASE, url_fetcher=_FontsOnly()).render()
        return bytes(document.write_pdf()) if len(document.pages) == 1 else None


def html(edition: Edition, context: Context) -> str:
    """Return the one page of HTML, with its style, that WeasyPrint is given."""
    start, end = ("right", "left") if edition.direction == "rtl" else ("left", "right")
    style = render(
        context.templates,
        "pdf",
        "style.css.j2",
        edition=edition,
        theme=in_language(context.theme, edition.language),
        plain=in_language(context.theme, ""),
        start=start,
        end=end,
        symbol=_in_style(edition.cover.symbol),
        running=_in_style(edition.running),
        hyphenated=tuple({name.split("_")[0] for name in pyphen.LANGUAGES}),
    )
    return render(
        context.templates,
        "pdf",
        "report.html.j2",
        edition=edition,
        style=_Safe(f"{font_face_rules()}\n{style}"),
        contents=_nested(edition),
    )


def _in_style(words: str) -> str:
    """Return words as they stand between quotes in a style sheet within HTML."""
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")


class _Safe(str):
    """Style sheets stand in HTML as they are; ours hold nothing that a writer typed unescaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _nested(edition: Edition) -> tuple[ContentsItem, ...]:
    front = {section.id for section in edition.front}
    lines = list(edition.contents)

    def take(level: int) -> tuple[ContentsItem, ...]:
        items = []
        while lines and lines[0].level >= level:
            line = lines.pop(0)
            items.append(ContentsItem(line, line.target in front, take(level + 1)))
        return tuple(items)

    return take(1)


class _FontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Gives out the faces of ``fonts`` and refuses every other address."""

    def __init__(self) -> None:
        super().__init__(allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:  # noqa: ARG002
        """Return a face, or stop the rendering."""
        name = url.removeprefix(f"{BASE}fonts/").removesuffix(".ttf")
        fonts = font_files()
        if name not in fonts:
            raise FatalURLFetchingError(f"nothing is fetched while a report is made: {url}")
        return URLFetcherResponse(url, fonts[name], {"Content-Type": "font/ttf"})


@contextmanager
def _logged_as_errors(language: str, edition: Edition | None = None) -> Iterator[None]:
    """Turn what WeasyPrint logs meanwhile into one ``ReportError``."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign,assignment]
    logger = logging.getLogger("weasyprint")
    kept = logger.handlers[:]
    logger.handlers[:] = [handler]
    try:
        yield
    except FatalURLFetchingError as error:
        raise ReportError([_finding(str(error), language, edition)]) from error
    except Exception as error:
        # What it told of before it failed is why it failed.
        if found := _findings(records, language, edition):
            raise ReportError(found) from error
        raise
    finally:
        logger.handlers[:] = kept
    if found := _findings(records, language, edition):
        raise ReportError(found)


def _findings(
    records: Sequence[logging.LogRecord], language: str, edition: Edition | None
) -> list[Diagnostic]:
    said = dict.fromkeys(record.getMessage() for record in records)
    return [_finding(text, language, edition) for text in said if not text.startswith(HARMLESS)]


def _finding(text: str, language: str, edition: Edition | None) -> Diagnostic:
    if lacking := re.search(r"glyph .*\(U\+([0-9A-F]+)", text):
        character = chr(int(lacking[1], 16))
        return Diagnostic(
            "missing-glyph",
            f"the faces of the PDF lack “{character}” (U+{ord(character):04X}), which stands in "
            f"{_where(character, edition)} ({language})",
            None,
            "write it otherwise, or add a face that has it to pipeline/formats/pdf/fonts.py",
        )
    return Diagnostic(
        "pdf-engine",
        f"the PDF could not be made as it should ({language}): {text}",
        None,
        "look at templates/pdf/, at the element or rule that the message names",
    )


def _where(character: str, edition: Edition | None) -> str:
    """Return where a character stands first, in words."""
    if edition is None:
        return "a page of its own"
    for section in walk_sections(edition.front + edition.body):
        if character in plain_text(section.title):
            return f"the heading “{section.id}”"
    for unit in walk_units(edition):
        if character in plain_text(unit.content):
            number = getattr(unit, "number", None)
            return f"paragraph {number}" if number else f"“{unit.id}”"
    for note in edition.notes:
        if character in plain_text(note.content):
            return f"footnote {note.number}"
    return "the title page, the glossary or the interface words"
