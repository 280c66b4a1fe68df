"""Words and codes ↔ runs of a word processor, where emphasis is a look and not a code."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from pipeline.translations.exchange.inline import Code

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pipeline.translations.exchange.inline import Piece

Look = Literal["bold", "italic"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look, or a mark."""

    content: Piece
    bold: bool = False
    italic: bool = False


def runs_of(pieces: Sequence[Piece]) -> list[Run]:
    """Return the runs of a text; codes of emphasis become the look of its words."""
    out: list[Run] = []
    bold = italic = 0
    for piece in pieces:
        if isinstance(piece, Code) and piece.kind in ("strong", "emphasis"):
            step = 1 if piece.part == "open" else -1
            bold += step if piece.kind == "strong" else 0
            italic += step if piece.kind == "emphasis" else 0
        else:
            out.append(Run(piece, bold > 0, italic > 0))
    return out


# --- runs → pieces --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Node:
    """A run, or a pair of marks with what stands between them."""

    run: Run
    end: Run | None = None
    children: list[_Node] = field(default_factory=list)

    def look(self, name: Look) -> bool | None:
        """Return whether it has a look; None where it has no words that could."""
        if self.end is None:
            content = self.run.content
            return getattr(self.run, name) if isinstance(content, str) and content.strip() else None
        looks = {look for child in self.children if (look := child.look(name)) is not None}
        return looks == {True} if looks else None

    def without(self, name: Look) -> _Node:
        """Return it without a look that now stands around it."""
        plain = replace(
            self.run,
            bold=self.run.bold and name != "bold",
            italic=self.run.italic and name != "italic",
        )
        return _Node(plain, self.end, [child.without(name) for child in self.children])


_SIGNS: Mapping[Look, str] = {"bold": "**", "italic": "*"}


def pieces_from(runs: Sequence[Run]) -> tuple[Piece, ...]:
    """Return the pieces of a text, its looks as codes of emphasis that nest with the marks."""
    numbers = iter(range(1000, 1_000_000))
    return tuple(_flat(_tree(runs), ("bold", "italic"), lambda: next(numbers)))


def _tree(runs: Sequence[Run]) -> list[_Node]:
    """Put marks that begin and end in the same text together; what does not fit stays alone."""
    top: list[_Node] = []
    stack: list[tuple[_Node, list[_Node]]] = []
    level = top
    for run in runs:
        content = run.content
        node = _Node(run)
        if isinstance(content, Code) and content.part == "close":
            if stack and _number(stack[-1][0]) == content.number:
                pair, level = stack.pop()
                pair.end = run
                continue
        elif isinstance(content, Code) and content.part == "open":
            level.append(node)
            stack.append((node, level))
            level = node.children
            continue
        level.append(node)
    for pair, _ in stack:  # begun and not ended: told of where the marks are compared
        pair.end = Run("")
    return top


def _number(node: _Node) -> int:
    return node.run.content.number if isinstance(node.run.content, Code) else 0


def _flat(
    nodes: Sequence[_Node], looks: tuple[Look, ...], number: Callable[[], int]
) -> Iterator[Piece]:
    if not looks:
        for node in nodes:
            if node.run.content:
                yield node.run.content
            if node.end is not None:
                yield from _flat(node.children, ("bold", "italic"), number)
                if node.end.content:
                    yield node.end.content
        return
    look, rest = looks[0], looks[1:]
    at = 0
    while at < len(nodes):
        end = _last_with(nodes, at, look)
        if end == at:
            yield from _flat([nodes[at]], rest, number)
            at += 1
            continue
        inside = list(_flat([node.without(look) for node in nodes[at:end]], rest, number))
        yield from _wrapped(inside, _SIGNS[look], number())
        at = end


def _last_with(nodes: Sequence[_Node], start: int, look: Look) -> int:
    """Return the end of the stretch from ``start`` that has a look; ``start`` where none has."""
    end = start
    for at in range(start, len(nodes)):
        has = nodes[at].look(look)
        if has:
            end = at + 1
        elif has is False or end == start:
            break
    return end


def _wrapped(inside: list[Piece], sign: str, number: int) -> Iterator[Piece]:
    """Yield what is between two signs, spaces at its edges outside of them."""
    first, last = inside[0], inside[-1]
    if isinstance(first, str) and first[:1].isspace():
        yield " "
        inside[0] = first.lstrip()
    after = isinstance(last, str) and last[-1:].isspace()
    if after and isinstance(inside[-1], str):
        inside[-1] = inside[-1].rstrip()
    kind: Literal["strong", "emphasis"] = "strong" if sign == "**" else "emphasis"
    yield Code(kind, "open", sign, number)
    yield from inside
    yield Code(kind, "close", sign, number)
    if after:
        yield " "
