"""publication.toml → ``Identity``: what a publication is.

All problems of the file are found in one run; unknown names get a "did you mean".
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, get_args

from pipeline.formats import FORMATS, USUAL
from pipeline.limits import TITLE
from pipeline.model import Identity, Policy, Release, Source, Stale, Status
from pipeline.release.names import DEFAULT, wrong_letters, wrong_rule
from pipeline.tomlfile import TomlFile, read_toml
from pipeline.values import address, language_tag, one_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.diagnostics import Collector

PDF_PROFILES = ("1.7", "2.0")
"""Versions of PDF, the usual one first; see ``pipeline.formats.pdf.profile``."""


def load_identity(folder: Path, name: str, found: Collector) -> Identity | None:
    """Read ``publication.toml`` of the publication in ``folder``."""
    toml = read_toml(folder / "publication.toml", f"{name}/publication.toml", found)
    if toml is None:
        return None
    source = _source(toml) if toml.get(("source",), dict, None) is not None else None
    language = language_tag(toml, toml.text(("language",)), ("language",))
    languages = tuple(language_tag(toml, tag, ("languages",)) for tag in toml.texts(("languages",)))
    if not language:  # told already; what else is wrong is told as of a language there is
        language = next(iter(languages), "en")
    elif language not in languages:
        found.error(
            "wrong-value",
            f"“languages” does not name the language of the text, “{language}”",
            toml.span(("languages",)),
            f'write languages = ["{language}", …]',
        )
    title = toml.text(("title",))
    if len(title) > TITLE:
        found.error(
            "wrong-value",
            f"the title has {len(title)} characters; Word takes {TITLE}",
            toml.span(("title",)),
            "shorten it, or move a part of it into “subtitle”",
        )
    profile = toml.text(("profile",), PDF_PROFILES[0])
    if profile not in PDF_PROFILES:
        found.error(
            "wrong-value",
            f"“{profile}” is no profile",
            toml.span(("profile",)),
            f"write one of: {', '.join(PDF_PROFILES)}, the version of PDF, in quotes",
        )
    formats = toml.texts(("formats",), USUAL)
    for wanted in formats:
        if wanted not in FORMATS:
            found.error(
                "wrong-value",
                f"“{wanted}” is no format",
                toml.span(("formats",)),
                f"the formats are: {', '.join(FORMATS)}",
            )
    status, embargo = _status(toml)
    rule, letters = _file_names(toml, toml.text(("symbol",)), languages)
    identity = Identity(
        slug=folder.name,
        title=title,
        subtitle=toml.text(("subtitle",), ""),
        kind=toml.text(("kind",)),
        symbol=toml.text(("symbol",)),
        author=toml.text(("author",)),
        publisher=toml.text(("publisher",), ""),
        description=toml.text(("description",)),
        notice=toml.text(("notice",), ""),
        date=toml.get(("date",), date),
        language=language,
        languages=tuple(dict.fromkeys((language, *languages))),
        policies=_policies(toml, [tag for tag in languages if tag != language]),
        source=source,
        profile=profile,
        formats=tuple(known for known in FORMATS if known in formats),
        status=status,
        embargo=embargo,
        file_name=rule,
        letters=letters,
    )
    toml.report_unknown_keys()
    return identity


def _status(toml: TomlFile) -> tuple[Status | None, datetime | None]:
    """Read ``status`` and, for an embargoed text, the moment until which it may not be published.

    Neither may contradict the other, and the moment names its zone: 9 o'clock is another moment
    in London than in Paris.
    """
    said = toml.get(("status",), str, None) is not None
    status: Status | None = one_of(toml, ("status",), get_args(Status)) if said else None
    embargo: datetime | None = toml.get(("embargo",), datetime, None)
    if embargo is not None and embargo.tzinfo is None:
        toml.found.error(
            "wrong-value",
            f"“embargo” does not say in which time zone it is {embargo:%H:%M}",
            toml.span(("embargo",)),
            f"add the distance from UTC: {embargo.isoformat()}+01:00, or {embargo.isoformat()}Z",
        )
        embargo = None
    elif embargo is not None and status != "embargoed":
        toml.found.error(
            "wrong-value",
            "“embargo” says until when, and “status” does not say that the text is embargoed",
            toml.span(("embargo",)),
            'write status = "embargoed", or delete the embargo',
        )
    elif embargo is None and status == "embargoed" and "embargo" not in toml.values:
        toml.found.error(
            "missing-key",
            "“embargo” is missing: until when may nobody publish the text?",
            toml.span(("status",)),
            "add a line: embargo = 2026-12-01T09:00:00+01:00",
        )
    return status, embargo


def _file_names(
    toml: TomlFile, symbol: str, languages: Sequence[str]
) -> tuple[str, Mapping[str, str]]:
    """Read the table ``[files]``: how released files are named, and the letters of languages."""
    rule = toml.text(("files", "name"), DEFAULT)
    if wrong := wrong_rule(rule, symbol):
        toml.found.error("wrong-value", wrong[0], toml.span(("files", "name")), wrong[1])
    letters: dict[str, str] = {}
    if toml.get(("files", "letters"), dict, {}):
        tags = toml.values["files"]["letters"]
        letters = {tag: toml.text(("files", "letters", tag)) for tag in tags}
    if wrong := wrong_letters(letters, languages):
        toml.found.error("wrong-value", wrong[0], toml.span(("files", "letters")), wrong[1])
    return rule, letters


def _policies(toml: TomlFile, languages: Sequence[str]) -> Mapping[str, Policy]:
    """Read the tables ``[translations.<language>]``; ``Policy`` says what they leave out."""
    out: dict[str, Policy] = {}
    if not toml.get(("translations",), dict, {}):
        return out
    for tag in toml.tables(("translations",)):
        path = ("translations", tag)
        if tag not in languages:
            toml.found.error(
                "wrong-value",
                f"the report is not translated into “{tag}”",
                toml.span(path),
                f"its languages are: {', '.join(languages) or 'none'}",
            )
        out[tag] = Policy(
            stale=one_of(toml, (*path, "stale"), get_args(Stale)),
            release=one_of(toml, (*path, "release"), get_args(Release)),
        )
    return out


def _source(toml: TomlFile) -> Source:
    def text(key: str) -> str:
        return str(toml.text(("source", key)))

    return Source(
        title=text("title"),
        symbol=text("symbol"),
        author=text("author"),
        role=text("role"),
        body=text("body"),
        session=text("session"),
        adopted=toml.get(("source", "adopted"), date),
        url=address(toml, text("url"), ("source", "url")),
    )
