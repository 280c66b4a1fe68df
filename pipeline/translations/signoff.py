"""translations/<language>.signoff.toml: who approved which translation, and when.

Only the program writes it. A sign-off names a digest of the original and its translation, and so
is void by itself as soon as either changes. Flags in the catalogue would not do: gettext's own
tools drop those they do not know.

Every text has a line of its own from the start, if only a comment, and an empty line after it:
two people who approve neighbouring paragraphs change different lines, and Git can merge them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.diagnostics import Collector

_HEAD = """\
# Who approved which translation, and when. “nox -s approve” writes this file; do not edit it.
# A line counts only as long as both texts are what they were then. “# id” awaits approval.
"""


@dataclass(frozen=True, slots=True)
class SignOff:
    """The approval of one translation."""

    pair: str
    """``pair_digest`` of the two texts that were approved."""
    by: str
    on: date
    cosmetic: date | None = None
    """When it was carried over to an original amended in form only; None where it was not."""


def pair_digest(source: str, target: str) -> str:
    """Return the digest of an original and its translation: 12 hexadecimal digits of SHA-256."""
    return hashlib.sha256(f"{source}\0{target}".encode()).hexdigest()[:12]


def read_signoffs(path: Path, name: str, found: Collector) -> dict[str, SignOff]:
    """Return the sign-offs by id; no file means none. Findings: those of any TOML file."""
    if not path.exists():
        return {}
    toml = read_toml(path, name, found)
    if toml is None:
        return {}
    out = {
        key: SignOff(
            pair=toml.text((key, "pair")),
            by=toml.text((key, "by")),
            on=toml.get((key, "on"), date),
            cosmetic=toml.get((key, "cosmetic"), date, None),
        )
        for key in toml.tables()
    }
    toml.report_unknown_keys()
    return out


def write_signoffs(signoffs: Mapping[str, SignOff], ids: Iterable[str]) -> str:
    """Return the file: a line for each of ``ids``, then the sign-offs of other texts."""
    order = dict.fromkeys([*ids, *signoffs])
    lines = [_line(key, signoffs[key]) if key in signoffs else f"# {key}" for key in order]
    return "\n".join([_HEAD, *(f"{line}\n" for line in lines)])


def _line(key: str, signoff: SignOff) -> str:
    cosmetic = f", cosmetic = {signoff.cosmetic.isoformat()}" if signoff.cosmetic else ""
    by = signoff.by.replace("\\", "\\\\").replace('"', '\\"')
    return (
        f'"{key}" = {{ pair = "{signoff.pair}", by = "{by}", '
        f"on = {signoff.on.isoformat()}{cosmetic} }}"
    )
