"""The copy for one recipient: the same report, valid still, with one line that is no content."""

from __future__ import annotations

import contextlib
import hashlib
import io
import unicodedata
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest

from pipeline.cli import main
from pipeline.conformance.pdf_checks import FALSE_ALARM
from pipeline.diagnostics import Collector, ReportError
from pipeline.distribute.copies import personal_copy
from pipeline.distribute.dispatch import Parcel
from pipeline.distribute.ledger import find_copy
from pipeline.edition import Edition
from pipeline.folders import HERE, Project
from pipeline.formats import FORMATS, Context
from pipeline.formats.pdf.reader import read_pdf
from pipeline.labels import load_labels
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from tests.distribute.support import (
    attachments,
    make_members,
    make_release,
    make_settings,
    opened,
    run,
)
from tests.support import add_languages, make_project

LANGUAGES = ("en", "ar")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """PDFs of the base publication, by language."""
    project = Project(add_languages(make_project(tmp_path_factory.mktemp("copies") / "p"), "ar"))
    found = Collector()
    loaded = load_publication(project, "sample", found)
    assert loaded is not None
    context = Context(project.templates, load_theme(project.templates, found))
    editions: list[Edition] = [
        resolve_edition(loaded.documents[tag], loaded.labels[tag]) for tag in LANGUAGES
    ]
    return {e.language: FORMATS["pdf"]().render(e, context) for e in editions}


def copy_of(data: bytes, language: str, name: str = "Member 1", kind: str = "pdf") -> bytes:
    found = Collector()
    labels = load_labels(HERE.templates, language, found)
    parcel = Parcel(language, kind, "report.pdf", "", 0)
    return personal_copy(data, name, parcel, labels, HERE.templates)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_is_the_same_report_and_says_on_each_page_whose_it_is(
    tmp_path: Path, reports: dict[str, bytes], language: str
) -> None:
    original = reports[language]
    copy = copy_of(original, language)
    assert copy == copy_of(original, language), "the same copy has the same bytes"
    assert read_pdf(copy) == read_pdf(original), "tags and words are as they were"
    path = tmp_path / "copy.pdf"
    path.write_bytes(copy)
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        failures = page.validate_pdf(path, profile=profile).failures
        assert [f.rule_id for f in failures if FALSE_ALARM not in f.rule_id] == []
    wanted = {"en": "Copy for Member 1", "ar": "Member"}[language]
    document = pypdfium2.PdfDocument(copy)
    for number in range(len(document)):
        text = unicodedata.normalize("NFKC", document[number].get_textpage().get_text_bounded())
        assert wanted in text, f"page {number + 1}"
    document.close()
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        terms = str(pdf.open_metadata()["xmpRights:UsageTerms"])
        assert "Member 1" in terms
        assert "\u2066" not in terms
        for sheet in pdf.pages:
            drawn = [
                f"{' '.join(map(str, step.operands))} {step.operator}"
                for step in pikepdf.parse_content_stream(sheet)
            ]
            place = drawn.index("/CopyFor Do")
            assert drawn[place - 2].startswith("/Artifact ")
            assert drawn[place + 2] == " EMC"


def test_a_line_in_large_print_is_large(reports: dict[str, bytes]) -> None:
    def size(data: bytes) -> float:
        document = pypdfium2.PdfDocument(data)
        text = document[1].get_textpage()
        at = text.search("Copy for").get_next()[0]
        box = text.get_charbox(at)
        document.close()
        return float(box[3] - box[1])

    usual, large = (copy_of(reports["en"], "en", kind=kind) for kind in ("pdf", "pdf-large"))
    assert size(large) / size(usual) == pytest.approx(16 / 7, rel=0.05)


def test_a_signed_file_is_left_as_it_is(reports: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(reports["en"])) as pdf:
        field = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Signature1"))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(ReportError) as caught:
        copy_of(out.getvalue(), "en")
    (finding,) = caught.value.diagnostics
    assert finding.code == "copy-impossible"
    assert "a signed file cannot be altered" in finding.message


def test_the_ledger_knows_each_copy(tmp_path: Path, reports: dict[str, bytes]) -> None:
    folder = make_release(tmp_path, {("en", "pdf"): reports["en"], ("en", "epub"): b"epub"})
    make_members(tmp_path, 2, "pdf, epub")
    members = tmp_path / "distribution/members.csv"
    text = members.read_text("utf-8").replace(",fr,", ",en,").replace(",uk,", ",en,")
    members.write_text(text, "utf-8")
    make_settings(tmp_path)
    assert run(tmp_path, "--copies")[0] == 0
    digests = set()
    for path in (tmp_path / "distribution/harbours/1/outbox").glob("*.eml"):
        message = opened(path.read_bytes())
        name = message["To"].addresses[0].display_name
        files = attachments(path.read_bytes())
        assert files["12-har-26-en.epub"] == b"epub"
        copy = files["12-har-26-en.pdf"]
        digest = hashlib.sha256(copy).hexdigest()
        digests.add(digest)
        body = message.get_body(("plain",))
        assert body is not None
        assert f"it is the copy for {name}." in body.get_content()
        assert digest in body.get_content()
        known = find_copy(tmp_path / "distribution/ledger.sqlite", digest)
        assert known is not None
        assert (known.name, known.publication, known.revision) == (name, "harbours", 1)
        assert known.original == hashlib.sha256(reports["en"]).hexdigest()
    assert len(digests) == 2
    table = (tmp_path / "distribution/harbours/1/report.csv").read_text("utf-8-sig")
    assert all(digest in table for digest in digests)
    assert find_copy(tmp_path / "distribution/ledger.sqlite", "0" * 64) is None
    # What a member may ask of it, wherever the file has been since.
    path = tmp_path / "from-a-member.pdf"
    path.write_bytes(copy)
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert main(["verify", "--root", str(tmp_path), str(path)]) == 0
    assert told.getvalue().startswith("current ")
    assert f"harbours, revision 1, en; the copy for {name}" in told.getvalue()
    path.write_bytes(copy + b" ")
    with contextlib.redirect_stdout(told):
        assert main(["verify", "--root", str(tmp_path), str(path)]) == 1
    assert (folder / "12-har-26-en.pdf").read_bytes() == reports["en"]


def test_a_signed_release_has_no_copies(tmp_path: Path) -> None:
    make_release(tmp_path, signed="PAdES B-LT")
    make_members(tmp_path, 1)
    make_settings(tmp_path)
    code, _, err = run(tmp_path, "--copies")
    assert (code, "error[copy-impossible]: the PDFs of this release are signed" in err) == (1, True)
    assert run(tmp_path)[0] == 0
