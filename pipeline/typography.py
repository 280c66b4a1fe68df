"""Spaces, quotes and apostrophes of each language, on the text nodes of an Edition.

Nobody can see or type U+202F, so nobody is asked to: the rules are applied at build. Every rule
is idempotent, so text that already has the right character stays as it is. Never called on
addresses or ids. Sources: Lexique des règles typographiques en usage à l'Imprimerie nationale
(French); New Hart's Rules (English).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, assert_never

from pipeline import edition as ed
from pipeline.languages import months

if TYPE_CHECKING:
    from collections.abc import Sequence

NBSP = "\u00a0"
NARROW = "\u202f"
_SPACES = f"[ {NBSP}{NARROW}]"
_OPENS = r"(?:^|(?<=[\s(\[—–“«‘]))"
"""Where a straight quote turns towards the word that follows."""

Rule = tuple[re.Pattern[str], str]


def typeset(text: str, language: str, before: str = "", after: str = "") -> str:
    """Return the text with the spaces, quotes and apostrophes of the language.

    ``before`` and ``after`` are the signs that stand beside the text in other nodes; they say
    which way a quote turns and whether a semicolon follows a word.
    """
    if before not in tuple(";:!?"):
        before = _stand_in(before)
    after = _stand_in(after)
    text = before + text + after
    for pattern, replacement in _rules(language.split("-", maxsplit=1)[0]):
        text = pattern.sub(replacement, text)
    return text[len(before) : len(text) - len(after)]


def _stand_in(neighbour: str) -> str:
    """Return a sign of the same kind that no rule changes, widens or takes away."""
    if not neighbour:
        return ""
    if neighbour.isspace():
        return "\n"
    if neighbour.isdecimal():
        return "0"
    if neighbour.isalpha():
        return "x"
    return "(" if neighbour in "([«“‘—–" else ")"


@cache
def _rules(language: str) -> Sequence[Rule]:
    rules = [*_quotes(language), *_numbers(language)]
    if language == "fr":
        rules += _french()
    return rules


def _quotes(language: str) -> list[Rule]:
    """Straight quotes and apostrophes become those of the language."""
    opening, closing = {"fr": ("« ", " »"), "uk": ("«", "»"), "ar": ("«", "»")}.get(
        language, ("“", "”")
    )
    return [
        (re.compile(rf'{_OPENS}"(?=\S)|(?:(?<=^\')|(?<=[\s(\[—–]\'))"(?=\w)'), opening),
        (re.compile(r'"'), closing),
        (re.compile(r"(?<=\w)'|'(?=\d\ds?\b)"), "’"),
        (re.compile(rf"{_OPENS}'(?=\S)"), "‘"),
        (re.compile(r"'"), "’"),
    ]


def _numbers(language: str) -> list[Rule]:
    """Keep on one line what belongs to a number: unit, currency, month, thousands."""
    month = "|".join(sorted(map(re.escape, months(language).values()), key=len, reverse=True))
    rules: list[Rule] = [
        (re.compile(rf"(\d|\b1er){_SPACES}({month or '(?!)'})\b"), rf"\1{NBSP}\2"),
        (re.compile(rf"\b(USD|EUR|GBP){_SPACES}(?=\d)"), rf"\1{NBSP}"),
        (re.compile(rf"(?<=\d){_SPACES}(?=USD\b|EUR\b)"), NBSP),
        (re.compile(rf"(?<=\d){_SPACES}(?=(?:million|billion|milliard|km\b|mm\b))"), NBSP),
        (re.compile(rf"(?<=\d){_SPACES}%"), f"{NBSP}%"),
    ]
    if language in ("fr", "uk"):
        # A year before a number is no group of thousands: “en 2014 300 soldats”.
        group = rf"(?<=\d)(?<!\d{{4}}){_SPACES}(?=\d{{3}}(?!\d))"
        rules.append((re.compile(group), NARROW if language == "fr" else NBSP))
    return rules


def _french() -> list[Rule]:
    # A word before the sign, or another such sign and a space; never a bracket: “(?)”.
    after_word = rf"(?:(?<=[^\s;:!?(\[«“‘])|(?<=[;:!?])(?={_SPACES})){_SPACES}*"
    return [
        (re.compile(rf"«{_SPACES}*"), f"«{NBSP}"),
        (re.compile(rf"{_SPACES}*»"), f"{NBSP}»"),
        (
            re.compile(rf"{after_word}([;!?][;:!?]*)(?=[\s»”’)\].,…]|$)"),
            rf"{NARROW}\1",
        ),
        (re.compile(rf"{after_word}(:[;:!?]*)(?=\s|$)"), rf"{NBSP}\1"),
        (re.compile(rf"\b(n°|nos|p\.){_SPACES}(?=\d)"), rf"\1{NBSP}"),
    ]


def typeset_inlines(
    inlines: tuple[ed.Inline, ...], language: str, before: str = "", after: str = ""
) -> tuple[ed.Inline, ...]:
    """Return the nodes with every text but addresses typeset; the neighbours as for ``typeset``."""
    following: list[str] = []
    for node in reversed(inlines):
        following.append(after)
        after = ed.plain_text((node,))[:1] or after
    out: list[ed.Inline] = []
    for node, then in zip(inlines, reversed(following), strict=True):
        new = _typeset_inline(node, language, before, then)
        out.append(new)
        before = ed.plain_text((new,))[-1:] or before
    return tuple(out)


def _typeset_inline(node: ed.Inline, language: str, before: str, after: str) -> ed.Inline:
    match node:
        case ed.Text(text):
            return ed.Text(typeset(text, language, before, after))
        case ed.Emphasis(children):
            return ed.Emphasis(typeset_inlines(children, language, before, after))
        case ed.Strong(children):
            return ed.Strong(typeset_inlines(children, language, before, after))
        case ed.Foreign(foreign, children):
            return ed.Foreign(foreign, typeset_inlines(children, foreign))
        case ed.ExternalLink(url, children, is_address):
            words = children if is_address else typeset_inlines(children, language, before, after)
            return ed.ExternalLink(url, words, is_address)
        case ed.GlossaryLink(entry, expansion, children):
            shown = typeset(expansion, language) if expansion else None
            return ed.GlossaryLink(entry, shown, typeset_inlines(children, language, before, after))
        case ed.NoteCall() | ed.CrossReference():
            return node
        case _:
            assert_never(node)
