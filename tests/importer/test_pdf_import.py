"""PDFs: our own give the text that was published; others are read as a person reads a page."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from pipeline.diagnostics import Collector
from pipeline.edition import Paragraph
from pipeline.folders import HERE, Project
from pipeline.formats import Context
from pipeline.formats.pdf import PDF
from pipeline.importer.inlines import plain
from pipeline.model import Emphasis, Link
from pipeline.project import load_publication
from pipeline.references import walk_inlines
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from pipeline.walk import plain_text, walk_sections
from tests.importer import made, papers
from tests.importer.support import make_target, outline, read_back, refused, take_in
from tests.support import ROOT

SHAPE: dict[str, list[tuple[str, int]] | int] = {
    "I. OPENING OF THE SEASON IN ALL HARBOURS OF THE NORTHERN COAST": 3,
    "II. What harbours ask for": [("", 1), ("A. Lights", 3), ("B. Tide tables and fog", 4)],
    "III. CLOSING WORDS": 4,
}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_target(tmp_path)


def test_our_own_file_gives_the_paragraphs_that_were_published(project: Project) -> None:
    loaded = load_publication(HERE, "nato-russia-2019", Collector())
    assert loaded is not None
    edition = resolve_edition(loaded.documents["en"], loaded.labels["en"])
    templates = ROOT / "templates"
    data = PDF.render(edition, Context(templates, load_theme(templates, Collector())))

    imported = take_in(project, data, name="own.pdf")

    published = [
        block for section in walk_sections(edition.body) for block in section.blocks
        if isinstance(block, Paragraph)
    ]  # fmt: skip
    units = [u for u in imported.draft.units if u.kind == "paragraph" and u.number]
    assert len(units) == 62
    assert [_bare(plain(u.inlines)) for u in units] == [
        _bare(plain_text(block.content)) for block in published
    ]
    titles = [plain(u.inlines) for u in imported.draft.units if u.kind == "heading"]
    assert [_bare(title) for title in titles if title not in ("Summary", "Glossary")] == [
        _bare(plain_text(section.title)) for section in walk_sections(edition.body)
    ]
    assert len(imported.draft.notes) == len(edition.notes)
    read_back(imported)


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub("[\ufffc\u200b]", "", text)).strip()


@pytest.mark.parametrize(
    "style",
    [papers.HEADED, papers.TWO_COLUMNS, papers.INDENTED, papers.HYPHENATED],
    ids=["headed", "two columns", "indented", "hyphenated"],
)
def test_every_word_of_a_page_comes_out_in_its_place(project: Project, style: str) -> None:
    report = made.report(SHAPE, 4, page=10_000)
    data = papers.set_on_paper(papers.of_report(report.headings, report.text), style)

    imported = take_in(project, data, name="other.pdf")

    units = imported.draft.units
    headings = [(u.level, u.label, plain(u.inlines)) for u in units if u.kind == "heading"]
    assert headings == report.headings
    paragraphs = [plain(u.inlines) for u in units if u.kind == "paragraph"]
    assert paragraphs == report.paragraphs
    assert imported.warnings == ()
    assert imported.draft.pages > 1
    read_back(imported)


def test_footnotes_links_and_italics_of_a_page(project: Project) -> None:
    filler = " ".join(["The ferry was late again, as it is in every winter of the north."] * 20)
    body = papers.paragraphs(
        "# I. Opening",
        "1. The pier was closed.<span class=note>The log of the harbour, page 4.</span>"
        f" <a href='https://example.org/salt'>Salt was dear</a> in <i>anno</i> 1921. {filler}",
        f"2. It was opened.<span class=note>A letter.</span> {filler}",
        "# II. Closing",
        f"3. It stays open.<span class=note>Another letter.</span> {filler}",
    )
    imported = take_in(project, papers.set_on_paper(body, papers.FOOTNOTES), name="notes.pdf")

    assert [plain(note.inlines) for note in imported.draft.notes] == [
        "The log of the harbour, page 4.",
        "A letter.",
        "Another letter.",
    ]
    first, *_ = (u for u in imported.draft.units if u.kind == "paragraph")
    nodes = list(walk_inlines(first.inlines))
    assert [plain(n.children) for n in nodes if isinstance(n, Link)] == ["Salt was dear"]
    assert [plain(n.children) for n in nodes if isinstance(n, Emphasis)] == ["anno"]
    assert [dict(link.urls) for link in imported.draft.links] == [
        {"en": "https://example.org/salt"}
    ]
    assert "[^n1]" in outline(read_back(imported))[1]


def test_what_a_page_shows_beside_its_words_is_told_of(project: Project) -> None:
    body = papers.paragraphs("# I. Opening", "1. The pier was closed.", "2. It was opened.")
    stamp = "<p style='position:absolute;top:6cm;transform:rotate(30deg)'>DRAFT</p>"
    imported = take_in(project, papers.set_on_paper(body + stamp, ""), name="stamp.pdf")
    assert [d.message for d in imported.warnings] == [
        "page 1: 5 signs across the page, such as a stamp, are not in the text"
    ]
    assert outline(read_back(imported))[-1] == "  2. It was opened."


def test_a_finding_names_its_page(project: Project) -> None:
    body = papers.paragraphs(
        "# I. Opening", "1. The pier was closed.", "2. It was opened.",
        "<span style='break-before:page'></span>4. It stays open.",
    )  # fmt: skip
    errors = refused(project, papers.set_on_paper(body, ""), name="jump.pdf")
    assert [(d.code, d.message) for d in errors] == [
        ("import-sequence", "page 1, line 4: paragraph 4 follows paragraph 2")
    ]


def _encrypted() -> bytes:
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(papers.scanned())) as pdf:
        pdf.save(stream, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (papers.scanned(), "import-empty", "pictures of pages and no text"),
        (_encrypted(), "file-unsafe", "password"),
        (papers.scanned()[:400], "file-damaged", "damaged, or cut off"),
        (b"%PDF-1.7\n", "file-damaged", "damaged, or cut off"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 5000, "file-damaged", "damaged, or cut off"),
    ],
)
def test_a_pdf_without_text(project: Project, data: bytes, code: str, words: str) -> None:
    (error,) = refused(project, data, name="bad.pdf")
    assert error.code == code
    assert words in error.message
    assert error.hint
