"""Text of a file becomes sections, blocks and notes, each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.load import load_document
from pipeline.model import Block, ItemList, Note, Paragraph, Quotation, Section
from pipeline.textfile import decode
from pipeline.tree import TreeBuilder
from tests.support import BASE

HEAD = "{#s}\n## H\n\n"


def read(*texts: str) -> tuple[tuple[Section, ...], list[Note], Collector]:
    found = Collector()
    builder = TreeBuilder(found, "en")
    for number, text in enumerate(texts, 1):
        clean = decode(text.encode(), f"{number}.md", found)
        assert clean is not None
        builder.add_file(clean, f"{number}.md")
    return builder.sections(), builder.notes, found


def blocks(text: str) -> tuple[Block, ...]:
    (section,), _, found = read(HEAD + text)
    assert found.found == []
    return section.blocks


def findings(text: str) -> list[tuple[str, int, int]]:
    return [(d.code, d.span.line, d.span.column) for d in read(text)[2].found if d.span]


def outline(sections: tuple[Section, ...]) -> list[object]:
    return [(s.id, s.numbered, outline(s.sections)) for s in sections]


def test_headings_make_an_outline_that_goes_on_in_the_next_file() -> None:
    sections, _, found = read(
        "{#front .unnumbered}\n## Front\n\n{#a}\n## A\n\n{#a1}\n### A1\n",
        "{#a2}\n### A2\n\n{#a2x}\n#### A2x\n\n{#b}\n## B\n",
    )
    assert found.found == []
    assert outline(sections) == [
        ("front", False, []),
        ("a", True, [("a1", True, []), ("a2", True, [("a2x", True, [])])]),
        ("b", True, []),
    ]


def test_nothing_below_an_unnumbered_section_bears_a_number() -> None:
    (section,), _, _ = read("{#f .unnumbered}\n## F\n\n{#f1}\n### F1\n\n{#p}\nx\n")
    (below,) = section.sections
    (paragraph,) = below.blocks
    assert isinstance(paragraph, Paragraph)
    assert (below.numbered, paragraph.numbered) == (False, False)


def test_a_paragraph_may_have_no_number() -> None:
    one, two = blocks("{#p1 .unnumbered}\na\n\n{#p2}\nb\n")
    assert isinstance(one, Paragraph)
    assert isinstance(two, Paragraph)
    assert (one.numbered, two.numbered) == (False, True)


@pytest.mark.parametrize("heading", ["*All of it*", "**Bold**", "[mot]{lang=fr}", "A \\# sign #"])
def test_a_heading_may_be_emphasised_words_alone(heading: str) -> None:
    (section,), _, found = read(f"{{#s}}\n## {heading}\n")
    assert found.found == []
    assert section.heading.inlines


def test_the_lines_of_a_text_are_joined_by_single_spaces() -> None:
    (paragraph,) = blocks("{#p}\n  One. \nTwo.  \n\tThree.\n")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.content.source == "One. Two. Three."


def test_lists_number_their_items() -> None:
    (items,) = blocks("{#p-list}\n1. one\n2) two\n".replace("2)", "2."))
    assert isinstance(items, ItemList)
    assert items.ordered
    assert [(i.id, i.content.source) for i in items.items] == [
        ("p-list.1", "one"),
        ("p-list.2", "two"),
    ]


def test_items_may_stand_apart_and_go_on_in_the_next_line() -> None:
    (items,) = blocks("{#p}\n- one\n  and more\n\n- two\nlazily\n")
    assert isinstance(items, ItemList)
    assert not items.ordered
    assert [i.content.source for i in items.items] == ["one and more", "two lazily"]


def test_a_quotation_holds_one_paragraph() -> None:
    (quotation,) = blocks("{#q}\n> one\n> two\n")
    assert isinstance(quotation, Quotation)
    assert quotation.content.source == "one two"


@pytest.mark.parametrize(
    "text", ["[^n]: One.\nTwo.\n", "[^n]:\nOne.\nTwo.\n", "[^n]:One.\n  Two.\n"]
)
def test_a_note_is_its_words_without_its_mark(text: str) -> None:
    _, (note,), found = read(HEAD + text)
    assert found.found == []
    assert (note.id, note.content.source) == ("n", "One. Two.")
    assert [getattr(i, "text", "") for i in note.content.inlines] == ["One. Two."]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{#p}\nword <b>", 5, 6),
        ("{#p}\n  word <b>", 5, 8),
        ("{#p}\n\tword <b>", 5, 7),
        ("{#p}\nword\n<b>", 6, 1),
        ("{#p}\n- a\n- word <b>", 6, 8),
        ("{#p}\n1. 1 <b>", 5, 6),
        ("{#p}\n-\tword <b>", 5, 8),
        ("{#p}\n> word\n> <b>", 6, 3),
        ("{#p}\n>word <b>", 5, 7),
        ("{#h}\n### word <b> ###", 5, 10),
        ("[^n]: word <b>", 4, 12),
        ("[^n]: word\nmore <b>", 5, 6),
        ("{#p}\n" + "x " * 500 + "<b>", 5, 1001),
        ("{#p}\ne\u0301e\u0301 <b>", 5, 4),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_is_wrong_in_a_block_is_told_with_its_place(
    text: str, line: int, column: int, end: str
) -> None:
    assert findings((HEAD + text).replace("\n", end)) == [("raw-html", line, column)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text", [("id-missing", 4, 1)]),
        ("{.unnumbered}\ntext", [("id-missing", 5, 1)]),
        ("{#P}\ntext", [("bad-id", 4, 3)]),
        ("  {#P}\ntext", [("bad-id", 4, 5)]),
        ("{#}\ntext", [("bad-id", 4, 3), ("id-missing", 5, 1)]),
        ("{#a #b}\ntext", [("bad-id", 4, 5)]),
        ("{#p .unumbered}\ntext", [("unknown-markup", 4, 5)]),
        ("{#p lang=fr}\ntext", [("unknown-markup", 4, 5)]),
        ("{#p onclick=x}\ntext", [("unknown-markup", 4, 5)]),
        ("{#p %x%}\ntext", [("unknown-markup", 4, 5)]),
        ("{#a}\n{#b}\ntext", [("unknown-markup", 4, 1)]),
        ("{#a}\n", [("unknown-markup", 4, 1)]),
        ("{#p .unnumbered}\n- a", [("unknown-markup", 4, 1)]),
        ("{#p .unnumbered}\n> a", [("unknown-markup", 4, 1)]),
        ("{#p .foo}\n> a", [("unknown-markup", 4, 5)]),
        ("{#p}\n- {#x}\n  a", [("unknown-markup", 5, 3)]),
        ("{#p}\n> {#x}\n> a", [("unknown-markup", 5, 3)]),
        ("{#p}\ntext\n{#q}\nmore", [("unknown-markup", 6, 1)]),
        ("{#n}\n[^n]: Note.", [("bad-id", 4, 1)]),
        ("{#p}\na {% comment", [("unknown-markup", 5, 3)]),
        ("[^n]: One.\n[^m]: Two.", [("unknown-markup", 5, 1)]),
        ("{#p}\nText.[^n]\n[^n]: Note.", [("unknown-markup", 6, 1)]),
        ("{#p}\n- a\n- [^n]: Note.", [("unknown-markup", 6, 3)]),
        ("[^n]: See[^m].", [("note-in-note", 4, 1)]),
        ("[^n]: *See[^m].*", [("note-in-note", 4, 1)]),
        ("[^n]:", [("note-empty", 4, 1)]),
        ("{#p}\n1939. A year.", [("unknown-markup", 5, 1)]),
        ("{#p}\n-\n- b", [("nested-block", 5, 1)]),
        ("{#p}\n- a\n  - b", [("nested-block", 5, 1)]),
        ("{#p}\n- a\n\n  b", [("nested-block", 5, 1)]),
        ("{#p}\n> a\n>\n> b", [("nested-block", 5, 1)]),
        ("{#p}\n> - a", [("nested-block", 5, 1)]),
        ("{#p}\n>", [("nested-block", 5, 1)]),
        ("{#h}\n# H", [("heading-level", 5, 1)]),
        ("{#h}\n##### H", [("heading-level", 5, 1)]),
        ("{#h}\n#### H", [("heading-jump", 5, 1)]),
        ("{#h}\n###", [("heading-empty", 5, 1)]),
        ("{#h}\n### \u00a0", [("heading-empty", 5, 1)]),
    ],
)  # fmt: skip
def test_what_has_no_place_in_a_report_is_told(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert findings(HEAD + text) == expected


@pytest.mark.parametrize("text", ["{#p}\ntext\n", "{#p}\n- a\n", "{#p}\n> a\n"])
def test_text_before_the_first_heading_is_refused(text: str) -> None:
    assert [code for code, _, _ in findings(text)] == ["text-before-heading"]


def test_a_number_at_the_beginning_of_a_line_may_be_written_with_a_backslash() -> None:
    (paragraph,) = blocks("{#p}\n1939\\. That was the year.\n")
    assert isinstance(paragraph, Paragraph)
    assert [getattr(i, "text", "") for i in paragraph.content.inlines] == [
        "1939. That was the year."
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "  \n"])
def test_a_file_without_text_is_a_warning(text: str) -> None:
    (finding,) = read(text)[2].found
    assert (finding.code, finding.severity) == ("empty-file", "warning")


def test_a_publication_without_any_heading_has_no_text(tmp_path: Path) -> None:
    for name in ("publication.toml", "links.toml", "glossary.toml"):
        (tmp_path / name).write_bytes((BASE / name).read_bytes())
    (tmp_path / "report").mkdir()
    (tmp_path / "report/10.md").write_text("\n", "utf-8")
    found = Collector()
    load_document(tmp_path, "source/sample", found)
    assert [d.code for d in found.errors] == ["text-missing"]


def test_deep_nesting_is_refused_and_never_dropped_in_silence() -> None:
    for text in ("> " * 500 + "deep", "- " * 500 + "deep", "[a" * 500 + "][k]" * 500):
        assert findings(HEAD + "{#p}\n" + text)
