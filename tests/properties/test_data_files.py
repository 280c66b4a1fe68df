"""Whatever stands in the TOML files and catalogues, only findings come out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pipeline.diagnostics import Collector, format_full
from pipeline.folders import Project
from pipeline.load import load_document
from pipeline.project import load_publication
from pipeline.textfile import decode
from pipeline.tomlfile import read_toml
from pipeline.translations.canonical import write_catalogue
from pipeline.translations.catalogue import Catalogue, read_catalogue
from pipeline.translations.sentences import sentences
from tests.support import ROOT, make_project

MANY = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

VALUES = st.sampled_from(
    [
        *(
            '"text"',
            "'text'",
            '""',
            '"a\\u0007b"',
            '"\\u202e"',
            '"""two\nlines"""',
            "'''\n[x]\n'''",
        ),
        *(
            "1",
            "true",
            "2019-10-13",
            "2019-10-13T12:00:00Z",
            "0001-01-01",
            "1" * 5000,
            "nan",
            "12:30:00",
        ),
        *(
            "[]",
            '["en", "fr"]',
            '["en", 1]',
            '[["a"]]',
            "{}",
            '{ en = "https://a.org" }',
            "{a.b.c = 1}",
        ),
        *(
            '"https://a.org"',
            '"http://["',
            '"javascript:x"',
            '"https://\u2100.org"',
            '"mailto:"',
            '"x:"',
        ),
        *('"en"', '"fr-FR"', '"xx-yyyyy"', '"und"', '"../../x"', "[1, 2", '"open', "# none"),
    ]
)
KEYS = st.sampled_from(
    [
        *(
            "title",
            "tilte",
            "language",
            "languages",
            "date",
            "source",
            "source.url",
            "source.adopted",
        ),
        *(
            "url.en",
            "url",
            "term",
            "definition",
            "expansion",
            "forms.fr",
            "forms",
            "accessed",
            "archived",
        ),
        *('"a b"', "'q'", "a.a.a.a", ".".join("d" * 60), "1", "-"),
    ]
)
TABLES = st.sampled_from(
    ["[doors]", "[cat]", "[Cat]", "[source]", "[[doors]]", "[a.b]", "[", '["x y"]', "[cat] # c"]
)
LINES = st.builds("{} = {}".format, KEYS, VALUES) | TABLES | st.text(max_size=12)
TOML = st.lists(LINES, max_size=12).map("\n".join)
DEEP = "x = " + "[" * 3000 + "]" * 3000
DOTTED = ".".join("a" * 3000) + " = 1"
INLINE = "x = {" + ".".join("a" * 3000) + " = 1}"

PO_LINES = st.sampled_from(
    [
        *(
            'msgctxt "p1"',
            'msgctxt "p2"',
            'msgctxt "s-things"',
            'msgid ""',
            'msgid "Things"',
            'msgstr ""',
        ),
        *(
            'msgstr "Choses"',
            '"Une phrase. "',
            '"Une autre."',
            '"a\\nb"',
            '"a\\q"',
            '"a " b"',
            '"open',
            "",
        ),
        *("#, fuzzy", '#| msgid "old"', '#~ msgid "gone"', "# a note", "#. from code"),
        *(
            'msgid_plural "x"',
            'msgstr[0] "x"',
            '"Language: fr\\n"',
            'msgstr "[a][doors] [@p3][^first] \\\\* [x"',
        ),
    ]
)
PO = st.lists(PO_LINES | st.text(max_size=8), max_size=25).map("\n".join)


def printed(found: Collector, text: str) -> None:
    for diagnostic in found.found:
        assert format_full(diagnostic, lambda _: text.split("\n"))


@MANY
@given(text=TOML)
@example(text=DEEP)
@example(text=DOTTED)
@example(text=INLINE)
@example(text="x = " + "9" * 5000)
@example(text='x = """\n[a]\nb = 1\n"""\nc = 2\n')
def test_any_toml_gives_findings_or_values(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sample"
        folder.mkdir()
        for file in ("publication.toml", "glossary.toml", "links.toml"):
            (folder / file).write_text(text, "utf-8", newline="")
        found = Collector()
        load_document(folder, "source/sample", found)
        toml = read_toml(folder / "links.toml", "links.toml", Collector())
    printed(found, text)
    assert found.errors  # there is never a text beside them
    if toml is not None:
        assert all(toml.span((key,)).line >= 1 for key in toml.values)


@settings(MANY, max_examples=100)
@given(text=PO)
def test_any_catalogue_gives_findings_or_a_translation(text: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = make_project(Path(name) / "project")
        path = root / "source/sample/translations/fr.po"
        path.write_text(text, "utf-8", newline="")
        found = Collector()
        loaded = load_publication(Project(root), "sample", found)
    assert loaded is not None
    assert loaded.documents["en"].sections
    printed(found, text)


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]),
    min_size=1,
    max_size=20,
)
TEXT = st.lists(
    WORDS
    | st.sampled_from(["End. ", "Fin ! ", "“Q?” ", "M. ", "« Oui. » ", "[x][^n] ", '"', "\\"]),
    max_size=8,
).map("".join)


@MANY
@given(text=TEXT)
@example(text="One.\u00a0Two. \u2003Three.  Four. ")
def test_the_sentences_of_a_text_joined_are_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


def entries(text: str) -> Catalogue:
    found = Collector()
    catalogue = read_catalogue(text, "fr.po", "fr", found)
    assert found.errors == []
    return catalogue


def canonical(catalogue: Catalogue) -> str:
    return write_catalogue(catalogue, ())


@MANY
@given(texts=st.lists(st.tuples(TEXT, TEXT), max_size=4), fuzzy=st.booleans())
def test_a_catalogue_written_and_read_again_is_the_same(
    texts: list[tuple[str, str]], *, fuzzy: bool
) -> None:
    lines = ['msgid ""', 'msgstr "Language: fr\\n"', ""]
    for number, pair in enumerate(texts):
        source, target = (t.replace("\\", "\\\\").replace('"', '\\"') for t in pair)
        lines += [
            "# kept",
            *["#, fuzzy"] * fuzzy,
            f'msgctxt "p{number}"',
            f'msgid "{source}"',
            f'msgstr "{target}"',
            "",
        ]
    first = entries("\n".join(lines))
    text = canonical(first)
    again = entries(text)
    assert [(e.id, e.source, e.target, e.fuzzy, e.comments) for e in again.entries] == [
        (e.id, e.source, e.target, e.fuzzy, e.comments) for e in first.entries
    ]
    assert canonical(again) == text


def test_the_shipped_catalogue_survives_its_canonical_form() -> None:
    for path in sorted((ROOT / "source").glob("*/translations/*.po")):
        text = decode(path.read_bytes(), path.name, Collector())
        assert text is not None
        found = Collector()
        catalogue = read_catalogue(text, path.name, path.stem, found)
        assert found.errors == []
        again = read_catalogue(canonical(catalogue), path.name, path.stem, found)
        assert [(e.id, e.source, e.target) for e in again.entries] == [
            (e.id, e.source, e.target) for e in catalogue.entries
        ]


@MANY
@given(data=st.binary(max_size=60) | st.text(max_size=30).map(lambda t: t.encode("utf-16")))
@example(data=b"\xef\xbb\xbfab\xff")
def test_any_bytes_give_findings_or_clean_text(data: bytes) -> None:
    found = Collector()
    text = decode(data, "a.md", found)
    assert (text is None) == bool(found.errors)
    if text is not None:
        assert "\r" not in text
        assert decode(text.encode(), "a.md", Collector()) == text
