"""The lines before the first heading or paragraph: the title page → values for publication.toml.

Nothing on a title page says what it is but its words. Each line is taken for the first thing that
it can be and that is still wanting; whatever is left over is kept as a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.importer.dates import date_in
from pipeline.importer.draft import Decision
from pipeline.importer.survey import is_capitals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.importer.draft import Line

_SYMBOL = re.compile(
    r"\b\d{2,4} [A-Z]{2,8} \d{2}(?: [A-Z]{1,2})?(?: fin)?\b"
    r"|\bDoc\. ?\d+|\b[A-Z]{1,5}(?:/[A-Z0-9.]+)+\d\b"
)
_SYMBOL_LABEL = re.compile(r"(?i)(?:document|symbol|reference|référence|cote)(?: no\.?| n°)?\s*:?")
_ROLE = (
    r"(?:(?:general |special |co-)?rapporteure?(?:\(e\))?s?(?: générale?| spéciale?)?"
    r"(?: ad interim)?|chair(?:man|woman|person)?)"
)
_AUTHOR_AFTER = re.compile(rf"(?i)(?P<role>{_ROLE})\s*[:–-]?\s+(?P<name>\S.*)")
_AUTHOR_BEFORE = re.compile(rf"(?i)(?P<name>.*?\S)\s*[,:–-]\s*(?P<role>{_ROLE})")
_ROLE_ALONE = re.compile(rf"(?i){_ROLE}")
_BY = re.compile(
    r"(?i)(?:(?:presented |submitted )?by|(?:présentée? )?par|author|auteure?)\b\s*:?\s*"
    r"(?P<name>\S.*)"
)
_HOUSE = re.compile(
    r"(?i)\b(?:assembly|parliament|congress|union|council|assemblée|parlement|congrès|conseil)\b"
)
_COMMITTEE = re.compile(r"(?i)\b(?:sub-?)?(?:committee|commission|comité|sous-commission)\b")
_BODY_LABEL = re.compile(r"(?:Committee|Commission|Body|Organe)(?:\s*:\s*|\s+(?=[^\W\d_]*\W?.*?"
                         r"(?:Committee|Commission|Comité)))")  # fmt: skip
_SESSION = re.compile(r"(?i)(?:session\s*:\s*|session\s+(?=\d))?(?P<session>.*)")
_PARTS = re.compile(r"\s*(?:\||\t|\s{3,})\s*")
"""What stands between the facts of a line that has several."""
_ADOPTED = re.compile(r"(?i)\b(?:adopted|adoptée?)\b")
_KIND = re.compile(
    r"(?i)(?:revised |draft |general |special |preliminary |committee |projet de )*"
    r"(?:report|rapport|resolution|résolution|recommendation|recommandation|opinion|avis"
    r"|explanatory memorandum|exposé des motifs)(?: général| spécial| préliminaire)?"
)
_LANGUAGE_OF_ORIGINAL = re.compile(r"(?i)(?:original|or\.)\s*:\s*\S.*")
_SOURCE_TITLE = re.compile(r"(?:Adopted report|Rapport adopté)\s+(?P<title>\S.*)")
_GOES_ON = re.compile(r"(?i).*(?:[:,–-]|\b(?:of|the|and|for|in|on|to|by|de|des|du|la|le|les|et))")

MOST_WORDS = 25
"""Words of the longest line that is taken for a fact."""


@dataclass(slots=True)
class _Front:
    language: str
    values: dict[str, object] = field(default_factory=dict)
    source: dict[str, object] = field(default_factory=dict)
    """Of the adopted document, where it has facts of its own."""

    def take(self, text: str) -> str:
        """Take what a line says; return what it was taken for, nothing for what it was not."""
        if len(text.split()) > MOST_WORDS:
            return ""
        return next((said for take in _TAKERS if (said := take(self, text))), "")

    def put(self, key: str, value: object, said: str) -> str:
        """Take a value that is still wanting."""
        if key in self.values or not value:
            return ""
        self.values[key] = value
        return said


def _adopted(front: _Front, text: str) -> str:
    day = date_in(text, front.language) if _ADOPTED.search(text) else None
    if day is None or "adopted" in front.source:
        return ""
    front.source["adopted"] = day
    front.values.setdefault("date", day)
    _session(front, text.partition(str(day.year))[2].strip(" ,;–-"))
    return "says when the report was adopted"


def _source_title(front: _Front, text: str) -> str:
    match = _SOURCE_TITLE.fullmatch(text)
    if match is None or "title" not in front.values:
        return ""
    front.source["title"] = match["title"]
    return "holds the title of the adopted report"


def _symbol(front: _Front, text: str) -> str:
    match = _SYMBOL.search(text)
    if match is None:
        return ""
    if "symbol" in front.values:
        if _SYMBOL_LABEL.match(text):
            front.source["symbol"] = match[0]
            return "holds the symbol of the adopted report"
        return ""
    return front.put("symbol", match[0], "holds the symbol")


def _date(front: _Front, text: str) -> str:
    return front.put("date", date_in(text, front.language), "holds the date")


def _author(front: _Front, text: str) -> str:
    if _ROLE_ALONE.fullmatch(text):
        front.source.setdefault("role", text)
        return "holds the office of the author"
    for shape in (_BY, _AUTHOR_AFTER, _AUTHOR_BEFORE):
        match = shape.fullmatch(text)
        if match is None or "author" in front.values:
            continue
        name, role = match["name"], match.groupdict().get("role")
        inner = _AUTHOR_BEFORE.fullmatch(name) or _AUTHOR_AFTER.fullmatch(name)
        if inner:
            name, role = inner["name"], inner["role"]
        if role:
            front.source["role"] = role
        return front.put("author", name.strip(" ,:–-"), "holds the author")
    return ""


def _session(front: _Front, text: str) -> str:
    match = _SESSION.fullmatch(text)
    is_short = len(text.split()) <= MOST_WORDS // 2
    if not match or "session" in front.source or not is_short or "session" not in text.casefold():
        return ""
    front.source["session"] = match["session"].strip()
    return "holds the session"


def _kind(front: _Front, text: str) -> str:
    if not _KIND.fullmatch(text.strip()):
        return ""
    return front.put("kind", _plain(text), "holds the kind of document")


def _body(front: _Front, text: str) -> str:
    if len(text.split()) > 12 or text.endswith("."):
        return ""
    if _COMMITTEE.search(text) and "body" not in front.source:
        front.source["body"] = _titled(_BODY_LABEL.sub("", text, count=1))
        return "holds the committee"
    if _HOUSE.search(text):
        return front.put("publisher", _titled(text), "holds the publisher")
    return ""


def _title(front: _Front, text: str) -> str:
    if not 2 <= len(text) <= 255 or _LANGUAGE_OF_ORIGINAL.fullmatch(text):
        return ""
    return front.put("title", text, "holds the title")


_TAKERS: tuple[Callable[[_Front, str], str], ...] = (
    *(_adopted, _source_title, _session, _symbol, _date, _author, _kind, _body, _title),
)


def read_front(lines: Sequence[Line], language: str) -> tuple[dict[str, object], list[Decision]]:
    """Return what a title page says of the report, and what was decided about each line."""
    front = _Front(language)
    decisions: list[Decision] = []
    rest: list[str] = []
    for text, first in _groups(lines, language):
        parts = _PARTS.split(text)
        took = ", ".join(said for part in parts if (said := front.take(part)))
        if rest and "author" not in front.values and _ROLE_ALONE.fullmatch(text):
            took += f"; the line before it, {front.put('author', rest.pop(), 'holds the author')}"
        if not took:
            rest.append(text)
        decisions.append(
            Decision(
                first.number,
                first.page,
                "title page",
                "",
                f"“{text[:80]}”: {took or 'kept as a remark in publication.toml'}",
                "it stands before the first heading and the first paragraph",
                "probable" if took else "doubtful",
            )
        )
    values = front.values
    if front.source:
        known = {key: values[key] for key in ("title", "symbol", "author") if key in values}
        values["source"] = known | front.source
    if rest:
        values["remarks"] = tuple(rest)
    return values, decisions


def _groups(lines: Sequence[Line], language: str) -> list[tuple[str, Line]]:
    """Return lines that belong together: a title may stand on two, and no fact of its own."""
    out: list[tuple[str, Line]] = []
    before: Line | None = None
    for line in lines:
        if before is not None and not line.after_gap and line.page == before.page and out:
            text, first = out[-1]
            alike = (is_capitals(line.text) and is_capitals(before.text)) or (
                line.is_display and before.is_display
            )
            if (
                (alike or _GOES_ON.fullmatch(text))
                and not _is_fact(text, language)
                and not _is_fact(line.text, language)
            ):
                out[-1] = (f"{text} {line.text}", first)
                before = line
                continue
        out.append((line.text, line))
        before = line
    return out


def _is_fact(text: str, language: str) -> bool:
    """Tell whether a line says more by itself than words of a title do."""
    trial = _Front(language, {"title": ""})
    return bool(trial.take(text)) or _LANGUAGE_OF_ORIGINAL.fullmatch(text) is not None


def _plain(text: str) -> str:
    return text.capitalize() if is_capitals(text) else text


_SMALL = re.compile(r"\b(?:Of|The|And|For|On|In|To|De|Des|Du|La|Le|Les|Et)\b")


def _titled(text: str) -> str:
    """Return a name that was set in capitals as names are written."""
    if not is_capitals(text):
        return text
    titled = text.title()
    return titled[:1] + _SMALL.sub(lambda match: match[0].lower(), titled[1:])
