"""The number or sign that a heading, paragraph or list item begins with, as people type it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["roman", "letter", "number", "lower", "lower-roman", "decimal"]


@dataclass(frozen=True, slots=True)
class Label:
    """One reading of what a line begins with; ``I.`` has two."""

    kind: Kind
    form: str
    """What stands around the value: ``.``, ``)``, ``()``, ``§``, ``[]``, or a word: ``part``."""
    value: int
    """Its place in its series, from 1; of ``2.3``, the last part."""
    depth: int
    """How many parts the value has: 2 for ``2.3``, else 1."""
    typed: str
    """All of it as typed."""
    rest: str
    """What follows it."""

    @property
    def style(self) -> tuple[str, str]:
        """What labels of one series have in common."""
        return self.kind, self.form


_WORD = (
    r"(?P<word>(?i:chapter|part|section|title|article|annex|appendix"
    r"|chapitre|partie|titre|annexe))"
)
_SPELLED = {
    word: value
    for words in (
        "one two three four five six seven eight nine ten eleven twelve",
        "un deux trois quatre cinq six sept huit neuf dix onze douze",
        "une",
    )
    for value, word in enumerate(words.split(), 1)
}
"""Numbers behind such a word, in words: “PART TWO”."""
_NUMERAL = r"\d{1,5}(?:\.\d{1,3})*|[IVXLC]{1,7}|[ivxlc]{1,7}|[A-Z]|[a-z]"
_VALUE = rf"(?P<value>{_NUMERAL})"
_SHAPES = (
    ("§", re.compile(r"§[ \t]*(?P<value>\d{1,5})[.)]?(?:[ \t]+|$)")),
    (
        "word",
        re.compile(
            rf"{_WORD}[ \t]+(?P<value>(?i:{'|'.join(_SPELLED)})\b|{_NUMERAL})"
            r"(?:[ \t]*[.:–—-]+)?(?:[ \t]+|$)"
        ),
    ),
    (
        ".",
        re.compile(rf"{_VALUE}[ \t]?\.[ \t]?[-–—]?(?:[ \t]+|$|(?=[A-ZÀ-Þ“«\"]\w*[a-zà-ÿ ]))"),
    ),
    ("()", re.compile(rf"\({_VALUE}\)(?:[ \t]+|$)")),
    (")", re.compile(rf"{_VALUE}[ \t]?\)(?:[ \t]+|$)")),
    ("[]", re.compile(rf"\[{_VALUE}\](?:[ \t]+|$)")),
    ("-", re.compile(rf"{_VALUE}[ \t]+[-–—][ \t]+")),
    ("", re.compile(r"(?P<value>\d{1,3}(?:\.\d{1,3})+|[IVXLC]{1,7})(?:[ \t]+|$)")),
    ("bare", re.compile(r"(?P<value>\d{1,5})(?:[ \t]+|$)")),
)
_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_WORTH = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def labels(text: str) -> Iterator[Label]:
    """Yield every reading of the label that a text begins with; none where it has no label."""
    for form, shape in _SHAPES:
        match = shape.match(text)
        if match is None:
            continue
        name = match["word"].casefold() if form == "word" else form
        typed = match[0].rstrip()
        for kind, value, depth in _values(match["value"]):
            yield Label(kind, name, value, depth, typed, text[match.end() :].lstrip())
        return


def _values(text: str) -> Iterator[tuple[Kind, int, int]]:
    if "." in text:
        parts = text.split(".")
        yield "decimal", int(parts[-1]), len(parts)
        return
    if text.casefold() in _SPELLED:
        yield "number", _SPELLED[text.casefold()], 1
        return
    if text.isdecimal():
        yield "number", int(text), 1
        return
    if text.isupper():
        if (value := roman_value(text)) is not None:
            yield "roman", value, 1
        if len(text) == 1:
            yield "letter", ord(text) - ord("A") + 1, 1
        return
    if len(text) == 1:
        yield "lower", ord(text) - ord("a") + 1, 1
    if (value := roman_value(text.upper())) is not None:
        yield "lower-roman", value, 1


def roman_value(text: str) -> int | None:
    """Return the value of a Roman numeral in capitals, None for what is none."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_WORTH[sign] for sign in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
