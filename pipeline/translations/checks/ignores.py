"""``# ignore CODE: reason`` above an entry silences that code for it, and is itself checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic
from pipeline.model import Span
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pipeline.translations.catalogue import Entry

_IGNORE = re.compile(
    r"#\s*ignore\b[:\s]*(?P<code>[\w-]*)\s*(?P<colon>:?)\s*(?P<reason>.*)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One such comment."""

    code: str
    reason: str
    span: Span


def ignores_of(entry: Entry, file: str) -> Iterator[Ignore]:
    """Yield those among the comments of an entry."""
    for line, number in zip(entry.comments, entry.comment_lines, strict=True):
        if match := _IGNORE.match(line):
            yield Ignore(
                match["code"],
                match["reason"].strip() if match["colon"] else "",
                Span(file, number, 1, len(line)),
            )


def apply(
    found: Sequence[Diagnostic], ignores: Iterable[Ignore], codes: Collection[str], language: str
) -> Iterator[Diagnostic]:
    """Yield what is found and not silenced, and what is wrong with the comments themselves."""
    silenced: set[str] = set()
    for ignore in ignores:
        problem = _problem(ignore, found, codes, silenced)
        if problem:
            code, message, hint = problem
            yield Diagnostic(
                code,
                f"({language}) {message}",
                ignore.span,
                hint,
                "warning" if code == "ignore-unused" else "error",
            )
        else:
            silenced.add(ignore.code)
    yield from (d for d in found if d.code not in silenced)


def _problem(
    ignore: Ignore, found: Sequence[Diagnostic], codes: Collection[str], silenced: set[str]
) -> tuple[str, str, str] | None:
    if ignore.code not in codes:
        near = nearest(ignore.code, codes)
        return (
            "ignore-unknown",
            f"no check that can be silenced is named “{ignore.code}”",
            f"did you mean “{near}”?" if near else "the name stands in brackets in the finding",
        )
    if not any(c.isalpha() for c in ignore.reason):
        return (
            "ignore-without-reason",
            f"nothing says why “{ignore.code}” is silenced",
            f"write “# ignore {ignore.code}: ” and the reason, for whoever reads it next",
        )
    if ignore.code in silenced or all(d.code != ignore.code for d in found):
        return (
            "ignore-unused",
            f"nothing is found here that “# ignore {ignore.code}” would silence",
            "delete the comment",
        )
    return None
