"""A. Bytes and characters: what an editor or a copied page can bring into a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.limits import ACCENTS
from tests.faults.support import (
    GLOSSARY,
    LINKS,
    TEXT,
    codes,
    findings,
    read_part,
    write,
)
from tests.support import replace_in


def test_a01_a_byte_that_is_not_utf8(project: Path) -> None:
    """An error names the file, the line, the byte and how far into the file it stands."""
    path = project / TEXT
    path.write_bytes(path.read_bytes().replace(b"The first", b"Th\xe9 first"))
    (found, *_) = [f for f in findings(project) if f.code == "not-utf8"]
    assert found.place == f"{TEXT}:5:3"
    assert "byte 0xE9" in found.message
    assert "Latin-1" in found.hint


def test_a02_a_byte_order_mark(project: Path) -> None:
    """The mark is passed over, in text and in settings; inside a text it is an error."""
    for name in (TEXT, GLOSSARY, LINKS):
        path = project / name
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert findings(project) == []
    write(project, "a\ufeffb")
    assert codes(project) == ["control-character"]


@pytest.mark.parametrize("name", ["utf-16", "latin-1"])
def test_a03_a_file_in_another_encoding(project: Path, name: str) -> None:
    """An error says that the file is in UTF-16, or may be in Latin-1, and how to save it."""
    path = project / TEXT
    path.write_bytes(path.read_text("utf-8").replace("’", "é").encode(name))
    found = next(f for f in findings(project) if f.code == "not-utf8")
    assert found.message == "the file is in UTF-16" if name == "utf-16" else "Latin-1" in found.hint
    assert "UTF-8" in found.hint


@pytest.mark.parametrize("character", ["\0"])
def test_a04_nul(project: Path, character: str) -> None:
    """An error at its line and column."""
    write(project, f"a{character}")
    (found,) = findings(project)
    assert (found.code, found.place) == ("control-character", f"{TEXT}:5:2")


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x1b", "\x7f", "\x85"])
def test_a05_control_characters(project: Path, character: str) -> None:
    """An error with the name of the character, also where an escape of TOML brings it in."""
    write(project, f"a{character}")
    replace_in(project / LINKS, "On doors", f"On\\u{ord(character):04X}doors")
    assert {(f.code, f.message.split()[-1][:2]) for f in findings(project)} == {
        ("control-character", "U+")
    }
    assert len(findings(project)) == 2


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\ufdd0"])
def test_a06_what_is_no_character(project: Path, character: str) -> None:
    """An error at its line and column."""
    write(project, f"a{character}")
    (found,) = findings(project)
    assert (found.code, found.place) == ("control-character", f"{TEXT}:5:2")


def test_a07_half_of_a_pair(project: Path) -> None:
    """An error: such bytes are no UTF-8, and TOML has no escape for it."""
    replace_in(project / LINKS, "On doors", "On \\ud800 doors")
    assert "toml-syntax" in codes(project)
    write(project, "a\ud800")
    assert "not-utf8" in codes(project)


@pytest.mark.parametrize("character", "\u202a\u202b\u202c\u202d\u202e\u2066\u2069\u200f\u061c")
def test_a08_signs_that_turn_the_text(project: Path, character: str) -> None:
    """An error for every one: direction is decided at build, so that nothing can be hidden."""
    write(project, f"a{character}b")
    (found,) = findings(project)
    assert (found.code, found.place) == ("bidi-character", f"{TEXT}:5:2")
    assert f"U+{ord(character):04X}" in found.message


@pytest.mark.parametrize("sign", ["\U000e0041", "\u200b", "\u2060", "\u2063", "\u3164", "\u200d"])
def test_a09_signs_that_nobody_sees(project: Path, sign: str) -> None:
    """An error with the code point, where an English word hides it."""
    write(project, f"wo{sign}rd")
    (found,) = findings(project)
    assert found.code in {"control-character", "invisible-character"}
    assert (found.place, f"U+{ord(sign):04X}" in found.message) == (f"{TEXT}:5:3", True)


def test_a10_letters_that_look_alike(project: Path) -> None:
    """An error for a Cyrillic letter in an address, an id, or a word of Latin letters."""
    replace_in(project / LINKS, "example.org", "ex\u0430mple.org")
    assert codes(project) == ["unsafe-address"]
    replace_in(project / LINKS, "ex\u0430mple.org", "example.org")
    write(project, "p\u0430ypal")
    (found,) = findings(project)
    assert (found.code, found.place) == ("mixed-scripts", f"{TEXT}:5:2")
    replace_in(project / TEXT, "p\u0430ypal", "[\u0441\u043e\u0440]{lang=ru}")
    assert findings(project) == []
    replace_in(project / TEXT, "{#p1-list}", "{#p\u0430-list}")
    assert "bad-id" in codes(project)


def test_a11_one_letter_written_in_two_ways(project: Path) -> None:
    """Both are one: texts are composed (NFC) as they are read."""
    replace_in(project / GLOSSARY, 'term = "open door"', 'term = "caf\u00e9 door"')
    write(project, "A [cafe\u0301 door]{term=open-door}.")
    assert findings(project) == []


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_a12_line_ends_of_other_systems(project: Path, end: bytes) -> None:
    """The same as with LF, and without a last line end; every place is still right."""
    path = project / TEXT
    path.write_bytes(path.read_bytes().rstrip(b"\n").replace(b"\n", end))
    assert findings(project) == []
    path.write_bytes(path.read_bytes().replace(b"[@p3]", b"[@p4]"))
    assert [f.place for f in findings(project)] == [f"{TEXT}:6:32"]


@pytest.mark.parametrize("character", ["\ue000", "\U000f0000", "\u0378"])
def test_a13_a_code_point_without_a_meaning(project: Path, character: str) -> None:
    """An error at its place: one typeface shows it, another shows something else."""
    write(project, f"a{character}{character}")
    (found,) = findings(project)
    assert (found.code, found.place) == ("control-character", f"{TEXT}:5:2")


def test_a14_a_character_that_no_face_has(project: Path) -> None:
    """The build ends with the character, its code point and the paragraph; nothing is published."""
    write(project, "漢")
    (found,) = findings(project, "build", "--to", "pdf", "--language", "en")
    assert found.code == "missing-glyph"
    assert "“漢” (U+6F22), which stands in paragraph 1 (en)" in found.message
    assert not (project / "build/partial").exists()


def test_a15_emoji_and_towers_of_accents(project: Path) -> None:
    """Every part of an emoji is told of; more accents than any alphabet has are an error."""
    write(project, "👨\u200d👩")
    lacking = findings(project, "build", "--to", "pdf", "--language", "en")
    assert [f.code for f in lacking] == ["missing-glyph"] * 2
    for tower in ("\u0301" * 10_000, "".join(map(chr, range(0x316, 0x316 + ACCENTS + 1)))):
        write(project, f"a{tower}")
        (found,) = findings(project)
        assert found.code == "control-character"
        assert found.place.startswith(f"{TEXT}:5:")
        replace_in(project / TEXT, f"a{tower} ", "")


def test_a16_soft_hyphens_and_special_spaces(published: Path) -> None:
    """They are kept, or made the right ones of the language, and the proof reads them back."""
    docx = read_part(published / "build/sample/en/sample.en.docx", "word/document.xml")
    assert "so\u00adft" in docx or "so</w:t><w:softHyphen/>" in docx
    epub = read_part(published / "build/sample/en/sample.en.epub", "s-things.xhtml")
    assert "so\u00adft" in epub
    for text in (docx, epub):
        assert "a\u00a0b" in text
        assert "c\u202fd" in text
