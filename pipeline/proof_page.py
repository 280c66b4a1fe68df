"""ProofReport → proof.html: the page on which staff see that all files say the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from babel.dates import format_date

from pipeline.languages import name_in
from pipeline.proof import ALL_FORMATS
from pipeline.templating import render

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.proof import Comparison, Difference, ProofReport

LANGUAGE = "en_GB"
"""Locale of the page itself, whatever the languages of the publication."""

SHOWN = 80
"""Characters shown of what is alike before and after a difference."""


@dataclass(frozen=True, slots=True)
class Table:
    """All comparisons of the files of one language."""

    language: str
    """Its name in English."""
    tag: str
    formats: tuple[str, ...]
    """The columns."""
    rows: tuple[tuple[str, tuple[Comparison | None, ...]], ...]
    """(aspect, its comparison in each format; None where there is none)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a difference, taken apart so that the page can mark what differs."""

    before: str
    differing: str
    after: str


def proof_html(report: ProofReport, templates: Path) -> str:
    """Return the page, HTML with its style in it, made by ``templates/proof/proof.html.j2``.

    Raises ``ReportError``: what ``templating.render`` raises.
    """
    page = render(
        templates,
        "proof",
        "proof.html.j2",
        report=report,
        date=format_date(report.date, "long", LANGUAGE),
        tables=_tables(report),
        between=[c for c in report.comparisons if c.format == ALL_FORMATS],
        differing=[c for c in report.comparisons if c.differences],
        compared=sum(c.expected for c in report.comparisons),
        count=sum(len(c.differences) for c in report.comparisons),
        language_name=language_name,
        sides=sides,
    )
    return f"{page.strip()}\n"


def language_name(tag: str) -> str:
    """Return the English name of a BCP 47 tag, or the tag where CLDR has no name for it."""
    return name_in(tag, "en")


def sides(difference: Difference) -> tuple[Side, Side]:
    """Return what was expected and what was found, each with the part in which they differ.

    Long passages that are alike are cut, with an ellipsis.
    """
    one, other = difference.expected, difference.found
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    return _side(one, start, end), _side(other, start, end)


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common from their beginning on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _side(text: str, start: int, end: int) -> Side:
    before, after = text[:start], text[len(text) - end :]
    return Side(
        before if len(before) <= SHOWN else f"…{before[-SHOWN:]}",
        text[start : len(text) - end],
        after if len(after) <= SHOWN else f"{after[:SHOWN]}…",
    )


def _tables(report: ProofReport) -> list[Table]:
    files = [c for c in report.comparisons if c.format != ALL_FORMATS]
    found = {(c.language, c.format, c.aspect): c for c in files}
    tables = []
    for tag in dict.fromkeys(c.language for c in files):
        own = [c for c in files if c.language == tag]
        formats = tuple(dict.fromkeys(c.format for c in own))
        rows = tuple(
            (aspect, tuple(found.get((tag, name, aspect)) for name in formats))
            for aspect in dict.fromkeys(c.aspect for c in own)
        )
        tables.append(Table(language_name(tag), tag, formats, rows))
    return tables
