"""Which level a heading has: decided by what each counter expects next, never by shape alone.

“I.”, “V.”, “C.” and “D.” are letters and Roman numerals; only what came before can tell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.importer.labels import Label

DEEPEST = 3
"""Levels of heading that a report has."""

Series = tuple[str, str]
FRONT: Series = ("front", "")
"""A summary or the like, before the numbered sections."""
UNLABELLED: Series = ("none", "")


def series(label: Label) -> Series:
    """Return what the labels of one level have in common; “I.” and “II –” are one series."""
    depth = str(label.depth) if label.depth > 1 else ""
    return label.kind + depth, label.form if label.form.isalpha() else ""


@dataclass(slots=True)
class Outline:
    """The sections that are open, and what each level is numbered with."""

    open: list[tuple[Series, int, str]] = field(default_factory=list)
    """Of each level from the top: its series, its present value, its label without full stop."""
    levels: dict[Series, int] = field(default_factory=dict)
    """The level at which a series was first met."""
    last: dict[Series, int] = field(default_factory=dict)
    """The last value of each series: articles may go on over chapters."""

    def place(self, readings: Iterable[Label]) -> tuple[Label, int] | None:
        """Return the reading that some level expects next, with the level; None for none."""
        found = list(readings)
        for level in range(len(self.open), 0, -1):
            kind, value, _ = self.open[level - 1]
            for label in found:
                if kind == series(label) and label.value == value + 1:
                    return label, level
        for label in found:
            first = self._first_level(label)
            if label.value == 1 and first is not None:
                return label, first
        for label in found:
            first = self._first_level(label)
            if first is not None and self.last.get(series(label), 0) + 1 == label.value:
                return label, first
        return None

    def guess(self, readings: Iterable[Label]) -> tuple[Label, int]:
        """Return a reading and a level for a label that no level expects."""
        found = list(readings)
        for label in found:
            if series(label) in self.levels:
                return label, min(self.levels[series(label)], len(self.open) + 1)
        return found[0], min(len(self.open) + 1, DEEPEST) if self.open else 1

    def enter(self, label: Label | None, level: int, *, is_front: bool = False) -> int:
        """Open a section; return its place among its like. Front matter has no parts."""
        same = len(self.open) >= level
        before = self.open[level - 1][1] if same else 0
        del self.open[level - 1 :]
        kind: Series = series(label) if label else FRONT if is_front else UNLABELLED
        value = label.value if label else before + 1
        name = label.typed.strip("().[]- ").rstrip(".") if label else ""
        self.open.append((kind, value, name))
        self.levels.setdefault(kind, level)
        self.last[kind] = value
        return value

    def name(self) -> str:
        """Return the section that is open, as a person calls it: ``IV.A``."""
        if self.open and self.open[-1][0][0].startswith("decimal"):
            return self.open[-1][2]  # it names those above it itself
        return ".".join(name for _, _, name in self.open if name)

    def _first_level(self, label: Label) -> int | None:
        kind = series(label)
        above = [s for s, _, _ in self.open]
        known = self.levels.get(kind)
        if known is None:
            is_top = above[:1] == [FRONT] or (label.kind == "roman" and above[:1] == [UNLABELLED])
            known = 1 if is_top else len(above) + 1
        # A level that is open goes on counting; it does not begin anew inside its own section.
        is_open = len(above) >= known and above[known - 1] == kind
        return known if known <= min(len(above) + 1, DEEPEST) and not is_open else None
