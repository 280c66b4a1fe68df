"""What a validator said of a file: values, how they are kept as JSON and read again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Status = Literal["passed", "failed", "not run"]

SCHEMA = 1
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


def to_json(outcomes: Iterable[Outcome]) -> str:
    """Return the outcomes for programs."""
    listed = [asdict(outcome) for outcome in outcomes]
    return json.dumps({"conformance": SCHEMA, "outcomes": listed}, ensure_ascii=False, indent=1)


def from_json(text: str) -> tuple[Outcome, ...]:
    """Return the outcomes that ``to_json`` wrote; none where the text is of another making."""
    try:
        data = json.loads(text)
        if data["conformance"] != SCHEMA:
            return ()
        return tuple(
            Outcome(
                **{
                    **listed,
                    "findings": tuple(listed["findings"]),
                    "reports": tuple(listed["reports"]),
                }
            )
            for listed in data["outcomes"]
        )
    except (ValueError, KeyError, TypeError):
        return ()
