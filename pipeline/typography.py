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

import babel

from pipeline import edition as ed

if TYPE_CHECKING:
    from collections.abc import Sequence

NBSP = "\u00a0"
NARROW = "\u202f"
_SPACES = f"[ {NBSP}{NARROW}]"

Rule = tuple[re.Pattern[str], str]


def typeset(text: str, language: str, before: str = "", after: str = "") -> str:
    """Return the text with the spaces, quotes and apostrophes of the language.

    ``before`` and ``after`` are the signs that stand beside the text in other nodes; they say
    which way a quote turns and whether a semicolon follows a word.
    """
    before, after = _STAND_IN(before), _STAND_IN(after)
    text = before + text + after
    for pattern, replacement in _rules(language.split("-", maxsplit=1)[0]):
        text = pattern.sub(replacement, text)
    return text[len(before) : len(text) - len(after)]


def _STAND_IN(neighbour: str) -> str:
    return ""


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
        (re.compile(r'(^|(?<=[\s(\[—–\u202f\u00a0]))"(?=\S)'), opening),
        (re.compile(r'"'), closing),
        (re.compile(r"(?<=\w)'|'(?=\d\ds?\b)"), "’"),
        (re.compile(r"(^|(?<=[\s(\[“«]))'(?=\S)"), "‘"),
        (re.compile(r"'"), "’"),
    ]


def _numbers(language: str) -> list[Rule]:
    """Keep on one line what belongs to a number: unit, currency, month, thousands."""
    months = babel.Locale.parse(language).months["format"]["wide"].values()
    month = "|".join(sorted((re.escape(m) for m in months), key=len, reverse=True))
    rules: list[Rule] = [
        (re.compile(rf"(\d|\b1er){_SPACES}({month})\b"), rf"\1{NBSP}\2"),
        (re.compile(rf"\b(USD|EUR|GBP){_SPACES}(?=\d)"), rf"\1{NBSP}"),
        (re.compile(rf"(?<=\d){_SPACES}(?=USD\b|EUR\b)"), NBSP),
        (re.compile(rf"(?<=\d){_SPACES}(?=(?:million|billion|milliard|km\b|mm\b))"), NBSP),
        (re.compile(rf"(?<=\d){_SPACES}%"), f"{NBSP}%"),
    ]
    if language in ("fr", "uk"):
        group = rf"(?<=\d){_SPACES}(?=\d{{3}}(?!\d))"
        rules.append((re.compile(group), NARROW if language == "fr" else NBSP))
    return rules


def _french() -> list[Rule]:
    return [
        (re.compile(rf"«{_SPACES}*"), f"«{NBSP}"),
        (re.compile(rf"{_SPACES}*»"), f"{NBSP}»"),
        (
            re.compile(rf"(?<=[^\s{NBSP}{NARROW}]){_SPACES}*([;!?]+)(?=[\s{NBSP}»)]|$)"),
            rf"{NARROW}\1",
        ),
        (re.compile(rf"(?<=[^\s{NBSP}{NARROW}]){_SPACES}*:(?=[\s{NBSP}]|$)"), f"{NBSP}:"),
        (re.compile(rf"\b(n°|nos|p\.){_SPACES}(?=\d)"), rf"\1{NBSP}"),
    ]


def typeset_inlines(
    inlines: tuple[ed.Inline, ...], language: str, before: str = ""
) -> tuple[ed.Inline, ...]:
    """Return the nodes with every text but addresses typeset; ``before`` as for ``typeset``."""
    out: list[ed.Inline] = []
    for node in inlines:
        new = _typeset_inline(node, language, before)
        out.append(new)
        before = ed.plain_text((new,))[-1:] or before
    return tuple(out)


def _typeset_inline(node: ed.Inline, language: str, before: str) -> ed.Inline:
    match node:
        case ed.Text(text):
            return ed.Text(typeset(text, language, before))
        case ed.Emphasis(children):
            return ed.Emphasis(typeset_inlines(children, language, before))
        case ed.Strong(children):
            return ed.Strong(typeset_inlines(children, language, before))
        case ed.Foreign(foreign, children):
            return ed.Foreign(foreign, typeset_inlines(children, foreign))
        case ed.ExternalLink(url, children, is_address):
            words = children if is_address else typeset_inlines(children, language, before)
            return ed.ExternalLink(url, words, is_address)
        case ed.GlossaryLink(entry, expansion, children):
            shown = typeset(expansion, language) if expansion else None
            return ed.GlossaryLink(entry, shown, typeset_inlines(children, language, before))
        case ed.NoteCall() | ed.CrossReference():
            return node
        case _:
            assert_never(node)
