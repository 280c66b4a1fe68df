"""A file says that it conforms only where it is known that files made so do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from pipeline.claims import NAME, Claims, configuration_of, load_claims, revised, to_toml, withheld
from pipeline.conformance.outcome import Outcome, Outcomes, to_json
from pipeline.conformance.pdf_checks import FALSE_ALARM
from pipeline.diagnostics import Collector
from pipeline.folders import HERE
from pipeline.formats.pdf.profile import PROFILES
from pipeline.publish import add_to_published
from tests.support import ROOT, make_project

SHIPPED = ("en", "fr", "uk", "ar")


def record(templates: Path) -> Claims:
    found = Collector()
    claims = load_claims(templates, found)
    assert found.found == []
    return claims


def test_what_is_shipped_has_passed_as_it_is_now() -> None:
    claims = record(HERE.templates)
    for name in ("pdf", "pdf-large"):
        for profile in PROFILES:
            for language in SHIPPED:
                assert claims.cover(configuration_of(name, profile, language)), (
                    f"{name} {profile} {language}: theme.toml or WeasyPrint is not what the "
                    f"validators have seen; run nox -s conformance, and commit templates/{NAME}"
                )


def test_another_theme_or_language_has_not_passed(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(ROOT / "templates", templates)
    english = configuration_of("pdf", "1.7", "en")
    assert record(templates).cover(english)
    assert not record(templates).cover(configuration_of("pdf", "1.7", "de"))
    theme = templates / "theme.toml"
    before = theme.read_text("utf-8")
    theme.write_text(before.replace('serif = "Report Serif"', 'serif = "Their Own"'), "utf-8")
    assert not record(templates).cover(english)
    theme.write_text(before, "utf-8")
    assert record(templates).cover(english)
    (templates / NAME).unlink()
    assert not record(templates).cover(english)


def test_the_record_is_revised_by_what_was_seen_and_says_so_in_its_file(tmp_path: Path) -> None:
    en, fr, uk = (configuration_of("pdf", "1.7", tag) for tag in ("en", "fr", "uk"))
    new = configuration_of("pdf", "2.0", "en")
    before = Claims({en: "now", fr: "now", uk: "of an older theme"}, {"pdf": "now"})
    word = configuration_of("docx", "", "en")
    after = revised(before, passed=[new, word], failed=[fr])
    assert after.passed == {en: "now", new: "now"}
    (tmp_path / NAME).write_text(to_toml(after), "utf-8")
    assert record(tmp_path).passed == after.passed
    assert to_toml(record(tmp_path)) == to_toml(after)


def test_a_build_tells_which_files_make_no_claim_and_why() -> None:
    en = configuration_of("pdf", "1.7", "en")
    claims = Claims({en: "now"}, {"pdf": "now"})
    assert withheld(claims, ["pdf", "docx", "epub"], "1.7", ["en"]) == []
    (found,) = withheld(claims, ["pdf", "docx", "epub"], "1.7", ["de", "en"])
    assert (found.code, found.severity) == ("claim-withheld", "warning")
    assert "pdf (de)" in found.message
    assert "nox -s conformance" in found.hint


def build(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "build", "--root", str(root)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose English has passed and whose French has not."""
    root = make_project(tmp_path_factory.mktemp("claims") / "project", templates=True)
    path = root / "templates" / NAME
    path.write_text(path.read_text("utf-8").replace('"fr", ', ""), "utf-8")
    result = build(root)
    assert result.returncode == 0, result.stderr
    assert "warning[claim-withheld]: pdf (fr) is made" in result.stderr
    return root


def test_only_what_has_passed_identifies_itself(project: Path) -> None:
    for language, claims in (("en", True), ("fr", False)):
        file = project / f"build/sample/{language}/sample.{language}.pdf"
        with pikepdf.open(file) as pdf:
            said = pdf.Root.Metadata.read_bytes()
            assert pdf.Root.MarkInfo.Marked, "tagged it is, whatever it claims"
        assert (b"pdfuaid:part" in said) is claims
        assert (b"pdfaid:part" in said) is claims
        # The fast validator finds nothing else amiss than what is not said.
        report = page_validation.validate_pdf(
            file, profile=page_validation.ValidationProfile["PDF_UA_1"]
        )
        rules = {f.rule_id for f in report.failures if FALSE_ALARM not in f.rule_id}
        assert bool(rules) is not claims
        assert all(rule.startswith("PDFUA1-ID-") for rule in rules), rules


def test_what_was_said_of_a_file_stays_while_it_is_the_same(project: Path) -> None:
    folder = project / "build/sample"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    digests = {f["path"]: f["sha256"] for f in manifest["files"]}
    said = Outcomes(
        tuple(
            Outcome(
                *(name, digests[name], "veraPDF", "PDF/UA-1", "passed"),
                reports=(f"conformance/{name}.json",),
            )
            for name in ("en/sample.en.pdf", "fr/sample.fr.pdf")
        ),
        (Outcome("profile-2.0/en/sample.en.pdf", "00", "veraPDF", "PDF/UA-2", "passed"),),
        "made from something else",
    )
    raw = {report: b"{}" for outcome in said.published for report in outcome.reports}
    data = {"conformance.json": to_json(said).encode(), **raw}
    add_to_published(project / "build", "sample", data)
    catalogue = project / "source/sample/translations/fr.po"
    text = catalogue.read_text("utf-8")
    catalogue.write_text(text.replace('msgstr "Fin"', 'msgstr "Fin de tout"'), "utf-8")

    result = build(project)

    assert result.returncode == 0, result.stderr
    after = json.loads((folder / "conformance.json").read_text("utf-8"))
    status = {o["file"]: o["status"] for o in after["published"]}
    assert status["en/sample.en.pdf"] == "passed"
    assert status["fr/sample.fr.pdf"] == "not run"
    assert status["proof.html"] == "not run"
    assert after["configurations"] == []
    assert (folder / "conformance/en/sample.en.pdf.json").read_bytes() == b"{}"
    assert not (folder / "conformance/fr/sample.fr.pdf.json").exists()
    page = (folder / "conformance.html").read_text("utf-8")
    assert "the file has changed since it was checked" in page
    assert "Not everything passes." in page
    sums = (folder / "SHA256SUMS").read_text("utf-8")
    assert "  conformance.html\n" in sums
