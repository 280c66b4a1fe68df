"""publication.toml, glossary.toml and links.toml → typed values.

All problems of a file are found in one run; unknown names get a "did you mean".
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args
from urllib.parse import urlsplit

from pipeline.formats import FORMATS, USUAL
from pipeline.formats.harm import ALLOWED_SCHEMES
from pipeline.idline import ID
from pipeline.languages import locale
from pipeline.limits import TITLE
from pipeline.model import (
    GlossaryEntry,
    Identity,
    LinkTarget,
    Policy,
    Release,
    Source,
    Stale,
    Status,
)
from pipeline.release.names import DEFAULT, wrong_letters, wrong_rule
from pipeline.tomlfile import TomlFile, nearest, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.diagnostics import Collector

PDF_PROFILES = ("1.7", "2.0")
"""Versions of PDF, the usual one first; see ``pipeline.formats.pdf.profile``."""

_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::\d+)?")
_MAILBOX = re.compile(rf"[A-Za-z0-9._+-]+@(?i:{_LABEL}(?:\.{_LABEL})+)")
"""One address of e-mail; what could follow it, ``?bcc=…``, would send a letter elsewhere too."""


def load_identity(folder: Path, name: str, found: Collector) -> Identity | None:
    """Read ``publication.toml`` of the publication in ``folder``."""
    toml = read_toml(folder / "publication.toml", f"{name}/publication.toml", found)
    if toml is None:
        return None
    source = _source(toml) if toml.get(("source",), dict, None) is not None else None
    language = _language(toml, toml.text(("language",)), ("language",))
    languages = tuple(_language(toml, tag, ("languages",)) for tag in toml.texts(("languages",)))
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
        date=toml.get(("date",), _date_type()),
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


def _date_type() -> type:
    from datetime import date  # noqa: PLC0415 - only the type is wanted

    return date


def _status(toml: TomlFile) -> tuple[Status | None, datetime | None]:
    """Read ``status`` and, for an embargoed text, the moment until which it may not be published.

    Neither may contradict the other, and the moment names its zone: 9 o'clock is another moment
    in London than in Paris.
    """
    said = toml.get(("status",), str, None) is not None
    status: Status | None = _one_of(toml, ("status",), get_args(Status)) if said else None
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
            stale=_one_of(toml, (*path, "stale"), get_args(Stale)),
            release=_one_of(toml, (*path, "release"), get_args(Release)),
        )
    return out


def _one_of(toml: TomlFile, path: tuple[str, ...], known: Sequence[str]) -> Any:
    """Read a value that is one of a few; the first where it is left out."""
    value = toml.text(path, known[0])
    if value not in known:
        toml.found.error(
            "wrong-value",
            f"“{value}” is nothing that “{path[-1]}” can be",
            toml.span(path),
            (f"did you mean “{near}”? " if (near := nearest(value, known)) else "")
            + f"known: {', '.join(known)}",
        )
        return known[0]
    return value


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
        adopted=toml.get(("source", "adopted"), _date_type()),
        url=_address(toml, text("url"), ("source", "url")),
    )


def _language(toml: TomlFile, tag: str, path: tuple[str, ...]) -> str:
    """Check a BCP 47 tag against the locales of CLDR."""
    if tag and locale(tag) is None:
        toml.found.error(
            "wrong-value",
            f"“{tag}” is not a language tag",
            toml.span(path),
            "write a BCP 47 tag such as en, fr, uk, ar, pt-BR",
        )
    return tag


def _address(toml: TomlFile, url: str, path: tuple[str, ...]) -> str:
    """Check an outside address: a scheme that is allowed, a host, no spaces, ASCII only."""
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that is not closed, a letter that stands for another sign
        parts = urlsplit("https:")
    scheme = parts.scheme.lower()
    if url and scheme not in ALLOWED_SCHEMES:
        toml.found.error(
            "unsafe-address",
            f"the address begins with “{url.split(':', maxsplit=1)[0][:20]}:”",
            toml.span(path),
            "an address begins with https://, http:// or mailto:",
        )
    elif url and (
        not url.isascii()
        or re.search(r"[\s<>\"\\^`{|}]", url)
        or re.search(r"%(?![0-9A-Fa-f]{2})", url)
        or (scheme == "mailto" and not _MAILBOX.fullmatch(url.partition(":")[2]))
        or (scheme != "mailto" and not _HOST.fullmatch(parts.netloc.lower()))
    ):
        toml.found.error(
            "unsafe-address",
            "the address has a space, a sign or a letter that addresses cannot have",
            toml.span(path),
            "copy it again from the browser; names in other scripts in their xn-- form",
        )
    return url


def load_links(folder: Path, name: str, found: Collector) -> tuple[LinkTarget, ...]:
    """Read ``links.toml``; no file means no links."""
    if not (folder / "links.toml").exists():
        return ()
    toml = read_toml(folder / "links.toml", f"{name}/links.toml", found)
    if toml is None:
        return ()
    out = []
    for key in toml.tables():
        _check_id(toml, key)
        language = _language(toml, toml.text((key, "language")), (key, "language"))
        urls = {}
        for tag in toml.get((key, "url"), dict):
            _language(toml, tag, (key, "url", tag))
            urls[tag] = _address(toml, toml.text((key, "url", tag)), (key, "url", tag))
        if language and language not in urls:
            found.error(
                "missing-key",
                f"“{key}” has no address for its own language, “{language}”",
                toml.span((key,)),
                f'add url.{language} = "https://…"',
            )
            urls[language] = ""
        archived = toml.text((key, "archived"), None)
        out.append(
            LinkTarget(
                key=key,
                title=toml.text((key, "title")),
                publisher=toml.text((key, "publisher")),
                date=toml.text((key, "date")),
                language=language,
                urls=urls,
                accessed=toml.get((key, "accessed"), _date_type(), None),
                archived=_address(toml, archived, (key, "archived")) if archived else None,
                span=toml.span((key,)),
            )
        )
    toml.report_unknown_keys()
    return tuple(out)


def load_glossary(
    folder: Path, name: str, language: str, found: Collector
) -> tuple[GlossaryEntry, ...]:
    """Read ``glossary.toml``, its terms in ``language``; no file means no glossary."""
    if not (folder / "glossary.toml").exists():
        return ()
    toml = read_toml(folder / "glossary.toml", f"{name}/glossary.toml", found)
    if toml is None:
        return ()
    out: list[GlossaryEntry] = []
    owners: dict[tuple[str, str], str] = {}
    for key in toml.tables():
        _check_id(toml, key)
        term = toml.text((key, "term"))
        forms = {
            tag: toml.texts((key, "forms", _language(toml, tag, (key, "forms", tag))))
            for tag in toml.get((key, "forms"), dict, {})
        }
        forbidden = {
            tag: toml.texts((key, "forbidden", _language(toml, tag, (key, "forbidden", tag))))
            for tag in toml.get((key, "forbidden"), dict, {})
        }
        own = forms.pop(language, ())
        _check_forms(toml, key, {language: (term, *own), **forms}, owners)
        out.append(
            GlossaryEntry(
                id=key,
                term=term,
                expansion=toml.text((key, "expansion"), None),
                definition=toml.text((key, "definition")),
                forms=tuple(dict.fromkeys((term, *own))),
                catalogue_forms=forms,
                span=toml.span((key,)),
                forbidden=forbidden,
            )
        )
    toml.report_unknown_keys()
    return tuple(out)


def _check_forms(
    toml: TomlFile,
    key: str,
    forms: Mapping[str, tuple[str, ...]],
    owners: dict[tuple[str, str], str],
) -> None:
    """Note a form that two entries claim, so that nothing could say which of them is meant."""
    for tag, words in forms.items():
        for word in words:
            owner = owners.setdefault((tag, word.casefold()), key)
            if word and owner != key:
                toml.found.error(
                    "duplicate-term",
                    f"“{word}” is explained twice: in [{owner}] and in [{key}]",
                    toml.span((key, "forms", tag)),
                    "keep one of the two",
                )


def _check_id(toml: TomlFile, key: str) -> None:
    if not re.fullmatch(ID, key):
        toml.found.error(
            "bad-id",
            f"“{key}” cannot be an id",
            toml.span((key,)),
            "an id has lower-case letters, digits and hyphens, and begins with a letter",
        )
