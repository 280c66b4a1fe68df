"""Word files: our own come back as the report they were made of; those of others by structure."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.diagnostics import Collector
from pipeline.folders import HERE
from pipeline.formats import Context, PageMap
from pipeline.formats.docx import DOCX
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from tests.importer.support import make_target, outline, read_back, refused, take_in, texts
from tests.support import ROOT


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_our_own_file_gives_the_same_report(tmp_path: Path) -> None:
    loaded = load_publication(HERE, "nato-russia-2019", Collector())
    assert loaded is not None
    original = loaded.documents["en"]
    edition = resolve_edition(original, loaded.labels["en"])
    pages = PageMap({line.target: "1" for line in edition.contents}, (), 9)
    templates = ROOT / "templates"
    context = Context(templates, load_theme(templates, Collector()), pages)

    imported = read_back(
        take_in(make_target(tmp_path), DOCX.render(edition, context), name="own.docx")
    )

    assert texts(imported) == texts(original)
    again = resolve_edition(imported, loaded.labels["en"])
    assert again.front == edition.front
    assert again.body == edition.body
    assert again.notes == edition.notes
    assert again.glossary == edition.glossary
    assert imported.identity.source == original.identity.source
    for fact in ("title", "subtitle", "kind", "symbol", "notice", "date", "author", "description"):
        assert getattr(imported.identity, fact) == getattr(original.identity, fact)
    links = {link.key: link for link in imported.links}
    for link in original.links:
        found = links.pop(link.key)
        assert (found.title, found.publisher, found.date) == (link.title, link.publisher, link.date)
        assert dict(found.urls) == {"en": link.urls["en"]}
    assert links == {}


def test_headings_by_style_typed_numbers_lists_links_and_tables(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Harbours in winter", 0)
    document.add_heading("Introduction", 1)
    paragraph = document.add_paragraph("1. The harbour was ")
    paragraph.add_run("closed").italic = True
    paragraph.add_run(" because ")
    paragraph.add_run("nobody").bold = True
    paragraph.add_run(" had ordered salt.")
    document.add_paragraph("2. It was opened again:")
    document.add_paragraph("for boats,", style="List Bullet")
    document.add_paragraph("for ships.", style="List Bullet")
    document.add_heading("Lights", 2)
    document.add_paragraph("3. No lighthouse went dark.")
    document.add_table(2, 3).cell(0, 0).text = "a lamp"
    document.add_paragraph("A pier is a road that ends in the sea.", style="Quote")

    imported = take_in(make_target(tmp_path), saved(document), name="typed.docx")

    assert outline(read_back(imported)) == [
        "I. Introduction",
        "  1. The harbour was *closed* because **nobody** had ordered salt.",
        "  2. It was opened again:",
        "  * for boats,",
        "  * for ships.",
        "A. Lights",
        "  3. No lighthouse went dark.",
        "  > A pier is a road that ends in the sea.",
    ]
    assert [d.code for d in imported.warnings] == ["import-left-out"]
    assert "¶ 3: a table of 2 rows and 3 columns" in imported.warnings[0].message


def test_numbers_that_word_counts(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Opening", 1)
    for name in "abcdef":
        document.add_paragraph(f"The {name} pier was closed.", style="List Number")
    document.add_heading("Closing", 1)
    document.add_paragraph("The g pier stays open.", style="List Number")

    imported = take_in(make_target(tmp_path), saved(document), name="counted.docx")

    assert outline(read_back(imported))[-2:] == ["II. Closing", "  7. The g pier stays open."]


def test_headings_without_a_style(tmp_path: Path) -> None:
    document = docx.Document()
    for words in ("I. OPENING", "1. The pier was closed.", "II. CLOSING", "2. It stays open."):
        document.add_paragraph(words)
    imported = take_in(make_target(tmp_path), saved(document), name="plain.docx")
    assert outline(read_back(imported)) == [
        "I. OPENING",
        "  1. The pier was closed.",
        "II. CLOSING",
        "  2. It stays open.",
    ]


@pytest.mark.parametrize(("switch", "word"), [("accept", "spring"), ("reject", "winter")])
def test_tracked_changes_as_they_are_wanted(tmp_path: Path, switch: str, word: str) -> None:
    document = docx.Document()
    document.add_heading("Opening", 1)
    paragraph = document.add_paragraph("1. It was closed in ")
    for tag, text_tag, words in (("w:del", "w:delText", "winter"), ("w:ins", "w:t", "spring")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        change.set(qn("w:author"), "A. Keeper")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)  # type: ignore[arg-type]
    data = saved(document)

    project = make_target(tmp_path)
    assert [d.code for d in refused(project, data, name="t.docx")] == ["import-tracked"]
    imported = take_in(project, data, name="t.docx", tracked=switch)

    assert outline(read_back(imported))[-1] == f"  1. It was closed in {word}"
    told = [d.decision for d in imported.draft.decisions if d.what == "tracked change"]
    assert told == ["deleted by A. Keeper: “winter”", "inserted by A. Keeper: “spring”"]
