"""Drafts and embargoed texts say so, in the words of each language, on paper and on screen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pikepdf
import pytest

from pipeline.build import Request, build_publication
from pipeline.conformance.structure_check import structure
from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.formats.docx.reader import read_docx
from pipeline.formats.epub.reader import read_epub
from pipeline.formats.pdf.reader import read_pdf
from pipeline.labels import load_labels
from pipeline.load import load_document
from pipeline.proof import squeeze
from pipeline.publication import load_identity
from pipeline.standing import moment_in
from tests.support import ROOT, add_languages, made_once, make_project

LANGUAGES = ("en", "fr", "uk", "ar")
READERS = {"pdf": read_pdf, "docx": read_docx, "epub": read_epub}
DRAFT = 'status = "draft"'
EMBARGO = 'status = "embargoed"\nembargo = 2026-12-01T09:00:00+01:00'


def build(
    root: Path, lines: str, formats: tuple[str, ...] = (), languages: tuple[str, ...] = ()
) -> Path:
    add_languages(make_project(root), "uk", "ar")
    path = root / "source/sample/publication.toml"
    path.write_text(f"{lines}\n{path.read_text('utf-8')}", "utf-8")
    request = Request("sample", formats, languages)
    return build_publication(Project(root), request, lambda *_: None).folder


def cover(folder: Path, language: str, suffix: str) -> str:
    data = (folder / language / f"sample.{language}.{suffix}").read_bytes()
    return squeeze(READERS[suffix](data).cover)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "draft", lambda root: build(root, DRAFT)) / "build/sample"


@pytest.fixture(scope="module")
def embargoed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return (
        made_once(tmp_path_factory, "embargo", lambda root: build(root, EMBARGO)) / "build/sample"
    )


@pytest.mark.parametrize("suffix", ["pdf", "docx", "epub"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_says_on_its_cover_whose_views_it_gives(
    draft: Path, language: str, suffix: str
) -> None:
    labels = load_labels(ROOT / "templates", language, Collector())
    words = f"{labels['status_draft']}. {labels['draft_rule']}"
    assert squeeze(words) in cover(draft, language, suffix)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_watermark_of_a_draft_is_an_artifact_on_every_page_beneath_the_text(
    draft: Path, language: str
) -> None:
    path = draft / language / f"sample.{language}.pdf"
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            content = page.Contents.read_bytes()
            assert content.count(b"/Subtype /Watermark") == 1
            assert content.index(b"/Subtype /Watermark") < content.index(b"/MCID")
    # Neither real text that no screen reader hears nor a watermark that it reads on every page.
    assert structure(path).findings == ()
    reading = read_pdf(path.read_bytes())
    word = squeeze(load_labels(ROOT / "templates", language, Collector())["status_draft"])
    assert word not in squeeze("".join(unit.text for unit in reading.units))


@pytest.mark.parametrize("suffix", ["pdf", "docx", "epub"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_embargo_stands_on_the_cover_with_its_time_and_zone(
    embargoed: Path, language: str, suffix: str
) -> None:
    labels = load_labels(ROOT / "templates", language, Collector())
    moment = moment_in(datetime(2026, 12, 1, 9, tzinfo=timezone(timedelta(hours=1))), language)
    assert "09:00" in moment
    assert "UTC+01:00" in moment
    words = f"{labels['status_embargo'].format(moment=moment)}. {labels['embargo_rule']}"
    assert squeeze(words) in cover(embargoed, language, suffix)


def test_an_embargo_has_no_watermark_and_stands_below_every_page(embargoed: Path) -> None:
    path = embargoed / "en/sample.en.pdf"
    assert structure(path).findings == ()
    with pikepdf.open(path) as pdf:
        assert all(b"/Watermark" not in page.Contents.read_bytes() for page in pdf.pages)
        heads = [p.Contents.read_bytes().count(b"/Subtype /Footer") for p in pdf.pages]
    assert heads[0] == 0, "the cover has no running heads"
    assert set(heads[1:]) == {3}, "symbol, embargo, number"


def test_a_final_text_is_made_as_one_that_says_nothing(tmp_path: Path) -> None:
    one = build(tmp_path / "one", 'status = "final"', languages=("en",))
    other = build(tmp_path / "other", "", languages=("en",))
    for file in sorted(path.relative_to(one) for path in one.rglob("sample.*")):
        assert (one / file).read_bytes() == (other / file).read_bytes()


def test_readers_with_low_vision_have_the_words_and_no_watermark(tmp_path: Path) -> None:
    folder = build(tmp_path / "large", DRAFT, ("pdf-large",), ("en",))
    with pikepdf.open(folder / "en/sample.en.large-print.pdf") as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
    assert all(b"/Watermark" not in content for content in contents)
    assert contents[1].count(b"/Subtype /Footer") == 2, "the words in place of the symbol, a number"


def test_a_moment_names_its_zone() -> None:
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert moment_in(at, "en") == "1 December 2026, 09:00 (UTC)"
    west = timezone(timedelta(hours=-3, minutes=-30))
    assert moment_in(at.replace(tzinfo=west), "fr") == "1er décembre 2026, 09:00 (UTC-03:30)"


@pytest.mark.parametrize(
    ("lines", "code", "said"),
    [
        ('status = "drft"', "wrong-value", "did you mean “draft”?"),
        ('status = "embargoed"', "missing-key", "embargo = 2026-12-01T09:00:00+01:00"),
        ("embargo = 2026-12-01T09:00:00Z", "wrong-value", 'write status = "embargoed"'),
        (EMBARGO.replace("+01:00", ""), "wrong-value", "add the distance from UTC"),
        (EMBARGO.replace("T09:00:00+01:00", ""), "wrong-type", "correct the value"),
        ("embargos = 1", "unknown-key", "did you mean “embargo”?"),
        ('[files]\nname = "{symbol}"', "wrong-value", "{letter} or {language}"),
        ('[files]\nname = "{sybol}-{letter}-{revision}"', "wrong-value", "known: {body}"),
        ('[files]\nname = "{serial}-{letter}-{revision}"', "wrong-value", "145 PCNP 19 E"),
        ('[files]\nname = "{letter"', "wrong-value", "leave it out"),
        ('[files.letters]\nfr = "E"', "wrong-value", "another letter"),
        ('[files.letters]\nde = "D"', "wrong-value", "known: en, fr"),
        ('[files.letters]\nfr = "F/x"', "wrong-value", 'fr = "F"'),
    ],
)
def test_what_contradicts_itself_is_told_with_what_to_do(
    tmp_path: Path, lines: str, code: str, said: str
) -> None:
    root = make_project(tmp_path / "project")
    path = root / "source/sample/publication.toml"
    text = path.read_text("utf-8").replace("1 T 26 E", "A report")
    head, table = (lines, "") if not lines.startswith("[") else ("", lines)
    path.write_text(f"{head}\n{text}\n{table}\n", "utf-8")
    found = Collector()
    load_identity(path.parent, "source/sample", found)
    assert [d.code for d in found.errors] == [code]
    assert said in found.errors[0].hint
    assert found.errors[0].span
    assert found.errors[0].span.line > 1 or head


def test_the_status_of_the_shipped_restatement_claims_no_approval() -> None:
    found = Collector()
    document = load_document(ROOT / "source/nato-russia-2019", "source/nato-russia-2019", found)
    assert document
    assert document.identity.status == "final"
    assert document.identity.embargo is None
    assert re.search(r"restatement, not the adopted text", document.identity.notice)
