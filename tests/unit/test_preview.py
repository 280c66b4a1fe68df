"""What the live page shows: states, amendments, findings, terms, and only what changed."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

from pipeline.diagnostics import ReportError
from pipeline.folders import HERE, Project
from pipeline.preview.desk import Desk
from pipeline.preview.editor import editor
from pipeline.preview.model import Row, Sheet
from pipeline.preview.page import Page
from pipeline.translations.states import State
from tests.support import add_languages

FRENCH = "source/sample/translations/fr.po"
TEXT = "source/sample/report/10-things.md"


def edit(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def row(sheet: Sheet, identifier: str) -> Row:
    return next(row for row in sheet.rows if row.id == identifier)


def page(project: Path, language: str = "fr", asked: str = "none") -> Page:
    return Page(Project(project), editor(asked), "en", language)


def test_every_text_has_a_row_under_the_heading_of_its_section(project: Path) -> None:
    sheet = Desk(Project(project), "sample", "fr").look()
    titles = [group.title for group in sheet.groups]
    assert titles[:3] == ["Title page", "Summary", "I. Things"]
    assert titles[-1] == "Glossary"
    assert row(sheet, "p1").place == "¶ 1"
    assert row(sheet, "p1").state is State.TRANSLATED
    assert sheet.counts[State.MISSING] == 0


def test_an_amended_original_shows_what_was_changed(project: Path) -> None:
    edit(project, TEXT, "The first thing is", "The very first thing was")
    stale = row(Desk(Project(project), "sample", "fr").look(), "p1")
    assert stale.state is State.STALE
    changed = [(run.kind, run.text.strip()) for run in stale.changes if run.kind != "same"]
    assert changed == [("added", "very"), ("removed", "is"), ("added", "was")]


def test_a_finding_stands_in_the_row_of_its_text(project: Path) -> None:
    edit(project, FRENCH, "[portes][doors]", "portes")
    found = row(Desk(Project(project), "sample", "fr").look(), "p1").findings
    assert [f.code for f in found] == ["translation-marks"]
    assert found[0].severity == "error"


def test_a_missing_text_says_where_its_entry_would_stand(project: Path) -> None:
    text = (project / FRENCH).read_text("utf-8")
    entry = text[text.index('msgctxt "s-things"') : text.index('msgctxt "p1"')]
    edit(project, FRENCH, entry, "")
    sheet = Desk(Project(project), "sample", "fr").look()
    assert row(sheet, "s-things").state is State.MISSING
    assert not row(sheet, "s-things").in_catalogue
    assert sheet.lines["s-things"] == sheet.lines["summary-1"]


def test_an_entry_of_no_text_is_told_of_apart(project: Path) -> None:
    edit(project, FRENCH, 'msgctxt "s-things"', 'msgctxt "s-thing"')
    sheet = Desk(Project(project), "sample", "fr").look_closely()
    assert [d.code for d in sheet.loose] == ["po-unknown-id"]


def test_terms_are_underlined_with_what_they_are_called_in_the_other_language(
    project: Path,
) -> None:
    summary = row(Desk(Project(project), "sample", "fr").look(), "summary-1")
    assert [(use.term, use.wanted) for use in summary.uses] == [("CAT", "CTC")]
    assert [n.hint for n in summary.english if n.kind == "term"] == ["CTC"]
    assert [n.hint for n in summary.target if n.kind == "term"] == ["CAT"]


def test_a_catalogue_that_cannot_be_read_is_an_error_with_its_line(project: Path) -> None:
    desk = Desk(Project(project), "sample", "fr")
    sheet = desk.look()
    edit(project, FRENCH, 'msgstr "Résumé"', 'msgstr "Résumé')
    with pytest.raises(ReportError) as caught:
        desk.look()
    errors = caught.value.diagnostics
    html = page(project).problems(sheet, errors)
    assert "Below is what was there before" in html
    assert "the closing quote is missing" in html
    assert f"{FRENCH}:" in html
    edit(project, FRENCH, 'msgstr "Résumé', 'msgstr "Résumé"')
    assert desk.look() == sheet


def test_a_save_of_the_shipped_report_takes_less_than_a_fifth_of_a_second(tmp_path: Path) -> None:
    """Time of the processor, the best of some: what else runs, and garbage, do not count.

    The browser test sees the rest.
    """
    slug = "nato-russia-2019"
    shutil.copytree(HERE.source / slug, tmp_path / "source" / slug)
    (tmp_path / "templates").symlink_to(HERE.templates, target_is_directory=True)
    desk, drawn = Desk(Project(tmp_path), slug, "fr"), page(tmp_path)
    before, year, taken = desk.look_closely(), 2012, []
    for new in (2013, 2014, 2015):
        edit(tmp_path, f"source/{slug}/translations/fr.po", f"2008 à {year}", f"2008 à {new}")
        started = time.process_time()
        after = desk.look()
        event = drawn.difference(before, after, ())
        taken.append(time.process_time() - started)
        assert [identifier for identifier, _ in event["rows"]] == ["p8"]
        assert [d.code for d in row(after, "p8").findings] == ["number-differs"]
        before, year = after, new
    assert min(taken) < 0.2


def test_only_what_changed_is_drawn_and_sent_again(project: Path) -> None:
    desk, drawn = Desk(Project(project), "sample", "fr"), page(project)
    before = desk.look()
    edit(project, FRENCH, 'msgstr "Des choses"', 'msgstr "Choses"')
    after = desk.look()
    event = drawn.difference(before, after, ())
    assert [identifier for identifier, _ in event["rows"]] == ["s-things"]
    assert "lines" not in event
    assert drawn.difference(after, desk.look_closely(), ()) == {}


def test_a_line_more_moves_the_rows_below_and_changes_none(project: Path) -> None:
    desk, drawn = Desk(Project(project), "sample", "fr"), page(project)
    before = desk.look()
    edit(project, FRENCH, 'msgctxt "s-things"', '# for Tuesday\n\nmsgctxt "s-things"')
    event = drawn.difference(before, desk.look(), ())
    assert event["lines"]["p1"] == before.lines["p1"] + 2
    assert [identifier for identifier, _ in event.get("rows", ())] == []


def test_a_text_more_has_the_whole_list_drawn_again(project: Path) -> None:
    desk, drawn = Desk(Project(project), "sample", "fr"), page(project)
    before = desk.look()
    path = project / TEXT
    path.write_text(path.read_text("utf-8") + "\n{#p99}\nOne more.\n", "utf-8")
    event = drawn.difference(before, desk.look(), ())
    assert "One more." in str(event["list"])


def test_what_looks_like_markup_in_a_text_stays_text(project: Path) -> None:
    edit(project, FRENCH, 'msgstr "Des choses"', 'msgstr "<script>alert(1)</script>"')
    html = page(project).rows(Desk(Project(project), "sample", "fr").look())
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_arabic_runs_from_right_to_left_beside_english(project: Path) -> None:
    add_languages(project, "ar")
    html = page(project, "ar").row(row(Desk(Project(project), "sample", "ar").look(), "p1"))
    assert '<div class="english" lang="en" dir="ltr">' in html
    assert '<p class="text" lang="ar" dir="rtl">' in html


@pytest.mark.parametrize(
    ("asked", "environment", "link"),
    [
        ("vscode", {}, "vscode://file{file}:{line}"),
        (None, {"EDITOR": "/usr/bin/vim -X", "PATH": ""}, ""),
        (None, {"VISUAL": "code --wait", "EDITOR": "nano", "PATH": ""}, "vscode:"),
        ("my://go?f={file}&l={line}", {}, "my://go?f={file}&l={line}"),
    ],
)
def test_the_editor_is_the_one_asked_for_or_that_of_the_machine(
    asked: str | None, environment: dict[str, str], link: str
) -> None:
    assert editor(asked, environment).link.startswith(link)


@pytest.mark.parametrize("asked", ["word", "javascript:alert(1)", "my://go?l={line}"])
def test_an_editor_that_is_none_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        editor(asked)
