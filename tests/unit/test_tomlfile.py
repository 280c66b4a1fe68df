"""TOML with places: every value and every complaint stands where a person looks for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.tomlfile import TomlFile, nearest, read_toml


def read(tmp_path: Path, text: str) -> tuple[TomlFile | None, Collector]:
    path = tmp_path / "a.toml"
    path.write_text(text, "utf-8", newline="")
    found = Collector()
    return read_toml(path, "a.toml", found), found


def opened(tmp_path: Path, text: str) -> TomlFile:
    toml, found = read(tmp_path, text)
    assert toml is not None
    assert found.found == []
    return toml


PLACES = '''# """ opens nothing
a = "it's \\'\\'\\' nothing"
b.c = [ "x = 1", # ]
  ["y"],
 { q = 1 },
]
d = """
e = 1
""""
"f g" . h = 'x'
[t.u]
 k = 1
[[v]]
  k = {a = 1, b = "}"}
z = \'\'\'a\'\'\'
w = 2
'''.replace("\\'", "'")


@pytest.mark.parametrize(
    ("path", "line", "column", "length"),
    [
        (("a",), 2, 1, 1),
        (("b", "c"), 3, 1, 3),
        (("d",), 7, 1, 1),
        (("f g", "h"), 10, 1, 9),
        (("t", "u"), 11, 2, 3),
        (("t", "u", "k"), 12, 2, 1),
        (("v",), 13, 3, 1),
        (("v", "k", "a"), 14, 3, 1),
        (("v", "z"), 15, 1, 1),
        (("v", "w"), 16, 1, 1),
        (("nowhere",), 1, 1, 1),
    ],
)
def test_each_key_is_found_where_it_stands(
    tmp_path: Path, path: tuple[str, ...], line: int, column: int, length: int
) -> None:
    span = opened(tmp_path, PLACES).span(path)
    assert (span.line, span.column, span.length) == (line, column, length)


def test_what_stands_in_a_text_of_many_lines_is_no_key(tmp_path: Path) -> None:
    toml = opened(tmp_path, 'x = """\ny = 1\n[z]\n"""\ny = 2\n')
    assert toml.span(("y",)).line == 5
    assert ("z",) not in toml.places


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_broken_file_is_told_with_line_and_column(tmp_path: Path, end: str) -> None:
    toml, found = read(tmp_path, f'a = 1{end}b = "x{end}')
    assert toml is None
    (finding,) = found.found
    assert finding.span is not None
    assert (finding.code, finding.span.line) == ("toml-syntax", 2)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000 + "]" * 5000,
        ".".join("a" * 3000) + " = 1",
        "[" + ".".join("a" * 3000) + "]",
        "x = {" + ".".join("a" * 3000) + " = 1}",
        "x = " + "9" * 5000,
        "x = 2019-13-45",
        "x = 1\nx = 2",
    ],
)
def test_what_no_person_writes_is_a_finding_and_no_crash(tmp_path: Path, text: str) -> None:
    toml, found = read(tmp_path, text)
    assert toml is None
    assert [d.code for d in found.found] == ["toml-syntax"]


def codes(toml: TomlFile) -> list[tuple[str, int]]:
    return [(d.code, d.span.line) for d in toml.found.found if d.span]


def test_a_missing_name_is_told_at_the_table_it_belongs_to(tmp_path: Path) -> None:
    toml = opened(tmp_path, "a = 1\n[t]\nb = 2\n")
    assert toml.text(("t", "c")) == ""
    assert toml.get(("day",), date) == date(1970, 1, 1)
    assert codes(toml) == [("missing-key", 2), ("missing-key", 1)]


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        ("1", str), ("true", int), ("false", int), ("'x'", list), ("2019-10-13T00:00:00", date),
        ("'2019-10-13'", date), ("[]", dict), ("1.5", int),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused(tmp_path: Path, value: str, type_: type) -> None:
    toml = opened(tmp_path, f"x = {value}\n")
    empty = toml.get(("x",), type_)
    assert isinstance(empty, type_)
    assert codes(toml) == [("wrong-type", 1)]


def test_a_text_is_on_one_line_and_composed(tmp_path: Path) -> None:
    toml = opened(tmp_path, 'x = """\n  two  \n\tlines"""\ny = "e\\u0301"\nz = "a\\tb"\n')
    assert [toml.text((name,)) for name in "xyz"] == ["two lines", "é", "a b"]
    assert codes(toml) == []


@pytest.mark.parametrize(
    ("escape", "code"), [("\\u0007", "control-character"), ("\\u202e", "bidi-character")]
)
def test_an_escape_does_not_bring_in_what_the_file_may_not_hold(
    tmp_path: Path, escape: str, code: str
) -> None:
    toml = opened(tmp_path, f'x = "a{escape}b"\ny = ["{escape}"]\n')
    toml.text(("x",))
    toml.texts(("y",))
    assert codes(toml) == [(code, 1), (code, 2)]


@pytest.mark.parametrize("text", ['x = ""', "x = '  '", 'x = """\n"""', 'x = "\\u00a0"'])
def test_an_empty_text_is_refused_even_where_none_would_do(tmp_path: Path, text: str) -> None:
    toml = opened(tmp_path, text)
    toml.text(("x",), "")
    assert codes(toml) == [("wrong-type", 1)]


def test_an_empty_text_in_braces_is_refused_too(tmp_path: Path) -> None:
    toml = opened(tmp_path, '[t]\nx = { y = "" }\n')
    toml.text(("t", "x", "y"))
    assert codes(toml) == [("wrong-type", 2)]


@pytest.mark.parametrize("value", ['["a", 1]', '["a", " "]', '[["a"]]'])
def test_a_list_of_texts_holds_texts_only(tmp_path: Path, value: str) -> None:
    toml = opened(tmp_path, f"x = {value}\n")
    assert toml.texts(("x",)) == ()
    assert codes(toml) == [("wrong-type", 1)]


def test_an_unknown_name_gets_the_nearest_known_one(tmp_path: Path) -> None:
    toml = opened(tmp_path, '[t]\ntitle = "x"\ntilte = "y"\n[t.deep]\nq = 1\n')
    list(toml.tables())
    toml.text(("t", "title"))
    toml.report_unknown_keys()
    found = [(d.message, d.span.line, d.hint) for d in toml.found.found if d.span]
    assert found[0] == ("“t.tilte” is not a known name", 3, "did you mean “title”?")
    assert [line for _, line, _ in found] == [3, 5]


def test_what_should_be_a_table_and_is_not_is_told_once(tmp_path: Path) -> None:
    toml = opened(tmp_path, 'a = "x"\n[[b]]\nc = 1\n[d]\n')
    assert list(toml.tables()) == ["d"]
    toml.report_unknown_keys()
    assert codes(toml) == [("wrong-type", 1), ("wrong-type", 2)]


def test_the_nearest_word_is_near_or_none() -> None:
    assert nearest("p33", ["p3", "p2", "s-end"]) == "p3"
    assert nearest("zebra", ["p3", "s-end"]) is None
    assert nearest("x", []) is None
