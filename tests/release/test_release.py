"""What passes every gate leaves the house; what does not is told, and nothing is written."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.build import Request
from pipeline.cli import main
from pipeline.conformance.outcome import Outcome, Status
from pipeline.diagnostics import ReportError
from pipeline.folders import Project
from pipeline.formats.docx.reader import read_docx
from pipeline.formats.epub.reader import read_epub
from pipeline.formats.pdf.reader import read_pdf
from pipeline.model import Document, Waiver
from pipeline.project import load_original
from pipeline.proof import squeeze
from pipeline.release.gates import Gate, check_gate, conformance_gate, translations_gate
from pipeline.release.manifest import altered_files, read_release
from pipeline.release.rebuild import rebuild
from pipeline.translations.release import released_languages
from tests.release.conftest import NOW, WAIVER, Releaser, releasable

FILES = {
    *(f"1-T-26-{letter}-rev1.{suffix}" for letter in "EF" for suffix in ("pdf", "docx", "epub")),
    *(f"1-T-26-{letter}-rev1.zip" for letter in ("E", "F", "all")),
    "proof.html",
    "conformance.html",
}
FOLDER = "build/releases/sample/1"


EMBARGOED = 'status = "embargoed"\nembargo = 2026-02-01T13:00:00+01:00'
BEFORE = datetime(2026, 2, 1, 11, 59, 59, tzinfo=UTC)


def codes(*gates: Gate) -> set[str]:
    return {finding.code for gate in gates for finding in gate.findings}


def nothing_was_written(release: Releaser) -> bool:
    return not list((release.project.build / "releases").glob("*/*"))


def test_a_release_is_a_whole_folder_named_by_the_symbol(released: Project) -> None:
    folder = released.root / FOLDER
    found = read_release(folder)
    assert {file.name for file in found.files} == FILES
    assert {p.name for p in folder.iterdir()} == FILES | {"manifest.json", "SHA256SUMS"}
    assert altered_files(folder, found) == []
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    assert list(found.title) == ["en", "fr"]
    assert set(found.gates) == {"check", "translations", "proof", "rebuild", "conformance"}
    assert found.waivers == (
        Waiver("fr", "unapproved", WAIVER.by, WAIVER.why, found.waivers[0].count),
    )
    assert found.waivers[0].count > 20


def test_each_zip_holds_the_released_bytes_and_their_checksums(
    released: Project, tmp_path: Path
) -> None:
    folder = released.root / FOLDER
    for letter, count in (("E", 3), ("F", 3), ("all", 8)):
        data = (folder / f"1-T-26-{letter}-rev1.zip").read_bytes()
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist()) - {"SHA256SUMS"}
            assert len(names) == count
            assert all(packed.read(name) == (folder / name).read_bytes() for name in names)
            packed.extractall(tmp_path / letter)
        command = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
        subprocess.run(command, cwd=tmp_path / letter, check=True)


@pytest.mark.parametrize(
    ("suffix", "read"), [("pdf", read_pdf), ("docx", read_docx), ("epub", read_epub)]
)
def test_the_cover_names_the_revision_and_who_let_pass_what(
    released: Project, suffix: str, read: object
) -> None:
    assert callable(read)
    french = squeeze(read((released.root / FOLDER / f"1-T-26-F-rev1.{suffix}").read_bytes()).cover)
    english = squeeze(read((released.root / FOLDER / f"1-T-26-E-rev1.{suffix}").read_bytes()).cover)
    assert squeeze("Révision 1") in french
    assert squeeze("M. Dupont") in french
    assert squeeze(WAIVER.why) in french
    assert squeeze("Revision 1") in english
    assert squeeze("M. Dupont") not in english


def test_every_gate_is_told_in_one_run_and_nothing_is_written(
    release: Releaser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def otherwise(project: Project, request: Request) -> dict[str, str]:
        return {**rebuild(project, request), "fr/sample.fr.epub": "0" * 64}

    def refuse(_: Path, files: Sequence[str]) -> tuple[Outcome, ...]:
        return (Outcome(files[0], "0", "veraPDF", "PDF/UA-1", "failed", findings=("no",)),)

    monkeypatch.setattr("pipeline.release.gates.rebuild", otherwise)
    monkeypatch.setattr("tests.release.conftest.examine", refuse)
    result = release(waivers=())
    assert result.release is None
    assert {gate.name: gate.green for gate in result.gates} == {
        "check": True,
        "translations": False,
        "proof": True,
        "rebuild": False,
        "conformance": False,
    }
    assert codes(*result.gates) == {"unapproved", "release-rebuild", "release-conformance"}
    assert result.gates[3].findings[0].message.startswith("fr/sample.fr.epub does not")
    assert nothing_was_written(release)


def test_errors_of_the_source_close_the_gates_behind(release: Releaser) -> None:
    release.edit("[^last]", "[^lost]")
    result = release()
    assert {gate.green for gate in result.gates} == {False}
    assert "undefined-note" in codes(*result.gates)
    assert nothing_was_written(release)


def test_an_embargoed_release_knows_its_moment(tmp_path: Path) -> None:
    release = releasable(tmp_path / "project", EMBARGOED)
    result = release(languages=("en",), waivers=(), now=BEFORE)
    assert result.release
    assert read_release(result.folder).status == "embargoed"
    assert read_release(result.folder).under_embargo(BEFORE)
    assert not read_release(result.folder).under_embargo(NOW)


@pytest.mark.parametrize(
    ("lines", "now", "green"),
    [
        ("", NOW, False),
        ('status = "draft"', NOW, True),
        (EMBARGOED, BEFORE, True),
        (EMBARGOED, BEFORE + timedelta(seconds=1), False),
    ],
)
def test_what_goes_out_says_where_it_stands_and_no_embargo_that_has_ended(
    tmp_path: Path, lines: str, now: datetime, *, green: bool
) -> None:
    release = releasable(tmp_path / "project", lines)
    gate = check_gate((), document(release), now)
    assert gate.green is green
    assert codes(gate) == (set() if green else {"release-status"})


@pytest.mark.parametrize("status", ["failed", "not run"])
def test_a_file_that_a_validator_refuses_or_never_saw_is_not_green(status: Status) -> None:
    outcome = Outcome("a.pdf", "0", "veraPDF", "PDF/UA-1", status, findings=("no",))
    gate, _ = conformance_gate({"a.pdf": b"%PDF"}, lambda *_: (outcome,))
    assert codes(gate) == {"release-conformance"}
    assert not conformance_gate({}, lambda *_: ())[0].green, "nothing was asked"


def test_a_language_that_is_kept_in_the_house_is_left_out_or_refused(release: Releaser) -> None:
    path = release.project.source / "sample/publication.toml"
    text = path.read_text("utf-8") + '\n[translations.fr]\nrelease = "never"\n'
    path.write_text(text, "utf-8")
    assert released_languages(document(release)) == ("en",)
    assert codes(translations(release)) == {"release-never"}


def test_an_exception_lets_pass_what_it_names_and_no_more(release: Releaser) -> None:
    assert codes(translations(release)) == {"unapproved"}
    assert translations(release, WAIVER).green
    assert "on the word of M. Dupont" in translations(release, WAIVER).told
    idle = Waiver("fr", "stale", "M. Dupont", "why")
    assert codes(translations(release, WAIVER, idle)) == {"release-waiver"}
    release.edit("is better than", "may be better than")
    assert codes(translations(release, WAIVER)) == {"stale"}
    assert translations(release, WAIVER, idle).green


def document(release: Releaser) -> Document:
    return load_original(release.project, "sample")


def translations(release: Releaser, *waivers: Waiver) -> Gate:
    return translations_gate(release.project, document(release), ("en", "fr"), waivers, ())[0]


def test_a_revision_is_released_once_and_the_next_is_named(released: Project) -> None:
    release = Releaser(released)
    before = {p: p.read_bytes() for p in released.build.rglob("*") if p.is_file()}
    for revision in (1, 2):
        with pytest.raises(ReportError) as raised:
            release(revision)
        assert [d.code for d in raised.value.diagnostics] == ["release-revision"]
        assert raised.value.diagnostics[0].hint == "the next is: --revision 3"
    assert {p: p.read_bytes() for p in released.build.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], "release-revision", "add --revision 3, which is the next"),
        (["--revision", "2"], "release-revision", "--revision 3"),
        (["--revision", "3", "--except", "fr:unaproved"], "release-waiver", "fr:unapproved?"),
        (["--revision", "3", "--except", "fr:unapproved"], "release-waiver", "--by"),
        (["--revision", "3", "--by", "M. Dupont"], "release-waiver", "--except"),
        (["--revision", "3", "--language", "uk"], "unknown-language", "en, fr"),
    ],
)
def test_an_order_that_cannot_be_right_is_refused_with_what_to_type(
    released: Project,
    arguments: list[str],
    code: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["release", "sample", "--root", str(released.root), *arguments]
    assert main(command) == 2
    printed = capsys.readouterr().err
    assert f"error[{code}]" in printed
    assert said in printed
