"""A finding is printed with its line, a caret below what is wrong, and what to do."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.codes import CODES
from pipeline.diagnostics import (
    Collector,
    Diagnostic,
    ReportError,
    format_full,
    format_github,
    format_json,
    printable,
)
from pipeline.model import Span


def full(line: str, column: int, length: int = 1) -> list[str]:
    finding = Diagnostic("unknown-id", "wrong", Span("a.md", 1, column, length), "mend it")
    return format_full(finding, lambda _: [line]).split("\n")


def underlined(line: str, column: int, length: int = 1) -> str:
    """Return what stands above the carets."""
    _, source, carets, _ = full(line, column, length)
    start = carets.index("^")
    return source[start : start + carets.count("^")]


@pytest.mark.parametrize(
    ("line", "column", "length", "words"),
    [
        ("see [@p9] now", 5, 5, "[@p9]"),
        ("é « [@p9] »", 5, 5, "[@p9]"),
        ("a\tb\t[@p9]", 5, 5, "[@p9]"),
        ("\x07a[@p9]", 3, 5, "[@p9]"),
        ("ab\u202ecd", 3, 1, "<U+202E>"),
        ("x " * 500 + "[@p9]" + " y" * 500, 1001, 5, "[@p9]"),
        ("x" * 60 + "[@p9]", 61, 500, "[@p9]"),
    ],
)
def test_the_caret_stands_below_what_is_wrong(
    line: str, column: int, length: int, words: str
) -> None:
    assert underlined(line, column, length) == words


def test_a_long_line_is_cut_to_the_part_that_matters() -> None:
    assert all(len(row) < 120 for row in full("x" * 10_000, 5_000))


@pytest.mark.parametrize("column", [1, 4, 5, 400])
def test_a_place_after_the_end_of_the_line_is_no_crash(column: int) -> None:
    assert full("abc", column)[2].endswith("^")


def test_without_a_line_to_show_the_place_alone_is_told() -> None:
    text = format_full(Diagnostic("unknown-id", "wrong", Span("a.md", 7, 3)), lambda _: [])
    assert text == "a.md:7:3: error[unknown-id]: wrong"
    text = format_full(Diagnostic("unknown-id", "wrong", Span("a.md", 0)), lambda _: ["x"])
    assert text == "a.md: error[unknown-id]: wrong"
    assert (
        format_full(Diagnostic("unknown-id", "wrong", None), lambda _: [])
        == "error[unknown-id]: wrong"
    )


def test_no_message_can_change_what_a_terminal_shows() -> None:
    assert (
        printable("a\x1b[31m\u202e\x00\u2066b\udcff")
        == "a<U+001B>[31m<U+202E><U+0000><U+2066>b<U+DCFF>"
    )
    shown = format_full(
        Diagnostic("unknown-id", "x\x1b[2J", Span("a\x1b.md", 1, 1), "y\x07"), lambda _: ["\x1b[2J"]
    )
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_an_annotation_is_one_line_that_nobody_can_forge() -> None:
    finding = Diagnostic(
        "unknown-id", "a\n::error::forged, 100 %", Span("a:b,c.md", 3, 4), "do\r\nthis", "warning"
    )
    assert format_github(finding) == (
        "::warning file=a%3Ab%2Cc.md,line=3,col=4::[unknown-id] a%0A::error::forged, 100 %25 "
        "(hint: do%0D%0Athis)"
    )
    assert format_github(Diagnostic("unknown-id", "a", Span("a.md", 0))) == (
        "::error file=a.md::[unknown-id] a"
    )
    assert format_github(Diagnostic("unknown-id", "a", None)) == "::error::[unknown-id] a"


def test_json_is_ascii_and_complete() -> None:
    text = format_json(
        [
            Diagnostic("unknown-id", "“é”\udcff", Span("a.md", 3, 4), "é"),
            Diagnostic("unknown-id", "b", None),
        ]
    )
    assert text.isascii()
    first, second = json.loads(text)
    assert first == {
        "code": "unknown-id", "severity": "error", "message": "“é”\udcff", "hint": "é",
        "file": "a.md", "line": 3, "column": 4,
    }  # fmt: skip
    assert (second["file"], second["line"], second["column"]) == (None, None, None)


def test_a_code_that_the_catalogue_does_not_explain_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        Diagnostic("no-such-code", "x", None)
    assert all(text.endswith(".") for text in CODES.values())


def test_findings_are_gathered_and_errors_stop_with_all_of_them() -> None:
    found = Collector()
    found.warning("stale", "old", None)
    found.stop_on_errors()
    found.error("unknown-id", "wrong", None)
    with pytest.raises(ReportError) as caught:
        found.stop_on_errors()
    assert [d.code for d in caught.value.diagnostics] == ["stale", "unknown-id"]
    assert caught.value.exit_code == 1
    assert str(caught.value) == "old; wrong"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    lines=st.lists(st.text(max_size=30), max_size=3),
    line=st.integers(0, 5),
    column=st.integers(1, 300),
    length=st.integers(0, 300),
    message=st.text(max_size=20),
)
def test_whatever_is_told_can_be_printed(
    lines: list[str], line: int, column: int, length: int, message: str
) -> None:
    finding = Diagnostic("unknown-id", message, Span("a.md", line, column, length), message)
    text = format_full(finding, lambda _: lines)
    text.encode("utf-8")
    assert not any(ord(c) < 0x20 for c in text.replace("\n", ""))
    assert "\n" not in format_github(finding)
    assert json.loads(format_json([finding]))[0]["message"] == message
