"""The proof catches what it promises to catch, in the finished file of every format."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import Edition, Note, NoteCall, Paragraph, Section, Text
from pipeline.folders import Project
from pipeline.formats import FORMATS, USUAL, Context
from pipeline.formats.pdf.pages import page_map
from pipeline.project import load_publication
from pipeline.proof import compare, compare_languages
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from tests.support import ROOT, make_project

replace = dataclasses.replace


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    project = Project(make_project(tmp_path_factory.mktemp("proof") / "project"))
    found = Collector()
    loaded = load_publication(project, "sample", found)
    assert loaded is not None
    assert found.found == []
    labels = loaded.labels
    return {
        tag: resolve_edition(document, labels[tag], labels["en"])
        for tag, document in loaded.documents.items()
    }


@pytest.fixture(scope="session")
def context(editions: dict[str, Edition]) -> Context:
    templates = ROOT / "templates"
    plain = Context(templates, load_theme(templates, Collector()))
    pdf = FORMATS["pdf"]().render(editions["en"], plain)
    return Context(templates, plain.theme, page_map(pdf, editions["en"]))


def without_note(edition: Edition) -> Edition:
    """Drop a footnote and its call."""
    gone = edition.notes[1]
    return _map_paragraphs(
        replace(edition, notes=tuple(n for n in edition.notes if n is not gone)),
        lambda p: replace(
            p,
            content=tuple(n for n in p.content if not (isinstance(n, NoteCall) and n.note is gone)),
        ),
    )


def with_glossary_swapped(edition: Edition) -> Edition:
    first, second, *rest = edition.glossary
    return replace(edition, glossary=(second, first, *rest))


def with_heading_renumbered(edition: Edition) -> Edition:
    *head, last = edition.body
    return replace(edition, body=(*head, replace(last, label="III.")))


def without_sentence(edition: Edition) -> Edition:
    def shorten(paragraph: Paragraph) -> Paragraph:
        if paragraph.id != "p2":
            return paragraph
        return replace(paragraph, content=(*paragraph.content[:-1], Text(" is better.")))

    return _map_paragraphs(edition, shorten)


def with_address_changed(edition: Edition) -> Edition:
    def change(note: Note) -> Note:
        content = tuple(
            replace(n, url="https://example.org/elsewhere") if n.kind == "external_link" else n
            for n in note.content
        )
        return replace(note, content=content)

    notes = {note.id: change(note) for note in edition.notes}
    return _map_paragraphs(
        replace(edition, notes=tuple(notes.values())),
        lambda p: replace(
            p,
            content=tuple(
                NoteCall(notes[n.note.id]) if isinstance(n, NoteCall) else n for n in p.content
            ),
        ),
    )


def with_reference_astray(edition: Edition) -> Edition:
    return _map_paragraphs(
        edition,
        lambda p: replace(
            p,
            content=tuple(
                replace(n, target="p2") if n.kind == "cross_reference" else n for n in p.content
            ),
        ),
    )


def without_subtitle(edition: Edition) -> Edition:
    return replace(edition, cover=replace(edition.cover, subtitle=""))


def without_contents_line(edition: Edition) -> Edition:
    return replace(edition, contents=edition.contents[:-1])


def _map_paragraphs(edition: Edition, change: Callable[[Paragraph], Paragraph]) -> Edition:
    def section(old: Section) -> Section:
        return replace(
            old,
            blocks=tuple(change(b) if isinstance(b, Paragraph) else b for b in old.blocks),
            sections=tuple(section(s) for s in old.sections),
        )

    return replace(edition, body=tuple(section(s) for s in edition.body))


FAULTS: dict[str, tuple[Callable[[Edition], Edition], str]] = {
    "a dropped footnote": (without_note, "footnotes"),
    "a swapped glossary entry": (with_glossary_swapped, "glossary"),
    "a renumbered heading": (with_heading_renumbered, "headings"),
    "a lost sentence": (without_sentence, "text of paragraphs"),
    "a changed address": (with_address_changed, "addresses"),
    "a reference astray": (with_reference_astray, "cross-references"),
    "a title page without its subtitle": (without_subtitle, "title page"),
    "a lost contents line": (without_contents_line, "contents"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", USUAL)
def test_the_proof_catches(
    name: str, fault: str, editions: dict[str, Edition], context: Context
) -> None:
    edition = editions["en"]
    spoil, aspect = FAULTS[fault]
    format_ = FORMATS[name]()

    reading = format_.read_back(format_.render(spoil(edition), context))

    found = {c.aspect for c in compare(edition, name, reading) if c.differences}
    assert aspect in found


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", USUAL)
def test_a_sound_file_passes(
    name: str, language: str, editions: dict[str, Edition], context: Context
) -> None:
    format_ = FORMATS[name]()
    data = format_.render(editions[language], context)
    comparisons = compare(editions[language], name, format_.read_back(data))
    assert [c for c in comparisons if c.differences] == []
    assert all(c.expected == c.found for c in comparisons)


def test_languages_with_other_notes_differ(editions: dict[str, Edition]) -> None:
    assert compare_languages(editions["en"], editions["fr"]).differences == ()
    assert compare_languages(editions["en"], without_note(editions["fr"])).differences


@pytest.mark.parametrize("name", USUAL)
@pytest.mark.parametrize("data", [b"", b"not a file of any format", b"PK\x03\x04 nor this"])
def test_a_file_that_cannot_be_read_is_said_to_be_so(name: str, data: bytes) -> None:
    with pytest.raises(ReportError) as caught:
        FORMATS[name]().read_back(data)
    assert [d.code for d in caught.value.diagnostics] == [f"{name}-unreadable"]
