"""What the stages of an import hand on: lines of a file, then units of a report. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.model import GlossaryEntry, Inline, LinkTarget, Span

Certainty = Literal["sure", "probable", "doubtful"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What lies on some words of a line of a PDF."""

    start: int
    end: int
    kind: Literal["link", "emphasis"]
    value: str
    """Of a link, its address."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that is not blank."""

    text: str
    """Without space at its ends."""
    number: int
    """In the file, from 1."""
    page: int
    """From 1."""
    after_gap: bool
    """Whether a blank line, or a line that was taken out, stands before it."""
    indent: int = 0
    """Spaces before the text."""
    trailing: int = 0
    """Spaces after the text."""
    heading: int = 0
    """Level of a heading, where the file itself says so; -1 where it says that it is none."""
    list: str = ""
    """The list that the file itself puts it in: ``bullet:4``, ``number:5``; or ``quote:``."""
    is_display: bool = False
    """Whether it is set in larger or heavier letters than the text, as headings are."""
    marks: tuple[Mark, ...] = ()
    """What lies on its words, where the file says so."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a place of the file."""

    line: int
    page: int
    what: str
    """What stands there: ``page break``, ``address``, ``heading`` …"""
    where: str
    """The unit that it belongs to: ``¶ 12``, ``IV.A``; empty where to none."""
    decision: str
    why: str
    certainty: Certainty = "sure"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that a rule changed."""

    line: int
    where: str
    rule: str
    before: str
    after: str
    context: str
    """The words around it, as they now stand."""


UnitKind = Literal["heading", "paragraph", "item", "quotation"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A heading, paragraph, list item or quotation."""

    kind: UnitKind
    label: str
    """The number or sign as typed: ``IV.``, ``§ 12``; empty where there is none."""
    inlines: tuple[Inline, ...]
    span: Span
    page: int
    level: int = 0
    """Of a heading, from 1."""
    number: int | None = None
    """Of a numbered paragraph; for a heading, its place among its like."""
    ordered: bool = False
    """Whether a list item bears a number or letter."""
    last_line: int = 0
    """The last line of the file that belongs to it."""
    last_page: int = 0
    id: str = ""
    where: str = ""
    """As a person calls it: ``¶ 12``, ``IV.A``."""
    marked: bool = False
    """Whether a person must look at it: an import that was told to be lenient went on here."""
    begins_list: bool = False
    """Whether a list item is the first of its list."""


@dataclass(frozen=True, slots=True)
class DraftNote:
    """A footnote."""

    id: str
    label: str
    """The number as typed."""
    inlines: tuple[Inline, ...]
    span: Span
    page: int


@dataclass(frozen=True, slots=True)
class Address:
    """An address that stands on lines of its own: the target of a link whose words are lost."""

    url: str
    line: int
    page: int
    times: int = 1
    """How many lines in a row print it: a link that breaks over two lines is printed twice."""


@dataclass(frozen=True, slots=True)
class Lossless:
    """The proof that no sign got lost: what went in and what came out, without white space."""

    characters: int
    sha256: str
    """Of the file less what was taken out."""
    came_out: str
    """Of the units; the same where nothing was lost."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report taken apart."""

    units: tuple[Unit, ...]
    notes: tuple[DraftNote, ...] = ()
    addresses: tuple[Address, ...] = ()
    """Not yet given to any words."""
    links: tuple[LinkTarget, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    identity: Mapping[str, object] = field(default_factory=dict)
    """Values for publication.toml that the file itself gives."""
    decisions: tuple[Decision, ...] = ()
    changes: tuple[Change, ...] = ()
    lossless: Lossless | None = None
    language: str = "en"
    pages: int = 1
    comments: tuple[Decision, ...] = ()
    """Remarks of readers, kept for the editor and not in the text."""
