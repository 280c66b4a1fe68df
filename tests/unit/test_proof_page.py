"""proof.html says in words what agrees and what differs."""

from __future__ import annotations

from datetime import date

from pipeline.proof import NOTHING, Comparison, Difference, ProofReport
from pipeline.proof_page import language_name, proof_html, sides
from tests.support import ROOT

SOUND = (
    Comparison("en", "pdf", "footnotes", 3, 3, ()),
    Comparison("en", "epub", "footnotes", 3, 3, ()),
    Comparison("fr", "epub", "footnotes", 3, 3, ()),
    Comparison("fr", "all", "structure, as in en", 22, 22, ()),
)


def page(*comparisons: Comparison) -> str:
    report = ProofReport("p", "A <report>", date(2026, 1, 31), comparisons, "the PDF")
    return proof_html(report, ROOT / "templates")


def test_a_sound_proof() -> None:
    html = page(*SOUND)
    assert "All files say the same." in html
    assert "31 comparisons, no difference" in html
    assert html.count("the same: 3") == 3
    assert "the same: 22" in html
    assert "31 January 2026" in html
    assert "A &lt;report&gt;" in html
    assert "Differences</h2>" not in html


def test_differences_are_counted_and_marked() -> None:
    lost = Difference("footnote 2", "The second <note>.", NOTHING)
    html = page(*SOUND, Comparison("fr", "docx", "footnotes", 3, 2, (lost,)))
    assert "Not all files say the same." in html
    assert "1 difference in 34 comparisons" in html
    assert "French, DOCX: footnotes" in html
    assert "<mark>The second &lt;note&gt;.</mark>" in html


def test_only_what_differs_is_marked_and_long_passages_are_cut() -> None:
    same = "word " * 40
    expected, found = sides(Difference("", f"{same}one{same}", f"{same}other{same}"))
    assert (expected.before[0], expected.after[-1]) == ("…", "…")
    assert (expected.differing, found.differing) == ("ne", "ther")
    doubled = sides(Difference("", "a a", "a a a"))
    assert [side.before + side.differing + side.after for side in doubled] == ["a a", "a a a"]


def test_languages_have_names() -> None:
    assert language_name("fr") == "French"
    assert language_name("qq") == "qq"
