"""From a sign of a text to its line and column in the file that a person edits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Place:
    """Maps an offset in the content of a block to a place in its file.

    ``lines`` holds, for each line of the content, (line in the file, columns before it).
    """

    file: str
    lines: tuple[tuple[int, int], ...]
    content: str
    escapes: tuple[tuple[int, ...], ...] = ()
    """For each line, which of its characters take two columns in the file (``\\"`` in PO)."""

    def span(self, offset: int, length: int = 1) -> Span:
        """Return the place of a character of the content."""
        offset = max(0, min(offset, len(self.content)))
        head = self.content[:offset]
        row = min(head.count("\n"), len(self.lines) - 1)
        line, before = self.lines[row]
        column = offset - (head.rfind("\n") + 1)
        if self.escapes:
            wide = self.escapes[row]
            length += sum(column <= at < column + length for at in wide)
            before += sum(at < column for at in wide)
        return Span(self.file, line, before + column + 1, length)


def place_of_block(file: str, lines: Sequence[str], first: int, content: str) -> Place:
    """Return the place of a block whose ``content`` begins in line ``first`` (from 0).

    Each row of the content is the end of its line, after what marks a list or a quotation.
    """
    places = []
    for line, row in enumerate(content.split("\n"), first):
        whole = lines[line] if line < len(lines) else ""
        places.append((line + 1, max(0, whole.rfind(row))))
    return Place(file, tuple(places), content)
