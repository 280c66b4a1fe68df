"""Where a sentence ends: decides the lines of a catalogue and what the sentence memory compares.

Nothing that a reader sees depends on it, so that a rare abbreviation may pass for an end.
"""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[.!?…؟](?:\s?»|[”\"’)])*(?:\[\^[^\]]+\])*$")
"""The end of a sentence, its closing quotes, brackets and note calls included."""

_BREAK = re.compile(r"(?<=[.!?؟…»”\"’)\]]) (?=[«“\"‘(\[*]*\s?\w)")
_OPENING = '«“"‘([* \u00a0\u202f'
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«“])(?:\w|M|MM|Mme|Mr|Mrs|Ms|Dr|St|No|Nos|Art|art|cf|pp|vol|para|paras"
    r"|рр|ст|тис|млн|млрд|ім|див|напр)\.$"
)


def sentences(text: str) -> list[str]:
    """Split a text after what ends a sentence.

    Each piece but the last keeps the space after it, so that the pieces joined are the text.
    """
    out: list[str] = []
    for piece in _BREAK.split(text):
        if out and not (_ends(out[-1]) and _begins(piece)):
            out[-1] += " " + piece
        else:
            out.append(piece)
    return [piece + " " for piece in out[:-1]] + out[-1:]


def ends_in_abbreviation(text: str) -> bool:
    """Tell whether the full stop at the end of a text belongs to its last word."""
    return bool(_ABBREVIATION.search(text))


def _ends(text: str) -> bool:
    return bool(SENTENCE_END.search(text)) and not ends_in_abbreviation(text)


def _begins(text: str) -> bool:
    """Tell whether a sentence can begin so; scripts without capitals begin anyhow."""
    return not text.lstrip(_OPENING)[:1].islower()
