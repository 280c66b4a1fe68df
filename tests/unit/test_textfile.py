"""Bytes of a file become checked text, or findings with their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.limits import BAD_CHARACTERS, TEXT_FILE
from pipeline.textfile import decode, read_text


def read(data: bytes) -> tuple[str | None, list[tuple[str, int, int]]]:
    found = Collector()
    text = decode(data, "a.md", found)
    places = [(d.code, d.span.line, d.span.column) for d in found.found if d.span]
    return text, places


@pytest.mark.parametrize("data", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\r\nb\n"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(data: bytes) -> None:
    assert read(data) == ("a\nb\n", [])


def test_decomposed_letters_are_composed() -> None:
    assert read("e\u0301".encode()) == ("é", [])


@pytest.mark.parametrize("character", ["\t", "\u00a0", "\u202f", "\u00ad", "\u200d", "😀", "é"])
def test_what_is_text_passes(character: str) -> None:
    assert read(f"a{character}b".encode()) == (f"a{character}b", [])


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x7f", "\x85", "\ufffe", "\u2028"])
def test_what_is_no_text_is_told_with_its_place(character: str) -> None:
    assert read(f"one\ntw{character}o".encode()) == (None, [("control-character", 2, 3)])


@pytest.mark.parametrize("character", ["\ufdd0", "\ufeff", "\u2064", "\U000e0041", "\u034f"])
def test_what_nobody_can_see_is_told_with_its_place(character: str) -> None:
    assert read(f"one\ntw{character}o".encode()) == (None, [("control-character", 2, 3)])


@pytest.mark.parametrize("character", ["\u200e", "\u202e", "\u2066", "\u061c"])
def test_what_turns_the_direction_is_told_with_its_place(character: str) -> None:
    assert read(f"one\r\ntw{character}o".encode()) == (None, [("bidi-character", 2, 3)])


def test_a_byte_that_is_not_utf8_is_named_with_line_and_column() -> None:
    found = Collector()
    assert decode("é\r\nné".encode() + b"\xe9x", "a.md", found) is None
    (finding,) = found.found
    assert finding.span is not None
    assert (finding.code, finding.span.line, finding.span.column) == ("not-utf8", 2, 3)
    assert "byte 0xE9 (offset 7)" in finding.message


def test_a_byte_order_mark_does_not_shift_the_byte_that_is_named() -> None:
    found = Collector()
    decode(b"\xef\xbb\xbfab\xff", "a.md", found)
    (finding,) = found.found
    assert finding.span is not None
    assert finding.span.column == 3
    assert "byte 0xFF (offset 5)" in finding.message


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_called_by_its_name(name: str) -> None:
    found = Collector()
    assert decode("\ufeffabc".encode(name), "a.md", found) is None
    assert [d.message for d in found.found] == ["the file is in UTF-16"]


def test_a_file_full_of_what_is_no_text_does_not_flood_the_findings() -> None:
    text, places = read(b"\x01" * 10_000)
    assert text is None
    assert len(places) == BAD_CHARACTERS


def unreadable(path: Path) -> str:
    found = Collector()
    assert read_text(path, "a.md", found) is None
    (finding,) = found.found
    assert finding.code == "file-unreadable"
    return finding.message


def test_a_folder_a_pipe_and_a_missing_file_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "Is a directory" in unreadable(tmp_path)
    assert "a pipe or a device" in unreadable(tmp_path / "pipe")
    assert "a pipe or a device" in unreadable(Path("/dev/zero"))
    assert "No such file" in unreadable(tmp_path / "none.md")


def test_a_link_that_leads_in_a_circle_is_not_followed_for_ever(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "a.md")
    assert unreadable(tmp_path / "a.md")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.md").open("wb") as file:
        file.truncate(TEXT_FILE + 1)
    assert "more than 20 MB" in unreadable(tmp_path / "huge.md")
