"""What a text is like before it is taken apart: the numbers of its paragraphs, its width."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.importer.labels import labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.importer.draft import Line

LONGEST_HEADING = 200
"""Characters of the longest heading."""

UNWRAPPED = 200
"""A text with lines longer than this has a paragraph on each line."""

_FORMS = (".", "§", ")", "()", "[]")
"""What may stand around the number of a paragraph."""

_WORDS = {
    "en": frozenset({"the", "of", "and", "to", "in", "that", "is", "by", "with", "has"}),
    "fr": frozenset({"le", "la", "les", "des", "et", "du", "une", "dans", "est", "aux"}),
}
_CALL_END = re.compile(r"(?<=[.;,:])(?:\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|\[\d{1,3}\])$")
"""The call of a footnote behind the last sign."""
ENDS = tuple(".!?:;…”\"»)]’'")
"""Signs that end a sentence or what stands for one."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the stages want to know of the whole text."""

    width: int
    """Characters of a full line."""
    style: tuple[str, str] | None
    """Of the numbers of paragraphs; None where paragraphs have none."""
    language: str
    is_unwrapped: bool


def survey(lines: Sequence[Line]) -> Survey:
    """Look a text over."""
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 80
    long = sum(length > UNWRAPPED for length in lengths)
    return Survey(
        width=max(width, 40),
        style=_paragraph_style(lines, max(width, 40)),
        language=language_of(" ".join(line.text for line in lines[:400])),
        is_unwrapped=long * 5 > len(lines),
    )


def language_of(text: str) -> str:
    """Return the language that the commonest words belong to; English where nothing speaks."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return max(_WORDS, key=lambda tag: (sum(w in _WORDS[tag] for w in words), tag == "en"))


def _paragraph_style(lines: Sequence[Line], width: int) -> tuple[str, str] | None:
    """Return the style whose numbers 1, 2, 3 … go on longest over lines that begin a text."""
    best: tuple[int, tuple[str, str] | None] = (0, None)
    found: dict[str, list[int]] = {form: [] for form in _FORMS}
    for place, line in enumerate(lines):
        if line.heading > 0 or not (line.text[0].isdigit() or line.text[0] in "§(["):
            continue
        after = lines[place + 1] if place + 1 < len(lines) else None
        alone = line.heading == 0 and (after is None or after.after_gap or _is_labelled(after.text))
        for label in labels(line.text):
            if label.kind == "number" and label.form in _FORMS:
                if alone and looks_like_heading(label.rest) and len(line.text) < 0.75 * width:
                    continue
                found[label.form].append(label.value)
    for form, values in found.items():
        expected = 1
        for value in values:
            expected += value == expected
        best = max(best, (expected - 1, ("number", form)), key=lambda pair: pair[0])
    return best[1]


def _is_labelled(text: str) -> bool:
    """Tell whether a line begins with more of a number than digits, which a sentence may have."""
    return any(label.form not in ("", "bare") for label in labels(text))


def looks_like_heading(text: str) -> bool:
    """Tell whether words could be a heading: short, a capital first, no full stop at the end."""
    bare = _CALL_END.sub("", text)
    return (
        bool(text)
        and len(text) <= LONGEST_HEADING
        and not text[0].islower()
        and not bare.endswith((".", ";", ",", ":"))
        and any(c.isalpha() for c in text)
    )


def is_capitals(text: str) -> bool:
    """Tell whether words are set in capitals; a name such as eFP among them does not count."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 2 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)
