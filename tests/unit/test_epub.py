"""The EPUB: packing, page breaks, links, the cover, and reading back what is wrong."""

from __future__ import annotations

import dataclasses
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import Edition
from pipeline.folders import Project
from pipeline.formats import Context, PageMap
from pipeline.formats.epub import EPUB
from pipeline.formats.epub.cover_image import draw_cover
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from tests.support import ROOT, make_project

replace = dataclasses.replace

BREAKS = (
    ("i", "cover"),
    ("ii", "contents"),
    ("1", "s-things"),
    ("2", "p1-list"),
    ("3", "term-cat"),
)
NAMES = {"h": "http://www.w3.org/1999/xhtml", "o": "http://www.idpf.org/2007/opf"}


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    project = Project(make_project(tmp_path_factory.mktemp("epub") / "project"))
    loaded = load_publication(project, "sample", Collector())
    assert loaded is not None
    return resolve_edition(loaded.documents["en"], loaded.labels["en"])


@pytest.fixture(scope="session")
def context() -> Context:
    templates = ROOT / "templates"
    return Context(templates, load_theme(templates, Collector()), PageMap({}, BREAKS, 3))


@pytest.fixture(scope="session")
def data(edition: Edition, context: Context) -> bytes:
    return EPUB.render(edition, context)


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(f"EPUB/{name}")


def with_part(data: bytes, name: str, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            text = source.read(entry)
            if entry == f"EPUB/{name}":
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            target.writestr(entry, text)
    return out.getvalue()


def find(data: bytes, name: str, path: str) -> list[str]:
    found = etree.fromstring(part(data, name)).xpath(path, namespaces=NAMES)
    assert isinstance(found, list)
    return [str(value) for value in found]


def test_the_type_of_the_file_comes_first_and_uncompressed(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_the_page_list_leads_to_the_page_breaks(data: bytes) -> None:
    path = "//h:nav[@id='pages']//h:a/"
    assert find(data, "contents.xhtml", f"{path}text()") == [label for label, _ in BREAKS]
    for href in find(data, "contents.xhtml", f"{path}@href"):
        name, _, identifier = href.partition("#")
        assert find(data, name, f"//*[@id='{identifier}']/@role") == ["doc-pagebreak"]


def test_without_page_numbers_no_page_list_is_promised(edition: Edition, context: Context) -> None:
    data = EPUB.render(edition, replace(context, pages=None))
    assert find(data, "contents.xhtml", "//h:nav[@id='pages']/@id") == []
    metadata = find(data, "content.opf", "//o:meta/@property | //o:meta/text()")
    assert not {"pageNavigation", "pageBreakMarkers", "pageBreakSource"} & set(metadata)


def test_every_link_within_the_book_leads_to_an_element(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = {
            name.removeprefix("EPUB/"): etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }
    ids = {(name, e.get("id")) for name, page in pages.items() for e in page.iter() if e.get("id")}
    links = {
        (href.partition("#")[0] or name, href.partition("#")[2] or None)
        for name, page in pages.items()
        for href in (a.get("href", "") for a in page.iter(f"{{{NAMES['h']}}}a"))
        if ":" not in href
    }
    assert len(links) > 20
    assert links <= ids | {(name, None) for name in pages}


def test_the_dates_are_those_of_the_edition(data: bytes) -> None:
    changed = find(data, "content.opf", "//o:meta[@property='dcterms:modified']/text()")
    assert changed == ["2026-01-31T00:00:00Z"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('href="#note-first"', 'href="#note-link-doors"'),
        ('href="#note-first"', 'href="#note-nowhere"'),
        ('href="#call-first"', 'href="#call-link-doors"'),
        (">2</a></sup>", ">3</a></sup>"),
    ],
)
def test_a_call_that_leads_astray_is_read_as_such(data: bytes, old: str, new: str) -> None:
    sound, spoilt = (
        EPUB.read_back(data),
        EPUB.read_back(with_part(data, "s-things.xhtml", old, new)),
    )
    assert [unit.calls for unit in sound.units if unit.label == "1."] == [(1, 2)]
    assert [unit.calls for unit in spoilt.units if unit.label == "1."] == [(1, 0)]


def test_a_link_to_another_file_is_followed_into_that_file(data: bytes) -> None:
    old, new = 'href="s-end.xhtml#p3"', 'href="s-summary.xhtml#p3"'
    spoilt = EPUB.read_back(with_part(data, "s-things.xhtml", old, new))
    targets = [target for unit in spoilt.units for _, target in unit.references]
    assert targets == ["s-summary.xhtml#p3", "s-doors"]


def test_a_template_that_is_not_xml_is_named(
    edition: Edition, context: Context, tmp_path: Path
) -> None:
    shutil.copytree(context.templates, tmp_path / "templates")
    template = tmp_path / "templates/epub/glossary.xhtml.j2"
    template.write_text(template.read_text("utf-8").replace("</dl>", ""), "utf-8")
    with pytest.raises(ReportError) as caught:
        EPUB.render(edition, replace(context, templates=tmp_path / "templates"))
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "template-error"
    assert diagnostic.span is not None
    assert diagnostic.span.file == "templates/epub/glossary.xhtml.j2"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("edition.cover.date", "edition.cover.day", "template-error"),
        ("theme.colours.paper", "theme.colours.gold", "template-error"),
        ("{%- endmacro %}", "{%- endmacr %}", "template-syntax"),
        ("margin: 110px 110px 330px", "margin: 600px 550px 1100px", "template-error"),
    ],
)
def test_a_design_of_the_cover_that_is_wrong(
    edition: Edition, context: Context, tmp_path: Path, old: str, new: str, code: str
) -> None:
    shutil.copytree(context.templates, tmp_path / "templates")
    design = tmp_path / "templates/epub/cover-image.html.j2"
    text = design.read_text("utf-8")
    assert old in text
    design.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(ReportError) as caught:
        draw_cover(edition, replace(context, templates=tmp_path / "templates"))
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_a_cover_has_room_for_a_long_title_in_every_script(
    edition: Edition, context: Context
) -> None:
    def drawn(title: str, language: str = "en") -> int:
        direction = "rtl" if language == "ar" else "ltr"
        cover = replace(edition.cover, title=title, subtitle="")
        changed = replace(edition, cover=cover, language=language, direction=direction)
        jpeg = draw_cover(changed, context)
        assert draw_cover(changed, context) == jpeg
        image = Image.open(io.BytesIO(jpeg)).convert("L")
        assert image.size == (1200, 1800)
        # The margins stay empty, as far as JPEG is exact.
        for box in ((1100, 0, 1200, 1800), (0, 0, 100, 1800), (0, 1700, 1200, 1800)):
            assert len([count for count in image.crop(box).histogram() if count]) < 4
        # Letters stand where the title is.
        return sum(image.crop((100, 300, 1100, 1400)).histogram()[200:])

    short = drawn("Ties")
    assert drawn("The relations of everything with everything else, seen from afar " * 3) > short
    assert drawn("العلاقات بين الناتو وروسيا", "ar") > short > 0
    assert drawn("Відносини між НАТО і Росією", "uk") > short
