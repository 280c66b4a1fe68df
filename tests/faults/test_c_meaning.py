"""C. References and meaning: what refers to what, and what a writer left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.formats import FORMATS, Context
from pipeline.project import load_publication
from pipeline.proof import compare
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
from tests.faults.support import GLOSSARY, LINKS, TEXT, codes, findings, set_value, write
from tests.support import replace_in


def test_c34_a_reference_to_nothing(project: Path) -> None:
    """An error asks whether the nearest id was meant; nothing is built."""
    replace_in(project / TEXT, "[@p3]", "[@p33]")
    (found,) = findings(project, "build")
    assert (found.code, found.place) == ("unknown-id", f"{TEXT}:6:32")
    assert found.hint == "did you mean “p3”?"
    assert not (project / "build/sample").exists()


def test_c35_one_id_for_two_things(project: Path) -> None:
    """An error at the second, which names the place of the first."""
    replace_in(project / TEXT, "{#p2}", "{#p1}")
    (found,) = findings(project)
    assert (found.code, found.place) == ("duplicate-id", f"{TEXT}:19:1")
    assert f"first at {TEXT}:5" in found.message


def test_c36_a_reference_to_what_has_no_number(project: Path) -> None:
    """An error: there would be nothing to print."""
    replace_in(project / TEXT, "[@p3]", "[@p2-quotation]")
    assert codes(project) == ["unnumbered-target"]


def test_c37_footnotes_that_do_not_fit(project: Path) -> None:
    """An error for a note that is not written, not called, called twice or written twice."""
    replace_in(project / TEXT, "says.[^first]", "says.[^frist]")
    assert codes(project) == ["undefined-note", "unused-note"]
    replace_in(project / TEXT, "says.[^frist]", "says.[^first][^first]")
    assert codes(project) == ["note-called-twice"]
    replace_in(project / TEXT, "says.[^first][^first]", "says.[^first]")
    replace_in(project / TEXT, "[^last]: The", "[^first]: Again.\n\n[^last]: The")
    assert codes(project) == ["duplicate-id"]


def test_c38_a_footnote_in_an_odd_place(project: Path) -> None:
    """In a list item or a quotation it works in every format; in a heading or note: an error."""
    replace_in(project / TEXT, "all.[^last]", "all.")
    replace_in(project / TEXT, "one thing;", "one thing;[^last]")
    assert findings(project) == []
    replace_in(project / TEXT, "one thing;[^last]", "one thing;")
    replace_in(project / TEXT, "A door is a door.", "A door is a door.[^last]")
    assert findings(project) == []
    replace_in(project / TEXT, "A door is a door.[^last]", "A door is a door.")
    replace_in(project / TEXT, "## The end", "## The end[^last]")
    assert codes(project) == ["mark-in-heading"]
    replace_in(project / TEXT, "## The end[^last]", "## The end")
    replace_in(project / TEXT, "A note of", "A[^last] note of")
    assert codes(project) == ["note-in-note"]


def test_c39_things_that_refer_to_each_other(project: Path) -> None:
    """Notes cannot call notes; paragraphs and terms may name each other, and nothing goes round."""
    replace_in(project / TEXT, "[@s-doors] says", "[@p1] and [@p3] say")
    replace_in(
        project / GLOSSARY, "The practice of leaving doors open.", "Like the CAT, an open door."
    )
    replace_in(project / GLOSSARY, "The body that", "The open door body that")
    assert findings(project, "build", "--to", "docx", "--language", "en") == []
    replace_in(project / TEXT, "A note of", "A[^last] note of")
    replace_in(project / TEXT, "The last note.", "The last[^first] note.")
    assert codes(project)[0] == "note-in-note"


def test_c40_sources_that_are_cited(project: Path) -> None:
    """An error for a key that links.toml has not or has twice, a warning for one not used."""
    replace_in(project / TEXT, "[doors][doors]", "[doors][dors]")
    assert codes(project) == ["unknown-link"]
    replace_in(project / TEXT, "[doors][dors]", "doors")
    assert [(f.code, f.severity) for f in findings(project)] == [("unused-link", "warning")]
    links = (project / LINKS).read_text("utf-8")
    (project / LINKS).write_text(links + links, "utf-8")
    assert codes(project) == ["toml-syntax"]


def test_c41_terms_that_are_not_one(project: Path) -> None:
    """An error for a term that is unknown, or explained twice, also where only case differs."""
    write(project, "A [way]{term=opendoor}.")
    assert codes(project) == ["unknown-term"]
    replace_in(project / TEXT, "A [way]{term=opendoor}. ", "")
    replace_in(
        project / GLOSSARY, "[open-door]", '[other]\nterm = "Cat"\ndefinition = "X."\n\n[open-door]'
    )
    assert codes(project) == ["duplicate-term"]


@pytest.mark.parametrize("name", ["2p", "p 2", "é2", "P2", "p_2", "-p", "p/2"])
def test_c42_an_id_that_is_none(project: Path, name: str) -> None:
    """An error: ids have the letters that XML, HTML and Word all take."""
    replace_in(project / TEXT, "{#p2}", f"{{#{name}}}")
    assert codes(project)[0] in {"bad-id", "unknown-markup"}


def test_c42_an_id_longer_than_a_bookmark(project: Path) -> None:
    """Word’s forty characters are kept by a digest; two long ids stay two, and the proof agrees."""
    long = "p" + "x" * 60
    replace_in(project / TEXT, "{#p2}", f"{{#{long}a}}")
    replace_in(project / TEXT, "{#p3}", f"{{#{long}b}}")
    replace_in(project / TEXT, "[@p3]", f"[@{long}b] and [@{long}a]")
    assert findings(project, "build", "--to", "docx", "--language", "en") == []


def test_c43_a_heading_without_a_letter(project: Path) -> None:
    """It is published: anchors are the ids that people gave, never made of the words."""
    for old, new in (("Things", "?!"), ("Doors", "— …"), ("The end", "1.2")):
        replace_in(project / TEXT, f"# {old}\n", f"# {new}\n")
    assert findings(project, "build", "--to", "epub", "--language", "en") == []


def test_c44_a_thousand_contents_lines(project: Path) -> None:
    """They are numbered, and read back so; a heading below the third level is an error."""
    chapters = [
        f"{{#s-{n}}}\n## Part {n}\n\n{{#s-{n}-a}}\n### One\n\n{{#q{n}}}\nWords.\n"
        for n in range(500)
    ]
    more = project / "source/sample/report/20-more.md"
    more.write_text("\n".join(chapters), "utf-8")
    loaded = load_publication(Project(project), "sample", Collector())
    assert loaded is not None
    edition = resolve_edition(loaded.documents["en"], loaded.labels["en"])
    assert len(edition.contents) > 1000
    context = Context(project / "templates", load_theme(project / "templates", Collector()))
    made = FORMATS["docx"]()
    compared = compare(edition, "docx", made.read_back(made.render(edition, context)))
    assert [c for c in compared if c.differences] == []
    more.write_text("{#s-deep}\n##### Deep\n\n{#q}\nWords.\n", "utf-8")
    assert codes(project) == ["heading-level"]


def test_c45_numbers_agree_in_all_formats(published: Path) -> None:
    """Each finished file is read back, and every number in it is that of the one Edition."""
    for language in ("en", "fr", "uk", "ar"):
        readings = [
            FORMATS[name]().read_back(
                (published / f"build/sample/{language}/sample.{language}.{name}").read_bytes()
            )
            for name in ("pdf", "docx", "epub")
        ]
        numbers = [
            (
                [heading.label for heading in reading.headings],
                [unit.label.strip() for unit in reading.units],
                [note.number for note in reading.notes],
            )
            for reading in readings
        ]
        assert numbers[0] == numbers[1] == numbers[2]
        assert numbers[0][2] == list(range(1, len(numbers[0][2]) + 1))


@pytest.mark.parametrize("words", ["TODO: costs.", "Lorem ipsum dolor.", "It cost ??? euros."])
def test_c46_words_that_were_to_be_replaced(project: Path, words: str) -> None:
    """A warning while one works; a release refuses them."""
    replace_in(project / TEXT, "A door is a door.", words)
    (found,) = findings(project)
    assert (found.code, found.severity) == ("placeholder", "warning")
    told = findings(project, "build", "--release")
    assert ("placeholder", "error") in [(f.code, f.severity) for f in told]


@pytest.mark.parametrize(
    "address",
    [
        "https://exa mple.org", "https://exämple.org", "https://", "https://a..org", "//a.org",
        "https://a.org/%zz", "https://user:word@a.org", "mailto:", "mailto:a@b.org?bcc=c@d.org",
        "https://a.org\\\\@b.org", "https://[::1]/",
    ],
)  # fmt: skip
def test_c47_an_address_that_is_none(project: Path, address: str) -> None:
    """An error with its line, and how to write names in other scripts; nothing is ever fetched."""
    replace_in(project / LINKS, "https://example.org/doors?a=1&b=2", address)
    (found,) = findings(project)
    assert (found.code, found.place) == ("unsafe-address", f"{LINKS}:6:1")


def test_c47_an_address_that_is_one(project: Path) -> None:
    """Domains in their xn-- form, ports, queries and plain addresses of e-mail pass."""
    for address in ("https://xn--exmple-cua.org:8080/a%20b?c=d#e", "mailto:a.b+c@d-e.org"):
        path = project / LINKS
        text = path.read_text("utf-8").split("url.en")[0]
        path.write_text(f'{text}url.en = "{address}"\n', "utf-8")
        assert findings(project) == []


def test_c41_settings_are_checked_with_their_text(project: Path) -> None:
    """What the settings and the text do wrong is told in one run."""
    set_value(project, "kind", '""')
    replace_in(project / TEXT, "[@p3]", "[@p33]")
    assert codes(project) == ["wrong-type", "unknown-id"]
