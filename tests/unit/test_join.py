"""A catalogue fills the texts of a document, by id and by nothing else."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.model import Document, ItemList, Paragraph, Span
from pipeline.project import load_publication
from pipeline.references import units
from pipeline.translations.units import translation_units
from tests.support import make_project

PO = "source/sample/translations/fr.po"


@dataclasses.dataclass
class Sample:
    root: Path

    def change(self, old: str, new: str, file: str = PO) -> Sample:
        path = self.root / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, text.count(old)
        path.write_text(text.replace(old, new), "utf-8")
        return self

    def load(self) -> tuple[Document, Document, Collector]:
        found = Collector()
        loaded = load_publication(Project(self.root), "sample", found)
        assert loaded is not None
        return loaded.documents["en"], loaded.documents["fr"], found


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return Sample(make_project(tmp_path / "project"))


def text_of(document: Document, identifier: str) -> str:
    return next(content.source for name, content, _ in units(document) if name == identifier)


def codes(found: Collector) -> list[tuple[str, str]]:
    return [(d.code, d.severity) for d in found.found]


def test_a_complete_catalogue_translates_every_text(sample: Sample) -> None:
    english, french, found = sample.load()
    assert found.found == []
    assert (french.untranslated, french.stale) == ((), ())
    assert [i for i, _, _ in units(french)] == [i for i, _, _ in units(english)]
    assert all(content.language == "fr" for _, content, _ in units(french))
    assert french.identity.title == "Un bref rapport"
    assert [(e.term, e.expansion) for e in french.glossary] == [
        ("CTC", "Commission de toutes choses"),
        ("porte ouverte", None),
    ]


def test_a_head_word_that_is_no_abbreviation_has_nothing_to_expand(sample: Sample) -> None:
    forms = 'forms.fr = ["Commission de toutes choses", "CTC"]'
    sample.change('forms.fr = ["CTC"]', forms, "source/sample/glossary.toml")
    _, french, found = sample.load()
    assert found.found == []
    entry = french.glossary[0]
    assert (entry.term, entry.expansion) == ("Commission de toutes choses", None)
    assert entry.translated


def test_the_order_of_the_catalogue_does_not_matter(sample: Sample) -> None:
    path = sample.root / PO
    header, *entries = path.read_text("utf-8").rstrip("\n").split("\n\n")
    _, before, _ = sample.load()
    path.write_text("\n\n".join([header, *reversed(entries)]) + "\n", "utf-8")
    _, after, found = sample.load()
    assert found.found == []
    assert [c.source for _, c, _ in units(after)] == [c.source for _, c, _ in units(before)]


def test_a_text_without_translation_stays_in_its_own_language(sample: Sample) -> None:
    _, french, found = sample.change('msgstr "La dernière note."', 'msgstr ""').load()
    assert codes(found) == [("untranslated", "warning")]
    assert french.untranslated == ("last",)
    (note,) = (n for n in french.notes if n.id == "last")
    assert (note.content.source, note.content.language) == ("The last note.", "en")


def test_a_text_amended_since_keeps_its_translation_and_is_counted(sample: Sample) -> None:
    report = "source/sample/report/10-things.md"
    _, french, found = sample.change("is better than", "may be better than", report).load()
    assert codes(found) == [("stale", "warning")]
    assert french.stale == ("p2",)
    assert text_of(french, "p2").startswith("Une porte ouverte")


def test_a_draft_is_used_and_counted(sample: Sample) -> None:
    _, french, found = sample.change('msgctxt "p2"\n', '#, fuzzy\nmsgctxt "p2"\n').load()
    assert codes(found) == [("draft", "warning")]
    assert french.drafts == ("p2",)


def test_spaces_and_line_breaks_of_the_original_are_no_amendment(sample: Sample) -> None:
    report = "source/sample/report/10-things.md"
    sample.change(
        "The first thing is *plain* and **strong**.\n",
        "The first thing\n  is *plain* and **strong**.  \n",
        report,
    )
    assert sample.load()[2].found == []


def test_a_translation_of_nothing_is_an_error_with_the_nearest_name(sample: Sample) -> None:
    _, _, found = sample.change('msgctxt "p3"', 'msgctxt "p33"').load()
    assert [d.code for d in found.errors] == ["po-unknown-id"]
    assert "did you mean “p3”?" in found.errors[0].hint
    assert ("untranslated", "warning") in codes(found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[portes][doors]", "portes", "missing: […][doors]"),
        ("[portes][doors]", "[portes][door]", "not in the original: […][door]"),
        ("le [@p3].", "le [@p2].", "missing: [@p3]; not in the original: [@p2]"),
        ("le [@p3].[^first]", "le [@p3].", "missing: [^first]"),
        ("c’est tout.[^last]", "c’est tout.[^last][^first]", "not in the original: [^first]"),
        ("La première chose", "[La]{term=cat} première chose", "{term=cat}"),
    ],
)
def test_marks_that_differ_from_the_original_are_named(
    sample: Sample, old: str, new: str, said: str
) -> None:
    _, _, found = sample.change(old, new).load()
    (finding,) = found.errors
    assert finding.code == "translation-marks"
    assert said in finding.message


def test_words_of_another_language_may_be_marked_anywhere(sample: Sample) -> None:
    assert sample.change("Une porte ouverte", "[Una]{lang=it} porte ouverte").load()[2].found == []


def test_notes_are_called_in_the_same_order_in_every_language(sample: Sample) -> None:
    report = "source/sample/report/10-things.md"
    sample.change("that is all.[^last]", "that[^first] is all.[^last]", report)
    sample.change("as [@p3] says.[^first]", "as [@p3] says.", report)
    sample.change(
        '"It leads to [doors][doors], as [@p3] says.[^first]"',
        '"It leads to [doors][doors], as [@p3] says."',
    )
    sample.change("le [@p3].[^first]", "le [@p3].")
    sample.change(
        'msgid "As [@s-doors] says, that is all.[^last]"',
        'msgid "As [@s-doors] says, that[^first] is all.[^last]"',
    )
    sample.change("c’est tout.[^last]", "c’est[^last] tout.[^first]")
    assert [d.code for d in sample.load()[2].found] == ["translation-note-order"]


@pytest.mark.parametrize(
    ("new", "line", "column"),
    [
        ('msgstr "La <b>note."', 96, 12),
        ('msgstr ""\n"La dernière "\n"<b>note."', 98, 2),
        ('msgstr "Dite \\"dernière\\" <b>note."', 96, 27),
        ('msgstr ""\n"\\"La\\" "\n"  dernière \\"<b>\\"."', 98, 15),
        ('msgstr ""\n\t"La <b>note."', 97, 6),
    ],
)
def test_what_is_wrong_in_a_translation_is_told_with_its_place(
    sample: Sample, new: str, line: int, column: int
) -> None:
    _, _, found = sample.change('msgstr "La dernière note."', new).load()
    (finding,) = found.errors
    assert finding.span == Span(PO, line, column, 3)


def test_names_in_the_data_files_are_plain_text_and_no_markup(sample: Sample) -> None:
    _, french, found = sample.change(
        'msgstr "Un bref rapport"', 'msgstr "Un\\t*bref* [rapport]"'
    ).load()
    assert codes(found) == [("special-space", "warning"), ("unknown-markup", "warning")]
    assert french.identity.title == "Un *bref* [rapport]"


def test_a_term_without_a_form_in_the_language_stands_in_the_original(sample: Sample) -> None:
    glossary = "source/sample/glossary.toml"
    _, french, found = sample.change('forms.fr = ["CTC"]\n', "", glossary).load()
    assert codes(found) == [("glossary-form-missing", "warning")]
    assert [(e.term, e.translated) for e in french.glossary] == [
        ("CAT", False),
        ("porte ouverte", True),
    ]


def test_errors_of_the_text_are_not_laid_at_the_door_of_its_translators(sample: Sample) -> None:
    report = sample.root / "source/sample/report/10-things.md"
    report.write_bytes(b"\xff")
    found = sample.load()[2]
    assert {d.code for d in found.found} == {"not-utf8"}


def test_every_text_that_a_reader_sees_can_be_translated(sample: Sample) -> None:
    english, _, _ = sample.load()
    names = [unit.id for unit in translation_units(english)]
    assert len(set(names)) == len(names)
    blocks = [b for s in english.sections for b in s.blocks]
    assert {b.id for b in blocks if isinstance(b, Paragraph)} <= set(names)
    assert {i.id for b in blocks if isinstance(b, ItemList) for i in b.items} <= set(names)
    assert {"publication.title", "links.doors.title", "glossary.cat.expansion"} <= set(names)
