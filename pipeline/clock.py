"""The day of a command that writes one: that of this machine, or the one that is given."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.disk import EXIT_ENVIRONMENT

LAST = 253_402_300_799
"""Seconds from 1970 to the end of the year 9999: beyond it no date can be written."""


def given_day() -> date | None:
    """Return the day that ``SOURCE_DATE_EPOCH`` gives (reproducible-builds.org), or None.

    Raises ``ReportError`` ``source-date`` where that is no number of seconds.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and int(text) <= LAST:
        return datetime.fromtimestamp(int(text), UTC).date()
    raise ReportError(
        [
            Diagnostic(
                "source-date",
                f"SOURCE_DATE_EPOCH is “{text}”, which is no number of seconds since 1970",
                None,
                "set it as “git log -1 --format=%ct” prints it, or unset it",
            )
        ],
        exit_code=EXIT_ENVIRONMENT,
    )


def today() -> date:
    """Return the day that is given, else that of this machine."""
    return given_day() or datetime.now().astimezone().date()
