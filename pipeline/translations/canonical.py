"""The canonical layout of a catalogue: a sentence a line, no dates, no line numbers.

Whatever tool saved the file, this layout brings it back, so that a change of one word is a
difference of one line.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.translations.catalogue import SENTENCE_END

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.translations.catalogue import Entry


def write_catalogue(language: str, entries: Iterable[Entry], titles: Iterable[str | None]) -> str:
    """Return the canonical text of a catalogue: a sentence a line, no dates, no line numbers.

    ``titles`` gives for each entry the extracted comment that says where the text stands, in
    words (``¶ 16 · III. …``), or None.
    """
    out = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    ]
    for entry, title in zip(entries, titles, strict=True):
        out.append("")
        out.extend(entry.comments)
        if title:
            out.append(f"#. {title}")
        if entry.fuzzy:
            out.append("#, fuzzy")
        out.append(f"msgctxt {_quote(entry.id)}")
        out.extend(_lines("msgid", entry.source))
        out.extend(_lines("msgstr", entry.target))
    return "\n".join(out) + "\n"


def sentences(text: str) -> list[str]:
    """Split a text after the full stop, question or exclamation mark that ends a sentence.

    Each piece but the last keeps the space after it, so that the pieces joined are the text.
    """
    pieces = re.split(r"(?<=[.!?؟…»”\]]) (?=[«“\"‘(\[]?\s?\w)", text)
    out: list[str] = []
    for piece in pieces:
        if out and not _ends_sentence(out[-1]):
            out[-1] += " " + piece
        else:
            out.append(piece)
    return [piece + " " for piece in out[:-1]] + out[-1:]


_ABBREVIATION = re.compile(
    r"(?:^|[\s(«“])(?:[A-ZÀ-ÖА-Я]|M|MM|Mme|Mr|Mrs|Dr|St|No|art|cf|p|vol|т|р|ст)\.$"
)


def _ends_sentence(text: str) -> bool:
    return bool(SENTENCE_END.search(text)) and not _ABBREVIATION.search(text)


_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n"})


def _lines(keyword: str, text: str) -> list[str]:
    pieces = sentences(text)
    if len(pieces) <= 1:
        return [f"{keyword} {_quote(text)}"]
    return [f'{keyword} ""', *(_quote(piece) for piece in pieces)]


def _quote(text: str) -> str:
    return '"' + text.translate(_ESCAPED) + '"'
