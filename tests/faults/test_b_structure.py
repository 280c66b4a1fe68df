"""B. Structure and settings: files, chapters, headings, and what stands in the TOML files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults.support import (
    GLOSSARY,
    LINKS,
    SETTINGS,
    TEXT,
    codes,
    findings,
    read_part,
    set_value,
    write,
)
from tests.support import replace_in, run

ONE_MORE = "{#s-more}\n## More\n\n{#p9}\nMore words.\n"


def test_b17_what_is_missing(project: Path) -> None:
    """An error says which file is missing and how it begins; an empty file is a warning."""
    (project / TEXT).write_text("", "utf-8")
    assert "empty-file" in codes(project)
    shutil.rmtree(project / "source/sample/report")
    assert codes(project) == ["text-missing"]
    (project / SETTINGS).write_text("", "utf-8")
    found = [f for f in findings(project) if f.code == "missing-key"]
    assert {f.hint.split()[3] for f in found} >= {"title", "language", "date"}
    (project / SETTINGS).unlink()
    assert codes(project) == ["publication-missing"]


def test_b17_a_folder_without_its_settings(project: Path) -> None:
    """A folder with a text and no publication.toml is told of, not passed over."""
    (project / "source/other/report").mkdir(parents=True)
    (project / "source/other/report/10-more.md").write_text(ONE_MORE, "utf-8")
    found = findings(project)
    assert ("file-unreadable", "source/other/publication.toml") in [
        (f.code, f.place) for f in found
    ]


@pytest.mark.parametrize("name", [SETTINGS, LINKS, GLOSSARY])
def test_b18_a_slip_of_syntax(project: Path, name: str) -> None:
    """An error with line and column, in words that do not need TOML explained."""
    lines = (project / name).read_text("utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.endswith('"'))
    lines[at] = lines[at][:-1]
    (project / name).write_text("\n".join(lines), "utf-8")
    found = next(f for f in findings(project) if f.code == "toml-syntax")
    assert found.place == f"{name}:{at + 1}:{len(lines[at]) + 1}"
    assert "not closed with a quote" in found.message


def test_b19_a_name_given_twice(project: Path) -> None:
    """An error with the place of the second one, for values and for tables."""
    replace_in(project / SETTINGS, 'kind = "Report"', 'kind = "Report"\nkind = "Other"')
    (found,) = findings(project)
    assert (found.code, "this name is there already" in found.message) == ("toml-syntax", True)
    replace_in(project / SETTINGS, '\nkind = "Other"', "")
    replace_in(project / GLOSSARY, "[open-door]", '[cat]\nterm = "X"\n[open-door]')
    found = next(f for f in findings(project) if f.code == "toml-syntax")
    assert "the table [cat] is there already" in found.message


def test_b20_a_name_with_a_typing_mistake(project: Path) -> None:
    """An error asks whether the nearest known name was meant."""
    replace_in(project / SETTINGS, "\nkind =", "\nkidn =")
    found = next(f for f in findings(project) if f.code == "unknown-key")
    assert (found.place, found.hint) == (f"{SETTINGS}:3:1", "did you mean “kind”?")


def test_b21_several_wrong_kinds_at_once(project: Path) -> None:
    """One run lists all of them, each with its line."""
    for name, value in (("kind", "3"), ("date", '"soon"'), ("languages", '"en"')):
        set_value(project, name, value)
    found = [f for f in findings(project) if f.code == "wrong-type"]
    assert [f.message.split("”")[0].strip("“") for f in found] == ["kind", "date", "languages"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2026-02-30", "toml-syntax"),
        ("0000-01-01", "toml-syntax"),
        ("2026-01-31T10:00:00Z", "wrong-type"),
        ('"31 January"', "wrong-type"),
    ],
)
def test_b22_a_date_that_cannot_be(project: Path, value: str, code: str) -> None:
    """An error with its place: a date is a day that there is, without a time."""
    set_value(project, "date", value)
    assert codes(project) == [code]


def test_b23_a_language_that_is_none(project: Path) -> None:
    """An error for a tag that is none, and for none at all; nothing else is blamed for it."""
    set_value(project, "languages", '["en", "xx-yyyyy"]')
    assert "wrong-value" in codes(project)
    set_value(project, "languages", '["en"]')
    replace_in(project / SETTINGS, '\nlanguage = "en"', "")
    (found,) = findings(project)
    assert (found.code, "“language” is missing" in found.message) == ("missing-key", True)


def test_b24_a_chapter_that_nothing_reads(project: Path) -> None:
    """No file is named anywhere, all of report/ are read; whatever is not read is a warning."""
    report = project / "source/sample/report"
    (report / "20-more.txt").write_text(ONE_MORE, "utf-8")
    (report / "30-MORE.MD").write_text(ONE_MORE, "utf-8")
    (report / "parts").mkdir()
    (report / "parts/40.md").write_text(ONE_MORE, "utf-8")
    (report / ".10-things.md.swp").write_text("an editor’s own", "utf-8")
    found = findings(project)
    assert {(f.code, f.severity) for f in found} == {("file-unread", "warning")}
    assert [f.place.rpartition("report/")[2] for f in found] == [
        "20-more.txt",
        "30-MORE.MD",
        "parts",
    ]


def test_b26_an_empty_chapter(project: Path) -> None:
    """A warning for an empty file and for a heading over nothing; both are published so."""
    report = project / "source/sample/report"
    (report / "20-nothing.md").write_text(" \n\n", "utf-8")
    (report / "30-more.md").write_text("{#s-more}\n## More\n", "utf-8")
    found = findings(project, "build", "--to", "epub", "--language", "en")
    assert [(f.code, f.severity) for f in found] == [
        ("empty-file", "warning"),
        ("section-empty", "warning"),
    ]
    epub = project / "build/partial/sample/en/sample.en.epub"
    assert "More</" in read_part(epub, "s-more.xhtml")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("### Doors", "#### Doors", "heading-jump"),
        ("## The end", "# The end", "heading-level"),
        ("### Doors", "##### Doors", "heading-level"),
        ("## The end", "##", "heading-empty"),
    ],
)
def test_b27_headings_out_of_order(project: Path, old: str, new: str, code: str) -> None:
    """An error with its line."""
    replace_in(project / TEXT, f"\n{old}\n", f"\n{new}\n")
    assert code in codes(project)


def test_b28_settings_at_the_head_of_a_text(project: Path) -> None:
    """There are none in a text: what looks like them is an error in its first line."""
    path = project / TEXT
    path.write_text("---\ntitle: Things\n\n" + path.read_text("utf-8"), "utf-8")
    assert {(f.code, f.place) for f in findings(project)} == {
        ("id-missing", f"{TEXT}:1:1"),
        ("unknown-markup", f"{TEXT}:1:1"),
    }


@pytest.mark.parametrize("value", ["[" * 5000, "{a=" * 5000, "1" * 5000, "[" * 400 + "]" * 400])
def test_b29_settings_without_end(project: Path, value: str) -> None:
    """An error at once: TOML has no references, and what nests too deep is refused."""
    set_value(project, "kind", value)
    assert codes(project)[0] in {"toml-syntax", "wrong-type"}


def test_b30_a_title_too_long_for_word(project: Path) -> None:
    """An error before anything is made, with both lengths."""
    set_value(project, "title", f'"{"A" * 256}"')
    (found,) = findings(project)
    assert found.code == "wrong-value"
    assert "256" in found.message
    assert "255" in found.message


def test_b31_quotes_and_tags_in_the_settings(published: Path) -> None:
    """They are printed as they stand: escaped in each format, and read back by the proof."""
    core = read_part(published / "build/sample/en/sample.en.docx", "docProps/core.xml")
    assert "&lt;b&gt; &amp; ‘q’ “x” ]]&gt; --" in core
    package = read_part(published / "build/sample/en/sample.en.epub", ".opf")
    assert "&lt;b&gt; &amp; ‘q’ “x” ]]&gt; --" in package


def test_b32_something_like_a_table(project: Path) -> None:
    """A report has no tables: each line of one is an error, not printed as it stands."""
    write(project, "| a | b |\n|---|---|\n| c |\n\n")
    found = [f for f in findings(project) if f.code == "unknown-markup"]
    assert [f.place for f in found] == [f"{TEXT}:{line}:1" for line in (5, 6, 7)]


def test_b33_a_spreadsheet_beside_the_text(project: Path) -> None:
    """Nothing reads a table from a file; one that lies in report/ is a warning."""
    (project / "source/sample/report/costs.csv").write_text("=cmd|' /C calc'!A1;2\n", "utf-8")
    assert codes(project) == ["file-unread"]
    assert run(project, "check").code == 0
