"""DOCX: what Word is given, and what the reader makes of a file that is not right."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import (
    ContentsLine,
    CrossReference,
    Edition,
    Emphasis,
    Foreign,
    ItemList,
    ListItem,
    Paragraph,
    Section,
    Strong,
    Text,
)
from pipeline.expected import expected_reading
from pipeline.folders import Project
from pipeline.formats import Context, PageMap
from pipeline.formats.docx import DOCX
from pipeline.formats.docx.names import bookmark_name, bookmarks, word_language
from pipeline.languages import direction
from pipeline.project import load_publication
from pipeline.proof import compare
from pipeline.reading import Reading
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from pipeline.walk import walk_sections
from tests.support import ROOT, make_project

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
replace = dataclasses.replace


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    project = Project(make_project(tmp_path_factory.mktemp("docx") / "project"))
    loaded = load_publication(project, "sample", Collector())
    assert loaded is not None
    return resolve_edition(loaded.documents["en"], loaded.labels["en"])


@pytest.fixture(scope="module")
def context(edition: Edition) -> Context:
    pages = PageMap({line.target: f"{n}" for n, line in enumerate(edition.contents, 31)}, (), 99)
    templates = ROOT / "templates"
    return Context(templates, load_theme(templates, Collector()), pages)


@pytest.fixture(scope="module")
def data(edition: Edition, context: Context) -> bytes:
    return DOCX.render(edition, context)


@pytest.fixture
def own_context(tmp_path: Path, context: Context) -> Context:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    return replace(context, templates=tmp_path / "templates")


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def changed(data: bytes, part: str, old: str, new: str) -> bytes:
    files = entries(data)
    text = files[part].decode()
    assert old in text
    return packed({**files, part: text.replace(old, new, 1).encode()})


def document(data: bytes) -> etree._Element:
    return etree.fromstring(entries(data)["word/document.xml"])


def differing(edition: Edition, reading: Reading) -> set[str]:
    return {c.aspect for c in compare(edition, "docx", reading) if c.differences}


def paragraph(identifier: str, number: int | None, *content: Text | Emphasis | Strong) -> Paragraph:
    return Paragraph(identifier, number, f"{number}." if number else "", content, "en")


def with_body(edition: Edition, *body: Section) -> Edition:
    """Put other sections in place of the body; nothing refers to the old ones then."""
    contents = tuple(
        ContentsLine(s.id, s.level, s.label, s.title, s.language) for s in walk_sections(body)
    )
    return replace(edition, body=body, front=(), contents=contents, notes=(), glossary=())


def section(identifier: str, level: int, label: str, *blocks: Paragraph | ItemList) -> Section:
    return Section(identifier, level, label, (Text(identifier),), "en", blocks, ())


# --- the package ---------------------------------------------------------------------------------


def test_nothing_is_in_the_file_but_what_it_needs(data: bytes) -> None:
    assert list(entries(data)) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/_rels/footnotes.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/footnotes.xml",
        "word/header1.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
        "word/theme/theme1.xml",
    ]


def test_only_links_lead_outside(data: bytes) -> None:
    for name, content in entries(data).items():
        if name.endswith(".rels"):
            for relation in etree.fromstring(content):
                outside = relation.get("TargetMode") == "External"
                assert outside == str(relation.get("Type")).endswith("/hyperlink")


def test_the_properties_are_those_of_the_edition(data: bytes, edition: Edition) -> None:
    core = etree.fromstring(entries(data)["docProps/core.xml"])
    found = {etree.QName(child).localname: child.text for child in core}
    assert found == {
        "title": edition.title,
        "subject": edition.cover.subtitle,
        "creator": edition.author,
        "description": edition.description,
        "lastModifiedBy": edition.author,
        "revision": "1",
        "created": "2026-01-31T00:00:00Z",
        "modified": "2026-01-31T00:00:00Z",
        "identifier": edition.identifier,
        "language": "en",
    }


def test_the_contents_are_finished_and_word_is_asked_to_do_nothing(data: bytes) -> None:
    files = entries(data)
    assert b"updateFields" not in files["word/settings.xml"]
    assert b"w:dirty" not in files["word/document.xml"]
    lines = [
        "".join(t.text or "" if t.tag == W + "t" else "|" for t in p.iter(W + "t", W + "tab"))
        for p in document(data).iter(W + "p")
        if p.find(f"{W}pPr/{W}pStyle[@{W}val='TOC1']") is not None
    ]
    assert lines == ["Summary|31", "I.|Things|32", "II.|The end|34", "Glossary|35"]


def test_without_pages_the_numbers_are_left_out(edition: Edition, context: Context) -> None:
    data = DOCX.render(edition, replace(context, pages=None))
    assert differing(edition, DOCX.read_back(data)) == set()


def test_same_edition_same_bytes(edition: Edition, context: Context, data: bytes) -> None:
    assert DOCX.render(edition, context) == data


# --- the reference document ----------------------------------------------------------------------


def test_a_reference_saved_by_word_in_french_serves_and_leaves_nothing_of_its_own(
    edition: Edition, own_context: Context
) -> None:
    path = own_context.templates / "docx" / "reference.docx"
    files = entries(path.read_bytes())
    for name in ("word/styles.xml", "word/numbering.xml", "word/document.xml"):
        files[name] = re.sub(rb'"Heading(\d)"', rb'"Titre\1"', files[name])
    files["word/people.xml"] = b"<people>Jane Designer</people>"
    files["docProps/app.xml"] = b"<Properties>Jane Designer</Properties>"
    files["docProps/core.xml"] = files["docProps/core.xml"].replace(b"Reference", b"Jane Designer")
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for rels, target, kind in (
        ("word/_rels/document.xml.rels", b"people.xml", b"people"),
        ("_rels/.rels", b"docProps/app.xml", b"extended-properties"),
    ):
        relation = b'<Relationship Id="x1" Type="%s/%s" Target="%s"/>' % (office, kind, target)
        files[rels] = files[rels].replace(b"</Relationships>", relation + b"</Relationships>")
    path.write_bytes(packed(files))

    data = DOCX.render(edition, own_context)

    assert differing(edition, DOCX.read_back(data)) == set()
    assert b"Titre1" in entries(data)["word/document.xml"]
    assert not [n for n, content in entries(data).items() if b"Designer" in content]


def test_a_style_that_is_gone_is_named(edition: Edition, own_context: Context) -> None:
    path = own_context.templates / "docx" / "reference.docx"
    path.write_bytes(changed(path.read_bytes(), "word/styles.xml", 'w:val="Quote"', 'w:val="Q"'))
    with pytest.raises(ReportError, match="has no style named “Quote”") as caught:
        DOCX.render(edition, own_context)
    assert [d.code for d in caught.value.diagnostics] == ["template-error"]


@pytest.mark.parametrize(
    ("content", "code"), [(None, "template-missing"), (b"no zip", "template-error")]
)
def test_a_reference_that_does_not_serve(
    edition: Edition, own_context: Context, content: bytes | None, code: str
) -> None:
    path = own_context.templates / "docx" / "reference.docx"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReportError) as caught:
        DOCX.render(edition, own_context)
    assert [d.code for d in caught.value.diagnostics] == [code]


@pytest.mark.parametrize("gone", ["styles", "numbering"])
def test_a_reference_without_styles_or_lists(
    edition: Edition, own_context: Context, gone: str
) -> None:
    path = own_context.templates / "docx" / "reference.docx"
    files = entries(path.read_bytes())
    rels = "word/_rels/document.xml.rels"
    files[rels] = re.sub(rb"<Relationship [^>]*%s.xml\"/>" % gone.encode(), b"", files[rels])
    path.write_bytes(packed(files))
    with pytest.raises(ReportError, match="has no styles or no lists"):
        DOCX.render(edition, own_context)


def test_a_style_without_its_list_is_named(edition: Edition, own_context: Context) -> None:
    path = own_context.templates / "docx" / "reference.docx"
    files = entries(path.read_bytes())
    files["word/numbering.xml"] = re.sub(rb"<w:num .*</w:num>", b"", files["word/numbering.xml"])
    path.write_bytes(packed(files))
    with pytest.raises(ReportError, match="the style “List Bullet” has no list"):
        DOCX.render(edition, own_context)


def test_markup_that_is_not_well_formed_is_named(edition: Edition, own_context: Context) -> None:
    path = own_context.templates / "docx" / "footer.xml.j2"
    path.write_text(path.read_text("utf-8") + "</w:p>", "utf-8")
    with pytest.raises(ReportError, match="not well-formed XML") as caught:
        DOCX.render(edition, own_context)
    assert caught.value.diagnostics[0].span is not None
    assert caught.value.diagnostics[0].span.file == "templates/docx/footer.xml.j2"


# --- text and numbers ----------------------------------------------------------------------------


def test_spaces_between_marked_words_stay(edition: Edition, context: Context) -> None:
    spaced = with_body(
        edition,
        section(
            "s-a", 1, "I.",
            paragraph("p1", 1, Emphasis((Text("a"),)), Text(" "), Strong((Text("b"),)), Text("  ")),
        ),
    )  # fmt: skip
    data = DOCX.render(spaced, context)
    texts = [t.text for t in document(data).iter(W + "t")]
    assert texts[-4:] == ["a", " ", "b", "  "]


def test_word_counts_to_whatever_the_edition_says(edition: Edition, context: Context) -> None:
    items = tuple(ListItem(f"l.{n}", f"({c})", (Text("x"),), "en") for n, c in enumerate("abc", 1))
    odd = with_body(
        edition,
        section("s-a", 1, "I.", paragraph("p1", 1), ItemList("l1", ordered=True, items=items)),
        section("s-b", 2, "C.", paragraph("p5", 5), paragraph("p6", 6)),
        section("s-c", 1, "", ItemList("l2", ordered=True, items=items)),
        section("s-d", 2, "A."),
        section("s-e", 1, "IV.", paragraph("p7", 7)),
    )
    reading = DOCX.read_back(DOCX.render(odd, context))
    assert [h.label for h in reading.headings] == ["I.", "C.", "", "A.", "IV."]
    assert [u.label for u in reading.units] == [
        "1.", "(a)", "(b)", "(c)", "5.", "6.", "(a)", "(b)", "(c)", "7.",
    ]  # fmt: skip


def test_french_marks_of_lists(edition: Edition, context: Context) -> None:
    lists = [
        ItemList(f"l{n}", ordered=ordered, items=(ListItem(f"l{n}.1", label, (Text("x"),), "en"),))
        for n, (ordered, label) in enumerate([(True, "a)"), (False, "–"), (True, "a)")])
    ]
    reading = DOCX.read_back(
        DOCX.render(with_body(edition, section("s", 1, "I.", *lists)), context)
    )
    assert [u.label for u in reading.units] == ["a)", "–", "a)"]


def test_long_ids_are_cut_for_word_and_whole_for_the_proof(
    edition: Edition, context: Context
) -> None:
    long = "s-" + "very-long-" * 9 + "id"
    target = CrossReference(long, "section I", "I")
    odd = with_body(edition, section(long, 1, "I.", replace(paragraph("p1", 1), content=(target,))))
    data = DOCX.render(odd, context)
    names = [b.get(W + "name") for b in document(data).iter(W + "bookmarkStart")]
    assert all(len(name or "") <= 40 for name in names)
    reading = DOCX.read_back(data)
    assert reading.contents[0].target == long
    assert reading.units[0].references == (("section I", long),)


def test_bookmarks_are_unique_and_stable(edition: Edition) -> None:
    marks = bookmarks(edition)
    assert (
        len({m.id for m in marks.values()}) == len({m.name for m in marks.values()}) == len(marks)
    )
    assert marks["p1-list.2"].name == "p1_list_2"
    assert bookmark_name("a" * 41) == bookmark_name("a" * 41) != bookmark_name("a" * 42)


def test_other_languages_and_directions(edition: Edition, context: Context) -> None:
    foreign = Foreign("fr", (Text("chose"),))
    arabic = replace(
        with_body(edition, section("s-a", 1, "I.", paragraph("p1", 1))),
        language="ar",
        direction="rtl",
    )
    body = replace(arabic.body[0], language="ar")
    block = replace(paragraph("p1", 1), content=(Text("نص "), foreign), language="ar")
    data = DOCX.render(replace(arabic, body=(replace(body, blocks=(block,)),)), context)
    text = document(data).findall(f".//{W}p")[-1]
    assert text.find(f"{W}pPr/{W}bidi") is not None
    first, second = text.findall(f"{W}r/{W}rPr")
    assert first.find(W + "rtl") is not None
    assert second.find(W + "rtl") is None
    assert second.find(W + "lang").get(W + "val") == "fr-FR"  # type: ignore[union-attr]
    assert len(document(data).findall(f".//{W}sectPr/{W}bidi")) == 3
    assert DOCX.read_back(data).language == "ar"


def test_languages_have_the_regions_that_word_knows() -> None:
    tags = ("en", "fr", "de-AT", "sr-Latn", "grc", "x")
    assert [word_language(t) for t in tags] == ["en-GB", "fr-FR", "de-AT", "sr-Latn-RS", "grc", "x"]
    assert [direction(t) for t in ("ar", "he", "en", "grc")] == ["rtl", "rtl", "ltr", "ltr"]


# --- theme.toml ----------------------------------------------------------------------------------


def test_the_theme_sets_colours_and_page(edition: Edition, context: Context) -> None:
    theme = {name: dict(table) for name, table in context.theme.items()}
    theme["colours"]["heading"] = "#aa0011"
    theme["page"] |= {"size": "Letter", "margin_inner": "1in", "margin_outer": "72pt"}
    files = entries(DOCX.render(edition, replace(context, theme=theme)))
    assert b'<w:color w:val="AA0011" w:themeColor="accent1"/>' in files["word/styles.xml"]
    assert b'<a:accent1><a:srgbClr val="AA0011"/></a:accent1>' in files["word/theme/theme1.xml"]
    assert files["word/document.xml"].count(b'<w:pgSz w:w="12240" w:h="15840"/>') == 3
    assert b'<w:tab w:val="right" w:leader="dot" w:pos="9360"/>' in files["word/styles.xml"]


# --- the reader ----------------------------------------------------------------------------------


def test_a_sound_file_says_what_the_edition_says(data: bytes, edition: Edition) -> None:
    assert differing(edition, DOCX.read_back(data)) == set()
    assert DOCX.read_back(data).notes == expected_reading(edition).notes


@pytest.mark.parametrize(
    ("part", "old", "new", "aspect"),
    [
        ("document", ">one thing;<", ">another thing;<", "text of paragraphs"),
        ("document", "<w:t xml:space", "<w:rPr><w:vanish/></w:rPr><w:t xml:space", "title page"),
        ("document", "REF p3 ", "REF p2 ", "cross-references"),
        ("document", 'w:name="p3"', 'w:name="p3x"', "cross-references"),
        ("document", 'w:anchor="s_things"', 'w:anchor="s_end"', "contents"),
        ("document", 'w:anchor="term_cat"', 'w:anchor="term_open_door"', "first uses of terms"),
        ("document", '<w:footnoteReference w:id="1"/>', "", "footnotes"),
        ("footnotes", '<w:footnote w:id="1"', '<w:footnote w:id="9"', "footnotes"),
        ("_rels/footnotes", "https://example.org", "https://example.net", "addresses"),
        ("numbering", 'w:val="upperLetter"', 'w:val="lowerLetter"', "headings"),
        ("numbering", '<w:start w:val="1"/>', '<w:start w:val="2"/>', "headings"),
        ("styles", '<w:outlineLvl w:val="1"/>', '<w:outlineLvl w:val="2"/>', "headings"),
        ("styles", 'w:val="en-GB"', 'w:val="de-DE"', "language and title"),
    ],
)
def test_what_is_wrong_is_seen(
    data: bytes, edition: Edition, part: str, old: str, new: str, aspect: str
) -> None:
    name = f"word/{part}.xml.rels" if part.startswith("_rels") else f"word/{part}.xml"
    assert aspect in differing(edition, DOCX.read_back(changed(data, name, old, new)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files: {n: c for n, c in files.items() if n != "word/document.xml"},
        lambda files: {n: c for n, c in files.items() if n != "_rels/.rels"},
        lambda files: {**files, "word/styles.xml": b"<w:styles"},
        lambda files: {
            **files,
            "word/numbering.xml": files["word/numbering.xml"].replace(b'w:ilvl="0"', b'w:ilvl="x"'),
        },
    ],
)
def test_a_broken_file_is_said_to_be_unreadable(data: bytes, spoil: object) -> None:
    assert callable(spoil)
    with pytest.raises(ReportError) as caught:
        DOCX.read_back(packed(spoil(entries(data))))
    assert [d.code for d in caught.value.diagnostics] == ["docx-unreadable"]
