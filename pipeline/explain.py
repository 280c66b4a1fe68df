"""What a code of a finding means, and an example of it: for the command line and docs/codes.md.

The words come from the catalogue, the examples from the cases that the tests run: so they are what
a person really reads, with the line at fault and what to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.codes import CODES
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.folders import HERE
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from pathlib import Path

CASES = HERE.root / "tests" / "cases"
"""A folder a code: ``case.toml``, what is done to a sound publication, and ``expected.txt``."""

_HEAD = re.compile(r"(?:\S.*?: )?(?:error|warning)\[([a-z0-9-]+)\]: ")

_PAGE = """\
# What a finding means

Every finding that is printed has a code in square brackets. `nox -s explain -- CODE` prints what
stands here. The examples are what `nox -s check` and the other commands print for a small
publication that was spoiled in one place.

This page is made from `pipeline/codes.py` and `tests/cases/`: `nox -s tests -- --update-golden`
writes it anew.
"""


def explained(code: str, cases: Path = CASES) -> str:
    """Return what a code means, and an example. Raises ``ReportError`` ``unknown-code``."""
    if code not in CODES:
        near = nearest(code, CODES)
        hint = f"did you mean “{near}”?" if near else "“explain” alone lists all codes"
        raise ReportError(
            [Diagnostic("unknown-code", f"there is no code “{code}”", None, hint)], exit_code=2
        )
    shown = example(code, cases)
    return f"{code}: {CODES[code]}" + (f"\n\nFor example:\n\n{shown}" if shown else "")


def every_code() -> str:
    """Return all codes with what they mean, a line each."""
    width = max(map(len, CODES))
    return "\n".join(f"{code:<{width}}  {meaning}" for code, meaning in CODES.items())


def example(code: str, cases: Path = CASES) -> str:
    """Return the first finding of a code in its case, with its line and hint; empty if none."""
    try:
        lines = (cases / code / "expected.txt").read_text("utf-8").splitlines()
    except OSError:
        return ""
    found: list[str] = []
    for line in lines:
        head = _HEAD.match(line)
        if found and (head or not line.startswith(" ")):
            break
        if found or (head and head[1] == code):
            found.append(line)
    return "\n".join(found)


def codes_page(cases: Path = CASES) -> str:
    """Return docs/codes.md."""
    out = [_PAGE]
    for code, meaning in CODES.items():
        out += [f"## {code}", "", meaning, ""]
        if shown := example(code, cases):
            out += ["```", shown, "```", ""]
    return "\n".join(out).rstrip() + "\n"
