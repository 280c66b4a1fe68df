"""A report in Arabic, and in Ukrainian, beside English and French: set, read back, copied out."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from lxml import etree

from pipeline import edition as ed
from pipeline.bidi import in_reading_order, isolate_left_to_right, without_isolates
from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context
from pipeline.formats.docx.render import word_runs
from pipeline.formats.pdf import fonts
from pipeline.formats.pdf.fonts import FACES, font_files, glyph_texts
from pipeline.project import load_publication
from pipeline.proof import compare, compare_languages
from pipeline.resolve import resolve_edition
from pipeline.theme import in_language, load_theme
from pipeline.walk import plain_text, walk_units
from tests.support import ROOT, add_languages, make_project

if TYPE_CHECKING:
    from pathlib import Path

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
XHTML = "{http://www.w3.org/1999/xhtml}"
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
    units = {unit.id: unit for unit in walk_units(editions["ar"])}
    assert (units["p2"].language, units["p1"].language) == ("en", "ar")
    assert "\u2066" not in plain_text(units["p2"].content)


def test_a_reference_in_text_not_yet_translated_is_in_its_words(tmp_path: Path) -> None:
    root = add_languages(make_project(tmp_path / "project"), "ar")
    catalogue = root / "source/sample/translations/ar.po"
    text = catalogue.read_text("utf-8")
    catalogue.write_text(re.sub(r'msgctxt "p3".*?\n\n', "", text, flags=re.DOTALL), "utf-8")
    loaded = load_publication(Project(root), "sample", Collector())
    assert loaded is not None
    edition = resolve_edition(loaded.documents["ar"], loaded.labels["ar"], loaded.labels["en"])
    unit = next(unit for unit in walk_units(edition) if unit.id == "p3")
    assert plain_text(unit.content).startswith("As section\u00a0I.A says")


def test_arabic_words_copy_out_of_the_pdf(
    editions: dict[str, ed.Edition], files: dict[tuple[str, str], bytes], tmp_path: Path
) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    path = tmp_path / "ar.pdf"
    path.write_bytes(files["ar", "pdf"])
    copied = subprocess.run([tool, path, "-"], capture_output=True, check=True).stdout.decode()
    contents = [unit.content for unit in walk_units(editions["ar"])]
    contents += [note.content for note in editions["ar"].notes]
    wanted = {word for c in contents for word in re.findall(ARABIC_WORD, plain_text(c))}
    assert len(wanted) > 40
    assert wanted - set(re.findall(ARABIC_WORD, copied)) == set()


def test_what_a_draft_says_stands_in_the_margin_without_the_number(
    files: dict[tuple[str, str], bytes],
) -> None:
    """English text in the Arabic file has its number at the left: its mark is at the right."""
    with pypdfium2.PdfDocument(files["ar", "pdf"]) as document:
        at_the_right = 0
        for page in document:
            text, width = page.get_textpage(), page.get_width()
            for item in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                bounds = item.get_bounds()
                if re.search(ARABIC_WORD, text.get_text_bounded(*bounds)):
                    assert bounds[2] > 0.12 * width, bounds
                    at_the_right += bounds[0] > 0.87 * width
    assert at_the_right >= 1


def test_the_rule_beside_english_leaves_its_number_room(
    files: dict[tuple[str, str], bytes],
) -> None:
    with zipfile.ZipFile(io.BytesIO(files["ar", "epub"])) as package:
        css = next(package.read(n).decode() for n in package.namelist() if n.endswith(".css"))
    rule = re.search(r"p\.state \+ \* \{([^}]*)\}", css)
    assert rule is not None
    assert set(re.findall(r"[\w-]+(?=:)", rule[1])) == {"border-inline-end", "padding-inline-end"}


def test_no_paragraph_of_word_stands_in_a_frame(files: dict[tuple[str, str], bytes]) -> None:
    """LibreOffice loses the bookmark of the paragraph after a frame, and references to it."""
    for language in ("uk", "ar"):
        document = parts(files[language, "docx"])["word/document.xml"]
        assert any(
            "TranslationMark" in style.get(f"{W}val", "") for style in document.iter(f"{W}pStyle")
        )
        assert document.find(f".//{W}framePr") is None


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


def parts(data: bytes) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".opf", ".xhtml"))]
        return {name: etree.fromstring(package.read(name)) for name in names}


def test_the_word_document_runs_from_right_to_left(files: dict[tuple[str, str], bytes]) -> None:
    found = parts(files["ar", "docx"])
    document, notes = found["word/document.xml"], found["word/footnotes.xml"]
    assert len(document.findall(f".//{W}sectPr")) == len(document.findall(f".//{W}sectPr/{W}bidi"))
    arabic = 0
    for paragraph in [*document.iter(f"{W}p"), *notes.iter(f"{W}p")]:
        is_rtl = paragraph.find(f"{W}pPr/{W}bidi") is not None
        for run in paragraph.iter(f"{W}r"):
            text = "".join(t.text or "" for t in run.iter(f"{W}t"))
            if re.search("[\u0621-\u064a]", text):
                arabic += 1
                assert is_rtl
                assert run.find(f"{W}rPr/{W}rtl") is not None, text
            elif re.search("[A-Za-z]", text) and not re.fullmatch(r"[A-Z]+\.", text):
                assert run.find(f"{W}rPr/{W}rtl") is None, text
            assert not re.search("[\u2066\u2069]", text)
    assert arabic > 30


def test_the_styles_of_the_word_document_are_turned_round(
    files: dict[tuple[str, str], bytes],
) -> None:
    arabic = parts(files["ar", "docx"])["word/styles.xml"]
    ukrainian = parts(files["uk", "docx"])["word/styles.xml"]
    edge = f".//{W}style[@{W}styleId='CoverNotice']//{W}pBdr/{W}"
    assert (arabic.find(edge + "left"), ukrainian.find(edge + "right")) == (None, None)
    assert arabic.find(edge + "right") is not None
    assert arabic.findall(f".//{W}rPr/{W}spacing") == []
    scale = in_language(load_theme(ROOT / "templates", Collector()), "ar")["sizes"]["scale"]
    sizes = [
        int(size.get(f"{W}val") or 0)
        for root in (arabic, ukrainian)
        for size in root.iterfind(f"{W}docDefaults//{W}szCs")
    ]
    assert sizes[0] == round(sizes[1] * float(scale))


def test_a_code_keeps_its_order_in_every_word_processor() -> None:
    assert [run.text for run in word_runs("الوثيقة \u2066145 PCNP 19 E\u2069 هنا")] == [
        "الوثيقة ",
        "\u200e145 PCNP 19 E",
        " هنا",
    ]
    assert [run.text for run in word_runs("\u2066S.A.\u2069")] == ["S.A.\u200e"]


def test_the_epub_turns_its_pages_from_right_to_left(files: dict[tuple[str, str], bytes]) -> None:
    found = parts(files["ar", "epub"])
    spine = next(root for name, root in found.items() if name.endswith(".opf")).find(
        "{http://www.idpf.org/2007/opf}spine"
    )
    assert spine is not None
    assert spine.get("page-progression-direction") == "rtl"
    pages = [root for name, root in found.items() if name.endswith(".xhtml")]
    assert {(page.get("dir"), page.get("lang")) for page in pages} == {("rtl", "ar")}
    english = [e for page in pages for e in page.iter() if e.get("lang") == "en"]
    assert [(e.get("id"), e.get("dir")) for e in english] == [("p2", "ltr")]
    isolated = [e.text for page in pages for e in page.iter(f"{XHTML}bdi")]
    assert {"SSC-8", "9M729", "CAT"} <= set(isolated)


def test_no_glyph_of_the_arabic_face_says_what_no_one_wrote() -> None:
    """The strokes that the face would draw between letters are gone from its rules."""
    texts = {glyph: text for face in glyph_texts().values() for glyph, text in face.items()}
    assert len(glyph_texts()) == sum(face.name.startswith("arabic") for face in FACES)
    assert set(glyph_texts()) <= set(font_files().values())
    assert {"ل", "ك", "لا", "ئ", "\u064f"} <= set(texts.values())


def test_faces_made_by_other_code_are_not_taken_from_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fonts._cache()
    changed = tmp_path / "arabic.py"
    changed.write_bytes(fonts.MAKERS[-1].read_bytes() + b"# amended\n")
    monkeypatch.setattr(fonts, "MAKERS", (*fonts.MAKERS[:-1], changed))
    assert fonts._cache() != before
    fonts._cache().rmdir()


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
