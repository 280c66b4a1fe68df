"""publication.toml, glossary.toml and links.toml become typed values, or findings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.glossary import load_glossary
from pipeline.links import load_links
from pipeline.load import load_document
from pipeline.publication import load_identity
from tests.support import BASE

IDENTITY = """
title = "A report"
kind = "Report"
symbol = "1 T"
author = "Us"
description = "About."
date = 2026-01-31
language = "en"
languages = ["en", "fr"]
"""
SOURCE = """
[source]
title = "An older report"
symbol = "2 T"
author = "They"
role = "Rapporteur"
body = "Committee"
session = "First"
adopted = 2019-10-13
url = "https://example.org/"
"""
LINK = """
[doors]
title = "On doors"
publisher = "Us"
date = "2025"
language = "en"
url.en = "https://example.org/"
"""
TERM = """
[cat]
term = "CAT"
definition = "A body."
forms.fr = ["CTC"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "sample"
    path.mkdir()
    return path


def codes(found: Collector) -> list[tuple[str, int]]:
    return [(d.code, d.span.line) for d in found.found if d.span]


def identity(folder: Path, text: str) -> tuple[object, Collector]:
    (folder / "publication.toml").write_text(text, "utf-8")
    found = Collector()
    return load_identity(folder, "sample", found), found


def links(folder: Path, text: str) -> tuple[object, Collector]:
    (folder / "links.toml").write_text(text, "utf-8")
    found = Collector()
    return load_links(folder, "sample", found), found


def glossary(folder: Path, text: str) -> tuple[object, Collector]:
    (folder / "glossary.toml").write_text(text, "utf-8")
    found = Collector()
    return load_glossary(folder, "sample", "en", found), found


def test_a_sound_identity_is_read_whole(folder: Path) -> None:
    (folder / "publication.toml").write_text(IDENTITY + SOURCE, "utf-8")
    found = Collector()
    read = load_identity(folder, "sample", found)
    assert found.found == []
    assert read is not None
    assert read.source is not None
    assert (read.slug, read.languages, read.subtitle) == ("sample", ("en", "fr"), "")
    assert read.source.url == "https://example.org/"


def test_a_language_named_twice_is_published_once(folder: Path) -> None:
    (folder / "publication.toml").write_text(
        IDENTITY.replace('["en", "fr"]', '["fr", "en", "fr"]'), "utf-8"
    )
    read = load_identity(folder, "sample", Collector())
    assert read is not None
    assert read.languages == ("en", "fr")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('["en", "fr"]', '["fr"]', [("wrong-value", 9)]),
        ('["en", "fr"]', '["en", "no-such-tag"]', [("wrong-value", 9)]),
        ('["en", "fr"]', '["en", "../../etc"]', [("wrong-value", 9)]),
        ('["en", "fr"]', '"en"', [("wrong-type", 9), ("wrong-value", 9)]),
        ('language = "en"', "language = 1", [("wrong-type", 8)]),
        ("2026-01-31", '"2026"', [("wrong-type", 7)]),
        ("A report", "x" * 256, [("wrong-value", 2)]),
        ('"A report"', '""', [("wrong-type", 2)]),
        ("kind", "knid", [("missing-key", 1), ("unknown-key", 3)]),
        ("kind =", 'source = "x"\nkind =', [("wrong-type", 3)]),
    ],
)
def test_what_is_wrong_in_the_identity_is_told_with_its_line(
    folder: Path, old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    assert codes(identity(folder, IDENTITY.replace(old, new, 1))[1]) == expected


def test_all_that_a_source_lacks_is_told_at_once(folder: Path) -> None:
    found = identity(folder, IDENTITY + "[source]\n")[1]
    assert codes(found) == [("missing-key", 10)] * 8


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.org/", "http://a.b:8080/c?d=e&f=g#h", "mailto:us@example.org"),
        *("https://xn--bcher-kva.example/%C3%A9", "HTTPS://EXAMPLE.ORG/", "https://a.b/(c)_d"),
    ],
)
def test_an_address_that_a_book_may_lead_to(folder: Path, url: str) -> None:
    assert codes(links(folder, LINK.replace("https://example.org/", url))[1]) == []


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "file:///etc/passwd"),
        *("vbscript:x", "example.org", "//example.org", "/doors", "https:", "https:///doors"),
        *("https://exa mple.org", "https://bücher.example", "https://example.org/é", "http://["),
        *("https://example.org/a\\tb", "https://example.org/<b>", "https://user@example.org/"),
        *("https://\u2100.org", "java\\nscript:x", "https://-.org"),
    ],
)
def test_an_address_that_a_book_may_not_lead_to(folder: Path, url: str) -> None:
    found = links(folder, LINK.replace("https://example.org/", url))[1]
    assert ("unsafe-address", 7) in codes(found)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("url.en", "url.fr", [("missing-key", 2)]),
        ("url.en", "url.xx-yyyyy", [("wrong-value", 7), ("missing-key", 2)]),
        ('url.en = "https://example.org/"', "", [("missing-key", 2)] * 2),
        ('url.en = "https://example.org/"', "url.en = 1", [("wrong-type", 7)]),
        ("[doors]", "[Doors]", [("bad-id", 2)]),
        ("[doors]", "[[doors]]", [("wrong-type", 2)]),
        ("date =", "accessed = 'today'\ndate =", [("wrong-type", 5)]),
        ("date =", "archived = 'file:x'\ndate =", [("unsafe-address", 5)]),
        ("date =", "acessed = 2026-01-31\ndate =", [("unknown-key", 5)]),
    ],
)
def test_what_is_wrong_in_a_link_is_told_with_its_line(
    folder: Path, old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    assert codes(links(folder, LINK.replace(old, new, 1))[1]) == expected


def test_the_head_word_comes_first_and_once_among_the_forms(folder: Path) -> None:
    text = TERM.replace("forms.fr", 'forms.en = ["Cats", "CAT"]\nforms.fr')
    (folder / "glossary.toml").write_text(text, "utf-8")
    (entry,) = load_glossary(folder, "sample", "en", Collector())
    assert entry.forms == ("CAT", "Cats")
    assert entry.catalogue_forms == {"fr": ("CTC",)}


@pytest.mark.parametrize(
    ("second", "line"),
    [
        ('[dog]\nterm = "cat"\ndefinition = "x"\n', 6),
        ('[dog]\nterm = "DOG"\ndefinition = "x"\nforms.en = ["hound", "CAT"]\n', 9),
        ('[dog]\nterm = "DOG"\ndefinition = "x"\nforms.fr = ["ctc"]\n', 9),
    ],
)
def test_a_form_that_two_terms_claim_is_refused(folder: Path, second: str, line: int) -> None:
    found = glossary(folder, TERM + second)[1]
    assert codes(found) == [("duplicate-term", line)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("forms.fr", "forms.zz-zzzzz", [("wrong-value", 5)]),
        ('["CTC"]', '"CTC"', [("wrong-type", 5)]),
        ('["CTC"]', '["", "CTC"]', [("wrong-type", 5)]),
        ("forms.fr = ", "forms = ", [("wrong-type", 5)]),
        ('term = "CAT"', "", [("missing-key", 2)]),
        ("definition", 'expansion = ""\ndefinition', [("wrong-type", 4)]),
        ("[cat]", '["no id"]', [("bad-id", 2)]),
    ],
)
def test_what_is_wrong_in_a_term_is_told_with_its_line(
    folder: Path, old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    assert codes(glossary(folder, TERM.replace(old, new, 1))[1]) == expected


def test_no_file_of_links_or_terms_means_none(folder: Path) -> None:
    found = Collector()
    assert load_links(folder, "sample", found) == ()
    assert load_glossary(folder, "sample", "en", found) == ()
    assert found.found == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(("nato-russia-2019", []), ("R_1.a", []), ("partial", ["reserved-id"])),
        *((name, ["bad-id"]) for name in ("my report", "é", "-x", ".x", "x.", "a&b", "a\nb")),
    ],
)
def test_files_are_named_after_a_folder_whose_name_every_system_takes(
    tmp_path: Path, name: str, expected: list[str]
) -> None:
    shutil.copytree(BASE, tmp_path / name)
    found = Collector()
    load_document(tmp_path / name, f"source/{name}", found)
    assert [d.code for d in found.found] == expected


def test_the_profile_of_the_pdf_is_one_of_two(folder: Path) -> None:
    found = Collector()
    for text, expected in (("", "1.7"), ('profile = "2.0"', "2.0")):
        (folder / "publication.toml").write_text(IDENTITY + text, "utf-8")
        identity = load_identity(folder, "sample", found)
        assert identity is not None
        assert identity.profile == expected
    assert found.found == []
    (folder / "publication.toml").write_text(f'{IDENTITY}profile = "1.4"', "utf-8")
    load_identity(folder, "sample", found)
    assert codes(found) == [("wrong-value", 10)]
    assert "1.7, 2.0" in found.found[0].hint


def test_a_publication_names_its_formats_or_has_the_usual_three(folder: Path) -> None:
    found = Collector()
    for text, expected in (
        ("", ("pdf", "docx", "epub")),
        ('formats = ["docx-large", "pdf", "pdf-large"]', ("pdf", "pdf-large", "docx-large")),
    ):
        (folder / "publication.toml").write_text(IDENTITY + text, "utf-8")
        identity = load_identity(folder, "sample", found)
        assert identity is not None
        assert identity.formats == expected
    assert found.found == []
    (folder / "publication.toml").write_text(f'{IDENTITY}formats = ["pfd"]', "utf-8")
    load_identity(folder, "sample", found)
    assert codes(found) == [("wrong-value", 10)]
