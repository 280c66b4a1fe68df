"""Signs between the words: ends of sentences, brackets, spaces, dashes; and doubled words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.translations.checks.english import explained
from pipeline.translations.checks.subject import HOLE
from pipeline.translations.checks.words import words
from pipeline.translations.sentences import ends_in_abbreviation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import Surroundings, TranslatedUnit

_SAME = str.maketrans({"؟": "?", "؛": ";", "،": ",", "。": ".", "۔": "."})
_CLOSERS = f" \t\u00a0\u202f»”“’‘\"')]{HOLE}"
_ENDS = ".?!:;,…"


def check_end(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a text or a sentence that ends with another sign than its English."""
    for pair in unit.pairs:
        wanted = _end(unit.english.prose[slice(*pair.english)])
        got = _end(unit.target.prose[slice(*pair.target)])
        english = unit.english.prose[: pair.english[1]].rstrip()
        # Of an expansion, “S.A.”, the full stop belongs to the word.
        is_part = unit.unit.kind == "term" and re.search(r"\w\.\w\.\Z", english)
        if wanted != got and not (is_part or ends_in_abbreviation(english)):
            end = _where_it_ends(unit, pair.target)
            yield unit.warning(
                "end-differs",
                f"the English ends with {_shown(wanted)}, the translation with {_shown(got)}",
                (max(pair.target[0], end - 1), end),
                f"end it with {_shown(wanted)}",
            )
            return


def _where_it_ends(unit: TranslatedUnit, stretch: tuple[int, int]) -> int:
    text = unit.target.prose[slice(*stretch)]
    return stretch[0] + len(text.rstrip(f" \t{HOLE}"))


def _end(text: str) -> str:
    text = text.rstrip(_CLOSERS).translate(_SAME)
    if text.endswith("..."):
        return "…"
    return text[-1] if text[-1:] in tuple(_ENDS) else ""


def _shown(sign: str) -> str:
    return f"“{sign}”" if sign else "no sign"


_REMARK = re.compile(r"\((?![A-Z][\w/ -]{1,8}\)|\w{1,5}\))")
"""A bracket. One around an abbreviation belongs to ``terms``: a language may do without it."""


def check_brackets(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find brackets that are not closed, or that are lost."""
    open_: list[int] = []
    text = unit.target.prose
    for match in re.finditer(r"[()]", text):
        if match[0] == "(":
            open_.append(match.start())
        elif open_:
            open_.pop()
        else:
            open_ = [match.start()]
            break
    if open_:
        yield unit.finding(
            "bracket-unbalanced",
            "this bracket has no partner",
            (open_[-1], open_[-1] + 1),
            "write both ( and )",
        )
        return
    for pair in unit.pairs:
        wanted = len(_REMARK.findall(unit.english.prose[slice(*pair.english)]))
        if text[slice(*pair.target)].count("(") < wanted:
            yield unit.warning(
                "bracket-missing",
                "what stands in brackets in the English does not here",
                pair.target,
                "put ( … ) around the same words",
            )
            return
    yield from _added_remark(unit)


def _added_remark(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a remark in brackets that the English has not; one that refers to a place may be."""
    if unit.unit.kind == "link":
        return
    for pair in unit.pairs:
        more = unit.english.prose[slice(*pair.english)].count("(")
        remarks = list(re.finditer(r"\([^()]*\)", unit.target.prose[slice(*pair.target)]))
        own = [
            m for m in remarks if HOLE not in m[0] and not any(t in m[0] for t in explained(unit))
        ]
        if len(remarks) > more and own:
            start, end = own[-1].span()
            yield unit.warning(
                "bracket-added",
                f"“{own[-1][0]}” stands in brackets here, and not in the English",
                (pair.target[0] + start, pair.target[0] + end),
                "a remark for others belongs into a comment above msgctxt, “# …”; if readers "
                "need it: “# ignore bracket-added: …”",
            )
            return


# --- spaces and doubled signs ---------------------------------------------------------------------

_GAP = "[ \u00a0\u202f]"
_SPACING = (
    (re.compile(rf"{_GAP}{{2,}}"), "two spaces stand side by side", "delete one of them"),
    (
        re.compile(rf"{_GAP}+(?=[,.،](?:\s|$))"),
        "a space stands before the sign",
        "delete the space",
    ),
    (re.compile(r"(?<=\()\s+|\s+(?=\))"), "a space stands inside the bracket", "delete the space"),
    (
        re.compile(r"(?<=[^\W\d_]{3})[,.;:!?،؛؟](?=[^\W\d_]{3})|(?<=[^\W\d_])[,،؛](?=[^\W\d_])"),
        "the space after the sign is missing",
        "put a space after it",
    ),
)
_TWICE = re.compile(r"([,;:،؛])\s?[,;:.،؛]|(?<!\.)\.\s?\.(?!\.)|\.[,:;]|[؟?]{2,}|!{2,}|\.{4,}")
_EDGE = re.compile(rf"\A{_GAP}+|{_GAP}+\Z")
_ARABIC = re.compile(r"(?<=[\u0621-\u064a\u064b-\u0652»)])\s?[,;?](?=\s|\Z)")


def check_spaces(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find spaces that are too many, missing or at the wrong place."""
    text = unit.target.prose
    for pattern, message, hint in _SPACING:
        if match := pattern.search(text):
            yield unit.warning("spaces", message, match.span(), hint)
            return
    if match := re.search(r"\s+(?=\[\^)", unit.target.raw):
        yield unit.warning(
            "spaces", "a space stands before the call of a note", match.span(), "delete the space"
        )
    elif match := _EDGE.search(text):
        yield unit.warning(
            "spaces", "a space stands before or after the text", match.span(), "delete it"
        )


_DASHES = re.compile(r"(?<=\S)\s-\s|--+|(?<=[^\W\d])[—–](?=\s)|(?<=\s)[—–](?=[^\W\d])")


def check_dashes(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find hyphens in the place of dashes, and dashes with a space on one side only."""
    match = _DASHES.search(unit.target.prose)
    if match and match[0] not in unit.english.prose:
        sign = unit.around.once(_usual_dash)
        yield unit.warning(
            "dash",
            f"“{match[0].strip()}” is not a dash with a space on both sides",
            match.span(),
            f"write a space, {sign} and a space",
        )


def _usual_dash(around: Surroundings) -> str:
    text = "".join(unit.target.raw for unit in around.units)
    return max("–—", key=lambda sign: text.count(f" {sign} "))


def check_signs(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find punctuation that stands twice, or that is of another script."""
    text = unit.target.prose
    match = _TWICE.search(text)
    if match and match[0] not in unit.english.prose:
        yield unit.warning(
            "punctuation-twice",
            f"two signs stand side by side: “{match[0]}”",
            match.span(),
            "keep one of them",
        )
    if unit.language.split("-", maxsplit=1)[0] == "ar" and (match := _ARABIC.search(text)):
        sign = match[0].strip()
        yield unit.warning(
            "punctuation-foreign",
            f"“{sign}” is the Latin sign",
            match.span(),
            f"write “{dict(zip(',;?', '،؛؟', strict=True))[sign]}”",
        )


_WORD = re.compile(r"[^\W_]+(?:[’'ʼ-][^\W_]+)*[’']?")


def check_doubled(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a word, or up to three, that stand twice in a row."""
    text = unit.target.prose
    allowed = words(unit.language).twice
    found = list(_WORD.finditer(text))
    said = [match[0].casefold() for match in found]
    for size in (1, 2, 3):
        for at in range(len(said) - 2 * size + 1):
            if (
                said[at] != said[at + size]
                or said[at : at + size] != said[at + size : at + 2 * size]
            ):
                continue
            run = text[found[at].start() : found[at + 2 * size - 1].end()]
            if (size == 1 and said[at] in allowed) or not _NEXT_TO.fullmatch(run):
                continue
            start, end = found[at + size].start(), found[at + 2 * size - 1].end()
            yield unit.warning(
                "word-twice",
                f"“{text[start:end]}” stands twice in a row",
                (start, end),
                "delete one of the two",
            )
            return


_NEXT_TO = re.compile(r"(?=.*[^\W\d_])[\w\s’'ʼ-]*")
