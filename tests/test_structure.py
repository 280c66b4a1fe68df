"""The structure tree of the finished PDF says what the page means, in both profiles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pikepdf
import pytest

from pipeline.conformance.pdf_tree import Element, Tagged, artifacts, place, tagged
from pipeline.diagnostics import Collector
from pipeline.edition import Edition, Foreign
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context
from pipeline.project import load_publication
from pipeline.proof import compare
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from pipeline.walk import walk_inlines, walk_sections, walk_units
from tests.support import make_project

NOTES = {"1.7": "Note", "2.0": "FENote"}


@dataclass
class Made:
    profile: str
    edition: Edition
    data: bytes
    tree: Tagged

    @property
    def root(self) -> Element:
        return self.tree.root

    @property
    def notes(self) -> list[Element]:
        return self.root.all(NOTES[self.profile])


@pytest.fixture(scope="module", params=["1.7", "2.0"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    project = Project(make_project(tmp_path_factory.mktemp("structure") / "project"))
    found = Collector()
    loaded = load_publication(project, "sample", found)
    assert loaded is not None
    edition = resolve_edition(loaded.documents["en"], loaded.labels["en"])
    edition = replace(edition, profile=request.param)
    context = Context(project.templates, load_theme(project.templates, found))
    data = FORMATS["pdf"]().render(edition, context)
    return Made(request.param, edition, data, tagged(data))


def before(element: Element) -> Element:
    assert element.parent is not None
    siblings = element.parent.kids
    found = siblings[siblings.index(element) - 1]
    assert isinstance(found, Element)
    return found


def test_read_in_the_order_of_its_tags_the_file_says_what_the_edition_says(made: Made) -> None:
    reading = FORMATS["pdf"]().read_back(made.data)
    comparisons = compare(made.edition, "pdf", reading)
    assert [c.aspect for c in comparisons if c.differences] == []
    assert sum(c.expected for c in comparisons) >= 30


def test_only_running_heads_page_numbers_and_leaders_are_artifacts(made: Made) -> None:
    edition = made.edition
    heads = {edition.title, edition.cover.symbol, edition.labels["glossary"]}
    heads |= {"".join(e.text.split()) for e in made.root.all("H2")}
    allowed = {"".join(head.split()) for head in heads}
    for page in artifacts(made.data):
        for text in page:
            said = "".join(text.split())
            is_leader = set(said) <= {"."}
            is_number = re.fullmatch(r"\d+|[ivxlc]+", said)
            assert is_leader or is_number or any(said in head for head in allowed), text


def test_one_element_for_each_element_of_the_source(made: Made) -> None:
    edition = made.edition
    sections = list(walk_sections(edition.front + edition.body))
    # The headings of contents and glossary, and the title.
    assert len(made.root.all("H1", "H2", "H3", "H4")) == len(sections) + 3
    assert len(made.notes) == len(edition.notes)
    assert len(made.root.all("TOCI")) == len(edition.contents)
    lists = [u for u in walk_units(edition) if type(u).__name__ == "ListItem"]
    facts_and_entries = len(edition.cover.facts) + len(edition.glossary)
    assert len(made.root.all("LI")) == len(lists) + facts_and_entries
    assert len(made.root.all("BlockQuote")) == 1


def test_headings_begin_with_the_title_and_skip_no_level(made: Made) -> None:
    levels = [int(e.role[1]) for e in made.root.all("H1", "H2", "H3", "H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - level <= 1 for level, after in pairwise(levels))


def test_a_contents_line_is_a_reference_with_a_link_to_its_heading(made: Made) -> None:
    lines = made.root.all("TOCI")
    for line, expected in zip(lines, made.edition.contents, strict=True):
        assert line.parent is not None
        assert line.parent.role == "TOC"
        reference = line.elements[0]
        assert reference.role == "Reference"
        (link,) = [e for e in reference.elements if e.role == "Link"]
        assert {place(a) for a in link.annotations} == {expected.target}


def test_a_note_follows_its_call_and_each_leads_to_the_other(made: Made) -> None:
    ids = set()
    for note, expected in zip(made.notes, made.edition.notes, strict=True):
        call = before(note)
        assert call.role == "Reference"
        (link,) = call.elements
        assert link.role == "Link"
        assert {place(a) for a in link.annotations} == {expected.id}
        label = note.elements[0]
        assert label.role == "Lbl"
        (back,) = label.elements
        assert {place(a) for a in back.annotations} == {expected.call_anchor}
        assert back.text.strip() == link.text.strip() == str(expected.number)
        ids.add(note.attribute("/ID"))
    assert len(ids) == len(made.edition.notes) >= 3
    names = list(made.tree.pdf.Root.StructTreeRoot.IDTree.Names)
    assert {str(name) for name in names[::2]} == ids
    for name, element in zip(names[::2], names[1::2], strict=True):
        assert made.tree.by_reference(element).attribute("/ID") == str(name)


def test_every_item_of_a_list_has_a_label_and_a_body(made: Made) -> None:
    for item in made.root.all("LI"):
        assert item.parent is not None
        assert item.parent.role == "L"
        assert [e.role for e in item.elements] == ["Lbl", "LBody"]
    described = "/Description" if made.profile == "2.0" else "/None"
    kinds = [str(e.dictionary.A.ListNumbering) for e in made.root.all("L")]
    assert sorted(kinds) == sorted(["/Disc", described])


def test_a_language_that_differs_and_an_expansion_stand_on_their_words(made: Made) -> None:
    foreign = [
        (node.language, "".join(c.text for c in node.children if hasattr(c, "text")))
        for unit in walk_units(made.edition)
        for node in walk_inlines(unit.content)
        if isinstance(node, Foreign)
    ]
    said = [(e.attribute("/Lang"), e.text) for e in made.root.walk() if e.attribute("/Lang")]
    assert said == foreign == [("fr", "chose")]
    expansions = [
        (e.text.strip(), e.attribute("/E")) for e in made.root.walk() if e.attribute("/E")
    ]
    assert expansions == [("CAT", "Committee on All Things")]
    assert str(made.tree.pdf.Root.Lang) == "en"


def test_a_link_says_in_words_where_it_leads(made: Made) -> None:
    said: dict[str, set[str]] = {}
    for link in made.root.all("Link"):
        assert link.annotations, f"no annotation: {link.text}"
        for annotation in link.annotations:
            said.setdefault(place(annotation), set()).add(str(annotation.Contents))
            assert int(annotation.F) == 4
    note = made.edition.notes[0]
    assert said[note.id] == {f"Footnote {note.number}"}
    assert said[note.call_anchor] == {f"Back to the text of footnote {note.number}"}
    assert said["term-cat"] == {"Glossary: CAT"}
    assert all(words.strip() for every in said.values() for words in every)


def test_pages_are_labelled_and_the_title_is_shown(made: Made) -> None:
    root = made.tree.pdf.Root
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert bool(root.MarkInfo.Marked)
    labels = [str(page.label) for page in made.tree.pdf.pages]
    assert labels[:2] == ["i", "ii"]
    assert "1" in labels
    assert all(page.Tabs == "/S" for page in made.tree.pdf.pages)


def test_the_way_back_from_the_page_to_the_tree_is_whole(made: Made) -> None:
    numbers = list(made.tree.pdf.Root.StructTreeRoot.ParentTree.Nums)
    rows = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    contents = 0
    for page in made.tree.pdf.pages:
        contents += len([owner for owner in rows[int(page.StructParents)] if owner])
        for annotation in page.get("/Annots", []):
            owner = made.tree.by_reference(rows[int(annotation.StructParent)])
            assert annotation.objgen in [a.objgen for a in owner.annotations]
    assert contents == sum(isinstance(k, str) for e in made.root.walk() for k in e.kids)


def test_elements_have_their_namespaces(made: Made) -> None:
    if made.profile == "1.7":
        assert all("/NS" not in e.dictionary for e in made.root.walk())
        return
    spaces = {e.role: str(e.dictionary.NS.NS) for e in made.root.walk()}
    old = {role for role, space in spaces.items() if space == "http://iso.org/pdf/ssn"}
    assert old == {"TOC", "TOCI", "Reference", "BlockQuote"}
    assert spaces["FENote"] == spaces["P"] == "http://iso.org/pdf2/ssn"


def test_a_footnote_and_its_reference_name_each_other(made: Made) -> None:
    if made.profile == "1.7":
        assert all("/Ref" not in e.dictionary for e in made.root.walk())
        return
    for note in made.notes:
        assert str(note.dictionary.A.NoteType) == "/Footnote"
        call = before(note)
        (named,) = note.dictionary.Ref
        assert named.objgen == call.dictionary.objgen
        (named,) = call.dictionary.Ref
        assert named.objgen == note.dictionary.objgen


def test_links_and_bookmarks_lead_to_elements(made: Made) -> None:
    if made.profile == "1.7":
        assert all("/SD" not in a.get("/A", {}) for e in made.root.walk() for a in e.annotations)
        return
    for link in made.root.all("Link"):
        for annotation in link.annotations:
            if "/URI" in annotation.A:
                continue
            target = made.tree.by_reference(annotation.A.SD[0])
            assert target in made.root.walk()
    titles = [(e.role, "".join(e.text.split())) for e in bookmarked(made)]
    assert len(titles) == len(made.edition.contents)
    assert all(role in {"H2", "H3", "H4"} for role, _ in titles)
    with made.tree.pdf.open_outline() as outline:
        shown = ["".join(str(item.title).split()) for item in flattened(outline.root)]
    assert [words for _, words in titles] == shown


def flattened(items: Iterable[pikepdf.OutlineItem]) -> Iterator[pikepdf.OutlineItem]:
    for item in items:
        yield item
        yield from flattened(item.children)


def bookmarked(made: Made) -> list[Element]:
    found = []

    def take(bookmark: object) -> None:
        while bookmark is not None:
            found.append(made.tree.by_reference(bookmark.A.SD[0]))  # type: ignore[attr-defined]
            take(bookmark.get("/First"))  # type: ignore[attr-defined]
            bookmark = bookmark.get("/Next")  # type: ignore[attr-defined]

    take(made.tree.pdf.Root.Outlines.First)
    return found


def test_the_report_goes_along_as_data(made: Made) -> None:
    attached = {name: spec.get_file() for name, spec in made.tree.pdf.attachments.items()}
    if made.profile == "1.7":
        assert attached == {}
        return
    (name,) = attached
    assert name == "sample.en.json"
    assert made.edition.title.encode() in attached[name].read_bytes()
    (specification,) = made.tree.pdf.Root.AF
    assert str(specification.AFRelationship) == "/Alternative"
