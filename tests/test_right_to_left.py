"""A report in Arabic, and in Ukrainian, beside English and French: set, read back, copied out."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from pipeline import edition as ed
from pipeline.bidi import in_reading_order, isolate_left_to_right, without_isolates
from pipeline.diagnostics import Collector
from pipeline.formats import FORMATS, Context
from pipeline.formats.pdf.fonts import FACES, font_files, glyph_texts
from pipeline.project import Project, load_publication
from pipeline.proof import compare, compare_languages
from pipeline.resolve import resolve_edition
from pipeline.theme import in_language, load_theme
from tests.support import ROOT, add_languages, make_project

if TYPE_CHECKING:
    from pathlib import Path

ARABIC_WORD = "[\u0621-\u064a]+"
"""Without vowel signs: readers of PDF part a word at those."""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ed.Edition]:
    root = add_languages(make_project(tmp_path_factory.mktemp("four") / "project"), "uk", "ar")
    found = Collector()
    loaded = load_publication(Project(root), "sample", found)
    assert loaded is not None
    assert found.errors == []
    original = loaded.labels["en"]
    return {
        tag: resolve_edition(document, loaded.labels[tag], original)
        for tag, document in loaded.documents.items()
    }


@pytest.fixture(scope="module")
def files(editions: dict[str, ed.Edition]) -> dict[tuple[str, str], bytes]:
    context = Context(ROOT / "templates", load_theme(ROOT / "templates", Collector()))
    return {
        (tag, name): FORMATS[name]().render(editions[tag], context)
        for tag in ("uk", "ar")
        for name in FORMATS
    }


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("language", ["uk", "ar"])
def test_every_format_says_what_the_edition_says(
    editions: dict[str, ed.Edition],
    files: dict[tuple[str, str], bytes],
    language: str,
    name: str,
) -> None:
    reading = FORMATS[name]().read_back(files[language, name])
    compared = compare(editions[language], name, reading)
    assert [d for c in compared for d in c.differences] == []
    assert sum(c.expected for c in compared) > 40


@pytest.mark.parametrize("language", ["fr", "uk", "ar"])
def test_every_language_has_the_same_structure(
    editions: dict[str, ed.Edition], language: str
) -> None:
    assert compare_languages(editions["en"], editions[language]).differences == ()


def test_text_not_yet_translated_is_english_in_every_respect(
    editions: dict[str, ed.Edition],
) -> None:
    units = {unit.id: unit for unit in ed.walk_units(editions["ar"])}
    assert (units["p2"].language, units["p1"].language) == ("en", "ar")
    assert "\u2066" not in ed.plain_text(units["p2"].content)


def test_a_reference_in_text_not_yet_translated_is_in_its_words(tmp_path: Path) -> None:
    root = add_languages(make_project(tmp_path / "project"), "ar")
    catalogue = root / "source/sample/translations/ar.po"
    text = catalogue.read_text("utf-8")
    catalogue.write_text(re.sub(r'msgctxt "p3".*?\n\n', "", text, flags=re.DOTALL), "utf-8")
    loaded = load_publication(Project(root), "sample", Collector())
    assert loaded is not None
    edition = resolve_edition(loaded.documents["ar"], loaded.labels["ar"], loaded.labels["en"])
    unit = next(unit for unit in ed.walk_units(edition) if unit.id == "p3")
    assert ed.plain_text(unit.content).startswith("As section\u00a0I.A says")


def test_arabic_words_copy_out_of_the_pdf(
    editions: dict[str, ed.Edition], files: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = tmp_path / "ar.pdf"
    path.write_bytes(files["ar", "pdf"])
    copied = subprocess.run([tool, path, "-"], capture_output=True, check=True).stdout.decode()
    contents = [unit.content for unit in ed.walk_units(editions["ar"])]
    contents += [note.content for note in editions["ar"].notes]
    wanted = {word for c in contents for word in re.findall(ARABIC_WORD, ed.plain_text(c))}
    assert len(wanted) > 40
    assert wanted - set(re.findall(ARABIC_WORD, copied)) == set()


@pytest.mark.parametrize(("language", "at_the_right"), [("uk", False), ("ar", True)])
def test_paragraph_numbers_stand_in_the_margin_where_lines_begin(
    files: dict[tuple[str, str], bytes], language: str, *, at_the_right: bool
) -> None:
    with pypdfium2.PdfDocument(files[language, "pdf"]) as document:
        places = []
        for page in document:
            text, width = page.get_textpage(), page.get_width()
            for item in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                left, bottom, right, top = item.get_bounds()
                if text.get_text_bounded(left, bottom, right, top).strip(" .\r\n") in "123":
                    places.append((left / width, right / width))
    margin = [place for place in places if (place[0] > 0.8 if at_the_right else place[1] < 0.2)]
    assert len(margin) >= 3


def test_no_glyph_of_the_arabic_face_says_what_no_one_wrote() -> None:
    """The strokes that the face would draw between letters are gone from its rules."""
    texts = {glyph: text for face in glyph_texts().values() for glyph, text in face.items()}
    assert len(glyph_texts()) == sum(face.name.startswith("arabic") for face in FACES)
    assert set(glyph_texts()) <= set(font_files().values())
    assert {"ل", "ك", "لا", "ئ", "\u064f"} <= set(texts.values())


def test_a_language_has_faces_and_sizes_of_its_own() -> None:
    theme = load_theme(ROOT / "templates", Collector())
    assert in_language(theme, "ar-EG")["faces"]["serif"] == "Report Arabic"
    assert in_language(theme, "uk")["faces"] == theme["faces"]
    assert in_language(theme, "ar")["colours"] == theme["colours"]
    assert in_language(theme, "ar")["sizes"]["text"] == theme["sizes"]["text"]


@pytest.mark.parametrize(
    ("read", "drawn"),
    [
        ("سلام", "مالس"),
        ("الصاروخ SSC-8، أي 9M729.", ".9M729 يأ ،SSC-8 خوراصلا"),
        ("بين عامي 2014 و2019", "2019و 2014 يماع نيب"),
        ("معاهدة (INF) هنا", "انه (INF) ةدهاعم"),
        ("الوثيقة 145 PCNP 19 E", "145 PCNP 19 E ةقيثولا"),
        ("2014-2019", "2019-2014"),
        ("3.9% من", "نم 3.9%"),
        ("26.", ".26"),
        ("NATO-Russia relations – a snapshot", "NATO-Russia relations – a snapshot"),
    ],
)
def test_a_line_is_read_in_the_order_in_which_it_was_written(read: str, drawn: str) -> None:
    assert in_reading_order(drawn, rtl=True) == read


def test_a_line_from_left_to_right_is_read_as_it_stands() -> None:
    assert in_reading_order("the word مالس, 2014–2019", rtl=False) == "the word سلام, 2014–2019"


def test_isolating_twice_is_isolating_once() -> None:
    text = isolate_left_to_right("الصاروخ SSC-8")
    assert isolate_left_to_right(without_isolates(text)) == text
