"""Values that several files of source/ have: tags of languages, addresses, ids, one of a few.

Each is checked here in one way, wherever it stands; what is wrong is told at its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pipeline.formats.harm import ALLOWED_SCHEMES
from pipeline.idline import ID
from pipeline.languages import locale
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.tomlfile import TomlFile

_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::\d+)?")
_MAILBOX = re.compile(rf"[A-Za-z0-9._+-]+@(?i:{_LABEL}(?:\.{_LABEL})+)")
"""One address of e-mail; what could follow it, ``?bcc=…``, would send a letter elsewhere too."""


def language_tag(toml: TomlFile, tag: str, path: tuple[str, ...]) -> str:
    """Check a BCP 47 tag against the locales of CLDR."""
    if tag and locale(tag) is None:
        toml.found.error(
            "wrong-value",
            f"“{tag}” is not a language tag",
            toml.span(path),
            "write a BCP 47 tag such as en, fr, uk, ar, pt-BR",
        )
    return tag


def address(toml: TomlFile, url: str, path: tuple[str, ...]) -> str:
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


def check_id(toml: TomlFile, key: str) -> None:
    """Check a name that becomes part of an id."""
    if not re.fullmatch(ID, key):
        toml.found.error(
            "bad-id",
            f"“{key}” cannot be an id",
            toml.span((key,)),
            "an id has lower-case letters, digits and hyphens, and begins with a letter",
        )


def one_of(toml: TomlFile, path: tuple[str, ...], known: Sequence[str]) -> Any:
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
