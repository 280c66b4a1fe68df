"""Texts that are the same in English are the same in a translation, and others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

LONG = 50
"""Shorter texts and sentences may be the same by chance."""


def check_headings(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a heading, title or name that is translated in two ways."""
    if unit.unit.kind not in _NAMED:
        return
    first = unit.around.once(_first_english).get(unit.english.raw.strip())
    if first and first is not unit and first.target.raw.strip() != unit.target.raw.strip():
        yield unit.warning(
            "translated-twice",
            f"“{_short(unit.english.raw)}” is “{_short(unit.target.raw)}” here and "
            f"“{_short(first.target.raw)}” in line {first.span(0, 1).line}",
            (0, len(unit.target.raw)),
            "choose one of the two translations",
        )


def check_copies(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a text that is the translation of another text: pasted under the wrong id."""
    mine = unit.target.raw.strip()
    english = unit.english.raw.strip()
    # Which of the two is the wrong one nobody can tell: both are named.
    others = (
        u
        for u in unit.around.once(_by_target).get(mine, ())
        if u is not unit and u.unit.kind == unit.unit.kind
    )
    other = next((u for u in others if u.english.raw.strip() != english), None)
    if other and (len(mine) >= LONG or unit.unit.kind == "heading"):
        yield unit.finding(
            "translation-copied",
            f"this is the translation of “{other.unit.id}” too (line {other.span(0, 1).line}), "
            "whose English is another",
            (0, len(unit.target.raw)),
            "was it pasted under the wrong id?",
        )
        return
    sentences = unit.around.once(_sentences)
    for start, end in unit.target.sentences:
        words = unit.target.raw[start:end].strip()
        other = sentences.get(words)
        if len(words) >= LONG and other and other is not unit:
            if set(_texts(unit, "english")) & set(_texts(other, "english")):
                continue
            yield unit.warning(
                "translation-copied",
                f"this sentence stands in “{other.unit.id}” too (line {other.span(0, 1).line}), "
                "and no sentence of the English does",
                (start, end),
                "was it pasted under the wrong id?",
            )
            return


def _texts(unit: TranslatedUnit, side: str) -> list[str]:
    text = unit.english if side == "english" else unit.target
    return [text.raw[a:b].strip() for a, b in text.sentences]


_NAMED = ("heading", "link", "term", "cover")
"""Texts that say the same wherever they stand."""


def _first_english(around: Surroundings) -> Mapping[str, TranslatedUnit]:
    """Return the first text of each English wording."""
    named = [unit for unit in around.units if unit.unit.kind in _NAMED]
    return {unit.english.raw.strip(): unit for unit in reversed(named)}


def _by_target(around: Surroundings) -> Mapping[str, Sequence[TranslatedUnit]]:
    out: dict[str, list[TranslatedUnit]] = {}
    for unit in around.units:
        out.setdefault(unit.target.raw.strip(), []).append(unit)
    return out


def _sentences(around: Surroundings) -> Mapping[str, TranslatedUnit]:
    return {
        sentence: unit for unit in reversed(around.units) for sentence in _texts(unit, "target")
    }


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 50 else text[:49] + "…"
