"""Where a text stands on its way to the public, in the words of its language.

A draft gives the views of its rapporteur alone; an embargoed text may not be published before its
moment; what was released with something let pass says on whose word. A final text says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.bidi import isolate_left_to_right
from pipeline.languages import direction, long_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.model import Document


def running_words(document: Document, labels: Mapping[str, str]) -> str:
    """Return what every page says of the standing of the text; empty where it is final."""
    identity = document.identity
    if identity.status == "draft":
        return labels["status_draft"]
    if identity.embargo is not None:
        moment = moment_in(identity.embargo, document.language)
        return labels["status_embargo"].format(moment=moment)
    return ""


def cover_words(document: Document, labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the cover says of the standing of this very issue, a paragraph each.

    A paragraph that explains what every page says begins with the same words.
    """
    out = []
    if issue := document.issue:
        out.append(labels["revision"].format(number=issue.revision))
    if running := running_words(document, labels):
        rule = "draft_rule" if document.identity.status == "draft" else "embargo_rule"
        out.append(f"{running}. {labels[rule]}")
    if issue:
        out += dict.fromkeys(
            labels["waiver"].format(
                name=_isolated(waiver.by, document.language),
                reason=_isolated(waiver.why, document.language),
            )
            for waiver in issue.waivers
            if waiver.language == document.language
        )
    return tuple(out)


def moment_in(moment: datetime, language: str) -> str:
    """Write a moment out with its zone: ``1 December 2026, 09:00 (UTC+01:00)``."""
    zone = moment.strftime("%z")
    # Of a zone with seconds, such as no country has any more, the minutes are enough.
    zone = "UTC" if set(zone) <= set("+-0") else f"UTC{zone[:3]}:{zone[3:5]}"
    told = f"{moment:%H:%M} ({_isolated(zone, language)})"
    return f"{long_date(moment.date(), language)}, {told}"


def _isolated(text: str, language: str) -> str:
    return isolate_left_to_right(text) if direction(language) == "rtl" else text
