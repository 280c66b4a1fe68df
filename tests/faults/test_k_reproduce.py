"""The same bytes again: whoever builds, wherever and whenever, gets the same files."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest

from pipeline.clock import today
from pipeline.diagnostics import ReportError
from tests.faults import reproducing
from tests.faults.badly import broken
from tests.support import ROOT, make_project


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is built; one of its files has a name that is not ASCII."""
    root = make_project(tmp_path_factory.mktemp("once") / "project", templates=True)
    report = root / "source/sample/report"
    (report / "10-things.md").rename(report / "10-thé.md")
    reproducing.build(ROOT, root)
    return root


def copied(once: Path, place: Path) -> Path:
    """Copy what is edited, and not what was built."""
    for name in ("source", "templates"):
        shutil.copytree(once / name, place / name)
    return place


def test_k117_other_surroundings(once: Path, tmp_path: Path) -> None:
    """Folder, umask, time zone, locale, hash seed, clock and order of files change nothing."""
    there = copied(once, tmp_path / "another place" / "projet é")
    reproducing.build_elsewhere(there)
    assert reproducing.differences(once / "build/sample", there / "build/sample") == []


def test_k118_a_date_that_is_given_changes_no_byte(once: Path, tmp_path: Path) -> None:
    """Dates come from the publication, so that SOURCE_DATE_EPOCH, sound or not, changes nothing."""
    root = copied(once, tmp_path / "project")
    reproducing.build(ROOT, root, SOURCE_DATE_EPOCH="soon")
    assert reproducing.differences(once / "build/sample", root / "build/sample") == []


@pytest.mark.parametrize("given", ["soon", "-1", "1e9", str(2**40), "٣"])
def test_k118_a_date_that_is_none(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that writes the date of today says what is wrong with the one that is given."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(ReportError) as caught:
        today()
    (found,) = caught.value.diagnostics
    assert (found.code, caught.value.exit_code) == ("source-date", 3)
    assert given in found.message


def test_k119_folders_in_another_order(once: Path) -> None:
    """The order in which a folder lists its files is not that in which they are read."""
    done = broken(
        f"{reproducing.SHUFFLED}\nassert os.listdir('/') != _list('/')", once, "build", "-q"
    )
    # What is published was made from just this, by its digest: nothing is made again.
    assert (done.returncode, done.stderr) == (0, "")


def test_k120_what_the_manifest_says(once: Path) -> None:
    """Versions, digests of source, templates and code, sums and sizes; coreutils agrees."""
    folder = once / "build/sample"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert {"weasyprint", "python-docx", "ebooklib", "jinja2", "pango"} <= set(manifest["versions"])
    for key in ("source_digest", "templates_digest", "pipeline_digest"):
        assert len(manifest[key]) == 64
    for entry in manifest["files"]:
        assert (folder / entry["path"]).stat().st_size == entry["bytes"]
        assert len(entry["sha256"]) == 64
    assert all(entry["pages"] > 3 for entry in manifest["files"] if entry["path"].endswith(".pdf"))
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    listed = {entry["path"] for entry in manifest["files"]} | {"manifest.json"}
    assert {line.partition(":")[0] for line in done.stdout.splitlines()} == listed


def test_k121_identifiers_stay(once: Path, tmp_path: Path) -> None:
    """An amended text changes neither the identifier of the EPUB nor the relations of the DOCX."""
    root = copied(once, tmp_path / "project")
    text = root / "source/sample/report/10-thé.md"
    text.write_text(text.read_text("utf-8").replace("The first thing", "The very first thing"))
    assert broken("", root, "build", "-q", "--language", "en").returncode == 0
    before, after = (
        folder / "en/sample.en" for folder in (once / "build/sample", root / "build/partial/sample")
    )
    for suffix, part in ((".epub", "EPUB/content.opf"), (".docx", "word/_rels/document.xml.rels")):
        one, other = (reproducing.parts(Path(f"{path}{suffix}")) for path in (before, after))
        if suffix == ".docx":
            assert one[part] == other[part]
            assert one["word/document.xml"] != other["word/document.xml"]
        else:
            assert identifier(one[part]) == identifier(other[part])
            assert one != other


def identifier(package: bytes) -> bytes:
    return package.partition(b"<dc:identifier")[2].partition(b"</dc:identifier>")[0]


def test_k122_a_difference_is_named_by_its_part(tmp_path: Path) -> None:
    """The object of a PDF, the member of a zip, the line of a text."""
    for number, folder in enumerate(("here", "there")):
        (tmp_path / folder).mkdir()
        with zipfile.ZipFile(tmp_path / folder / "a.docx", "w") as archive:
            archive.writestr("word/same.xml", "same")
            archive.writestr("word/document.xml", f"<a>{number}</a>")
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(100 + number, 100))
            pdf.save(tmp_path / folder / "a.pdf", static_id=True)
        (tmp_path / folder / "a.html").write_bytes(b"same\n%d" % number)
    (tmp_path / "there" / "b.html").write_bytes(b"")
    found = reproducing.differences(tmp_path / "here", tmp_path / "there")
    assert "a.docx: word/document.xml" in found
    assert "a.html: line 2" in found
    assert "b.html: only once" in found
    assert [line for line in found if line.startswith("a.pdf: object") and "/Page" in line]
    assert not [line for line in found if "same" in line]
