"""What the first publication must hold: numbers that anybody can count in the finished files."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import Collector
from pipeline.edition import CrossReference, Edition, ExternalLink, Paragraph
from pipeline.folders import HERE
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.walk import plain_text, walk_inlines, walk_sections, walk_units

ACRONYMS = {
    "PRC", "SCO", "NRC", "ERI", "EDI", "NRF", "eFP", "tFP", "A2/AD", "INF", "CSIS", "NGC", "ANP",
    "SNGP", "MoU", "CAR", "PDVSA", "CFE", "ELN", "RIAC", "NATO", "NATO PA", "EU", "US", "UN",
    "OSCE", "MENA", "GDP", "USD", "9M729", "SSC-8",
}  # fmt: skip
LANGUAGES = ["en", "fr", "uk", "ar"]
LEFT_IN_ENGLISH = {
    "ar": [f"p{n}" for n in range(18, 60)]
    + ["inf-treaty", "prespa", "helsinki", "bucharest", "minsk", "open-skies", "vienna-document"]
    + ["cfe-treaty", "budapest", "wales-pledge", "ceasefire", "council-of-europe"]
}
"""Sections IV and V and their notes: what is not translated yet, by language."""
LINKS = {16: 2, 23: 1, 50: 1}
"""How many links stand in which paragraph."""


@pytest.fixture(scope="module")
def every() -> dict[str, Edition]:
    found = Collector()
    loaded = load_publication(HERE, "nato-russia-2019", found)
    assert loaded is not None
    said = [d for d in found.found if d.code != "untranslated"]
    assert said == [], "the shipped publication has no finding but what is left to translate"
    for tag, document in loaded.documents.items():
        assert list(document.untranslated) == LEFT_IN_ENGLISH.get(tag, [])
    labels = loaded.labels
    return {
        tag: resolve_edition(document, labels[tag], labels["en"])
        for tag, document in loaded.documents.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_sixty_two_paragraphs_six_sections_nine_subsections(
    every: dict[str, Edition], language: str
) -> None:
    edition = every[language]
    numbers = [u.number for u in walk_units(edition) if isinstance(u, Paragraph) and u.number]
    assert numbers == list(range(1, 63))
    assert [u.id for u in walk_units(edition) if isinstance(u, Paragraph) and u.number] == [
        f"p{n}" for n in numbers
    ]
    labels = [(s.level, s.label) for s in walk_sections(edition.body)]
    assert [label for level, label in labels if level == 1] == [
        "I.",
        "II.",
        "III.",
        "IV.",
        "V.",
        "VI.",
    ]
    assert [label for level, label in labels if level == 2] == [f"{sign}." for sign in "ABCDEABCD"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_four_links_notes_of_our_own_and_cross_references(
    every: dict[str, Edition], language: str
) -> None:
    edition = every[language]
    links: dict[int, int] = {}
    references = 0
    for unit in walk_units(edition):
        for node in walk_inlines(unit.content):
            if isinstance(node, ExternalLink) and isinstance(unit, Paragraph) and unit.number:
                links[unit.number] = links.get(unit.number, 0) + 1
            references += isinstance(node, CrossReference)
    assert links == LINKS
    assert references >= 10
    addresses = [n for n in edition.notes if n.id.startswith("note-link-")]
    assert len(addresses) == 4
    assert all("https://www.nato-pa.int/document/" in plain_text(n.content) for n in addresses)
    assert len(edition.notes) - len(addresses) >= 8


def test_the_glossary_explains_every_acronym_and_each_is_used(every: dict[str, Edition]) -> None:
    terms = {entry.term: entry for entry in every["en"].glossary}
    assert set(terms) >= ACRONYMS
    english = {entry.id: entry.first_use for entry in every["en"].glossary}
    for tag, edition in every.items():
        unused = {e.id for e in edition.glossary if e.first_use is None}
        assert unused == {i for i, unit in english.items() if unit in LEFT_IN_ENGLISH.get(tag, [])}
        assert all(e.definition.endswith(".") for e in edition.glossary)


def test_a_translation_is_never_called_approved(every: dict[str, Edition]) -> None:
    assert every["en"].cover.translation_notice == ""
    assert every["fr"].cover.translation_notice == "Traduction de l’anglais, non approuvée."
    assert every["uk"].cover.translation_notice == "Переклад з\u00a0англійської, не затверджений."
    assert every["ar"].cover.translation_notice == (
        "ترجمة من الإنجليزية، غير معتمدة. عدد المقاطع التي لم تُترجم بعد وبقيت بالإنجليزية: 54."
    )


def test_the_cover_says_what_is_restated(every: dict[str, Edition]) -> None:
    cover = every["en"].cover
    assert "not the adopted text" in cover.notice
    assert [fact.value for fact in cover.facts] == [
        "NATO-Russia relations – a snapshot",
        "145 PCNP 19 E",
        "Miro Kovač (Croatia)",
        "Political Committee, NATO Parliamentary Assembly",
        "65th Annual Session, London",
        "13\u00a0October 2019",
    ]
