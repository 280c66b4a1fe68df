"""Marks that people see and type: ``⟦2 note first⟧``, ``⟦1⟧ … ⟦/1⟧``, ``[[1]] … [[/1]]``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.idline import ID
from pipeline.translations.exchange.formatting import Run
from pipeline.translations.exchange.inline import Code, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.translations.exchange.inline import Kind, Piece

_MARK = re.compile(
    r"(?:⟦|\[\[)\s*(?P<end>/)?\s*(?P<number>\d{1,4})\s*(?P<end_after>/)?\s*(?P<name>[^⟦⟧\[\]]*?)\s*(?:⟧|\]\])"
)
_WORDS: Mapping[str, tuple[Kind, str, str]] = {
    "note": ("note", "[^{}]", ""),
    "to": ("reference", "[@{}]", ""),
    "link": ("link", "[", "][{}]"),
    "term": ("term", "[", "]{{term={}}}"),
    "lang": ("foreign", "[", "]{{lang={}}}"),
}
"""Kind and Markdown of a mark, by the word that names it."""


def display_numbers(*texts: Sequence[Run]) -> Mapping[int, int]:
    """Return the number that each mark shows, from 1 in the order of the original."""
    codes = [run.content for text in texts for run in text if isinstance(run.content, Code)]
    return {number: place for place, number in enumerate(dict.fromkeys(c.number for c in codes), 1)}


def shown_mark(code: Code, number: int, pieces: Sequence[Piece], *, named: bool) -> str:
    """Return a mark as it stands in the text: ``⟦2 note first⟧``, ``⟦2⟧``, ``⟦/1⟧``."""
    if code.part == "close":
        return f"⟦/{number}⟧"
    return f"⟦{number} {label(code, pieces)}⟧" if named else f"⟦{number}⟧"


def runs_with_marks(runs: Iterable[Run]) -> list[Run]:
    """Return the runs with their marks as codes, wherever a program cut the runs.

    A mark without a name gets no Markdown, only its number: it is known from the original.
    """
    whole = _Line(runs)
    named: dict[int, tuple[Kind, str]] = {}
    ended = {int(m["number"]) for m in _MARK.finditer(whole.text) if _is_end(m)}
    out: list[Run] = []
    at = 0
    for match in _MARK.finditer(whole.text):
        out += whole.between(at, match.start())
        out.append(Run(_code(match, named, ended)))
        at = match.end()
    return out + whole.between(at, len(whole.text))


def has_broken_mark(runs: Iterable[Run]) -> bool:
    """Tell whether a piece of a mark stands among the words."""
    return any(
        isinstance(run.content, str) and re.search(r"[⟦⟧]|\[\[|\]\]", run.content)
        for run in runs_with_marks(runs)
    )


def _is_end(match: re.Match[str]) -> bool:
    return bool(match["end"] or match["end_after"])


def _code(match: re.Match[str], named: dict[int, tuple[Kind, str]], ended: set[int]) -> Code:
    number = int(match["number"])
    if _is_end(match):
        kind, data = named.get(number, ("link", ""))
        return Code(kind, "close", data, number)
    word, _, name = match["name"].partition(" ")
    if word not in _WORDS or not re.fullmatch(rf"{ID}|[A-Za-z]{{2,3}}(?:-[A-Za-z0-9]+)*", name):
        return Code("link", "open" if number in ended else "whole", "", number)
    kind, opening, closing = _WORDS[word]
    if not closing:
        return Code(kind, "whole", opening.format(name), number)
    named[number] = (kind, closing.format(name))
    return Code(kind, "open", opening, number)


class _Line:
    """Runs as one line of text, to be cut at any place."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = [run for run in runs if isinstance(run.content, str) and run.content]
        self.text = "".join(str(run.content) for run in self.runs)

    def between(self, start: int, end: int) -> list[Run]:
        """Return the words from ``start`` to ``end``, each with its look."""
        out: list[Run] = []
        at = 0
        for run in self.runs:
            content = str(run.content)
            cut = content[max(0, start - at) : max(0, end - at)]
            if cut:
                out.append(Run(cut, run.bold, run.italic))
            at += len(content)
        return out
