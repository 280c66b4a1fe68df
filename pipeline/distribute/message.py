"""A Dispatch → the message, RFC 5322: text and HTML in the member's language, and the files.

Made through ``templates/message/`` and the words of ``templates/labels/``. The same dispatch gives
the same bytes: the date is that of the plan, the Message-ID and the boundaries are digests.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from babel.numbers import format_decimal

from pipeline.bidi import isolate_left_to_right, without_isolates
from pipeline.languages import direction, locale, long_date
from pipeline.templating import render

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from pipeline.distribute.dispatch import Dispatch, Order, Parcel
    from pipeline.distribute.settings import Settings
    from pipeline.release.manifest import Release

POLICY = SMTP.clone(cte_type="7bit", max_line_length=76)
"""CRLF and nothing above ASCII in a line of up to 76: every server passes it on as it is."""

MEDIA_TYPES = {
    "pdf": ("application", "pdf"),
    "docx": ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "epub": ("application", "epub+zip"),
}


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as the message lists it."""

    name: str
    what: str
    """What kind of file it is, in words."""
    size: str
    sha256: str
    url: str
    """Empty where the file is attached."""


@dataclass(slots=True)
class Composer:
    """Makes the messages of one release; what they have in common is made once."""

    release: Release
    settings: Settings
    templates: Path
    labels: Mapping[str, Mapping[str, str]]
    """By language."""
    read: Callable[[str], bytes]
    """Bytes of a released file by its name."""
    copy: Callable[[Dispatch, Parcel], bytes]
    """The copy of a PDF that bears the member's name."""
    _attachments: dict[str, EmailMessage] = field(default_factory=dict)

    def message(self, dispatch: Dispatch) -> tuple[bytes, Mapping[str, str]]:
        """Return the message and the SHA-256 of each copy made for this member, by file name.

        Raises ``ReportError``: what ``templating.render`` and ``copy`` raise.
        """
        order = dispatch.order
        made = {
            parcel.name: self.copy(dispatch, parcel)
            for parcel in order.parcels
            if order.personal and parcel.format.startswith("pdf")
        }
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in made.items()}
        message = EmailMessage(POLICY)
        user, _, domain = order.address.rpartition("@")
        sender, _, sender_domain = self.settings.address.rpartition("@")
        message["From"] = Address(self.settings.sender, sender, sender_domain)
        message["To"] = Address(order.name, user, domain)
        if self.settings.reply_to:
            message["Reply-To"] = self.settings.reply_to
        words = self._words(dispatch, digests)
        message["Subject"] = without_isolates(str(words["subject"]))
        message["Date"] = format_datetime(dispatch.planned.astimezone(self.settings.zone))
        message["Message-ID"] = order.id
        # No answering machine shall answer, and no loop begin (RFC 3834, 5).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(render(self.templates, "message", "message.txt.j2", **words).strip())
        html = render(self.templates, "message", "message.html.j2", **words)
        message.add_alternative(f"{html.strip()}\n", subtype="html")
        for part in message.iter_parts():
            part["Content-Language"] = order.language
        if order.way == "attached":
            message.make_mixed()
            for parcel in order.parcels:
                data = made.get(parcel.name)
                message.attach(_attachment(parcel, data) if data else self._attachment(parcel))
        _set_boundaries(message, order.id)
        return message.as_bytes(), digests

    def _attachment(self, parcel: Parcel) -> EmailMessage:
        if parcel.name not in self._attachments:
            self._attachments[parcel.name] = _attachment(parcel, self.read(parcel.name))
        return self._attachments[parcel.name]

    def _words(self, dispatch: Dispatch, copies: Mapping[str, str]) -> dict[str, object]:
        """Return what the templates are filled with."""
        order, release, settings = dispatch.order, self.release, self.settings
        language = order.language
        labels = self.labels[language]
        rtl = direction(language) == "rtl"
        isolated = isolate_left_to_right if rtl else str
        title = release.title[language]
        facts = {
            "title": isolated(title),
            "symbol": isolated(release.symbol),
            "revision": release.revision,
        }
        lines = [labels["mail_attached" if order.way == "attached" else "mail_linked"]]
        notices = [labels["mail_draft"]] if release.status == "draft" else []
        if release.revision > 1:
            notices.append(labels["mail_revision"])
        if release.embargo:
            facts["time"] = moment_in_words(release.embargo, settings.zone, language)
            notices.append(labels["mail_embargo"])
        name = isolated(order.name)
        listed = isolated(settings.sender)
        return {
            "language": language,
            "direction": direction(language),
            "subject": labels["mail_subject"].format(**facts),
            "title": title,
            "symbol": release.symbol,
            "sender": settings.sender,
            "to": labels["mail_to"].format(name=name),
            "opening": " ".join(lines).format(**facts),
            "notices": [notice.format(**facts) for notice in notices],
            "files_heading": labels["mail_files"],
            "files": [self._line(parcel, order, copies) for parcel in order.parcels],
            "genuine": labels["mail_genuine"],
            "copy": labels["mail_copy"].format(name=name) if copies else "",
            "ending": labels["mail_list"].format(
                sender=listed, address=isolated(settings.reply_to or settings.address)
            ),
        }

    def _line(self, parcel: Parcel, order: Order, copies: Mapping[str, str]) -> FileLine:
        language, linked = order.language, order.way == "linked"
        labels = self.labels[language]
        count = format_decimal(max(1, round(parcel.size / 1000)), locale=locale(language))
        return FileLine(
            name=parcel.name,
            what=labels[f"mail_{parcel.format.replace('-', '_')}"],
            size=labels["mail_kilobytes"].format(count=count),
            sha256=copies.get(parcel.name, parcel.sha256),
            url=f"{self.settings.base_url}{quote(parcel.name)}" if linked else "",
        )


def moment_in_words(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """Return a moment with its time zone by name and by its distance from UTC."""
    there = moment.astimezone(zone)
    offset = there.strftime("%z")
    where = f"{zone.key}, UTC{offset[:3]}:{offset[3:5]}"
    if direction(language) == "rtl":
        where = isolate_left_to_right(where)
    return f"{long_date(there.date(), language)}, {there:%H:%M} ({where})"


class _Part(EmailMessage):
    """A part of a message, which has no MIME-Version of its own (RFC 2045, 4)."""

    def set_content(self, *content: Any, **how: Any) -> None:
        """Set the content."""
        super().set_content(*content, **how)
        del self["MIME-Version"]


def _attachment(parcel: Parcel, data: bytes) -> EmailMessage:
    part = _Part(POLICY)
    maintype, subtype = MEDIA_TYPES[parcel.format.removesuffix("-large")]
    part.set_content(
        data, maintype=maintype, subtype=subtype, disposition="attachment", filename=parcel.name
    )
    part["Content-Language"] = parcel.language
    return part


def _set_boundaries(message: EmailMessage, id_: str) -> None:
    """Part the message by lines that are the same each time it is made."""
    for number, part in enumerate(_multiparts(message)):
        digest = hashlib.sha256(f"{id_} {number}".encode()).hexdigest()[:32]
        part.set_boundary(f"=_{digest}")


def _multiparts(message: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in message.walk() if part.is_multipart())
