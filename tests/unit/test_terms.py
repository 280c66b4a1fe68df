"""A glossary term is linked and, where need be, explained at its first use in reading order."""

from __future__ import annotations

import pytest

from pipeline import edition as ed
from pipeline.model import GlossaryEntry, Span
from pipeline.terms import FirstUses
from pipeline.walk import plain_text

PLACE = Span("glossary.toml", 1)


def entry(identifier: str, *forms: str, expansion: str | None = None) -> GlossaryEntry:
    return GlossaryEntry(identifier, forms[0], expansion, "A thing.", forms, {}, PLACE)


GLOSSARY = (
    entry("nato", "NATO", expansion="North Atlantic Treaty Organization"),
    entry("nato-pa", "NATO PA", expansion="NATO Parliamentary Assembly"),
    entry("eu", "EU", expansion="European Union"),
    entry("efp", "eFP", expansion="enhanced Forward Presence"),
    entry("open-door", "open door", "open doors"),
    entry("founding-act", "Founding Act", "NATO-Russia Founding Act"),
    entry("sign", "A2/AD", "C++", expansion="a sign"),
    entry("door", "l’Acte final"),
)


def shown(inlines: tuple[ed.Inline, ...]) -> str:
    """Write a link to the glossary as ``{words}``."""
    out = ""
    for node in inlines:
        words = shown(node.children) if hasattr(node, "children") else plain_text((node,))
        out += f"{{{words}}}" if isinstance(node, ed.GlossaryLink) else words
    return out


def marked(*texts: str) -> list[str]:
    uses = FirstUses.of(GLOSSARY)
    return [shown(uses.mark(f"p{n}", (ed.Text(t),))) for n, t in enumerate(texts, 1)]


def first(text: str) -> str:
    return marked(text)[0]


def test_only_the_first_use_is_marked() -> None:
    assert marked("NATO and the open door.", "NATO again, an open door again.") == [
        "{NATO} (North Atlantic Treaty Organization) and the {open door}.",
        "NATO again, an open door again.",
    ]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("the EU", "the {EU} (European Union)"),
        ("the European Union (EU)", "the European Union ({EU})"),
        ("the EU, that is the European Union", "the {EU}, that is the European Union"),
        ("the EUROPEAN UNION, or EU", "the EUROPEAN UNION, or {EU}"),
        ("of the Unions of Europe (EU)", "of the Unions of Europe ({EU})"),
        ("the EU’s aim; the EU itself", "the EU’s aim; the {EU} (European Union) itself"),
        ("eu and EUs and EU-led and pro-EU", "eu and EUs and EU-led and pro-EU"),
        ("efp, EFP, eFP", "efp, EFP, {eFP} (enhanced Forward Presence)"),
        ("An OPEN DOOR here", "An {OPEN DOOR} here"),
        ("Open doors", "{Open doors}"),
        ("an open\u00a0door", "an {open\u00a0door}"),
        ("l'Acte final", "{l'Acte final}"),
        ("the NATO PA", "the {NATO PA} (NATO Parliamentary Assembly)"),
        ("the NATO-Russia Founding Act", "the {NATO-Russia Founding Act}"),
        ("A2/AD, not A2/ADX", "{A2/AD} (a sign), not A2/ADX"),
        ("İran, ſ, K", "İran, ſ, K"),
        ("", ""),
    ],
)
def test_how_a_first_use_is_shown(text: str, printed: str) -> None:
    assert first(text) == printed


def test_a_term_that_is_a_word_of_its_own_expansion_is_not_explained_by_itself() -> None:
    uses = FirstUses.of((entry("aid", "Aid", expansion="Aid for all"),))
    assert shown(uses.mark("p1", (ed.Text("The Aid."),))) == "The {Aid}."


def test_emphasised_words_are_searched_and_links_are_left_alone() -> None:
    uses = FirstUses.of(GLOSSARY)
    link = ed.ExternalLink("https://a.org", (ed.Text("EU"),), is_address=False)
    words = (
        link,
        ed.Text(" "),
        ed.Emphasis((ed.Text("the EU"),)),
        ed.Foreign("fr", (ed.Text("NATO"),)),
    )
    assert shown(uses.mark("p1", words)) == "EU the {EU} (European Union)NATO"
    assert uses.used == {"eu": "p1"}


def test_a_term_marked_by_the_writer_is_linked_and_counts_as_used() -> None:
    uses = FirstUses.of(GLOSSARY)
    assert shown(uses.explicit("p1", "eu", (ed.Text("the Union"),))) == "{the Union}"
    assert shown(uses.mark("p2", (ed.Text("the EU"),))) == "the EU"
    assert shown(uses.explicit("p3", "eu", (ed.Text("it"),))) == "{it}"
    assert uses.used == {"eu": "p1"}


def test_a_term_marked_in_a_note_leaves_the_first_use_to_the_text() -> None:
    uses = FirstUses.of(GLOSSARY)
    uses.explicit("", "eu", (ed.Text("EU"),))
    assert shown(uses.mark("p2", (ed.Text("the EU"),))) == "the {EU} (European Union)"
    assert uses.used == {"eu": "p2"}


def test_without_a_glossary_nothing_is_marked() -> None:
    assert FirstUses.of(()).mark("p1", (ed.Text("NATO"),)) == (ed.Text("NATO"),)
