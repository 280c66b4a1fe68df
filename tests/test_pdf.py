"""The finished PDF, looked at from outside: destinations, labels, outline, faces, notes."""

from __future__ import annotations

import io
from pathlib import Path

import page
import pikepdf
import pytest

from pipeline.conformance.pdf_checks import FALSE_ALARM
from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import Edition
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context
from pipeline.formats.pdf.pages import page_map
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from pipeline.walk import plain_text
from tests.support import ROOT, make_project


def editions(project: Path, slug: str) -> dict[str, Edition]:
    found = Collector()
    loaded = load_publication(Project(project), slug, found)
    assert loaded is not None
    assert found.errors == []
    labels = loaded.labels
    return {
        tag: resolve_edition(document, labels[tag], labels["en"])
        for tag, document in loaded.documents.items()
    }


def render(edition: Edition) -> bytes:
    templates = ROOT / "templates"
    return FORMATS["pdf"]().render(edition, Context(templates, load_theme(templates, Collector())))


@pytest.fixture(scope="module")
def shipped() -> dict[str, tuple[Edition, bytes]]:
    every = editions(ROOT, "nato-russia-2019")
    return {tag: (edition, render(edition)) for tag, edition in every.items()}


@pytest.mark.parametrize("language", ["en", "fr", "uk", "ar"])
def test_every_note_stands_on_the_page_of_its_call(
    shipped: dict[str, tuple[Edition, bytes]], language: str
) -> None:
    edition, data = shipped[language]
    pages = page_map(data, edition).labels
    assert len(edition.notes) >= 20
    astray = [n.id for n in edition.notes if pages[n.id] != pages[n.call_anchor]]
    assert astray == []


@pytest.mark.parametrize("language", ["en", "fr", "uk", "ar"])
def test_pages_of_the_front_are_roman_and_those_of_the_body_arabic_from_one(
    shipped: dict[str, tuple[Edition, bytes]], language: str
) -> None:
    edition, data = shipped[language]
    pages = page_map(data, edition).labels
    assert (pages["cover"], pages["contents"], pages["s-summary"]) == ("i", "ii", "iii")
    assert pages["p1"] == "1"
    assert int(pages["glossary"]) > int(pages["p62"])


@pytest.mark.parametrize("language", ["en", "fr", "uk", "ar"])
def test_the_outline_is_the_table_of_contents(
    shipped: dict[str, tuple[Edition, bytes]], language: str
) -> None:
    edition, data = shipped[language]

    def titles(items: list[pikepdf.OutlineItem], level: int) -> list[tuple[int, str]]:
        out = []
        for item in items:
            out.append((level, " ".join(str(item.title).split())))
            out += titles(list(item.children), level + 1)
        return out

    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        found = titles(list(outline.root), 1)
    assert found == [
        (line.level, " ".join(f"{line.label} {plain_text(line.title)}".split()))
        for line in edition.contents
    ]


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_3A"])
def test_each_pdf_passes_a_fast_check_of_both_profiles(
    shipped: dict[str, tuple[Edition, bytes]], profile: str
) -> None:
    # veraPDF, the reference, runs in `nox -s conformance`.
    for language, (_, data) in shipped.items():
        report = page.validate_pdf_bytes(data, profile=page.ValidationProfile[profile])
        found = [f.rule_id for f in report.failures if FALSE_ALARM not in f.rule_id]
        assert found == [], language
        assert report.rules.passed >= 100


def test_only_our_faces_are_embedded_and_language_and_tags_are_set(
    shipped: dict[str, tuple[Edition, bytes]],
) -> None:
    for edition, data in shipped.values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            names = {
                str(o.BaseFont)
                for o in pdf.objects
                if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font"
            }
            assert names
            assert all("+Report-" in name for name in names), names
            assert str(pdf.Root.Lang) == edition.language
            assert bool(pdf.Root.MarkInfo.Marked)
            assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
            assert str(pdf.docinfo.Title) == edition.title
            assert {"/JavaScript", "/OpenAction", "/AA"}.isdisjoint(pdf.Root.keys())


def test_a_character_without_a_glyph_stops_the_build(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    text = project / "source/sample/report/10-things.md"
    text.write_text(text.read_text("utf-8").replace("is better", "\u0f40 is better"), "utf-8")
    with pytest.raises(ReportError) as caught:
        render(editions(project, "sample")["en"])
    assert {d.code for d in caught.value.diagnostics} == {"missing-glyph"}
    assert "U+0F40" in caught.value.diagnostics[0].message


def test_a_warning_of_the_engine_stops_the_build(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", templates=True)
    style = project / "templates/pdf/style.css.j2"
    style.write_text(style.read_text("utf-8") + "p { colour: red }\n", "utf-8")
    templates = project / "templates"
    with pytest.raises(ReportError) as caught:
        FORMATS["pdf"]().render(
            editions(project, "sample")["en"],
            Context(templates, load_theme(templates, Collector())),
        )
    assert [d.code for d in caught.value.diagnostics] == ["pdf-engine"]
    assert "colour" in caught.value.diagnostics[0].message
