"""What a validator said of a file: values, how they are kept as JSON and read again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Status = Literal["passed", "failed", "not run"]

SCHEMA = 2
"""Version of ``conformance.json``."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one run of a validator gave for one file."""

    findings: tuple[str, ...]
    """Each in words, with its rule or clause; empty where the file passes."""
    version: str
    """Of the validator."""
    reports: Mapping[str, bytes]
    """Raw reports of the validator, by file name; empty where it writes none."""
    note: str = ""
    """What else a reader of the outcome should know, such as how many checks were made."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result, a file and a bar: one line of the table."""

    file: str
    """Relative to the folder of the publication, POSIX."""
    sha256: str
    """Of the bytes that were looked at."""
    tool: str
    profile: str
    """What the validator measured against, ``PDF/UA-1``."""
    status: Status
    version: str = ""
    findings: tuple[str, ...] = ()
    """Why it failed, or why the validator did not run."""
    reports: tuple[str, ...] = ()
    """Raw reports, relative to the folder of the publication, POSIX."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was said of the files of a publication."""

    published: tuple[Outcome, ...]
    """Of the files of the published set."""
    configurations: tuple[Outcome, ...] = ()
    """Of the same report in other formats and profiles, which were made only to be checked."""
    made_from: str = ""
    """Digest of what those were made from: they are not kept, so that their own says nothing."""

    @property
    def every(self) -> tuple[Outcome, ...]:
        """All of them."""
        return self.published + self.configurations


def to_json(outcomes: Outcomes) -> str:
    """Return the outcomes for programs."""
    return json.dumps({"conformance": SCHEMA, **asdict(outcomes)}, ensure_ascii=False, indent=1)


def from_json(text: str) -> Outcomes | None:
    """Return the outcomes that ``to_json`` wrote; None where the text is of another making."""
    try:
        data = json.loads(text)
        if data["conformance"] != SCHEMA:
            return None
        return Outcomes(
            tuple(map(_outcome, data["published"])),
            tuple(map(_outcome, data["configurations"])),
            str(data["made_from"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _outcome(listed: Mapping[str, Any]) -> Outcome:
    findings, reports = tuple(listed["findings"]), tuple(listed["reports"])
    return Outcome(**{**listed, "findings": findings, "reports": reports})
