"""The lines before the first heading or paragraph: the title page → values for publication.toml."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from babel import Locale

from pipeline.importer.draft import Decision
from pipeline.importer.survey import is_capitals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.importer.draft import Line

_SYMBOL = re.compile(
    r"\b\d{2,4} [A-Z]{2,8} \d{2}(?: [A-Z]{1,2})?(?: fin)?\b"
    r"|\bDoc\. ?\d+|\b[A-Z]{1,5}(?:/[A-Z0-9.]+)+\d\b"
)
_AUTHOR = re.compile(r"(?i)\b(?:rapporteure?|author|auteure?|par|by)\b\s*:?\s*")
_BODY = re.compile(
    r"(?i)\b(?:assembly|parliament|committee|commission|council|congress|union"
    r"|assemblée|parlement|comité|conseil)\b"
)
_KIND = re.compile(
    r"(?i)\b(?:draft |general |special |preliminary |projet de )?(?:report|rapport|resolution)"
    r"(?: général| spécial| préliminaire)?\b"
)


def read_front(lines: Sequence[Line], language: str) -> tuple[dict[str, object], list[Decision]]:
    """Return what a title page says of the report, and what was decided about each line."""
    values: dict[str, object] = {}
    decisions: list[Decision] = []
    rest: list[str] = []
    for text, group in _groups(lines):
        took = _take(text, values, language)
        if not took:
            rest.append(text)
        decisions.append(
            Decision(
                group[0].number,
                group[0].page,
                "title page",
                "",
                f"“{text[:80]}”: {took or 'kept as a remark in publication.toml'}",
                "it stands before the first heading and the first paragraph",
                "probable" if took else "doubtful",
            )
        )
    if rest:
        values["remarks"] = tuple(rest)
    return values, decisions


def _groups(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """Return lines that belong together: a title in capitals may stand on two lines."""
    out: list[tuple[str, list[Line]]] = []
    for line in lines:
        if out and not line.after_gap and is_capitals(line.text) and is_capitals(out[-1][0]):
            out[-1] = (f"{out[-1][0]} {line.text}", [*out[-1][1], line])
        else:
            out.append((line.text, [line]))
    return out


def _take(text: str, values: dict[str, object], language: str) -> str:
    if "symbol" not in values and (match := _SYMBOL.search(text)):
        values["symbol"] = match[0]
        return "holds the symbol"
    if "date" not in values and (day := _date(text, language)):
        values["date"] = day
        return "holds the date"
    words = text.split()
    if "author" not in values and (match := _AUTHOR.search(text)) and len(words) < 20:
        name = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,:–-()")
        if name:
            values["author"] = name
            return "holds the author"
    kind = _KIND.fullmatch(text.strip())
    if "kind" not in values and kind:
        values["kind"] = text.capitalize() if is_capitals(text) else text
        return "holds the kind of document"
    if "publisher" not in values and _BODY.search(text) and len(words) < 10:
        values["publisher"] = text.title() if is_capitals(text) else text
        return "holds the publisher"
    if "title" not in values and 2 <= len(text) <= 255:
        values["title"] = text
        return "holds the title"
    return ""


def _date(text: str, language: str) -> date | None:
    months: Mapping[int, str] = Locale.parse(language, sep="-").months["format"]["wide"]
    names = {name.casefold(): number for number, name in months.items()}
    for match in re.finditer(r"(\d{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d_]+)\s+(\d{4})", text):
        month = names.get(match[2].casefold())
        if month:
            try:
                return date(int(match[3]), month, int(match[1]))
            except ValueError:
                return None
    return None
