"""What no finished file may do: run something, load something, lead where no link may.

The sources are checked long before; this looks at the finished bytes, so that neither a template
nor an engine nor a library can bring in what nobody wrote. Each format says what could in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable

ALLOWED_SCHEMES = frozenset({"http", "https", "mailto"})
"""Schemes that a finished file may lead to; ``javascript:``, ``file:``, ``data:`` never."""


def may_be_followed(address: str) -> bool:
    """Tell whether a finished file may lead a reader to an address."""
    try:
        return urlsplit(address).scheme.lower() in ALLOWED_SCHEMES
    except ValueError:
        return False


def refuse_harm(name: str, language: str, harm: Iterable[str]) -> None:
    """Raise ``ReportError`` ``harmful-file`` where a finished file holds what it must not."""
    found = [
        Diagnostic(
            "harmful-file",
            f"the {name.upper()} ({language}) holds {what}",
            None,
            "no text can bring this in: look at what was changed in templates/",
        )
        for what in dict.fromkeys(harm)
    ]
    if found:
        raise ReportError(found)
