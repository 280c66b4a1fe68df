"""Any file is told for what it is: current, superseded, altered or unknown."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest

from pipeline.build import Request, build_publication
from pipeline.cli import main
from pipeline.folders import Project
from pipeline.formats.archive import pack_zip
from pipeline.release.register import known_releases
from pipeline.release.verify import Verdict, Verifier, exit_code

ONE, TWO = "releases/sample/1", "releases/sample/2"


def verify(project: Project, *paths: Path) -> list[Verdict]:
    with known_releases(project.build) as (register, _):
        return list(Verifier(project.build, register).verify(paths))


def states(project: Project, *paths: Path) -> dict[str, str]:
    return {Path(v.file).name: v.state for v in verify(project, *paths)}


def flip(path: Path, place: float = 0.5) -> None:
    """Change one bit of one byte."""
    data = bytearray(path.read_bytes())
    data[int((len(data) - 1) * place)] ^= 1
    path.write_bytes(data)


def test_a_file_is_current_until_its_language_has_a_later_revision(released: Project) -> None:
    found = states(released, released.build / ONE)
    assert {found[f"1-T-26-E-rev1.{suffix}"] for suffix in ("pdf", "docx", "epub", "zip")} == {
        "superseded"
    }
    # Revision 2 was released in English alone.
    assert {found[f"1-T-26-F-rev1.{suffix}"] for suffix in ("pdf", "docx", "epub", "zip")} == {
        "current"
    }
    assert set(states(released, released.build / TWO).values()) == {"current"}
    (verdict,) = verify(released, released.build / ONE / "1-T-26-E-rev1.pdf")
    assert verdict.told == "sample, revision 1, en; superseded by revision 2"
    assert (verdict.revision, verdict.latest, verdict.format) == (1, 2, "pdf")


def test_the_name_of_a_genuine_file_does_not_matter(released: Project, tmp_path: Path) -> None:
    path = tmp_path / "Attachment (3).PDF"
    shutil.copy(released.build / TWO / "1-T-26-E-rev2.pdf", path)
    assert states(released, path) == {path.name: "current"}


def all_files(project: Project) -> list[Path]:
    folder = project.build / ONE
    return sorted(path for path in folder.iterdir() if path.is_file())


@pytest.mark.parametrize("place", [0, 0.4, 1])
def test_one_flipped_byte_in_any_released_file_is_noticed(released: Project, place: float) -> None:
    files = all_files(released)
    assert {p.suffix for p in files} == {".pdf", ".docx", ".epub", ".zip", ".html", ".json", ""}
    for path in files:
        true = path.read_bytes()
        flip(path, place)
        (alone,) = verify(released, path)
        assert alone.state == "altered", path.name
        inside = {v.file: v.state for v in verify(released, released.build / ONE)}
        assert "altered" in inside.values(), path.name
        path.write_bytes(true)
    assert "altered" not in states(released, released.build / ONE).values()


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory, released_once: Path) -> Path:
    root = tmp_path_factory.mktemp("built") / "project"
    shutil.copytree(released_once, root, symlinks=True)
    path = root / "source/sample/publication.toml"
    formats = '"pdf", "docx", "epub", "pdf-large", "docx-large"'
    path.write_text(f"formats = [{formats}]\n{path.read_text('utf-8')}", "utf-8")
    build_publication(Project(root), Request("sample", (), ()), lambda *_: None)
    return root


def test_one_flipped_byte_in_any_built_file_is_noticed(built_once: Path) -> None:
    project = Project(built_once)
    folder = project.build / "sample"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    assert len(files) == 14
    assert set(states(project, folder).values()) == {"built"}
    for path in files:
        true = path.read_bytes()
        flip(path)
        assert "altered" in states(project, folder).values(), path.name
        if path.name not in ("manifest.json", "SHA256SUMS"):
            assert states(project, path)[path.name] == "altered"
        path.write_bytes(true)
    assert exit_code(verify(project, project.build)) == 4, "genuine, and revision 1 superseded"


def test_what_is_missing_from_a_set_or_strange_to_it_is_told(released: Project) -> None:
    folder = released.build / TWO
    (folder / "1-T-26-E-rev2.epub").unlink()
    (folder / "notes.txt").write_text("mine", "utf-8")
    found = states(released, folder)
    assert found["1-T-26-E-rev2.epub"] == "altered"
    assert found["notes.txt"] == "unknown"


def test_a_file_that_calls_itself_ours_was_altered_whatever_its_name(
    released: Project, tmp_path: Path
) -> None:
    folder = released.build / TWO
    with pikepdf.open(folder / "1-T-26-E-rev2.pdf") as pdf:
        del pdf.pages[-1]
        pdf.save(tmp_path / "report.pdf")
    for suffix in ("docx", "epub"):
        with zipfile.ZipFile(folder / f"1-T-26-E-rev2.{suffix}") as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        (tmp_path / f"report.{suffix}").write_bytes(pack_zip({**parts, "added.txt": b"x"}))
    found = verify(released, tmp_path / "report.pdf", *sorted(tmp_path.glob("report.[de]*")))
    assert {v.state for v in found} == {"altered"}
    assert {v.told for v in found} == {"it calls itself sample (en), and was never released so"}


@pytest.mark.parametrize("suffix", ["pdf", "docx", "epub"])
def test_a_damaged_file_under_another_name_is_still_told_for_ours(
    released: Project, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"attachment.{suffix}"
    shutil.copy(released.build / TWO / f"1-T-26-E-rev2.{suffix}", path)
    flip(path, 0.3)
    assert states(released, path) == {path.name: "altered"}


def test_what_has_nothing_to_do_with_us_is_unknown(released: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words", "utf-8")
    (tmp_path / "b.zip").write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "c.zip").write_bytes(pack_zip({"../x": b"x"}))
    assert set(states(released, tmp_path / "a.txt", *tmp_path.glob("*.zip")).values()) == {
        "unknown"
    }


def test_a_zip_of_somebody_tells_how_much_in_it_is_genuine(
    released: Project, tmp_path: Path
) -> None:
    genuine = released.build / ONE / "1-T-26-F-rev1.pdf"
    path = tmp_path / "mail.zip"
    path.write_bytes(pack_zip({"a.pdf": genuine.read_bytes(), "b.txt": b"mine"}))
    (verdict,) = verify(released, path)
    assert verdict.state == "unknown"
    assert verdict.told == "it is no release; of 2 files in it 1 are genuine"


def test_a_link_that_leads_back_is_followed_once(released: Project, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "again").symlink_to(folder, target_is_directory=True)
    (folder / "a.txt").write_text("x", "utf-8")
    assert len(verify(released, folder)) == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [(f"build/{TWO}", 0), (f"build/{ONE}", 4), ("source/sample/publication.toml", 1)],
)
def test_the_command_ends_with_a_code_that_says_it(
    released: Project, path: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["verify", str(released.root / path), "--root", str(released.root)]
    assert main(command) == code
    printed = capsys.readouterr().out
    assert ("superseded" in printed) == (code == 4)
    assert main([*command, "--json"]) == code
    verdicts = json.loads(capsys.readouterr().out)
    assert {v["state"] for v in verdicts} & {"current", "unknown"}


def test_without_the_folders_a_manifest_is_enough(
    released: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, elsewhere = released.build / TWO, tmp_path / "elsewhere"
    elsewhere.mkdir()
    command = ["verify", str(folder / "1-T-26-E-rev2.pdf"), "--root", str(elsewhere)]
    assert main(command) == 1
    assert main([*command, "--against", str(folder / "manifest.json")]) == 0
    assert "sample, revision 2, en" in capsys.readouterr().out
    assert list(elsewhere.iterdir()) == []


def test_a_file_that_is_not_there_is_a_slip_of_typing(
    released: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", "nothing.pdf", "--root", str(released.root)]) == 2
    assert "there is no “nothing.pdf”" in capsys.readouterr().err
