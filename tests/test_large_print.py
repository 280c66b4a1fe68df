"""What readers with low vision get: letters, contrast and spaces that they can read."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from lxml import etree

from pipeline.diagnostics import Collector
from pipeline.edition import Edition
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context, kind_of, pages_from
from pipeline.formats.docx.wordml import w
from pipeline.formats.pdf.pages import page_map
from pipeline.project import load_publication
from pipeline.proof import compare
from pipeline.resolve import resolve_edition
from pipeline.theme import in_language, in_large_print, load_theme
from tests.support import ROOT, make_project

LEAST = 16
"""Points of the smallest letters, but for the superscript numbers that call footnotes."""

CALL = 13


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    project = Project(make_project(tmp_path_factory.mktemp("large") / "project"))
    loaded = load_publication(project, "sample", Collector())
    assert loaded is not None
    return resolve_edition(loaded.documents["en"], loaded.labels["en"])


@pytest.fixture(scope="module")
def files(edition: Edition) -> dict[str, bytes]:
    templates = ROOT / "templates"
    context = Context(templates, load_theme(templates, Collector()))
    pdf = FORMATS["pdf-large"]().render(edition, context)
    quoting = replace(context, pages=page_map(pdf, edition))
    return {"pdf-large": pdf, "docx-large": FORMATS["docx-large"]().render(edition, quoting)}


@pytest.mark.parametrize("name", ["pdf-large", "docx-large"])
def test_large_print_says_what_the_edition_says(
    edition: Edition, files: dict[str, bytes], name: str
) -> None:
    comparisons = compare(edition, name, FORMATS[name]().read_back(files[name]))
    assert [c.aspect for c in comparisons if c.differences] == []
    assert FORMATS[name]().suffix == f".large-print.{kind_of(name)}"


def test_a_large_file_quotes_the_pages_of_the_large_pdf(
    edition: Edition, files: dict[str, bytes]
) -> None:
    assert [pages_from(name) for name in FORMATS] == ["pdf", "pdf", "pdf", "pdf-large", "pdf-large"]
    large = page_map(files["pdf-large"], edition).labels
    with zipfile.ZipFile(io.BytesIO(files["docx-large"])) as archive:
        text = archive.read("word/document.xml").decode()
    assert f">{large['glossary']}<" in text


def test_letters_of_the_pdf_are_large_and_without_serifs(files: dict[str, bytes]) -> None:
    sizes: dict[float, str] = {}
    document = pypdfium2.PdfDocument(files["pdf-large"])
    for page in document:
        text = page.get_textpage()
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if character.isalnum():
                # WeasyPrint draws in CSS pixels, of which there are 96 an inch.
                size = round(pdfium.FPDFText_GetFontSize(text, index) * 72 / 96, 1)
                sizes[size] = sizes.get(size, "") + character
    document.close()
    small = {size: words for size, words in sizes.items() if size < LEAST}
    assert set(small) <= {CALL}, small
    assert set("".join(small.values())) <= set("0123456789")
    assert len(sizes[18]) > 300
    with pikepdf.open(io.BytesIO(files["pdf-large"])) as pdf:
        names = {str(o.BaseFont) for o in pdf.objects if _is_font(o)}
    assert names
    assert all("Report-Sans" in name for name in names), names


def _is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


def test_styles_of_the_docx_are_large_ragged_and_upright(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["docx-large"])) as archive:
        styles = etree.fromstring(archive.read("word/styles.xml"))
        document = etree.fromstring(archive.read("word/document.xml"))
    sizes = [int(e.get(w("val"), "0")) for e in styles.iter(w("sz"))]
    assert min(sizes) >= 2 * LEAST
    defaults = styles.find(f"{w('docDefaults')}//{w('sz')}")
    assert defaults is not None
    assert defaults.get(w("val")) == "36"
    faces = {e.get(w("asciiTheme")) for e in styles.iter(w("rFonts"))}
    assert faces == {"majorHAnsi"}
    for root in (styles, document):
        assert "both" not in {e.get(w("val")) for e in root.iter(w("jc"))}
    assert {e.get(w("val")) for e in styles.iter(w("i"))} <= {"0"}


def test_large_print_has_more_space_between_lines_and_words() -> None:
    theme = load_theme(ROOT / "templates", Collector())
    large, usual = in_large_print(theme), in_language(theme, "en")
    assert float(large["sizes"]["leading"]) >= 1.5 > float(usual["sizes"]["leading"])
    assert large["sizes"]["text"] == "18pt"
    assert in_language(large, "ar")["faces"]["sans"] == "Report Arabic"
    style = (ROOT / "templates/pdf/style.css.j2").read_text("utf-8")
    assert "word-spacing" in style.split('theme.setting.print == "large"')[1]


TEXT_COLOURS = ("text", "heading", "link", "quiet")


@pytest.mark.parametrize("table", ["colours", "colours.large"])
def test_text_of_every_colour_stands_out_by_seven_to_one(table: str) -> None:
    # WCAG 2.2, 1.4.6 (level AAA); the level AA that is claimed asks for 4.5 to 1.
    theme = load_theme(ROOT / "templates", Collector())
    colours = {**theme["colours"], **theme.get(table, {})}
    assert set(colours) == {*TEXT_COLOURS, "paper", "rule", "watermark"}
    ratios = {name: contrast(colours[name], colours["paper"]) for name in TEXT_COLOURS}
    assert min(ratios.values()) >= 7, ratios
    # Text over the watermark of a draft is as readable; the watermark is beneath it.
    assert min(contrast(colours[name], colours["watermark"]) for name in TEXT_COLOURS) >= 7
    # Lines and rules (1.4.11).
    assert contrast(colours["rule"], colours["paper"]) >= 3


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_that_of_the_standard() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54
