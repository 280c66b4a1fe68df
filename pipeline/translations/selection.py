"""Which texts a command means: their ids, or patterns such as ``p1*`` and ``glossary.*``."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.translations.units import Unit


def select(units: Sequence[Unit], patterns: Sequence[str]) -> tuple[Unit, ...]:
    """Return the texts that match, in order.

    Raises ``ReportError`` ``no-such-text``, exit code 2, where a pattern matches none.
    """
    names = [unit.id for unit in units]
    unknown = [p for p in patterns if not any(fnmatchcase(name, p) for name in names)]
    if unknown:
        raise ReportError([_no_such_text(pattern, names) for pattern in unknown], exit_code=2)
    return tuple(u for u in units if any(fnmatchcase(u.id, p) for p in patterns))


def _no_such_text(pattern: str, names: Sequence[str]) -> Diagnostic:
    near = nearest(pattern, names)
    return Diagnostic(
        "no-such-text",
        f"the report has no text “{pattern}”",
        None,
        f"did you mean “{near}”?" if near else "“nox -s status” lists the ids",
    )
