"""A checked document becomes an Edition in which everything is decided."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from pipeline import edition as ed
from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.walk import plain_text, walk_inlines, walk_units
from tests.support import make_project

REPORT = "report/10-things.md"


class Sample:
    """The base publication, changed as a test likes, and resolved."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "source/sample"
        self.root = root

    def change(self, old: str, new: str, file: str = REPORT) -> Sample:
        path = self.folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, text.count(old)
        path.write_text(text.replace(old, new), "utf-8")
        return self

    def editions(self) -> Mapping[str, ed.Edition]:
        found = Collector()
        loaded = load_publication(Project(self.root), "sample", found)
        assert loaded is not None
        assert [d.message for d in found.errors] == []
        return {tag: resolve_edition(d, loaded.labels[tag]) for tag, d in loaded.documents.items()}

    def english(self) -> ed.Edition:
        return self.editions()["en"]


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return Sample(make_project(tmp_path / "project"))


def unit(edition: ed.Edition, identifier: str) -> ed.Paragraph | ed.ListItem | ed.Quotation:
    return next(u for u in walk_units(edition) if u.id == identifier)


def text(edition: ed.Edition, identifier: str) -> str:
    return plain_text(unit(edition, identifier).content)


def calls(inlines: tuple[ed.Inline, ...]) -> list[str]:
    return [n.note.id for n in walk_inlines(inlines) if isinstance(n, ed.NoteCall)]


def note(edition: ed.Edition, identifier: str) -> str:
    return next(plain_text(n.content) for n in edition.notes if n.id == identifier)


def test_the_outline_and_the_contents_are_one(sample: Sample) -> None:
    edition = sample.english()
    assert [(c.level, c.label, plain_text(c.title), c.target) for c in edition.contents] == [
        (1, "", "Summary", "s-summary"),
        (1, "I.", "Things", "s-things"),
        (2, "A.", "Doors", "s-doors"),
        (1, "II.", "The end", "s-end"),
        (1, "", "Glossary", "glossary"),
    ]
    assert [s.id for s in edition.front] == ["s-summary"]
    assert [s.id for s in edition.body] == ["s-things", "s-end"]


def test_a_report_without_numbered_sections_is_all_front(sample: Sample) -> None:
    sample.change("{#s-things}", "{#s-things .unnumbered}").change(
        "{#s-end}", "{#s-end .unnumbered}"
    )
    sample.change("As [@s-doors] says, that", "That").change(", as [@p3] says", "")
    sample.change("comme le dit le [@p3].", "là.", "translations/fr.po")
    sample.change("Comme le dit la [@s-doors], c’est", "C’est", "translations/fr.po")
    edition = sample.english()
    assert edition.body == ()
    assert {getattr(u, "number", None) for u in walk_units(edition)} == {None}


def test_references_are_words_with_a_number_that_stays_with_them(sample: Sample) -> None:
    english, french = sample.editions().values()
    assert "as paragraph\u00a03 says." in text(english, "p1")
    assert text(english, "p3").startswith("As section\u00a0I.A says")
    assert "comme le dit le paragraphe\u00a03." in text(french, "p1")


def test_lists_are_labelled_as_the_language_does(sample: Sample) -> None:
    assert [unit(e, "p1-list.1").label for e in sample.editions().values()] == ["•", "–"]  # type: ignore[union-attr]
    sample.change("- one thing;\n- another", "1. one thing;\n2. another")
    labels = [
        [u.label for u in walk_units(e) if isinstance(u, ed.ListItem)]
        for e in sample.editions().values()
    ]
    assert labels == [["(a)", "(b)"], ["a)", "b)"]]


def test_notes_are_numbered_in_the_order_of_their_calls(sample: Sample) -> None:
    for edition in sample.editions().values():
        assert [(n.number, n.id) for n in edition.notes] == [
            (1, "note-link-doors"),
            (2, "note-first"),
            (3, "note-last"),
        ]
        called = [c for u in walk_units(edition) for c in calls(u.content)]
        assert called == [n.id for n in edition.notes]


def test_a_link_used_twice_has_two_notes_with_anchors_of_their_own(sample: Sample) -> None:
    links = sample.folder / "links.toml"
    again = links.read_text("utf-8").replace("[doors]", "[doors-2]").replace("On doors", "More")
    links.write_text(links.read_text("utf-8") + again, "utf-8")
    sample.change("An open door is", "[An][doors] open [door][doors-2] is")
    sample.change(
        "Une porte ouverte", "[Une][doors] porte [ouverte][doors-2]", "translations/fr.po"
    )
    edition = sample.english()
    anchors = [n.id for n in edition.notes]
    assert len(set(anchors)) == len(anchors) == 5
    assert note(edition, "note-link2-doors") == note(edition, "note-link-doors")
    assert note(edition, "note-link-doors-2").startswith("More. ")


def test_the_note_of_a_link_says_what_it_is_and_where(sample: Sample) -> None:
    sample.change('date = "2025"', 'date = "2019-03-01"\naccessed = 2026-01-01', "links.toml")
    sample.change("[doors]", '[doors]\narchived = "https://archive.example/x"', "links.toml")
    english, french = sample.editions().values()
    url = "https://example.org/doors?a=1&b=2"
    assert note(english, "note-link-doors") == (
        f"On doors. The Secretariat, 1\u00a0March 2019, accessed 1\u00a0January 2026: {url}; "
        "archived copy: https://archive.example/x"
    )
    assert note(french, "note-link-doors") == (
        "Des portes. Le Secrétariat, 1er\u00a0mars 2019 (en anglais), "
        f"consulté le 1er\u00a0janvier 2026\u00a0: {url}\u202f; "
        "copie archivée\u00a0: https://archive.example/x"
    )


@pytest.mark.parametrize("title", ["Why doors?", "No more doors!", "Doors etc."])
def test_a_title_that_ends_with_a_stop_gets_no_second_one(sample: Sample, title: str) -> None:
    sample.change("On doors", title, "links.toml")
    assert note(sample.english(), "note-link-doors").startswith(f"{title} The Secretariat")


def test_a_link_in_a_note_prints_its_address_there_and_calls_no_note(sample: Sample) -> None:
    sample.change("This is the second.", "See [this][doors], and [@p2].")
    sample.change("Voici la seconde.", "Voir [ceci][doors], et [@p2].", "translations/fr.po")
    edition = sample.english()
    assert note(edition, "note-first").endswith(
        "See this (https://example.org/doors?a=1&b=2), and paragraph\u00a02."
    )
    assert all(calls(n.content) == [] for n in edition.notes)
    assert [n.number for n in edition.notes] == [1, 2, 3]


def test_a_term_is_first_used_in_the_text_and_nowhere_else(sample: Sample) -> None:
    sample.change("The last note.", "The [CAT]{term=cat} and an [open door]{term=open-door}.")
    sample.change(
        "La dernière note.", "[CTC]{term=cat} et [porte]{term=open-door}.", "translations/fr.po"
    )
    edition = sample.english()
    assert {e.id: e.first_use for e in edition.glossary} == {
        "term-cat": "summary-1",
        "term-open-door": "p2",
    }


def test_a_term_that_no_text_uses_has_no_first_use(sample: Sample) -> None:
    sample.change("An open door is", "A wall is")
    edition = sample.english()
    assert next(e for e in edition.glossary if e.id == "term-open-door").first_use is None


def test_the_glossary_is_in_the_order_of_the_alphabet_of_the_language(sample: Sample) -> None:
    glossary = sample.folder / "glossary.toml"
    more = "".join(
        f'\n[t{n}]\nterm = "{en}"\ndefinition = "x"\nforms.fr = ["{fr}"]\n'
        for n, (en, fr) in enumerate([("Zebra", "écho"), ("apple", "ète"), ("Éclair", "zèbre")])
    )
    glossary.write_text(glossary.read_text("utf-8") + more, "utf-8")
    english, french = sample.editions().values()
    assert [e.term for e in english.glossary] == ["apple", "CAT", "Éclair", "open door", "Zebra"]
    assert [e.term for e in french.glossary] == ["CTC", "écho", "ète", "porte ouverte", "zèbre"]


def test_what_is_not_translated_stands_in_its_own_language_and_is_counted(sample: Sample) -> None:
    sample.change('msgstr "Une porte est une porte."', 'msgstr ""', "translations/fr.po")
    sample.change("The first thing is", "The very first thing is")
    english, french = sample.editions().values()
    assert unit(french, "p2-quotation").language == "en"
    assert text(french, "p2-quotation") == text(english, "p2-quotation")
    assert english.cover.translation_notice == ""
    assert french.cover.translation_notice == (
        "Traduction de l’anglais, non approuvée. "
        "Passages non encore traduits, laissés en anglais\u00a0: 1. "
        "Passages dont l’anglais a été modifié depuis leur traduction\u00a0: 1 (¶\u00a01)."
    )


def test_the_cover_has_the_dates_of_the_language(sample: Sample) -> None:
    english, french = sample.editions().values()
    assert (english.cover.date, french.cover.date) == (
        "31\u00a0January 2026",
        "31\u00a0janvier 2026",
    )
    sample.change("2026-01-31", "2026-05-01", "publication.toml")
    english, french = sample.editions().values()
    assert (english.cover.date, french.cover.date) == ("1\u00a0May 2026", "1er\u00a0mai 2026")
    assert english.date == french.date == date(2026, 5, 1)


def test_the_identifier_is_stable_and_one_for_each_language(sample: Sample) -> None:
    english, french = sample.editions().values()
    again = sample.change("An open door is", "A door is").editions()
    assert english.identifier == again["en"].identifier
    assert english.identifier != french.identifier


def test_an_edition_is_never_changed_once_it_is_made(sample: Sample) -> None:
    edition = sample.english()
    with pytest.raises(dataclasses.FrozenInstanceError):
        edition.language = "fr"  # type: ignore[misc]


def test_the_same_document_gives_the_same_edition(sample: Sample) -> None:
    assert sample.editions() == sample.editions()
