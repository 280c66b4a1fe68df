"""Letters and signs that do not belong into a language, or that nobody can see."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from pipeline.disguises import LIKE_CYRILLIC, LIKE_LATIN, script_of
from pipeline.translations.checks.words import whole_words, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u064b-\u0655])*")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200d\u2060\u180b-\u180d\ufe00-\ufe0f\u115f\u1160\u3164]")
_SPACES = re.compile(r"[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_TATWEEL = re.compile(r"ـ(?=\w)")
_FORMS = re.compile(
    r"[\ufb00-\ufb06\ufb13-\ufb17\ufb50-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc\uff01-\uff5e\U0001d400-\U0001d7ff]"
)


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def check_unseen(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find signs without width, and spaces that the build sets by itself."""
    text = unit.target.raw
    if match := _UNSEEN.search(text):
        yield unit.finding(
            "invisible-character",
            f"a sign that nobody can see: {_name(match[0])}",
            match.span(),
            "delete it: words are divided, joined and turned at build",
        )
    elif match := _TATWEEL.search(text):
        yield unit.finding(
            "invisible-character",
            f"a letter is drawn out by a sign: {_name(match[0])}",
            match.span(),
            "delete it: words so written are not found by a search",
        )
    if match := _SPACES.search(text):
        yield unit.warning(
            "special-space",
            f"a special space was typed: {_name(match[0])}",
            match.span(),
            "type a plain space: the build makes each the right one",
        )


@cache
def _alphabet(language: str) -> tuple[frozenset[str], str, re.Pattern[str]]:
    """Return the letters of a language, their script, and what matches words made of them."""
    small = words(language).letters
    letters = frozenset(small + small.upper())
    listed = "".join(map(re.escape, sorted(letters)))
    script = script_of(small[0]) if small else ""
    return letters, script, re.compile(f"[{listed}]+" if listed else "(?!)")


def check_letters(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find words of two scripts, letters of another language, and letters in disguise."""
    letters, script, plain = _alphabet(unit.language.split("-", maxsplit=1)[0])
    for match in _WORD.finditer(unit.target.own) if letters else ():
        word = match[0]
        if plain.fullmatch(word):
            continue
        if word in unit.english.raw and (len(word) > 1 or _in_company(unit.target.own, match)):
            continue  # a name, as the English writes it
        wrong = _mixed(word) or _strange_letter(word, letters, script)
        if wrong:
            code, at, message, hint = wrong
            start = match.start() + at
            yield unit.finding(code, message, (start, start + 1), hint)
            return
    if form := _FORMS.search(unit.target.raw):
        yield unit.finding(
            "foreign-letter",
            f"“{form[0]}” is a sign for old printers, not a letter: {_name(form[0])}",
            form.span(),
            f"write {unicodedata.normalize('NFKC', form[0])}",
        )
    if figure := re.search(r"[۰-۹]", unit.target.raw):
        yield unit.finding(
            "foreign-letter",
            f"“{figure[0]}” is a Persian figure",
            figure.span(),
            f"write {int(figure[0])} or {chr(0x660 + int(figure[0]))}",
        )


def _in_company(text: str, letter: re.Match[str]) -> bool:
    """Tell whether a single letter stands beside a figure or another word of its script."""
    before = re.search(r"([^\W_])\W{0,2}\Z", text[: letter.start()])
    after = re.match(r"\W{0,2}([^\W_])", text[letter.end() :])
    neighbours = [found[1] for found in (before, after) if found]
    return any(c.isdecimal() or script_of(c) == script_of(letter[0]) for c in neighbours)


def _mixed(word: str) -> tuple[str, int, str, str] | None:
    """Return what is wrong with a word whose letters are of two scripts."""
    scripts = [script_of(c) for c in word]
    seen = [s for s in scripts if s]
    if len(set(seen)) < 2:
        return None
    common = max(sorted(set(seen)), key=seen.count)
    at = next(i for i, s in enumerate(scripts) if s and s != common)
    return (
        "mixed-scripts",
        at,
        f"“{word[at]}” in “{word}” is a {scripts[at]} letter, the others are {common}",
        f"type the word anew: {_name(word[at])} only looks like the right letter",
    )


def _strange_letter(
    word: str, letters: frozenset[str], script: str
) -> tuple[str, int, str, str] | None:
    own = script_of(word[0])
    if own == script:
        for at, character in enumerate(word):
            if character not in letters and script_of(character):
                return (
                    "foreign-letter",
                    at,
                    f"“{character}” in “{word}” is no letter of this language: {_name(character)}",
                    "write it with its own letters; other languages are marked [words]{lang=…}",
                )
        return None
    disguises = {"Latin": LIKE_CYRILLIC, "Cyrillic": LIKE_LATIN}
    looks_like = {("Latin", "Cyrillic"), ("Cyrillic", "Latin")}
    is_roman = len(word) > 1 and set(word) <= set("IVXLCM")
    if (own, script) in looks_like and set(word) <= disguises[own] and not is_roman:
        return (
            "mixed-scripts",
            0,
            f"“{word}” looks right, and its letters are {own}",
            "type the word anew: a search will not find it as it is",
        )
    if own != "Latin" and script:
        return (
            "foreign-letter",
            0,
            f"“{word}” is written in {own} letters",
            "write it in the script of this language, or mark it [words]{lang=…}",
        )
    return None


def check_strange_words(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find words of a language that is easily mixed up with this one."""
    strange = words(unit.language).strange
    if strange and (match := whole_words(strange).search(unit.target.own)):
        yield unit.finding(
            "foreign-letter",
            f"“{match[0]}” is a word of another language",
            match.span(),
            "write it in the language of this catalogue",
        )
