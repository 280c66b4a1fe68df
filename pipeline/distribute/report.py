"""The ledger of one revision → a page and a table: who has what, since when, and what is open."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.distribute.message import moment_in_words
from pipeline.languages import name_in
from pipeline.templating import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from pipeline.distribute.dispatch import Dispatch
    from pipeline.release.manifest import Release

SAID = {
    "sending": "unclear",
    "refused": "refused",
    "pending": "pending",
    "planned": "not sent",
    "sent": "sent",
}
"""States as a person reads them, in the order in which somebody has to look at them."""

HEADINGS = (
    *("member", "address", "groups", "publication", "revision", "language", "format", "state"),
    *("when", "message id", "attempts", "answer", "way", "file", "sha256 of the file as sent"),
    *("sha256 of the message",),
)

_FORMULAS = ("=", "+", "-", "@", "\t")
"""Signs by which a spreadsheet takes a cell for a formula."""


@dataclass(frozen=True, slots=True)
class Row:
    """One message as the page shows it."""

    dispatch: Dispatch
    state: str
    when: str
    """With its zone; empty where nothing was done yet."""
    stamp: str
    """The same for programs."""
    files: tuple[tuple[str, str, str], ...]
    """(language, format, SHA-256 as sent)."""


def report_html(
    release: Release, dispatches: Sequence[Dispatch], zone: ZoneInfo, now: datetime, templates: Path
) -> str:
    """Return the page, HTML with its style in it, made by ``templates/message/report.html.j2``.

    Raises ``ReportError``: what ``templating.render`` raises.
    """
    count = Counter(SAID[dispatch.state] for dispatch in dispatches)
    order = list(SAID.values())
    rows = [_row(dispatch, zone) for dispatch in dispatches]
    rows.sort(key=lambda row: (order.index(row.state), row.dispatch.order.address))
    page = render(
        templates,
        "message",
        "report.html.j2",
        release=release,
        title=next(iter(release.title.values())),
        rows=rows,
        groups=[(state, [r for r in rows if r.state == state]) for state in order if count[state]],
        count={state: count[state] for state in order},
        now=moment_in_words(now, zone, "en"),
        embargo=moment_in_words(release.embargo, zone, "en") if release.embargo else "",
        language_name=lambda tag: name_in(tag, "en"),
    )
    return f"{page.strip()}\n"


def report_csv(dispatches: Sequence[Dispatch], zone: ZoneInfo) -> bytes:
    """Return the table, a line for each member and file, as spreadsheets open it (UTF-8, BOM)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for dispatch in dispatches:
        order = dispatch.order
        for parcel in order.parcels:
            cells = [
                *(order.name, order.address, ", ".join(order.groups), dispatch.publication),
                *(dispatch.revision, parcel.language, parcel.format, SAID[dispatch.state]),
                *(_stamp(dispatch, zone), order.id, dispatch.attempts, dispatch.answer),
                *(order.way, parcel.name, dispatch.sent_sha256(parcel), dispatch.sha256),
            ]
            writer.writerow(map(_harmless, cells))
    return out.getvalue().encode("utf-8-sig")


def _row(dispatch: Dispatch, zone: ZoneInfo) -> Row:
    when = f"{dispatch.changed.astimezone(zone):%d %B %Y, %H:%M:%S %Z}".lstrip("0")
    planned = dispatch.state == "planned"
    return Row(
        dispatch,
        SAID[dispatch.state],
        "" if planned else when,
        "" if planned else _stamp(dispatch, zone),
        tuple((p.language, p.format, dispatch.sent_sha256(p)) for p in dispatch.order.parcels),
    )


def _stamp(dispatch: Dispatch, zone: ZoneInfo) -> str:
    if dispatch.state == "planned":
        return ""
    return dispatch.changed.astimezone(zone).isoformat(timespec="seconds")


def _harmless(value: object) -> str:
    """Return a cell that no spreadsheet runs: a server's answer or a name may begin with “=”."""
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text
