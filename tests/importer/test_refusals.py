"""What the importer will not guess: an error with its line, or a marked place where asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.diagnostics import ReportError
from pipeline.folders import Project
from pipeline.importer import store as store_stage
from pipeline.importer import text as text_stage
from pipeline.importer.lossless import prove
from tests.importer.support import make_target, outline, read_back, refused, take_in

FINE = """I. OPENING

1. The pier was closed in March.

2. The pier was opened in May.

II. CLOSING

3. The pier stays open.
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_target(tmp_path)


def places(project: Project, text: str, **options: object) -> list[tuple[str, int]]:
    return [(d.code, d.span.line if d.span else 0) for d in refused(project, text, **options)]


def test_the_base_text_is_fine(project: Project) -> None:
    imported = take_in(project, FINE)
    assert imported.warnings == ()
    assert outline(read_back(imported)) == [
        "I. OPENING",
        "  1. The pier was closed in March.",
        "  2. The pier was opened in May.",
        "II. CLOSING",
        "  3. The pier stays open.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("3. The", "4. The", "import-sequence", 9),
        ("2. The", "3. The", "import-sequence", 5),
        ("3. The", "2. The", "import-sequence", 9),
        ("3. The", "1. The", "import-sequence", 9),
        ("II. CLOSING", "III. CLOSING", "import-sequence", 7),
        ("II. CLOSING", "I. CLOSING", "import-sequence", 7),
        ("II. CLOSING", "B. CLOSING", "import-sequence", 7),
        ("in May.\n\nII.", "in May.\nCLOSING WORDS\nagain.\n\nII.", "import-heading", 6),
        ("in May.\n\nII.", "in May.\n\nTwo words\n\nsaid here.\n\nII.", "import-heading", 7),
        ("in May.", "in May.\n\nhttps://example.org/ferry-timetable", "import-address", 7),
        ("in May.", "in May.⁷", "import-note", 5),
    ],
)
def test_a_doubt_is_an_error_with_its_line_and_a_mark_where_asked_for(
    project: Project, old: str, new: str, code: str, line: int
) -> None:
    text = FINE.replace(old, new)
    assert (code, line) in places(project, text)

    imported = take_in(project, text, lenient=True)

    assert code in {d.code for d in imported.warnings}
    written = "".join(p.read_text("utf-8") for p in (imported.folder / "report").iterdir())
    assert " .check}" in written
    read_back(imported)


def test_a_footnote_that_nothing_calls(project: Project) -> None:
    text = FINE.replace("in March.", "in March.1").replace(
        "in May.", "in May.\n\nNOTES\n\n1 The log of the harbour.\n2 A letter.\n"
    )
    assert places(project, text) == [("import-note", 10)]
    assert "harbour" in str(read_back(take_in(project, text, lenient=True)).notes)


def test_nothing_is_overwritten(project: Project) -> None:
    take_in(project, FINE)
    with pytest.raises(ReportError) as caught:
        take_in(project, FINE.replace("May", "June"))
    assert [d.code for d in caught.value.diagnostics] == ["import-exists"]
    assert caught.value.exit_code == 2
    assert "May" in (project.source / "made" / "report" / "10-opening.md").read_text("utf-8")

    take_in(project, FINE.replace("May", "June"), force=True)
    assert "June" in (project.source / "made" / "report" / "10-opening.md").read_text("utf-8")
    kept = project.source / ".replaced" / "made" / "report" / "10-opening.md"
    assert "May" in kept.read_text("utf-8")
    assert sorted(p.name for p in project.source.iterdir()) == [".replaced", "made"]


def test_an_import_that_fails_leaves_the_old_publication(project: Project) -> None:
    take_in(project, FINE)
    with pytest.raises(ReportError):
        take_in(project, FINE.replace("3. ", "7. "), force=True)
    assert sorted(p.name for p in project.source.iterdir()) == ["made"]


@pytest.mark.parametrize("text", ["", " \n\n", "I. OPENING\n\nII. CLOSING\n"])
def test_a_file_without_a_paragraph(project: Project, text: str) -> None:
    assert {code for code, _ in places(project, text)} == {"import-empty"}


def test_a_file_that_no_person_wrote(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    assert places(project, "1. " + "x" * 200_000) == [("import-too-large", 1)]
    assert places(project, "x\n" * 400_000) == [("import-too-large", 1)]
    monkeypatch.setattr(text_stage, "IMPORT_UNITS", 4)
    assert places(project, FINE) == [("import-too-large", 0)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ('[emphasis.a]\nparagraph = 1\nwords = "boat"', "import-decision"),
        ('[emphasis.a]\nparagraph = 9\nwords = "pier"', "import-decision"),
        ('[emphasis.a]\nparagraph = 1\nwords = "e"', "import-decision"),
        ('[keep.a]\nparagraph = 1\nwords = "boat"', "import-decision"),
        ('[replace.a]\nparagraph = 1\nwords = "boat"\nby = "ship"', "import-decision"),
        ('[link.a]\naddress = "https://example.org"\nparagraph = 1\nwords = "pier"',
         "import-decision"),
        ('[headings]\n"I" = "Closing"', "import-decision"),
        ('[headings]\n"IX" = "Closing"', "import-decision"),
        ('[emphasis.a]\nwords = "pier"', "missing-key"),
        ('[emphasis.a]\nparagraph = 1\nwords = "pier"\ncolour = "red"', "unknown-key"),
        ('capitals = "loud"', "wrong-value"),
        ("[emphasis", "toml-syntax"),
    ],
)  # fmt: skip
def test_an_entry_of_import_toml_that_is_not_right(project: Project, entry: str, code: str) -> None:
    assert [d.code for d in refused(project, FINE, decisions=entry)] == [code]


def test_text_that_gets_lost_on_the_way_is_noticed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(lines, units, *rest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        return prove(lines, units[:-1], *rest)

    monkeypatch.setattr(text_stage, "prove", forgetful)
    assert places(project, FINE) == [("import-loss", 0)]


@pytest.mark.parametrize(
    "name", ["../evil", "partial", "a/b", ".hidden", "", "a b", "é", "a\nb", "a" * 65, "a."]
)
def test_a_name_that_leads_elsewhere(project: Project, name: str) -> None:
    from pipeline.importer.run import Options, import_report  # noqa: PLC0415

    path = project.root / "report.txt"
    path.write_text(FINE, "utf-8")
    with pytest.raises(ReportError) as caught:
        import_report(project, path, Options(name))
    assert [d.code for d in caught.value.diagnostics] == ["bad-id"]
    assert list(project.source.iterdir()) == []


def test_nothing_is_written_outside_of_source(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").write_text("stays", "utf-8")
    (project.source / "made").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(ReportError):
        take_in(project, FINE)

    take_in(project, FINE, force=True)

    assert [p.name for p in elsewhere.iterdir()] == ["precious.txt"]
    assert not (project.source / "made").is_symlink()
    assert (project.source / ".replaced" / "made").is_symlink()


def test_a_shelf_that_leads_elsewhere_is_refused(project: Project, tmp_path: Path) -> None:
    take_in(project, FINE)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (project.source / ".replaced").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(ReportError) as caught:
        take_in(project, FINE.replace("May", "June"), force=True)
    assert [d.code for d in caught.value.diagnostics] == ["build-unwritable"]
    assert list(elsewhere.iterdir()) == []
    assert "May" in (project.source / "made" / "report" / "10-opening.md").read_text("utf-8")


def test_what_a_killed_import_left_is_swept_away(project: Project) -> None:
    (project.source / ".importing-4194304-left" / "made").mkdir(parents=True)
    take_in(project, FINE)
    assert [p.name for p in project.source.iterdir()] == ["made"]


def test_without_a_step_that_swaps(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_stage, "swap", lambda *_: False)
    take_in(project, FINE)
    take_in(project, FINE.replace("May", "June"), force=True)
    assert "June" in (project.source / "made" / "report" / "10-opening.md").read_text("utf-8")
    kept = project.source / ".replaced" / "made" / "report" / "10-opening.md"
    assert "May" in kept.read_text("utf-8")
