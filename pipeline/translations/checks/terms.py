"""Terms of the glossary: each language says them its own way, and in one way only.

Forms are found whatever their ending: Ukrainian bends the words of a form, Arabic joins letters
before it. Abbreviations are taken as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.tomlfile import nearest
from pipeline.translations.checks.words import one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.diagnostics import Diagnostic
    from pipeline.model import GlossaryEntry
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

_SPACE = r"[\s\u00a0\u202f]+"


@dataclass(frozen=True, slots=True)
class _Finder:
    """Finds the terms of a glossary in one language, the longest form first."""

    pattern: re.Pattern[str]
    owners: Sequence[str]
    """Entry id by group."""

    def find(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        for match in self.pattern.finditer(text):
            yield self.owners[(match.lastindex or 1) - 1], match


def _finder(forms: Iterable[tuple[str, str]], language: str) -> _Finder:
    """Return the finder of pairs (entry id, form)."""
    ordered = sorted(((f, owner) for owner, f in forms if f), key=lambda pair: -len(pair[0]))
    groups = "|".join(f"({form_pattern(form, language)})" for form, _ in ordered)
    # Looking at the first letter alone, before any form is tried, makes the search twice as fast.
    first = "".join(sorted({c for form, _ in ordered for c in (form[0].upper(), form[0].lower())}))
    ahead = f"(?=[{re.escape(first)}])" if language != "ar" and first else ""
    return _Finder(
        re.compile(rf"(?<!\w){ahead}(?:{groups or '(?!)'})(?!\w)"), [owner for _, owner in ordered]
    )


def is_abbreviation(form: str) -> bool:
    """Tell whether the capitals of a form matter: ``NATO``, ``eFP``, ``SSC-8``, ``MoU``."""
    return sum(c.isupper() or c.isdigit() for c in form.split(maxsplit=1)[0]) > 1


def form_pattern(form: str, language: str) -> str:
    """Return the pattern of a form with whatever endings and joined letters it may have."""
    base = language.split("-", maxsplit=1)[0]
    parts = [_word_pattern(word, base) for word in form.split()]
    pattern = _SPACE.join(parts)
    return pattern if is_abbreviation(form) else f"(?i:{pattern})"


def _word_pattern(word: str, language: str) -> str:
    escaped = re.sub("['’ʼ]", "['’ʼ]", re.escape(word))
    if language == "ar" and not word.isascii():
        stem = re.escape(word.removeprefix("ال"))
        prefixes = "".join(words("ar").prefixes)
        if stem.endswith("ة"):
            stem = stem[:-1] + "[ةت]"
        return rf"(?:[وف]?[{prefixes}]?(?:ال|ل)?){stem}(?:ي|ية|ين|ها|هم|ه)?"
    if is_abbreviation(word) or word.isupper():
        return escaped
    if language == "uk":
        return _ukrainian(word)
    if language == "fr":
        return rf"{escaped}s?"
    return escaped


def _ukrainian(word: str) -> str:
    """Return the stem of a word with any ending; its last і may be о or е (договір, договору)."""
    cut = 2 if len(word) > 6 else 1 if len(word) > 3 else 0
    stem = word[: len(word) - cut]
    at = max(stem.rfind("і"), stem.rfind("о"), stem.rfind("е"))
    escaped = [re.sub("['’ʼ]", "['’ʼ]", re.escape(c)) for c in stem]
    if at > 0 and at >= len(stem) - 2:
        escaped[at] = "[іоеєї]"
    return "".join(escaped) + (r"\w{0,5}" if cut else r"\w{0,3}")


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that the checks of one catalogue need of the glossary."""

    entries: Mapping[str, GlossaryEntry]
    english: _Finder
    target: _Finder
    left: _Finder
    """Abbreviations that are others in this language."""
    forbidden: _Finder
    known: frozenset[str]
    """Abbreviations that this language has."""


def _prepare(around: Surroundings) -> _Terms:
    glossary, language = around.document.glossary, around.language
    own = {e.id: e.catalogue_forms.get(language, ()) for e in glossary}
    translated = {u.unit.id: u.target.raw.strip() for u in around.units}
    expansions = {
        e.id: translated.get(f"glossary.{e.id}.expansion", "") for e in glossary if e.expansion
    }
    left = [
        (e.id, form)
        for e in glossary
        for form in e.forms
        if is_abbreviation(form) and own[e.id] and form not in own[e.id]
    ]
    return _Terms(
        entries={e.id: e for e in glossary},
        english=_finder(
            [(e.id, f) for e in glossary for f in (*e.forms, e.expansion or "")],
            around.document.language,
        ),
        target=_finder(
            [(e.id, f) for e in glossary for f in (*own[e.id], expansions.get(e.id, ""))], language
        ),
        left=_finder(left, around.document.language),
        forbidden=_Finder(
            re.compile(
                "|".join(
                    f"((?<!\\w){one_of([form])}(?!\\w))"
                    for e in glossary
                    for form in e.forbidden.get(language, ())
                )
                or "(?!)"
            ),
            [e.id for e in glossary for _ in e.forbidden.get(language, ())],
        ),
        known=frozenset(
            word
            for e in glossary
            for form in own[e.id]
            for word in re.findall(r"\w+", form)
            if word.isupper() and len(word) > 1
        ),
    )


def _own_entry(unit: TranslatedUnit) -> str:
    """Return the id of the glossary entry that this text belongs to, if it does."""
    kind, _, rest = unit.unit.id.partition(".")
    return rest.rpartition(".")[0] if kind == "glossary" else ""


def _is_title(unit: TranslatedUnit) -> bool:
    return unit.unit.kind == "link" or unit.unit.id.startswith("publication.source.")


def check_left_abbreviations(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find an English abbreviation where the language has one of its own."""
    if _is_title(unit):
        return
    terms = unit.around.once(_prepare)
    own = _own_entry(unit)
    for owner, match in terms.left.find(unit.target.own):
        if owner == own:
            continue  # an entry may say what it explains
        wanted = terms.entries[owner].catalogue_forms[unit.language][0]
        yield unit.finding(
            "abbreviation-in-english",
            f"“{match[0]}” is the English abbreviation",
            match.span(),
            f"write “{wanted}”, as the glossary has it",
        )


def check_forbidden(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find words that the glossary forbids."""
    terms = unit.around.once(_prepare)
    for owner, match in terms.forbidden.find(unit.target.own):
        wanted = terms.entries[owner].catalogue_forms.get(unit.language, ("",))[0]
        yield unit.finding(
            "term-forbidden",
            f"“{match[0]}” is not to be used",
            match.span(),
            f"write “{wanted}”: the glossary says so",
        )


def check_terms(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a term of the English that the translation lacks, and one that it has instead."""
    if _is_title(unit):
        return
    terms = unit.around.once(_prepare)
    yield from list(_in_the_whole(unit, terms)) or _one_for_another(unit, terms)


def _in_the_whole(unit: TranslatedUnit, terms: _Terms) -> Iterator[Diagnostic]:
    own = _own_entry(unit)
    english = [(o, m) for o, m in terms.english.find(unit.english.prose) if o != own]
    target = [(o, m) for o, m in terms.target.find(unit.target.prose) if o != own]
    have, want = Counter(o for o, _ in target), Counter(o for o, _ in english)
    have.update(o for o, _ in terms.left.find(unit.target.own))  # told of already
    for owner, match in english:
        if match[0] == terms.entries[owner].expansion:
            continue  # written out, it may be written out otherwise
        if not have[owner] and terms.entries[owner].catalogue_forms.get(unit.language):
            forms = terms.entries[owner].catalogue_forms[unit.language]
            yield unit.warning(
                "term-missing",
                f"the English has “{match[0]}”, the translation nowhere “{forms[0]}”",
                _sentence_of(unit, match.start()),
                "use the form of glossary.toml, add another to its forms, or say why not in "
                "“# ignore term-missing: …” above msgctxt",
            )
            have[owner] += 1
    for owner, match in target:
        if not want[owner] and is_abbreviation(match[0]):
            yield unit.warning(
                "term-added",
                f"“{match[0]}” stands for nothing in the English",
                match.span(),
                "is another term meant? If it is right, say why in "
                "“# ignore term-added: …” above msgctxt",
            )
            want[owner] += 1


def _one_for_another(unit: TranslatedUnit, terms: _Terms) -> Iterator[Diagnostic]:
    """Yield the term that stands in a sentence where the English has another."""
    own = _own_entry(unit)
    for pair in unit.pairs if len(unit.pairs) > 1 else ():
        sentence = unit.target.prose[slice(*pair.target)]
        english = {o for o, _ in terms.english.find(unit.english.prose[slice(*pair.english)])}
        target = dict(terms.target.find(sentence))
        missing = [o for o in english - target.keys() - {own} if terms.entries[o].catalogue_forms]
        added = [o for o in target if o not in english and o != own]
        if missing and added:
            found, start = target[added[0]], pair.target[0]
            yield unit.warning(
                "term-missing",
                f"the English has “{terms.entries[missing[0]].term}” here, "
                f"the translation “{found[0]}”",
                (start + found.start(), start + found.end()),
                "is another term meant? If it is right, say why in "
                "“# ignore term-missing: …” above msgctxt",
            )
            return


def _sentence_of(unit: TranslatedUnit, at: int) -> tuple[int, int]:
    for pair in unit.pairs:
        if pair.english[0] <= at < pair.english[1]:
            return pair.target
    return (0, len(unit.target.raw))


_CAPITALS = re.compile(r"(?<![\w-])[^\W\d_]{2,6}(?![\w-])")


def check_abbreviations(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find an abbreviation that is nearly one of the glossary: its letters are mixed up."""
    if _is_title(unit):
        return
    known = unit.around.once(_prepare).known
    english = set(re.findall(r"\w+", unit.english.raw))
    glossary = unit.around.document.glossary
    forms = [form for e in glossary for form in e.catalogue_forms.get(unit.language, ())]
    for match in _CAPITALS.finditer(unit.target.own):
        word = match[0]
        if not word.isupper() or word in known or word in english or _is_roman(word):
            continue
        cased = next((form for form in forms if form.casefold() == word.casefold()), "")
        near = cased or next((k for k in known if sorted(k) == sorted(word)), None)
        near = near or nearest(word, known)
        if near:
            yield unit.warning(
                "abbreviation-unknown",
                f"the glossary has no “{word}”",
                match.span(),
                f"did you mean “{near}”?",
            )


def _is_roman(word: str) -> bool:
    return set(word) <= set("IVXІХ")
