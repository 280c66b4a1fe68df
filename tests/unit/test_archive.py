"""The zip normaliser of DOCX and EPUB."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.formats.archive import normalise_zip

FILES = {"b/é.xml": b"<b/>" * 100, "a.xml": b"<a/>", "mimetype": b"application/epub+zip"}


def packed(names: list[str], *, when: tuple[int, int, int, int, int, int], system: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("b/", when), b"")
        for name in names:
            entry = zipfile.ZipInfo(name, when)
            entry.create_system = system
            entry.external_attr = 0o600 << 16
            entry.extra = b"UT\x05\x00\x01\x00\x00\x00\x00"
            archive.writestr(entry, FILES[name])
    return out.getvalue()


ONE = packed(["a.xml", "mimetype", "b/é.xml"], when=(2026, 11, 23, 12, 0, 0), system=3)
OTHER = packed(["b/é.xml", "mimetype", "a.xml"], when=(1999, 1, 1, 0, 0, 0), system=0)


def test_the_same_contents_give_the_same_bytes() -> None:
    assert ONE != OTHER
    assert normalise_zip(ONE) == normalise_zip(OTHER)
    assert normalise_zip(normalise_zip(ONE)) == normalise_zip(ONE)


def test_contents_and_names_stay() -> None:
    with zipfile.ZipFile(io.BytesIO(normalise_zip(ONE))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_order_times_modes_and_compression_are_fixed() -> None:
    data = normalise_zip(ONE, first=("mimetype", "not there"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    assert [e.filename for e in entries] == ["mimetype", "a.xml", "b/é.xml"]
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {(e.create_system, e.external_attr >> 16) for e in entries} == {(3, 0o100644)}
    assert [e.compress_type for e in entries] == [zipfile.ZIP_STORED] + [zipfile.ZIP_DEFLATED] * 2
    assert [e.extra for e in entries] == [b""] * 3


def test_an_epub_is_known_by_its_first_bytes() -> None:
    data = normalise_zip(ONE, first=("mimetype",))
    assert data[30:58] == b"mimetypeapplication/epub+zip"


def test_two_entries_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.xml", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.xml", b"2")
    with pytest.raises(ValueError, match="one name"):
        normalise_zip(out.getvalue())


def test_what_is_no_zip_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        normalise_zip(b"not a zip")
