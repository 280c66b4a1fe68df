"""The proof: every finished file, opened again, says what the Edition says.

Each format reads its own files back by other means than those that made them; this module
compares. All formats are compared with the one Edition of their language, and all languages with
the canonical one, so that equality with it is equality of all.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from pipeline import edition as ed
from pipeline.diagnostics import Diagnostic
from pipeline.expected import expected_reading
from pipeline.formats import kind_of
from pipeline.walk import walk_inlines, walk_units

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from pipeline.reading import ContentsRead, GlossaryRead, HeadingRead, Reading, UnitRead

WITHOUT_SPACES = frozenset({"pdf"})
"""Formats compared without white space: a PDF draws no space where a line ends."""

ALL_FORMATS = "all"
"""In place of a format: a comparison of two editions, which no single file is to blame for."""

NOTHING = "(nothing)"
"""Stands in a difference for what one side does not have."""

_INVISIBLE = dict.fromkeys(
    map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069")
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a file says otherwise than the Edition."""

    where: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """One aspect of one file, compared with the Edition."""

    language: str
    format: str
    aspect: str
    expected: int
    """How many things the Edition has."""
    found: int
    """How many things the file has."""
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ProofReport:
    """All comparisons of a publication."""

    publication: str
    title: str
    date: date
    comparisons: tuple[Comparison, ...]
    page_numbers_from: str
    """Whose layout the page numbers in DOCX and EPUB are true for, in words."""

    @property
    def passed(self) -> bool:
        """Whether no file differs from its Edition."""
        return not any(c.differences for c in self.comparisons)

    def to_json(self) -> str:
        """Return the report as JSON, its keys those of these classes."""
        return json.dumps(
            {**asdict(self), "date": self.date.isoformat(), "passed": self.passed},
            ensure_ascii=False,
            indent=1,
        )

    def diagnostics(self) -> list[Diagnostic]:
        """Return one error a difference: ``proof-difference``."""
        return [
            Diagnostic(
                "proof-difference",
                f"{c.language} {c.format.upper()}, {c.aspect}, {d.where}: "
                f"expected “{_short(d.expected)}”, found “{_short(d.found)}”",
                None,
                "the file does not say what the source says; this is a fault of the pipeline or "
                "of a template, not of the text",
            )
            for c in self.comparisons
            for d in c.differences
        ]


def comparisons_in(proof: bytes) -> list[Comparison]:
    """Return the comparisons of a report that ``ProofReport.to_json`` wrote."""
    read = []
    for values in json.loads(proof)["comparisons"]:
        differences = tuple(Difference(**difference) for difference in values["differences"])
        read.append(Comparison(**{**values, "differences": differences}))
    return read


def compare(edition: ed.Edition, format_name: str, reading: Reading) -> list[Comparison]:
    """Compare what a finished file says with its Edition, aspect by aspect."""
    return _Comparer(edition.language, format_name, expected_reading(edition), reading).all()


@dataclass(frozen=True, slots=True)
class _Comparer:
    language: str
    format: str
    wanted: Reading
    got: Reading

    def all(self) -> list[Comparison]:
        want, got, text = self.wanted, self.got, self._text
        return [
            self._rows(
                "language and title",
                [("language", want.language), ("title", text(want.title))],
                [("language", got.language), ("title", text(got.title))],
            ),
            self._cover(),
            self._rows(
                "contents",
                [(f"line {i}", self._contents(c)) for i, c in enumerate(want.contents, 1)],
                [(f"line {i}", self._contents(c)) for i, c in enumerate(got.contents, 1)],
            ),
            self._rows(
                "headings",
                [(f"heading {i}", self._heading(h)) for i, h in enumerate(want.headings, 1)],
                [(f"heading {i}", self._heading(h)) for i, h in enumerate(got.headings, 1)],
            ),
            self._units("numbers", lambda unit: unit.label, lambda unit: bool(unit.label)),
            self._units("text of paragraphs", lambda unit: text(unit.text)),
            self._units("footnote calls", _calls, lambda unit: len(unit.calls)),
            self._units("cross-references", self._references, lambda unit: len(unit.references)),
            self._units("first uses of terms", _terms, lambda unit: len(unit.terms)),
            self._rows(
                "footnotes",
                [(f"footnote {n.number}", text(n.text)) for n in want.notes],
                [(f"footnote {n.number}", text(n.text)) for n in got.notes],
            ),
            self._rows(
                "addresses",
                [(f"footnote {n.number}", " ".join(n.urls)) for n in want.notes if n.urls],
                [(f"footnote {n.number}", " ".join(n.urls)) for n in got.notes if n.urls],
            ),
            self._rows(
                "glossary",
                [(f"entry {i}", self._entry(e)) for i, e in enumerate(want.glossary, 1)],
                [(f"entry {i}", self._entry(e)) for i, e in enumerate(got.glossary, 1)],
            ),
        ]

    def _text(self, text: str) -> str:
        return squeeze(text) if kind_of(self.format) in WITHOUT_SPACES else normal(text)

    def _contents(self, line: ContentsRead) -> str:
        return f"{line.level} {line.label} {self._text(line.title)} → {line.target}"

    def _heading(self, heading: HeadingRead) -> str:
        return f"{heading.level} {heading.label} {self._text(heading.title)}"

    def _entry(self, entry: GlossaryRead) -> str:
        return f"{self._text(entry.term)}: {self._text(entry.text)}"

    def _references(self, unit: UnitRead) -> str:
        return "; ".join(f"{self._text(words)} → {target}" for words, target in unit.references)

    def _units(
        self,
        aspect: str,
        value: Callable[[UnitRead], str],
        size: Callable[[UnitRead], int] = lambda _: 1,
    ) -> Comparison:
        """Compare one thing of every unit; ``size`` says how many of it a unit has."""
        compared = self._rows(
            aspect,
            [(_where(unit, i), value(unit)) for i, unit in enumerate(self.wanted.units, 1)],
            [(_where(unit, i), value(unit)) for i, unit in enumerate(self.got.units, 1)],
        )
        return replace(
            compared,
            expected=sum(map(size, self.wanted.units)),
            found=sum(map(size, self.got.units)),
        )

    def _rows(
        self,
        aspect: str,
        wanted: Sequence[tuple[str, str]],
        got: Sequence[tuple[str, str]],
    ) -> Comparison:
        differences: list[Difference] = []
        values = [value for _, value in wanted], [value for _, value in got]
        if values[0] != values[1]:
            matcher = SequenceMatcher(None, *values, autojunk=False)
            for tag, i1, i2, j1, j2 in matcher.get_opcodes():
                if tag != "equal":
                    differences += _row_differences(wanted[i1:i2], got[j1:j2])
        return Comparison(
            self.language, self.format, aspect, len(wanted), len(got), tuple(differences)
        )

    def _cover(self) -> Comparison:
        """Each item of the title page stands on it, wherever the design puts it."""
        items = self.wanted.cover.split("\n")
        page = squeeze(self.got.cover)
        missing = [item for item in items if squeeze(item) not in page]
        return Comparison(
            self.language,
            self.format,
            "title page",
            len(items),
            len(items) - len(missing),
            tuple(Difference("title page", item, NOTHING) for item in missing),
        )


def compare_languages(canonical: ed.Edition, other: ed.Edition) -> Comparison:
    """Compare the skeletons of two languages: ids, numbers, notes, links, glossary."""
    wanted, got = _skeleton(canonical), _skeleton(other)
    differences = [Difference("structure", want, NOTHING) for want in (wanted - got).elements()] + [
        Difference("structure", NOTHING, have) for have in (got - wanted).elements()
    ]
    return Comparison(
        other.language,
        ALL_FORMATS,
        f"structure, as in {canonical.language}",
        wanted.total(),
        got.total(),
        tuple(differences),
    )


def _skeleton(edition: ed.Edition) -> Counter[str]:
    """Return what must be alike in every language; the order of glossary and words is free."""
    lines = [f"contents {i}: {c.label} {c.target}" for i, c in enumerate(edition.contents)]
    for place, unit in enumerate(walk_units(edition)):
        number = unit.number if isinstance(unit, ed.Paragraph) else None
        lines.append(f"unit {place}: {unit.id} {number or ''}".rstrip())
        for node in walk_inlines(unit.content):
            if isinstance(node, ed.NoteCall):
                lines.append(f"{unit.id} calls footnote {node.note.number} {node.note.id}")
            elif isinstance(node, ed.CrossReference):
                lines.append(f"{unit.id} refers to {node.target} {node.number}")
    lines += [f"footnote {note.number}: {note.id}" for note in edition.notes]
    lines += [f"glossary: {entry.id}" for entry in edition.glossary]
    return Counter(lines)


def normal(text: str) -> str:
    """Return a text for comparison: NFC, without invisible signs, white space as one space."""
    text = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return re.sub(r"\s+", " ", text).strip()


def squeeze(text: str) -> str:
    """Return a text for comparison without any white space."""
    return re.sub(r"\s+", "", normal(text))


def _calls(unit: UnitRead) -> str:
    return " ".join(map(str, unit.calls))


def _terms(unit: UnitRead) -> str:
    return " ".join(unit.terms)


def _where(unit: UnitRead, place: int) -> str:
    number = unit.label.rstrip(".")
    return f"paragraph {number}" if number.isdigit() else f"text {place}"


def _row_differences(
    wanted: Sequence[tuple[str, str]], got: Sequence[tuple[str, str]]
) -> Iterable[Difference]:
    """Pair the rows of a stretch that differs; what has no partner stands against nothing."""
    for want, have in zip_longest(wanted, got):
        where, expected = want or (have[0], NOTHING)
        if have is None:
            found = NOTHING
        else:
            found = have[1] if have[0] == where else f"{have[0]}: {have[1]}"
        yield Difference(where, expected, found)


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
