"""The list of members, CSV or TOML as staff keep it → ``Member`` values, all errors at once.

It holds personal data: it is named on the command line and stands in no repository.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from pipeline.distribute.csvfile import Cell, read_csv
from pipeline.formats import FORMATS
from pipeline.model import Span
from pipeline.tomlfile import nearest, read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.diagnostics import Collector

NEEDED = ("name", "address", "language", "formats")
COLUMNS = (*NEEDED, "large print", "groups")
"""In the order in which the documentation shows them."""

SAID_OTHERWISE = {
    **dict.fromkeys(("email", "e mail", "mail", "email address", "e mail address"), "address"),
    **dict.fromkeys(("languages", "lang"), "language"),
    **dict.fromkeys(("format", "files"), "formats"),
    **dict.fromkeys(("large", "largeprint"), "large print"),
    **dict.fromkeys(("group", "committees", "committee"), "groups"),
    **dict.fromkeys(("member", "full name", "surname"), "name"),
}
"""What columns are called elsewhere, hyphens as spaces; no guess is acted on, but it is offered."""

YES, NO = ("yes", "y", "true", "1", "x"), ("no", "n", "false", "0", "")

_BETWEEN_WORDS = re.compile(r"[\s,;|/+]+")
_BETWEEN_GROUPS = re.compile(r"\s*[,;|\n]\s*")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who receives reports."""

    name: str
    """As the message addresses them."""
    address: str
    """E-mail address; its domain in ASCII and lower case."""
    languages: tuple[str, ...]
    """BCP 47 tags; the message is in the first, the files are in all of them."""
    formats: tuple[str, ...]
    """Names of ``FORMATS``; large print stands in the place of what it is large print of."""
    groups: tuple[str, ...]
    span: Span
    """Where the list has them."""

    @property
    def key(self) -> str:
        """What tells members apart: no two addresses differ in capitals alone."""
        return self.address.casefold()


@dataclass(slots=True)
class _Entry:
    """What the list says of one member, before it is checked."""

    span: Span
    cells: dict[str, Cell] = field(default_factory=dict)

    def get(self, column: str) -> Cell:
        return self.cells.get(column, Cell("", self.span))


def read_members(
    path: Path, name: str, languages: Collection[str], found: Collector
) -> tuple[Member, ...]:
    """Return the members of a list, in its order; ``languages`` are those that messages have.

    Findings, with line and column: those of the readers of CSV and TOML, ``column-missing``,
    ``column-unknown``, ``bad-address``, ``member-twice``, ``unknown-language``,
    ``unknown-format``, ``wrong-value``, ``no-members``.
    """
    if not path.exists():
        found.error(
            "file-unreadable",
            "there is no list of members",
            Span(name, 0),
            "name it with --members FILE, or write this one: docs/distributing.md, section 4",
        )
        return ()
    before = len(found.found)
    entries = list((_from_toml if path.suffix == ".toml" else _from_csv)(path, name, found))
    if not entries and len(found.found) == before:
        found.error("no-members", "the list has no members", Span(name, 0), "write a line for each")
    members = []
    first: dict[str, Span] = {}
    for entry in entries:
        member = _member(entry, languages, found)
        if member is None:
            continue
        if member.key in first:
            found.error(
                "member-twice",
                f"“{member.address}” stands in the list twice, first in line "
                f"{first[member.key].line}",
                entry.get("address").span,
                "leave one line; it may name several languages and formats",
            )
            continue
        first[member.key] = member.span
        members.append(member)
    return tuple(members)


def _member(entry: _Entry, languages: Collection[str], found: Collector) -> Member | None:
    """Return a member, or None where there is no address to know them by."""
    name = entry.get("name")
    if not name.text or "\n" in name.text:
        found.error(
            "wrong-value",
            "the name has more than one line" if name.text else "the name is empty",
            name.span,
            "write the name as the message shall address this member",
        )
    tags = _known(entry.get("language"), languages, "unknown-language", "language", found)
    formats = _known(entry.get("formats"), FORMATS, "unknown-format", "format", found)
    large = entry.get("large print")
    if large.text.lower() not in YES + NO:
        found.error("wrong-value", f"large print is “{large.text}”", large.span, "write yes, or no")
    if large.text.lower() in YES:
        formats = tuple(f"{f}-large" if f"{f}-large" in FORMATS else f for f in formats)
    address = _address(entry.get("address"), found)
    groups = tuple(g for g in _BETWEEN_GROUPS.split(entry.get("groups").text) if g)
    if not address:
        return None
    return Member(name.text, address, tags, tuple(dict.fromkeys(formats)), groups, entry.span)


def _address(cell: Cell, found: Collector) -> str:
    """Return an address that can stand in a header and in the dialogue with a server, or ""."""
    if not cell.text:
        found.error("bad-address", "the address is empty", cell.span, "write it, or drop the line")
        return ""
    try:
        # What can be said without asking anybody: whether it exists is the server's to say.
        valid = validate_email(cell.text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        found.error(
            "bad-address",
            f"“{cell.text}” is no e-mail address: {_plain(str(error))}",
            cell.span,
            "write one address alone, such as member-1@example.org",
        )
        return ""
    return valid.ascii_email or ""


def _plain(sentence: str) -> str:
    """Return a sentence as the second half of ours."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _known(
    cell: Cell, known: Collection[str], code: str, what: str, found: Collector
) -> tuple[str, ...]:
    """Return the words of a cell that are known; each other is an error at its own place."""
    by_name = {word.lower(): word for word in known}
    words = [word for word in _BETWEEN_WORDS.split(cell.text) if word]
    if not words:
        found.error(code, f"no {what} is named", cell.span, f"known: {', '.join(sorted(known))}")
    for word in words:
        if word.lower() in by_name:
            continue
        offset = cell.text.find(word)
        near = nearest(word.lower(), by_name)
        found.error(
            code,
            f"the {what} “{word}” is not known",
            Span(cell.span.file, cell.span.line, cell.span.column + offset, len(word)),
            f"did you mean “{near}”?" if near else f"known: {', '.join(sorted(known))}",
        )
    return tuple(dict.fromkeys(by_name[w.lower()] for w in words if w.lower() in by_name))


# --- the two ways to write it ---------------------------------------------------------------------


def _from_csv(path: Path, name: str, found: Collector) -> Iterator[_Entry]:
    rows = read_csv(path, name, found)
    if not rows:
        return
    columns = _columns(rows[0], found)
    if columns is None:
        return
    for row in rows[1:]:
        if len(row) > len(columns):
            extra = row[len(columns)].span
            found.error(
                "csv-syntax",
                f"the line has {len(row)} cells, and the first line names {len(columns)}",
                extra,
                'put a cell that has separators in it in quotes: "pdf, epub"',
            )
            continue
        cells = {c: cell for c, cell in zip(columns, row, strict=False) if c}
        yield _Entry(row[0].span, cells)


def _columns(header: Sequence[Cell], found: Collector) -> list[str] | None:
    """Return the name of each column, or None where one that is needed is missing."""
    names = [re.sub(r"[\s_-]+", " ", cell.text.lower()) for cell in header]
    unknown = {n: c for n, c in zip(names, header, strict=True) if n and n not in COLUMNS}
    offered = {SAID_OTHERWISE.get(n) or nearest(n, COLUMNS): c for n, c in unknown.items()}
    missing = [column for column in NEEDED if column not in names]
    for column in missing:
        meant = offered.get(column)
        found.error(
            "column-missing",
            f"the column “{column}” is missing",
            meant.span if meant else header[0].span,
            f"“{meant.text}” seems to be it: call the column “{column}”"
            if meant
            else f"the first line names the columns: {', '.join(COLUMNS)}",
        )
    for word, cell in unknown.items():
        near = SAID_OTHERWISE.get(word) or nearest(word, COLUMNS)
        if near not in missing:
            found.error(
                "column-unknown",
                f"the column “{cell.text}” is not known",
                cell.span,
                f"did you mean “{near}”?" if near else f"known: {', '.join(COLUMNS)}; or delete it",
            )
    for place, column in enumerate(names):
        if column and column in names[:place]:
            found.error(
                "column-unknown",
                f"the column “{column}” stands there twice",
                header[place].span,
                "delete one",
            )
    return None if missing else [n if n in COLUMNS else "" for n in names]


def _from_toml(path: Path, name: str, found: Collector) -> Iterator[_Entry]:
    toml = read_toml(path, name, found)
    if toml is None:
        return
    for address in list(toml.tables(("members",))):
        at = ("members", address)
        place = toml.span(at)
        texts: Mapping[str, Iterable[str]] = {
            "name": (toml.text((*at, "name")),),
            "language": (toml.text((*at, "language")),),
            "formats": toml.texts((*at, "formats")),
            "large print": ("yes" if toml.get((*at, "large_print"), bool, default=False) else "",),
            "groups": toml.texts((*at, "groups"), []),
        }
        cells = {
            column: Cell(", ".join(words), toml.span((*at, column.replace(" ", "_"))))
            for column, words in texts.items()
        }
        yield _Entry(place, {**cells, "address": Cell(address, place)})
    toml.report_unknown_keys()
