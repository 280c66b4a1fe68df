"""The list of members: every problem at once, with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.distribute.members import Member, read_members

HEAD = "name,address,language,formats,large print,groups\n"


def read(tmp_path: Path, data: str | bytes, name: str = "members.csv") -> tuple[Member, ...]:
    members, found = look(tmp_path, data, name)
    assert found == []
    return members


def look(
    tmp_path: Path, data: str | bytes, name: str = "members.csv"
) -> tuple[tuple[Member, ...], list[tuple[str, int, int, str]]]:
    """Return the members, and (code, line, column, message with hint) of each finding."""
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    found = Collector()
    members = read_members(path, name, ("en", "fr", "ar"), found)
    return members, [
        (d.code, d.span.line, d.span.column, f"{d.message} | {d.hint}")
        for d in found.found
        if d.span
    ]


def test_a_list_as_excel_saves_it_where_commas_stand_in_numbers(tmp_path: Path) -> None:
    text = (
        "\ufeffName;Address;Language;Formats;Large print;Groups\r\n"
        'Member 1;member-1@example.org;fr;pdf, epub;yes;"press; Committee A"\r\n'
        ";;;;;\r\n"
        '"Member ""2""";member-2@EXAMPLE.org;fr en;PDF DOCX;;\r\n'
    )
    one, two = read(tmp_path, text)
    assert (one.name, one.address, one.languages) == ("Member 1", "member-1@example.org", ("fr",))
    assert one.formats == ("pdf-large", "epub"), "an EPUB is enlarged by its reader"
    assert one.groups == ("press", "Committee A")
    assert (two.name, two.address) == ('Member "2"', "member-2@example.org")
    assert (two.languages, two.formats) == (("fr", "en"), ("pdf", "docx"))
    assert (two.span.line, two.span.column) == (4, 2)


@pytest.mark.parametrize("head", ["sep=;\n", ""])
def test_separators(tmp_path: Path, head: str) -> None:
    for sign in (";",) if head else (",", ";", "\t"):
        line = "name,address,language,formats\nMember 1,member-1@example.org,en,pdf\n"
        (member,) = read(tmp_path, head + line.replace(",", sign))
        assert member.span.line == (3 if head else 2)


def test_toml(tmp_path: Path) -> None:
    text = """
[members."member-1@example.org"]
name = "Member 1"
language = "fr, en"
formats = ["pdf", "epub"]
large_print = true
groups = ["press"]
"""
    (member,) = read(tmp_path, text, "members.toml")
    assert member.languages == ("fr", "en")
    assert member.formats == ("pdf-large", "epub")
    assert (member.groups, member.span.line) == (("press",), 2)
    _, found = look(tmp_path, text.replace("large_print", "large_prin"), "members.toml")
    assert [(code, line) for code, line, *_ in found] == [("unknown-key", 6)]
    _, found = look(tmp_path, text + text, "members.toml")
    assert [code for code, *_ in found] == ["toml-syntax"]


def test_every_problem_at_once_with_its_place(tmp_path: Path) -> None:
    _, found = look(
        tmp_path,
        HEAD
        + 'Member 1,member-1@example.org,de,"pdf, pfd",maybe,\n'
        + "Member 2,Member-3@example.org,en,pdf,,\n"
        + "Member 3,member-3@example.org,en,pdf,,\n"
        + ",nobody,en,,,\n"
        + "Member 5,member-5@example.org,en,pdf,docx,epub,\n",
    )
    assert {(code, line, column) for code, line, column, _ in found} == {
        ("unknown-language", 2, 31),
        ("unknown-format", 2, 40),
        ("wrong-value", 2, 45),
        ("member-twice", 4, 10),
        ("wrong-value", 5, 1),
        ("bad-address", 5, 2),
        ("unknown-format", 5, 12),
        ("csv-syntax", 6, 48),
    }
    said = {code: words for code, _, _, words in found}
    assert any("did you mean “pdf”?" in words for *_, words in found)
    assert "first in line 3" in said["member-twice"]
    assert 'in quotes: "pdf, epub"' in said["csv-syntax"]


@pytest.mark.parametrize(
    "address",
    [
        '"member-1@example.org\nBcc: member-2@example.org"',
        '"member-1@example.org\r\nDATA"',
        '"member-1@example.org,member-2@example.org"',
        "Member 1 <member-1@example.org>",
        "member-1@example.org>",
        "member 1@example.org",
        "member-1@@example.org",
        "member-1@example",
        "-member@-example.org",
        '"""member 1""@example.org"',
        "",
    ],
)
def test_an_address_that_could_forge_a_message_is_none(tmp_path: Path, address: str) -> None:
    members, found = look(tmp_path, f"{HEAD}Member 1,{address},en,pdf,,\n")
    column = 10 + (len(address) - len(address.lstrip('"')))
    assert [(code, line, at) for code, line, at, _ in found] == [("bad-address", 2, column)]
    assert members == ()


def test_a_name_cannot_bring_a_header_along(tmp_path: Path) -> None:
    _, found = look(tmp_path, f'{HEAD}"Member 1\nBcc: a@example.org",m@example.org,en,pdf,,\n')
    assert [(code, line) for code, line, *_ in found] == [("wrong-value", 2)]


def test_columns_by_other_names_are_offered(tmp_path: Path) -> None:
    _, found = look(tmp_path, "name,e-mail,langage,formats,larg print,shoe size\n")
    assert [(code, line, column) for code, line, column, _ in found] == [
        ("column-missing", 1, 6),
        ("column-missing", 1, 13),
        ("column-unknown", 1, 29),
        ("column-unknown", 1, 40),
    ]
    assert "call the column “address”" in found[0][3]
    assert "call the column “language”" in found[1][3]
    assert "did you mean “large print”?" in found[2][3]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (f"{HEAD}Mémber,m@example.org,en,pdf,,\n".encode("latin-1"), "not-utf8"),
        (f"{HEAD}Member,m@example.org,en,pdf,,\n".encode("utf-16"), "not-utf8"),
        (f"{HEAD}Mem\u202eber,m@example.org,en,pdf,,\n".encode(), "bidi-character"),
        (f'{HEAD}"Member,m@example.org,en,pdf,,\n'.encode(), "csv-syntax"),
        (b"", "no-members"),
        (HEAD.encode(), "no-members"),
    ],
)
def test_files_that_are_no_list(tmp_path: Path, data: bytes, code: str) -> None:
    _, found = look(tmp_path, data)
    assert [c for c, *_ in found] == [code]


def test_a_thousand_members_are_read_in_no_time(tmp_path: Path) -> None:
    text = HEAD + "".join(f"Member {n},member-{n}@example.org,en,pdf,,\n" for n in range(1000))
    assert len(read(tmp_path, text)) == 1000
