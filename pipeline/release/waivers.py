"""What a person may let pass, and only by name: an exception stands on the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.model import Waiver
from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

WAIVABLE = (
    "unapproved",
    "stale",
    "draft",
    "untranslated",
    "glossary-form-missing",
    "label-untranslated",
)
"""Codes of findings in a translation; nothing else can be let pass."""


def read_waivers(asked: Iterable[str], by: str, why: str) -> tuple[Waiver, ...]:
    """Return the exceptions of the command line, each ``LANG:CODE``.

    Raises ``ReportError`` ``release-waiver`` for what cannot be one, and where nobody answers
    for it or nothing says why.
    """
    by, why = " ".join(by.split()), " ".join(why.split())
    waivers = []
    for text in dict.fromkeys(asked):
        language, _, code = text.partition(":")
        if code not in WAIVABLE:
            near = nearest(code, WAIVABLE)
            known = f"write fr:unapproved; known: {', '.join(WAIVABLE)}"
            raise _wrong(
                f"“{text}” is nothing that can be let pass",
                f"did you mean {language}:{near}?" if near else known,
            )
        waivers.append(Waiver(language, code, by, why))
    if bool(waivers) != bool(by and why) or bool(by) != bool(why):
        raise _wrong(
            "an exception has a language, a code, a name and a reason",
            '--except fr:unapproved --by "M. Dupont" --why "the session opens tomorrow"',
        )
    return tuple(waivers)


def _wrong(message: str, hint: str) -> ReportError:
    return ReportError([Diagnostic("release-waiver", message, None, hint)], exit_code=2)
