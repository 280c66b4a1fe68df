"""The numbers that Word shows: what the lists of a document count to (ECMA-376 17.9).

A Word file does not hold its numbers; every reader counts them. This is such a reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.formats.docx.wordml import switched_on, value, w

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.formats.docx.wordml import Element, Styles

LEVELS = 9
"""A Word list has nine levels, the first of them level 0."""


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a paragraph."""

    label: str
    """As Word shows it before the paragraph: ``D.``, ``26.``, a bullet."""
    in_context: str
    """As a REF field with ``\\w`` shows it: ``IV.D``, ``26`` (17.16.5.51)."""


@dataclass(slots=True)
class _List:
    """A definition (``w:abstractNum``) and how far it has counted."""

    levels: Mapping[int, Element]
    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


@dataclass(slots=True)
class _Instance:
    """A list in use (``w:num``): a definition and what it overrides."""

    list: _List
    levels: Mapping[int, Element]
    starts: dict[int, int]
    """Levels that begin anew, at which number, where this instance first uses them."""

    def level(self, place: int) -> Element | None:
        return self.levels.get(place, self.list.levels.get(place))


class Numbering:
    """Counts the paragraphs of a document; call ``count`` for each, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        """Read the numbering part; None where the document has none."""
        self._styles = styles
        self._instances = {} if root is None else _instances(root, styles)

    def count(self, paragraph: Element) -> Number:
        """Return the number that Word gives a paragraph; one with empty texts for none."""
        instance, place = self._place(paragraph)
        if instance is None:
            return Number("", "")
        counts = instance.list.counts
        if place in instance.starts:
            counts[place] = instance.starts.pop(place)
        else:
            now = counts[place]
            counts[place] = _start(instance.level(place)) if now is None else now + 1
        for deeper in range(place + 1, LEVELS):
            if _restarts(instance.level(deeper), place):
                counts[deeper] = None
        return Number(_text(instance, place), _in_context(instance, place))

    def _place(self, paragraph: Element) -> tuple[_Instance | None, int]:
        """Return the list and level of a paragraph, its own or those of its style."""
        properties = paragraph.find(w("pPr"))
        own = None if properties is None else properties.find(w("numPr"))
        if value(own, "numId") is not None:
            instance = self._instances.get(value(own, "numId") or "")
            return instance, int(value(own, "ilvl") or 0)
        for style, element in self._styles.chain(value(properties, "pStyle")):
            numbered = element.find(f"{w('pPr')}/{w('numPr')}")
            number = value(numbered, "numId")
            if number is None:
                continue
            instance = self._instances.get(number)
            if instance is None:
                return None, 0
            # The level of a style is the one that names the style (17.9.23), else what it says.
            linked = (p for p, e in instance.list.levels.items() if value(e, "pStyle") == style)
            return instance, next(linked, int(value(numbered, "ilvl") or 0))
        return None, 0


def _instances(root: Element, styles: Styles) -> dict[str, _Instance]:
    elements = {a.get(w("abstractNumId")): a for a in root.iter(w("abstractNum"))}
    lists = {key: _List(_levels(element)) for key, element in elements.items()}
    numbers = {num.get(w("numId"), ""): num for num in root.iter(w("num"))}
    found = {}
    for number, num in numbers.items():
        key = value(num, "abstractNumId")
        linked = value(elements.get(key), "numStyleLink")
        if linked is not None:  # a list style: the definition is where the style leads (17.9.21)
            for _, style in styles.chain(linked):
                target = numbers.get(value(style, "pPr", "numPr", "numId") or "")
                key = value(target, "abstractNumId") or key
        if key not in lists:
            continue
        starts, levels = {}, {}
        for override in num.iter(w("lvlOverride")):
            place = int(override.get(w("ilvl"), "0"))
            levels.update(_levels(override))
            start = value(override, "startOverride")
            if start is not None:
                starts[place] = int(start)
        found[number] = _Instance(lists[key], levels, starts)
    return found


def _levels(parent: Element) -> dict[int, Element]:
    return {int(level.get(w("ilvl"), "0")): level for level in parent.findall(w("lvl"))}


def _start(level: Element | None) -> int:
    return int(value(level, "start") or 0)


def _restarts(level: Element | None, place: int) -> bool:
    """Tell whether a level begins anew after a paragraph of level ``place`` (17.9.10)."""
    after = value(level, "lvlRestart")
    return after is None or place < int(after)


def _text(instance: _Instance, place: int) -> str:
    level = instance.level(place)
    if level is None:
        return ""
    if value(level, "numFmt") == "bullet":
        return value(level, "lvlText") or ""

    def number(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        count = instance.list.counts[at]
        used = instance.level(at)
        kind = "decimal" if switched_on(level, "isLgl") else value(used, "numFmt") or "decimal"
        return format_number(_start(used) if count is None else count, kind)

    return re.sub(r"%([1-9])", number, value(level, "lvlText") or "")


def _in_context(instance: _Instance, place: int) -> str:
    """Return the number after those of the levels above it, without the last full stop."""
    own = value(instance.level(place), "lvlText") or ""
    names_others = re.search(rf"%(?!{place + 1})\d", own) is not None
    above = [
        _text(instance, at)
        for at in range(place)
        if instance.list.counts[at] is not None and not names_others
    ]
    return "".join([*above, _text(instance, place)]).rstrip(".")


def format_number(number: int, kind: str) -> str:
    """Return a number in a format of Word's (17.18.59); ``?`` for one not known here."""
    return _FORMATS[kind](number) if kind in _FORMATS else "?"


def _letters(number: int) -> str:
    """Return a … z, aa, bb …: Word repeats the letter."""
    repeats, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (repeats + 1)


def _roman(number: int) -> str:
    thousands, rest = divmod(number, 1000)
    digits = f"{rest:03}"
    return "m" * thousands + "".join(
        signs[int(digit)] for signs, digit in zip(_ROMAN, digits, strict=True)
    )


_ROMAN = (
    ("", "c", "cc", "ccc", "cd", "d", "dc", "dcc", "dccc", "cm"),
    ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"),
    ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"),
)

_FORMATS: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "none": lambda _: "",
}
