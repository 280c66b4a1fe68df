"""Whatever a person types into the text, only findings come out, and sound text resolves."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from pipeline import edition as ed
from pipeline.diagnostics import Collector, format_full
from pipeline.labels import load_labels
from pipeline.model import Document, GlossaryEntry, Identity, LinkTarget, Span
from pipeline.references import check_references, units
from pipeline.resolve import resolve_edition
from pipeline.textfile import decode
from pipeline.tree import TreeBuilder
from pipeline.walk import plain_text, walk_inlines, walk_units
from tests.support import ROOT

MANY = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
PLACE = Span("links.toml", 1)
LINKS = (
    LinkTarget("doors", "On doors", "Us", "2025", "en", {"en": "https://a.org"}, None, None, PLACE),
)
GLOSSARY = (
    GlossaryEntry("cat", "CAT", "Committee on All Things", "A body.", ("CAT",), {}, PLACE),
    GlossaryEntry("door", "open door", None, "A way.", ("open door", "door’s end"), {}, PLACE),
)
IDENTITY = Identity(
    "sample",
    "A title",
    "",
    "Report",
    "1 T",
    "Us",
    "",
    "About.",
    "",
    date(2026, 1, 31),
    "en",
    ("en",),
    {},
    None,
)

PIECES = st.sampled_from(
    [
        *"*_[]{}()<>#-+.!\\`~|&:;'\"^@=%/ \t\n",
        *(
            "\n\n",
            "{#p1}\n",
            "{#p2 .unnumbered}\n",
            "## H\n",
            "### H\n",
            "{#s-a}\n## H\n\n",
            "{#p3}\n> q",
        ),
        *("[^n]", "\n\n[^n]: A note.\n\n", "[@p1]", "[w][doors]", "[w]{lang=fr}", "[w]{term=cat}"),
        *(
            "- a\n- b\n",
            "1. a\n2. b\n",
            "CAT",
            "OPEN DOOR",
            "open door",
            "\u00a0",
            "\u2028",
            "é",
            "word",
        ),
        *("https://a.org", "<b>", "&nbsp;", "---", "«", "»", "”", "2019", "Dr"),
    ]
)
MARKUP = st.lists(PIECES | st.text(max_size=3), max_size=40).map("".join)


def read(text: str) -> tuple[Document, Collector]:
    found = Collector()
    builder = TreeBuilder(found, "en")
    clean = decode(text.encode("utf-8", "surrogatepass"), "report/a.md", found)
    if clean is not None:
        builder.add_file(clean, "report/a.md")
    document = Document("en", IDENTITY, builder.sections(), tuple(builder.notes), LINKS, GLOSSARY)
    check_references(document, found)
    return document, found


@pytest.fixture(scope="module")
def labels() -> dict[str, str]:
    return dict(load_labels(ROOT / "templates", "en", Collector()))


@MANY
@given(text=MARKUP)
@example(text="{#s}\n## H\n\n{#p}\n" + "[" * 3000)
@example(text="{#s}\n## H\n\n{#p}\n" + "*a **b " * 1500 + "** *" * 1500)
@example(text="{#s}\n## H\n\n{#p}\n" + "> " * 300 + "deep")
@example(text="{#s}\n## H\n\n{#p}\n" + "[a" * 300 + "][doors]" * 300)
@example(text="{#s}\n## H\n\n{#p}\n" + "x" * 100_000)
@example(text="{#s}\n## H\n\n{#p}\nAn OPEN DOOR, an [İ]{lang=tr} and a [b]{lang=zz}.")
def test_any_text_gives_findings_or_an_edition(text: str, labels: dict[str, str]) -> None:
    document, found = read(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for diagnostic in found.found:
        assert format_full(diagnostic, lambda _: lines)
        if diagnostic.span and diagnostic.span.line:
            assert diagnostic.span.line <= len(lines) + 1
            assert diagnostic.span.column >= 1
    if not found.errors:
        edition = resolve_edition(document, labels)
        assert len(list(walk_units(edition))) <= len(list(units(document)))
        assert [n.number for n in edition.notes] == list(range(1, len(edition.notes) + 1))


INLINE = st.lists(
    st.sampled_from(
        [
            *(
                "word ",
                "CAT",
                "the CAT’s ",
                "open door",
                "OPEN DOORS",
                "(",
                ")",
                '"',
                "'",
                ".",
                ", ",
                "? ",
            ),
            *(
                "*",
                "**",
                "\\*",
                "\\[",
                "\n",
                "  \n",
                "[w][doors]",
                "*[w][doors].*",
                "[mot]{lang=fr}",
            ),
            *(
                "[it]{lang=grc}",
                "[w]{term=cat}",
                "[@p1]",
                "[@s]",
                "\t",
                "\u00a0",
                "5 May 2019",
                "12 000",
            ),
        ]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@MANY
@given(texts=st.lists(INLINE, min_size=1, max_size=3), note=INLINE, place=st.integers(0, 30))
def test_what_has_no_finding_becomes_an_edition_in_english_and_french(
    texts: list[str], note: str, place: int, labels: dict[str, str]
) -> None:
    texts[0] = f"w{texts[0][:place]}[^n]{texts[0][place:]}"
    blocks = [f"{{#p{i}}}\n{text}" for i, text in enumerate(texts, 1)]
    document, found = read("\n\n".join(["{#s}\n## H", *blocks, f"[^n]: N{note}", ""]))
    assume(not found.errors)
    for language in ("en", "fr"):
        edition = resolve_edition(dataclasses.replace(document, language=language), labels)
        called = [
            node.note.number
            for unit in walk_units(edition)
            for node in walk_inlines(unit.content)
            if isinstance(node, ed.NoteCall)
        ]
        assert called == list(range(1, len(edition.notes) + 1))
        anchors = [note.id for note in edition.notes]
        assert len(set(anchors)) == len(anchors)


@MANY
@given(
    words=st.lists(
        st.sampled_from(["one", "two", "(three)", "four,", "“five”", "six."]),
        min_size=1,
        max_size=12,
    )
)
def test_no_word_of_a_sound_paragraph_is_lost(words: list[str], labels: dict[str, str]) -> None:
    marks = ["{}", "*{}*", "**{}**", "[{}][doors]", "[{}]{{lang=fr}}"]
    typed = " ".join(marks[i % len(marks)].format(word) for i, word in enumerate(words))
    document, found = read(f"{{#s}}\n## H\n\n{{#p}}\n{typed}\n")
    assert found.errors == []
    edition = resolve_edition(dataclasses.replace(document, glossary=()), labels)
    (unit,) = walk_units(edition)
    printed = plain_text(unit.content).replace("\u00a0", " ").split()
    assert printed == words
