"""Inline marks become nodes, each with its place; what is no mark is never printed as it stands."""

from __future__ import annotations

import time

import pytest

from pipeline.diagnostics import Collector
from pipeline.limits import MARK_DEPTH
from pipeline.markup import parse_inline
from pipeline.model import Inline, NoteCall, Text
from pipeline.place import Place
from pipeline.references import walk_inlines


def parse(source: str) -> tuple[tuple[Inline, ...], Collector]:
    found = Collector()
    rows = source.split("\n")
    place = Place("a.md", tuple((n, 0) for n in range(1, len(rows) + 1)), source)
    return parse_inline(source, place, found), found


def shown(inlines: tuple[Inline, ...]) -> str:
    """Write nodes as ``kind(children)`` and text as it stands."""
    out = []
    for node in inlines:
        name = getattr(node, "key", None) or getattr(node, "language", None)
        name = name or getattr(node, "term", None) or getattr(node, "note", None)
        name = name or getattr(node, "target", None)
        if isinstance(node, Text):
            out.append(node.text)
        else:
            head = f"{node.kind}:{name}" if name else node.kind
            inner = shown(getattr(node, "children", ()))
            out.append(f"<{head}|{inner}>" if inner else f"<{head}>")
    return "".join(out)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain words", "plain words"),
        ("*a* _b_ **c** __d__", "<emphasis|a> <emphasis|b> <strong|c> <strong|d>"),
        ("***both***", "<emphasis|<strong|both>>"),
        ("*a **b** c*", "<emphasis|a <strong|b> c>"),
        ("un*frigging*believable", "un<emphasis|frigging>believable"),
        ("[w][doors]", "<link:doors|w>"),
        ("[*w* x][doors]", "<link:doors|<emphasis|w> x>"),
        ("*[w][doors]*", "<emphasis|<link:doors|w>>"),
        ('[mot]{lang=fr} [m]{lang="pt-BR"}', "<foreign:fr|mot> <foreign:pt-BR|m>"),
        ("[w]{term=a-b.c}", "<term:a-b.c|w>"),
        ("[the [mot]{lang=fr} there][doors]", "<link:doors|the <foreign:fr|mot> there>"),
        ("a[^n] b[@p1]", "a<note_call:n> b<cross_reference:p1>"),
        ("*a[^n]*", "<emphasis|a<note_call:n>>"),
        ("[^n][^m]", "<note_call:n><note_call:m>"),
        (r"\*a\* \[b\] \\ \{c\} \_d\_ \<e\>", r"*a* [b] \ {c} _d_ <e>"),
        (r"\[w][doors\] x", None),
        ("one\ntwo  \nthree\n   four", "one two three four"),
        ("two  spaces\tand a tab", "two spaces and a tab"),
        ("3 < 4, 5 > 2, a & b, R&D; 50 %", "3 < 4, 5 > 2, a & b, R&D; 50 %"),
        ("the data: none, on file: two", "the data: none, on file: two"),
        ("snake_case is a word", "snake_case is a word"),
        ("a – b — c … d", "a – b — c … d"),
        ("word!", "word!"),
        ("Stop![^n]", "Stop!<note_call:n>"),
        ("#1 of 3 is C#", None),
        ("we’re No #1", "we’re No #1"),
        ("a | b", "a | b"),
        ("*a*---*b*", "<emphasis|a>---<emphasis|b>"),
    ],
)  # fmt: skip
def test_marks_become_nodes(source: str, expected: str | None) -> None:
    inlines, found = parse(source)
    if expected is None:
        assert found.errors
    else:
        assert [d.message for d in found.found] == []
        assert shown(inlines) == expected


@pytest.mark.parametrize(
    ("source", "code", "column", "length"),
    [
        ("a <b>x</b>", "raw-html", 3, 3),
        ("x <!-- c -->", "raw-html", 3, 4),
        ("see https://a.org now", "address-in-text", 5, 13),
        ("see www.a.org", "address-in-text", 5, 9),
        ("ftp://a.org", "address-in-text", 1, 11),
        ("javascript:alert(1)", "address-in-text", 1, 19),
        ("mailto:a@b.org", "address-in-text", 1, 14),
        ("[w](x)", "unknown-markup", 1, 1),
        ("a *b", "unknown-markup", 3, 1),
        ("a ** b", "unknown-markup", 3, 2),
        ("a `b`", "unknown-markup", 3, 1),
        ("~~a~~", "unknown-markup", 1, 2),
        ("a&nbsp;b", "unknown-markup", 2, 6),
        ("a&#160;b", "unknown-markup", 2, 6),
        ("a&#xA0;b", "unknown-markup", 2, 6),
        ("[^No]", "unknown-markup", 1, 5),
        ("[@P1]", "unknown-markup", 1, 5),
        ("[w][Doors]", "unknown-markup", 1, 1),
        ("[w]", "unknown-markup", 1, 1),
        ("{{ title }}", "unknown-markup", 1, 1),
        ("[w]{lang=}", "unknown-markup", 1, 1),
        ("[w]{lang=fr onclick=x}", "unknown-markup", 1, 1),
        ('[w]{lang="fr}', "unknown-markup", 1, 1),
        ("[w]{lang=zz}", "unknown-markup", 1, 12),
        ("x [][doors]", "unknown-markup", 3, 9),
        ("x [ ][doors]", "unknown-markup", 3, 10),
        ("[]{lang=fr}", "unknown-markup", 1, 11),
        ("x ![w][doors]", "unknown-markup", 3, 11),
        ("# not a heading", "unknown-markup", 1, 2),
        ("| a | b |", "unknown-markup", 1, 9),
        ("---", "unknown-markup", 1, 3),
        ("--- | ---", "unknown-markup", 1, 9),
        ("a\\\nb", "unknown-markup", 2, 1),
        ("[a [b][k] c][doors]", "mark-in-link", 4, 6),
        ("[a[^n]][doors]", "mark-in-link", 3, 4),
        ("[see [@p1]][doors]", "mark-in-link", 6, 5),
        ("[a *[^n]*][doors]", "mark-in-link", 5, 4),
        ("[a [b]{term=x}][doors]", "mark-in-link", 4, 11),
        ("[a [b][doors]]{term=x}", "mark-in-link", 4, 10),
    ],
)
def test_what_is_no_mark_is_an_error_with_its_place(
    source: str, code: str, column: int, length: int
) -> None:
    first = parse(source)[1].found[0]
    assert first.span is not None
    assert (first.code, first.span.column, first.span.length) == (code, column, length)


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("one *two* [^n]", 1, 11),
        (r"\* \* [^n]", 1, 7),
        ("*a* *a* *a[^n]*", 1, 11),
        ("one\ntwo [w][doors][^n]", 2, 15),
        ("one\n  two\n   [^n]", 3, 4),
        ("**a*b***[^n]", 1, 9),
        ("[*a* *a*][doors] *a[^n]*", 1, 20),
        ("é « ü » [^n]", 1, 9),
    ],
)
def test_a_call_knows_its_place(source: str, line: int, column: int) -> None:
    inlines, _ = parse(source)
    (call,) = (n for n in walk_inlines(inlines) if isinstance(n, NoteCall))
    assert (call.span.line, call.span.column, call.span.length) == (line, column, 4)


def test_signs_written_with_two_in_the_file_shift_what_follows() -> None:
    # msgstr "say \"yes\" [^n]": the text begins in column 9, each quote takes two columns.
    source = 'say "yes" [^n]'
    place = Place("fr.po", ((7, 8),), source, ((4, 8),))
    (call,) = (n for n in parse_inline(source, place, Collector()) if isinstance(n, NoteCall))
    assert (call.span.line, call.span.column, call.span.length) == (7, 21, 4)


def test_all_that_is_wrong_in_a_text_is_found_at_once() -> None:
    codes = [d.code for d in parse("<i>a</i> [b](c) `d` https://e.org")[1].found]
    assert codes.count("raw-html") == 2
    assert set(codes) == {"raw-html", "address-in-text", "unknown-markup"}


def test_marks_that_stand_too_deep_are_one_error_and_no_crash() -> None:
    inlines, found = parse("*a " * 1000 + "b" + "* b" * 1000)
    assert [d.message for d in found.found if "deep" in d.message]
    depth, level = 0, inlines
    while level:
        depth += 1
        level = tuple(c for n in level for c in getattr(n, "children", ()))
    assert depth <= MARK_DEPTH + 1


@pytest.mark.parametrize(
    "source",
    [
        "[" * 4000,
        "[a](" * 1000,
        "[^" * 2000,
        "*a" * 4000,
        "**x [y" * 1000,
        "[a" * 200 + "][k]" * 200,
        "a." * 50_000,
        "-" * 50_000 + "x",
        "<a" * 10_000,
        "{#" * 10_000,
    ],
)
def test_no_text_takes_long(source: str) -> None:
    started = time.process_time()
    parse(source)
    assert time.process_time() - started < 8
