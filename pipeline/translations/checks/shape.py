"""The shape of a translation: its length, its sentences, what it denies."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.translations.checks.english import names_a_document
from pipeline.translations.checks.subject import HOLE, Pair
from pipeline.translations.checks.words import whole_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

SHORT = 40
"""Texts of fewer letters say nothing by their length."""


def check_sentences(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a sentence that is missing, one too many, and one that stands twice."""
    english, target = unit.english.sentences, unit.target.sentences
    twice = _repeated(unit)
    if twice:
        yield unit.finding(
            "sentence-twice",
            "this sentence stands in the text twice",
            twice,
            "delete one of the two",
        )
    elif len(english) != len(target) and not _joined(unit, len(english) - len(target)):
        yield unit.warning(
            "sentence-count",
            f"the English has {len(english)} sentences, the translation {len(target)}",
            _first_astray(unit),
            "translate sentence by sentence; where two are better made one, say so in "
            "“# ignore sentence-count: …” above msgctxt",
        )


def _joined(unit: TranslatedUnit, fewer: int) -> bool:
    """Tell whether as many sentences were joined by a semicolon as are fewer."""
    ours, theirs = (
        sum(side.prose.count(sign) for sign in ";؛") for side in (unit.english, unit.target)
    )
    return 0 < fewer <= theirs - ours


def _repeated(unit: TranslatedUnit) -> tuple[int, int] | None:
    seen: Counter[str] = Counter()
    in_english = Counter(unit.english.prose[a:b].strip() for a, b in unit.english.sentences)
    if any(count > 1 for count in in_english.values()):
        return None
    for start, end in unit.target.sentences:
        words_ = unit.target.prose[start:end].strip(f" \t{HOLE}")
        seen[words_] += 1
        if seen[words_] > 1 and len(words_) > 5:
            return (start, end)
    return None


def _first_astray(unit: TranslatedUnit) -> tuple[int, int]:
    """Return the first line that does not hold one sentence; else the whole text."""
    target = unit.target.sentences
    for row in unit.rows:
        inside = [s for s in target if row[0] <= s[0] < row[1]]
        if len(inside) != 1 and len(unit.rows) == len(unit.english.sentences):
            return row
    return (0, len(unit.target.raw))


def check_length(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a text, or a sentence of it, that is far shorter or longer than its English."""
    bounds = words(unit.language).length
    if not bounds or names_a_document(unit):
        return
    whole = Pair((0, len(unit.english.raw)), (0, len(unit.target.raw)))
    for pair in (*unit.pairs, whole):
        ours, theirs = (
            len(text[a:b].replace(HOLE, "").strip())
            for text, (a, b) in (
                (unit.english.prose, pair.english),
                (unit.target.prose, pair.target),
            )
        )
        # The shorter a text, the more its length varies; so does that of a sentence in a text.
        play = 1 + 20 / max(ours, 1) + (0.15 if pair is not whole else 0)
        if ours >= SHORT and not bounds[0] / play <= theirs / ours <= bounds[1] * play:
            yield _odd_length(unit, pair.target, theirs / ours)
            return


def _odd_length(unit: TranslatedUnit, at: tuple[int, int], ratio: float) -> Diagnostic:
    way = "shorter" if ratio < 1 else "longer"
    return unit.warning(
        "length-differs",
        f"the translation is much {way} than translations of such a length are "
        f"({ratio:.0%} of the English)",
        at,
        "is something missing, or was something added?"
        if way == "shorter"
        else "was something added, or the English left beside it?",
    )


_AT_LEAST = re.compile(r"\bno (?:fewer|less|later) than\b", re.IGNORECASE)
"""What denies nothing, although it says “no”."""


_NOR = re.compile(r"\bnor\b", re.IGNORECASE)
"""Says “not” a second time where other languages say it once."""


def check_denial(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a sentence that denies in one of the two languages only."""
    own = words(unit.language)
    if not own.negation:
        return
    english = words(unit.around.document.language)
    ours, theirs = whole_words(english.negation), whole_words(own.negation, own.prefixes)
    nearly, plainly = whole_words(english.near_denial), whole_words(own.denial, own.prefixes)
    others = whole_words(own.no_negation, own.prefixes)
    counted = whole_words(own.negation_once or own.negation, own.prefixes)
    for pair in unit.pairs:
        sentence = _AT_LEAST.sub("", unit.english.prose[slice(*pair.english)])
        denied = ours.search(sentence)
        translation = others.sub("", unit.target.prose[slice(*pair.target)])
        if denied and not theirs.search(translation):
            yield unit.warning(
                "denial-missing",
                f"the English denies something (“{denied[0]}”), the translation nothing",
                pair.target,
                "is a “not” missing? If the sentence says it otherwise: "
                "“# ignore denial-missing: …” above msgctxt",
            )
            return
        often = len(ours.findall(_NOR.sub("", sentence)))
        seldom = len(counted.findall(translation))
        if often > 1 and seldom < often:
            yield unit.warning(
                "denial-missing",
                f"the English denies {often} times, the translation {seldom} times",
                pair.target,
                "is a “not” missing? If the sentence says it otherwise: "
                "“# ignore denial-missing: …” above msgctxt",
            )
            return
        added = plainly.search(translation)
        if added and not denied and not nearly.search(sentence):
            yield unit.warning(
                "denial-added",
                f"the translation denies something (“{added[0]}”), the English nothing",
                pair.target,
                "is a “not” too many? If the English says it otherwise: "
                "“# ignore denial-added: …” above msgctxt",
            )
            return
