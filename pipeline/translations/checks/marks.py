"""Marks of a translation beyond what the join compares: their sentence, emphasis, plain texts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.suspects import find_suspects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.diagnostics import Diagnostic
    from pipeline.translations.checks.subject import TranslatedUnit

_MARK = re.compile(r"\[\^[^\]]*\]|\[@[^\]]*\]|(?<=\])\[[^\]@^]*\]|(?<=\])\{term=[^}]*\}")
_EMPHASIS = re.compile(r"(?<![\\*])\*{1,3}")
_FOREIGN = re.compile(r"\[([^\[\]]*)\]\{lang=\"?([A-Za-z-]+)\"?\}")
_BARE_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.[\w.]+|"
    r"\b(?:[a-z0-9-]+\.)+(?:int|org|com|net|eu|edu|gov|info|ua|fr|uk|ru)\b(?:/\S*)?",
    re.IGNORECASE | re.ASCII,
)


def check_places(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find a note, link or reference that stands in another sentence, or two that are swapped."""
    if unit.unit.is_plain:
        return
    english = list(_MARK.finditer(unit.english.raw))
    target = list(_MARK.finditer(unit.target.raw))
    order = [[m[0] for m in side if m[0].startswith("[^")] for side in (english, target)]
    if order[0] != order[1] or Counter(m[0] for m in english) != Counter(m[0] for m in target):
        return  # the join has told of it
    for pair in unit.pairs:
        wanted = [m[0] for m in english if pair.english[0] <= m.start() < pair.english[1]]
        got = [m for m in target if pair.target[0] <= m.start() < pair.target[1]]
        wrong = next(
            (m for m, w in zip(got, [*wanted, *([""] * len(got))], strict=False) if m[0] != w),
            None,
        )
        if wrong:
            yield unit.warning(
                "mark-moved",
                f"{wrong[0]} stands at another place than in the English",
                wrong.span(),
                "put it where the English has it; if it is right, say why in "
                "“# ignore mark-moved: …” above msgctxt",
            )
            return


def check_emphasis(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find emphasis and foreign words that are marked in one of the two only."""
    if unit.unit.is_plain:
        return
    english, target = unit.english.raw, unit.target.raw
    wanted, got = (len(_EMPHASIS.findall(text)) // 2 for text in (english, target))
    own = unit.language.split("-", maxsplit=1)[0]
    marked = {words for words, _ in _FOREIGN.findall(target)}
    # Foreign words may be translated; what stays foreign stays marked.
    missing = [
        (words, tag)
        for words, tag in _FOREIGN.findall(english)
        if tag.split("-")[0] != own and words not in marked and words in target
    ]
    if wanted != got:
        yield unit.warning(
            "emphasis-differs",
            f"the English stresses words {wanted} times, the translation {got} times",
            _stressed_otherwise(unit),
            "put *…* or **…** around the same words",
        )
    elif missing:
        words, tag = missing[0]
        at = target.index(words)
        yield unit.warning(
            "emphasis-differs",
            f"the English marks “{words}” as words of another language, the translation does not",
            (at, at + len(words)),
            f"write [{words}]{{lang={tag}}}",
        )


def _stressed_otherwise(unit: TranslatedUnit) -> tuple[int, int]:
    """Return the first sentence that has other stress than its English."""
    for pair in unit.pairs:
        counts = {
            len(_EMPHASIS.findall(side.raw[slice(*at)]))
            for side, at in ((unit.english, pair.english), (unit.target, pair.target))
        }
        if len(counts) > 1:
            return pair.target
    return (0, len(unit.target.raw))


def check_brackets(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find square brackets that are no mark, and would be printed."""
    match = re.search(r"\[[^\[\]]*\]?|\]", unit.target.prose)
    if match and "[" not in unit.english.prose and not unit.unit.is_plain:
        yield unit.warning(
            "unknown-markup",
            f"“{match[0][:40]}” is no mark, and would be printed as it stands",
            match.span(),
            "[words][key], [@id] and [^note] are marks; other remarks belong into a comment, “# …”",
        )


def check_addresses(unit: TranslatedUnit) -> Iterable[Diagnostic]:
    """Find addresses that were typed, and marks in a text that has none."""
    english = unit.english.raw
    for match in _addresses(unit.target.raw):
        if match[0] not in english:
            yield unit.finding(
                "address-in-text",
                f"an address is typed in the text: “{match[0][:40]}”",
                match.span(),
                "delete it: addresses stand in links.toml, and the build prints them",
            )
            return
    if unit.unit.is_plain:
        known = {suspect.words for suspect in find_suspects(english, begins_row=True)}
        for suspect in find_suspects(unit.target.raw, begins_row=True):
            if suspect.words not in known:
                yield unit.warning(
                    "unknown-markup",
                    f"this text is plain and would print the mark: “{suspect.words[:40]}”",
                    (suspect.start, suspect.start + len(suspect.words)),
                    "write plain words: titles, names and the glossary have no marks",
                )
                return


def _addresses(text: str) -> Iterator[re.Match[str]]:
    return _BARE_ADDRESS.finditer(text)
