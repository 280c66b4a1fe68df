"""The commands for translators, on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.walk import walk_units
from tests.support import make_project

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


# --- approve ------------------------------------------------------------------------------------

SIGNOFFS = "source/sample/translations/fr.signoff.toml"


def states(
    project: Path, capsys: pytest.CaptureFixture[str], language: str = "fr"
) -> dict[str, str]:
    capsys.readouterr()
    assert run(project, "status", language, "--json") == 0
    (publication,) = json.loads(capsys.readouterr().out)
    return {text["id"]: text["state"] for text in publication["languages"][0]["texts"]}


def test_an_approval_holds_until_either_text_changes(
    laid_out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764028800")
    assert run(laid_out, "approve", "fr", "p2", "p3", "glossary.*", "--by", 'M. "Mo" Dupont') == 0
    assert "5 approved by" in capsys.readouterr().err
    line = next(
        line for line in (laid_out / SIGNOFFS).read_text("utf-8").split("\n") if '"p2"' in line
    )
    assert line.endswith('by = "M. \\"Mo\\" Dupont", on = 2025-11-25 }')
    now = states(laid_out, capsys)
    assert [i for i, state in now.items() if state == "approved"] == [
        "p2", "p3", "glossary.cat.expansion", "glossary.cat.definition",
        "glossary.open-door.definition",
    ]  # fmt: skip
    change(laid_out, PO, "c’est tout", "c’est la fin")
    change(laid_out, TEXT, "is better than", "may be better than")
    now = states(laid_out, capsys)
    assert (now["p2"], now["p3"]) == ("stale", "translated")
    change(laid_out, TEXT, "may be better than", "is better than")
    assert states(laid_out, capsys)["p2"] == "approved"


def test_an_approval_survives_an_amendment_of_form(
    laid_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(laid_out, "approve", "fr", "p2", "--by", "MD")
    change(laid_out, TEXT, "An open door is", "One open door is")
    assert run(laid_out, "sync", "--cosmetic", "p2") == 0
    assert states(laid_out, capsys)["p2"] == "approved"
    assert "cosmetic = " in (laid_out / SIGNOFFS).read_text("utf-8")


def test_everything_that_cannot_be_approved_is_told_and_then_nothing_is(
    laid_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(laid_out, TEXT, "is better than", "may be better than")
    change(laid_out, PO, 'msgstr "La dernière note."', 'msgstr ""')
    change(laid_out, PO, 'msgctxt "s-end"', '#, fuzzy\nmsgctxt "s-end"')
    change(laid_out, PO, "le [@p3].[^first]", "le [@p3].")
    before = (laid_out / SIGNOFFS).read_bytes()
    assert run(laid_out, "approve", "fr", "*", "--by", "MD") == 1
    err = capsys.readouterr().err
    for said in (
        "“p1” has an error: the marks",
        "“p2” is of an original that was amended since",
        "“s-end” is marked as a draft",
        "“last” has no translation",
    ):
        assert f"error[not-approvable]: the translation of {said}" in err
    assert "4 errors" in err
    assert (laid_out / SIGNOFFS).read_bytes() == before


def test_an_approval_needs_a_name_and_known_texts(
    laid_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ([], ["--by", "  "]):
        with pytest.raises(SystemExit):
            run(laid_out, "approve", "fr", "p2", *name)
    assert run(laid_out, "approve", "fr", "p22", "--by", "MD") == 2
    assert "did you mean “p2”?" in capsys.readouterr().err


def test_a_sign_off_file_that_a_merge_spoiled_is_told(
    laid_out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(laid_out, SIGNOFFS, "# p2\n", "<<<<<<< ours\n# p2\n")
    assert run(laid_out, "check") == 1
    assert f"{SIGNOFFS}:" in capsys.readouterr().err


# --- new-language -------------------------------------------------------------------------------


@pytest.fixture
def own_templates(tmp_path: Path) -> Path:
    return make_project(tmp_path / "own", templates=True)


def test_a_language_is_begun_with_one_command(
    own_templates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(own_templates, "new-language", "de") == 0
    printed = capsys.readouterr()
    assert [Path(line).name for line in printed.out.split()] == [
        "de.toml", "de.po", "de.signoff.toml", "publication.toml",
    ]  # fmt: skip
    for said in ("labels in templates/labels/de.toml", "forms.de of 2 terms", "25 texts", "rules"):
        assert said in printed.err
    publication = (own_templates / "source/sample/publication.toml").read_text("utf-8")
    assert 'languages = ["en", "fr", "de"]' in publication
    assert set(states(own_templates, capsys, "de").values()) == {"missing"}

    found = Collector()
    loaded = load_publication(Project(own_templates), "sample", found)
    assert loaded
    assert {d.severity for d in found.found} == {"warning"}
    assert {d.code for d in found.found} == {
        "label-untranslated", "untranslated", "glossary-form-missing",
    }  # fmt: skip
    edition = resolve_edition(loaded.documents["de"], loaded.labels["de"])
    assert {unit.language for unit in walk_units(edition)} == {"en"}
    assert {entry.language for entry in edition.glossary} == {"en"}

    before = (own_templates / "source/sample/translations/de.po").read_bytes()
    assert run(own_templates, "new-language", "de") == 0
    assert capsys.readouterr().out == ""
    assert (own_templates / "source/sample/translations/de.po").read_bytes() == before


@pytest.mark.parametrize("tag", ["xx-nothing", "en"])
def test_what_is_no_new_language_is_refused(project: Path, tag: str) -> None:
    assert run(project, "new-language", tag) == 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('["en", "fr"]', '["en", "fr", "de"]'),
        ('[\n  "en",\n  "fr",  # French\n]', None),
        ('["en", "fr", ]', '["en", "fr", "de", ]'),
        ("[ 'en', 'fr' ]", "[ 'en', 'fr', \"de\" ]"),
    ],
)
def test_a_list_that_a_program_cannot_amend_is_left_to_people(
    own_templates: Path, before: str, after: str | None
) -> None:
    change(own_templates, "source/sample/publication.toml", '["en", "fr"]', before)
    code = run(own_templates, "new-language", "de")
    text = (own_templates / "source/sample/publication.toml").read_text("utf-8")
    assert code == (1 if after is None else 0)
    assert f"languages = {after or before}" in text
