"""F. Pictures: a report has none, and the one that the build draws does no harm."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.faults.support import TEXT, codes, read_part, write


@pytest.mark.parametrize("words", ["![A door](door.png)", "![A door][doors]"])
def test_f71_a_picture_in_the_text(project: Path, words: str) -> None:
    """An error, whether the file is there or not: a report has no pictures."""
    write(project, words)
    (project / TEXT).with_name("door.png").write_bytes(b"")
    assert "unknown-markup" in codes(project)


def cover(published: Path, language: str) -> bytes:
    with zipfile.ZipFile(published / f"build/sample/{language}/sample.{language}.epub") as archive:
        return archive.read("EPUB/cover.jpg")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_f73_the_cover_is_what_its_name_says(published: Path, language: str) -> None:
    """A JPEG, named and declared as one."""
    picture = Image.open(io.BytesIO(cover(published, language)))
    assert (picture.format, picture.mode) == ("JPEG", "RGB")
    package = read_part(published / f"build/sample/{language}/sample.{language}.epub", ".opf")
    assert 'href="cover.jpg"' in package
    assert 'media-type="image/jpeg"' in package


def test_f77_the_cover_says_nothing_of_the_machine(published: Path) -> None:
    """No EXIF, no comment, no name of a program."""
    picture = Image.open(io.BytesIO(cover(published, "en")))
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_f82_the_cover_has_words_for_those_who_do_not_see_it(published: Path) -> None:
    """Its alternative text has the title; the title page after it is text."""
    page = read_part(published / "build/sample/en/sample.en.epub", "/cover.xhtml")
    assert "A short report" in page.partition('alt="')[2].partition('"')[0]
