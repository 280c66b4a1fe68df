"""The commands for translators, on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main

PO = "source/sample/translations/fr.po"
TEXT = "source/sample/report/10-things.md"


def change(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def run(project: Path, *arguments: str) -> int:
    command, *rest = arguments
    return main([command, "--root", str(project), *rest])


@pytest.fixture
def laid_out(project: Path) -> Path:
    assert run(project, "sync", "fr") == 0
    return project


def test_status_counts_each_language_and_lists_what_is_not_final(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(project, TEXT, "is better than", "may be better than")
    change(project, PO, 'msgstr "La dernière note."', 'msgstr ""')
    change(project, PO, 'msgctxt "p3"', '#, fuzzy\nmsgctxt "p3"')
    assert run(project, "status") == 0
    out = capsys.readouterr().out
    table = [line.split() for line in out.split("\n")[1:3]]
    assert table[0] == ["texts", "approved", "translated", "draft", "stale", "missing"]
    assert table[1] == ["fr", "25", "0", "22", "1", "1", "1"]
    listed = [line.split() for line in out.split("\n") if line.startswith("  stale")]
    assert listed == [
        ["stale", "¶", "2", "·", "A.", "Doors", "p2", f"{PO}:70"],
    ]  # fmt: skip
    assert run(project, "status", "fr", "--json") == 0
    (publication,) = json.loads(capsys.readouterr().out)
    texts = {text["id"]: text for text in publication["languages"][0]["texts"]}
    assert texts["p3"]["state"] == "draft"
    assert texts["last"] == {
        "id": "last", "state": "missing", "kind": "note", "number": None, "section": "",
        "file": PO, "line": 95,
    }  # fmt: skip


def test_status_of_a_catalogue_that_cannot_be_read_says_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(project, PO, 'msgstr "La dernière note."', 'msgstr "La dernière note.')
    assert run(project, "status") == 1
    assert "[po-syntax]" in capsys.readouterr().err


def test_sync_shows_what_was_amended_and_a_second_run_nothing(
    laid_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(laid_out, TEXT, "is better than", "may be better than")
    assert run(laid_out, "sync", "fr") == 0
    err = capsys.readouterr().err
    assert "p2: amended: An open door [-is-]{+may be+} better" in err
    entry = next(
        block for block in (laid_out / PO).read_text("utf-8").split("\n\n") if '"p2"' in block
    )
    rest = "better than a wall, and costs USD 17.4 billion on 2 August 2019."
    assert entry.split("\n")[:6] == [
        "#. ¶ 2 · A. Doors",
        "#: report/10-things.md",
        "#, fuzzy",
        f'#| msgid "An open door is {rest}"',
        'msgctxt "p2"',
        f'msgid "An open door may be {rest}"',
    ]
    before = (laid_out / PO).read_bytes()
    assert run(laid_out, "sync", "fr") == 0
    assert "nothing new" in capsys.readouterr().err
    assert (laid_out / PO).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["sync"], "unknown-language", 2),
        (["sync", "de"], "unknown-language", 2),
        (["sync", "--cosmetic", "p22"], "no-such-text", 2),
        (["status", "de"], "unknown-language", 2),
    ],
)
def test_a_command_that_names_what_is_not_there_is_told(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: str,
    exit_code: int,
) -> None:
    assert run(project, *arguments) == exit_code
    assert f"[{code}]" in capsys.readouterr().err


def test_sync_touches_nothing_while_the_catalogue_has_errors(project: Path) -> None:
    change(project, PO, 'msgstr "Fin"', 'msgstr "Fin')
    before = (project / PO).read_bytes()
    assert run(project, "sync", "fr") == 1
    assert (project / PO).read_bytes() == before


def test_an_amendment_of_form_is_accepted_in_every_language(laid_out: Path) -> None:
    change(laid_out, TEXT, "An open door is", "One open door is")
    assert run(laid_out, "sync", "--cosmetic", "p2") == 0
    text = (laid_out / PO).read_text("utf-8")
    assert "fuzzy" not in text
    assert 'msgid "One open door' in text


def test_an_amendment_of_substance_is_not_taken_for_one_of_form(
    laid_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(laid_out, TEXT, "2 August 2019", "3 August 2019")
    before = (laid_out / PO).read_bytes()
    assert run(laid_out, "sync", "--cosmetic", "p2") == 1
    assert "[not-cosmetic]" in capsys.readouterr().err
    assert (laid_out / PO).read_bytes() == before


def test_fmt_check_tells_and_fmt_mends(laid_out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(laid_out, "fmt", "--check") == 0
    change(laid_out, PO, 'phrases. "\n', 'phrases."\n')
    assert run(laid_out, "fmt", "--check") == 1
    assert capsys.readouterr().out.strip().endswith("fr.po")
    assert run(laid_out, "fmt") == 0
    assert 'phrases. "\n' in (laid_out / PO).read_text("utf-8")
    assert run(laid_out, "fmt", "--check") == 0
