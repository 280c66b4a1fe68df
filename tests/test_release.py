"""Drafts show what is unfinished; a release refuses it. Policy per language decides."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.build import Request, build_publication
from pipeline.cli import main
from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import Edition
from pipeline.folders import Project
from pipeline.formats import FORMATS
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.translations.release import released_languages
from pipeline.walk import plain_text, walk_printed
from tests.support import make_project

PO = "source/sample/translations/fr.po"
TEXT = "source/sample/report/10-things.md"
PUBLICATION = "source/sample/publication.toml"


def change(project: Path, file: str, old: str, new: str) -> None:
    path = project / file
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def add_policy(project: Path, lines: str) -> None:
    path = project / PUBLICATION
    path.write_text(path.read_text("utf-8") + f"\n[translations.fr]\n{lines}\n", "utf-8")


def french(project: Path) -> Edition:
    found = Collector()
    loaded = load_publication(Project(project), "sample", found)
    assert loaded
    assert found.errors == []
    return resolve_edition(loaded.documents["fr"], loaded.labels["fr"], loaded.labels["en"])


def printed(edition: Edition) -> list[str]:
    return [unit if isinstance(unit, str) else unit.id for unit in walk_printed(edition)]


@pytest.fixture
def unfinished(project: Path) -> Path:
    """A text of each state; among them a heading, an item, a paragraph with other links."""
    change(project, TEXT, "is better than", "may be better than")  # p2 stale
    change(project, TEXT, "that is all.[^last]", "that is [all][doors].[^last]")  # p3, other marks
    change(project, PO, 'msgctxt "s-doors"', '#, fuzzy\nmsgctxt "s-doors"')
    change(project, PO, 'msgctxt "first"', '#, fuzzy\nmsgctxt "first"')
    change(project, PO, 'msgstr "La dernière note."', 'msgstr ""')
    change(project, PO, 'msgctxt "links.doors.title"', '#, fuzzy\nmsgctxt "links.doors.title"')
    change(project, PO, 'msgid "The body that deals', 'msgid "A body that deals')
    change(project, PO, 'msgctxt "publication.kind"', '#, fuzzy\nmsgctxt "publication.kind"')
    change(project, PO, 'msgstr "une chose ;"', 'msgstr ""')
    return project


def test_a_draft_marks_what_is_unfinished(unfinished: Path) -> None:
    edition = french(unfinished)
    assert printed(edition) == [
        "summary-1",
        "p1",
        "Non encore traduit", "p1-list.1", "p1-list.2",
        "Traduction provisoire",
        "Anglais modifié depuis", "p2",
        "p2-quotation",
        "Anglais modifié depuis", "p3",
    ]  # fmt: skip
    languages = {u.id: u.language for u in walk_printed(edition) if not isinstance(u, str)}
    assert languages["p2"] == "fr"
    assert languages["p1-list.1"] == languages["p3"] == "en"
    notice = edition.cover.translation_notice.replace("\u00a0", " ").replace("\u202f", " ")
    assert "non approuvée" in notice
    assert "laissés en anglais : 2." in notice
    assert "depuis leur traduction : 3 (¶ 2, 3)." in notice
    assert "provisoire : 4." in notice
    assert "Dont sur cette page : 1." in notice
    notes = [plain_text(note.content) for note in edition.notes]
    assert any(note.endswith("Voici la seconde. [Traduction provisoire]") for note in notes)
    assert "The last note. [Not yet translated]" in notes
    assert sum("[Traduction provisoire]" in note for note in notes) == 3  # two links to one page
    (cat, _) = edition.glossary
    assert cat.definition == "L’organe qui s’occupe du reste. [Anglais modifié depuis]"


def test_every_format_says_so_beside_the_text(unfinished: Path) -> None:
    built = build_publication(
        Project(unfinished), Request("sample", (), ("fr",)), lambda *_: None
    )  # proved: each mark is where the Edition has it
    for output in built.outputs:
        data = (built.folder / output.path).read_bytes()
        reading = FORMATS[output.path.rsplit(".", 1)[1]]().read_back(data)
        texts = [unit.text for unit in reading.units]
        place = texts.index("Anglais modifié depuis")
        assert texts[place + 1].startswith("Une porte ouverte")
        assert "Non encore traduit" in texts
        assert re.search(r": 3 \(¶ 2, 3\)", reading.cover.replace("\u00a0", " "))


def test_a_policy_may_put_today_s_original_in_the_place_of_a_stale_text(unfinished: Path) -> None:
    add_policy(unfinished, 'stale = "original"')
    edition = french(unfinished)
    (p2,) = (u for u in walk_printed(edition) if not isinstance(u, str) and u.id == "p2")
    assert p2.language == "en"
    assert "Anglais modifié depuis" in printed(edition)


def test_a_release_refuses_and_lists_everything_that_is_not_final(
    unfinished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--root", str(unfinished), "--release", "--output-format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)
    assert len(findings) == 25
    assert {f["severity"] for f in findings} == {"error"}
    codes = {f["code"] for f in findings}
    assert codes == {"untranslated", "stale", "draft", "unapproved"}
    stale, *_ = (f for f in findings if f["code"] == "stale")
    assert stale["message"].startswith("¶ 2 · A. Doors: “p2” is a translation of English")
    assert not (unfinished / "build/sample").exists()


def test_a_release_of_what_is_current_may_do_without_approvals(project: Path) -> None:
    add_policy(project, 'release = "current"')
    change(project, PO, 'msgctxt "p2"\n', '#, fuzzy\nmsgctxt "p2"\n')
    with pytest.raises(ReportError) as refused:
        build_publication(
            Project(project), Request("sample", (), (), release=True), lambda *_: None
        )
    assert [d.code for d in refused.value.diagnostics] == ["draft"]


def test_a_release_refuses_interface_words_and_terms_left_in_english(tmp_path: Path) -> None:
    project = make_project(tmp_path / "own", templates=True)
    add_policy(project, 'release = "current"')
    change(project, "source/sample/glossary.toml", 'forms.fr = ["CTC"]\n', "")
    change(project, "templates/labels/fr.toml", 'contents = "Table des matières"', 'contents = ""')
    with pytest.raises(ReportError) as refused:
        build_publication(
            Project(project), Request("sample", (), (), release=True), lambda *_: None
        )
    assert {d.code for d in refused.value.diagnostics} == {
        "label-untranslated", "glossary-form-missing",
    }  # fmt: skip


def test_what_is_approved_is_released(project: Path) -> None:
    root = ["--root", str(project)]
    assert main(["approve", *root, "fr", "*", "--by", "M. Dupont"]) == 0
    assert french(project).cover.translation_notice == ""
    assert main(["build", *root, "--release", "-q"]) == 0
    manifest = json.loads((project / "build/sample/manifest.json").read_text("utf-8"))
    assert manifest["release"] is True
    assert {f["language"] for f in manifest["files"] if "language" in f} == {"en", "fr"}


def test_a_language_that_is_never_released_is_in_drafts_alone(project: Path) -> None:
    add_policy(project, 'release = "never"')
    found = Collector()
    loaded = load_publication(Project(project), "sample", found)
    assert loaded
    assert released_languages(loaded.documents["en"]) == ("en",)
    assert set(loaded.documents) == {"en", "fr"}


def test_a_release_says_which_language_it_leaves_out(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_policy(project, 'release = "never"')
    change(project, PO, 'msgstr "une chose ;"', 'msgstr ""')
    assert main(["build", "--root", str(project), "--release"]) == 0
    said = capsys.readouterr().err
    assert "fr: publication.toml says that it is never released" in said
    assert "untranslated" not in said
    assert not (project / "build/sample/fr").exists()


def test_a_release_is_whole(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--root", str(project), "--release", "--language", "fr"]) == 2
    assert "[release-partial]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('stale = "drop"', "known: keep, original"),
        ('release = "soon"', "known: approved, current, never"),
        ('relase = "never"', "did you mean “release”?"),
    ],
)
def test_a_policy_that_is_none_is_told(project: Path, lines: str, said: str) -> None:
    add_policy(project, lines)
    found = Collector()
    load_publication(Project(project), "sample", found)
    assert [said in d.hint for d in found.errors] == [True]
