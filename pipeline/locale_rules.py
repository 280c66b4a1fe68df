"""The rules of typography of each language: what ``typography`` applies to text nodes.

A rule replaces a pattern and may be applied twice without harm. Quotation marks of English, French
and Ukrainian, and the signs of numbers, are those of CLDR; beyond it:

- English: no line ends between a number and what it counts (house rule).
- French: Lexique des règles typographiques en usage à l'Imprimerie nationale (3rd edition): a thin
  space before ; ! ?, a full one before : and inside « », neither of which a line ends in.
- Ukrainian: a space that no line ends in before a dash, after № and before units; none after a
  word of one letter. House rules, as Ukrainian publishers commonly have them.
- Arabic: « » (house rule); comma, semicolon and question mark of its own (W3C, Arabic and Persian
  Layout Requirements), no space before them. Digits are 0 to 9, the default of CLDR for ``ar``:
  numbers of paragraphs and notes are then the same signs in every language (UN Editorial Manual:
  references are identical in all language versions). With them goes ``%`` to the right of the
  number (CLDR, numbers of ``ar``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from pipeline.languages import months

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NBSP = "\u00a0"
NARROW = "\u202f"
SPACES = f"[ {NBSP}{NARROW}]"
_OPENS = r"(?:^|(?<=[\s(\[—–“«‘]))"
"""Where a straight quote turns towards the word that follows."""

ARABIC_LETTER = "[\u0621-\u064a\u066e-\u06d3]"
_HARAKAT = "[\u064b-\u0652\u0670]"

Rule: TypeAlias = "tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]"


HAS_RULES = frozenset({"en", "fr", "uk", "ar"})
"""Languages with rules of their own; others get the quotes of English."""


@cache
def rules(language: str) -> Sequence[Rule]:
    """Return the rules of a language, by its primary tag, in the order in which they apply."""
    own = {"fr": _french, "uk": _ukrainian, "ar": _arabic}.get(language, tuple)
    return [*_quotes(language), *_numbers(language), *own()]


def _quotes(language: str) -> list[Rule]:
    """Straight quotes and apostrophes become those of the language."""
    opening, closing = {"fr": ("« ", " »"), "uk": ("«", "»"), "ar": ("«", "»")}.get(
        language, ("“", "”")
    )
    # The Arabic words of one letter are written together with what follows: و«نعم».
    joined: list[Rule] = [(re.compile(rf'{_OPENS}([وفبلك]{{1,2}})"(?=\w)'), rf"\1{opening}")]
    return [
        *(joined if language == "ar" else ()),
        (re.compile(rf'{_OPENS}"(?=\S)|(?:(?<=^\')|(?<=[\s(\[—–]\'))"(?=\w)'), opening),
        (re.compile(r'"'), closing),
        (re.compile(r"(?<=\w)'|'(?=\d\ds?\b)"), "’"),
        (re.compile(rf"{_OPENS}'(?=\S)"), "‘"),
        (re.compile(r"'"), "’"),
    ]


def _numbers(language: str) -> list[Rule]:
    """Keep on one line what belongs to a number: unit, currency, month, thousands."""
    month = "|".join(sorted(map(re.escape, months(language).values()), key=len, reverse=True))
    found: list[Rule] = [
        (re.compile(rf"(\d|\b1er){SPACES}({month or '(?!)'})\b"), rf"\1{NBSP}\2"),
        (re.compile(rf"\b(USD|EUR|GBP){SPACES}(?=\d)"), rf"\1{NBSP}"),
        (re.compile(rf"(?<=\d){SPACES}(?=USD\b|EUR\b)"), NBSP),
        (re.compile(rf"(?<=\d){SPACES}(?=(?:million|billion|milliard|km\b|mm\b))"), NBSP),
        (re.compile(rf"(?<=\d){SPACES}%"), f"{NBSP}%"),
    ]
    if language in ("fr", "uk"):
        # A year before a number is no group of thousands: “en 2014 300 soldats”.
        group = rf"(?<=\d)(?<!\d{{4}}){SPACES}(?=\d{{3}}(?!\d))"
        found.append((re.compile(group), NARROW if language == "fr" else NBSP))
    return found


def _french() -> list[Rule]:
    # A word before the sign, or another such sign and a space; never a bracket: “(?)”.
    after_word = rf"(?:(?<=[^\s;:!?(\[«“‘])|(?<=[;:!?])(?={SPACES})){SPACES}*"
    return [
        (re.compile(rf"«{SPACES}*"), f"«{NBSP}"),
        (re.compile(rf"{SPACES}*»"), f"{NBSP}»"),
        (
            re.compile(rf"{after_word}([;!?][;:!?]*)(?=[\s»”’)\].,…]|$)"),
            rf"{NARROW}\1",
        ),
        (re.compile(rf"{after_word}(:[;:!?]*)(?=\s|$)"), rf"{NBSP}\1"),
        (re.compile(rf"\b(n°|nos|p\.){SPACES}(?=\d)"), rf"\1{NBSP}"),
        (re.compile(rf"\b(M\.|MM\.|Mme|Mmes){SPACES}(?=[^\W\d_])"), rf"\1{NBSP}"),
    ]


def _ukrainian() -> list[Rule]:
    units = (
        r"млн|млрд|трлн|тис\.|тисяч\w*|мільйон\w*|мільярд\w*|трильйон\w*"
        r"|р\.|рр\.|ст\.|км|кілометр\w*|грн|дол\.|долар\w*|років|року|році|рік"
    )
    return [
        (re.compile(rf"(?<=«){SPACES}+|{SPACES}+(?=»)"), ""),
        # A dash never begins a line; a hyphen between spaces is a dash.
        (re.compile(rf"(?<=\S){SPACES}+[-–](?={SPACES})"), f"{NBSP}–"),
        (re.compile(rf"(?<=\S){SPACES}+—(?={SPACES})"), f"{NBSP}—"),
        (re.compile(rf"№{SPACES}*(?=\d)"), f"№{NBSP}"),
        (re.compile(rf"§{SPACES}*(?=\d)"), f"§{NBSP}"),
        (re.compile(rf"(?<=\d){SPACES}(?=(?:{units})(?!\w))"), NBSP),
        (re.compile(rf"\b(с|п|ст|гл|розд|рис|табл)\.{SPACES}(?=\d)"), rf"\1.{NBSP}"),
        # Initials stay with the name: “В. Путін”.
        (re.compile(rf"(?<![\w’])([А-ЯЄІЇҐ]\.){SPACES}(?=[А-ЯЄІЇҐ])"), rf"\1{NBSP}"),
        # Words of one letter: before the next word; the particles б and ж after the last.
        (re.compile(rf"(?<![\w’-])([авеєзійоуяАВЕЄЗІЙОУЯ]){SPACES}(?=[\w«“„(])"), rf"\1{NBSP}"),
        (re.compile(rf"(?<=\w){SPACES}(?=[бж](?![\w’-]))"), NBSP),
    ]


_WESTERN_DIGITS = {ord("٠") + digit: str(digit) for digit in range(10)}


def _arabic() -> list[Rule]:
    signs = {",": "،", ";": "؛", "?": "؟"}
    # After Arabic, or between anything and Arabic; never in a number or between foreign words.
    after = rf"(?:(?<={ARABIC_LETTER})|(?<={_HARAKAT})|(?<=[»)\]]))"
    before = rf"(?={SPACES}+[«(\[]*{ARABIC_LETTER})"
    units = r"مليون|مليار|تريليون|ألف|آلاف|دولار|يورو|كيلومتر|كم|في المائة|في المئة|عضو|عام|سنة"
    return [
        (re.compile("[٠-٩]"), lambda match: match[0].translate(_WESTERN_DIGITS)),
        (re.compile(r"(?<=\d)٪"), "%"),
        (re.compile(r"(?<=\d)٫(?=\d)"), "."),
        (re.compile(r"(?<=\d)٬(?=\d)"), ","),
        (
            re.compile(rf"{after}{SPACES}*([,;?])(?!\d)|(?<=\S)([,;?]){before}"),
            lambda match: signs[match[1] or match[2]],
        ),
        (re.compile(rf"(?<=\S){SPACES}+(?=[،؛؟!:](?:\s|$|[»)\]]))"), ""),
        (re.compile(rf"(?<=«){SPACES}+|{SPACES}+(?=»)"), ""),
        (re.compile(rf"(?<=\d){SPACES}(?=(?:{units}))"), NBSP),
        (re.compile(rf"(?<!\w)(رقم|الفقرة|المادة|عام|سنة){SPACES}(?=\d)"), rf"\1{NBSP}"),
    ]
