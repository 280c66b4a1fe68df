"""A hostile or damaged file from outside is refused in plain words; nothing of it is unpacked."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.limits import Limits
from pipeline.safe_archive import Archive, open_word, parse_xml, read_file

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="a" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
WORD = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": RELATIONS,
    "word/document.xml": "<document/>",
}


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def refusal(call: object, *arguments: object) -> Diagnostic:
    with pytest.raises(ReportError) as caught:
        call(*arguments)  # type: ignore[operator]
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.hint
    assert diagnostic.span is not None
    return diagnostic


def test_a_word_file_is_opened_by_its_relations() -> None:
    moved = {
        **WORD,
        "[Content_Types].xml": TYPES.replace("word/document", "word/document2"),
        "_rels/.rels": RELATIONS.replace("word/document", "/word/document2"),
        "word/document2.xml": "<document><p/></document>",
        "word/_rels/document2.xml.rels": RELATIONS.replace(
            'officeDocument" Target="word/document.xml"/>',
            'comments" Target="https://example.org/x.xml" TargetMode="External"/>'
            f'<Relationship Id="b" Type="{OFFICE}/comments" Target="../word/comments.xml"/>',
        ),
    }
    word = open_word(zipped(moved), "a.docx")
    assert word.main == "word/document2.xml"
    assert word.related("comments") == "word/comments.xml"
    assert word.related("footnotes") is None
    assert word.archive.xml(word.main)[0].tag == "p"


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/passwd", "a/../../b", "C:/x", "..\\evil.txt", "a//b"]
)
def test_names_that_lead_out_of_the_archive_are_refused(name: str) -> None:
    found = refusal(Archive, zipped({name: "x"}), "a.docx")
    assert found.code == "file-unsafe"
    assert "outside of itself" in found.message


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    tight = Limits(entries=3, entry=3_000_000, total=5_000_000, ratio=20)
    flat = os.urandom(1_500_000)
    bombs: tuple[tuple[Mapping[str, str | bytes], str], ...] = (
        ({f"{n}": "x" for n in range(4)}, "holds 4 files"),
        ({"a": flat + flat + flat}, "would have 4 MB"),
        ({"a": flat, "b": flat, "c": flat + flat[:900_000]}, "would have 5 MB"),
        ({"a": b"\0" * 2_000_000}, "times as large"),
    )
    for entries, words in bombs:
        found = refusal(Archive, zipped(entries), "a.docx", tight)
        assert found.code == "file-unsafe"
        assert words in found.message


def test_an_entry_that_understates_its_size_gives_no_more_than_it_says() -> None:
    data = bytearray(zipped({"a": b"\0" * 1_000_000}))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    found = refusal(Archive(bytes(data), "a.docx").read, "a")
    assert found.code == "file-damaged"


def test_two_entries_of_one_name_are_refused() -> None:
    twice = zipped({"a": "1", "b": "2"}).replace(b"b", b"a")
    assert refusal(Archive, twice, "a.docx").code == "file-unsafe"
    assert refusal(Archive, zipped({"a": "1", "A": "2"}), "a.docx").code == "file-unsafe"


@pytest.mark.parametrize(
    ("entries", "code", "words"),
    [
        ({**WORD, "word/vbaProject.bin": "x"}, "file-unsafe", "macros"),
        (
            {**WORD, "[Content_Types].xml": TYPES.replace("document.main", "macroEnabled.main")},
            "file-unsafe",
            "macros",
        ),
        ({"a": "x"}, "file-damaged", "Content_Types"),
        ({**WORD, "_rels/.rels": "<Relationships/>"}, "file-damaged", "not a Word document"),
        (
            {**WORD, "[Content_Types].xml": TYPES.replace("wordprocessing", "spreadsheet")},
            "file-damaged",
            "not a Word document",
        ),
        ({**WORD, "_rels/.rels": "<a>"}, "file-damaged", "line 1"),
    ],
)
def test_what_is_no_plain_word_file_is_refused(
    entries: dict[str, str | bytes], code: str, words: str
) -> None:
    found = refusal(open_word, zipped(entries), "a.docx")
    assert found.code == code
    assert words in found.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not a Word document"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "password"),
        (zipped(WORD)[:-30], "no readable archive"),
        (zipped(WORD)[:60], "no readable archive"),
        (b"PK\x03\x04" + b"\xff" * 400, "no readable archive"),
    ],
    # Names that hold no bytes: an archive has the time of its making in it.
    ids=["empty", "pdf", "encrypted", "cut", "head", "noise"],
)
def test_wrong_and_truncated_files_are_refused(data: bytes, words: str) -> None:
    found = refusal(open_word, data, "a.docx")
    assert found.code == "file-damaged"
    assert words in found.message


def test_a_password_on_an_entry_is_told() -> None:
    data = bytearray(zipped({"a": "x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(Archive, bytes(data), "a.docx").message


def test_every_cut_and_every_spoiled_byte_gives_a_finding_or_a_file() -> None:
    whole = zipped(WORD)
    for at in range(0, len(whole), 7):
        spoiled = bytearray(whole)
        spoiled[at] ^= 0xFF
        for data in (whole[:at], bytes(spoiled)):
            with contextlib.suppress(ReportError):  # anything else is a bug
                word = open_word(data, "a.docx")
                assert word.archive.xml(word.main).tag == "document"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<!DOCTYPE a SYSTEM "https://example.org/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a x="&c;">&c;</a>',
    ],
)
def test_document_types_are_refused_in_every_encoding(text: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        found = refusal(parse_xml, text.encode(encoding), "a.xlf")
        assert found.code == "file-unsafe"
        assert "document type" in found.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<a><b></a>", "mismatch"),
        (b"<a>&nbsp;</a>", "nbsp"),
        (b"", "no element"),
        (b"a;b\n1;2\n", "line 1, column 2"),
        (b'<?xml version="1.0" encoding="x-none"?><a/>', "encoding"),
        (b"<a>\xff</a>", "line 1"),
        (b"<a>" * 10_000 + b"</a>" * 10_000, "depth"),
    ],
)
def test_broken_xml_is_told_with_its_place(data: bytes, words: str) -> None:
    found = refusal(parse_xml, data, "a.xlf")
    assert found.code == "file-damaged"
    assert words in found.message


def test_only_regular_files_of_a_sane_size_are_read(tmp_path: Path) -> None:
    big = tmp_path / "big.docx"
    big.write_bytes(b"x" * 2_000_001)
    assert "2 MB" in refusal(read_file, big, "big.docx", Limits(file=2_000_000)).message
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, tmp_path / "missing"):
        assert refusal(read_file, path, "x").code == "file-unreadable"
    assert len(read_file(big, "big.docx")) == 2_000_001
