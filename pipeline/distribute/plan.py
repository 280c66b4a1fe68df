"""Members and a release → the messages that are to be sent; all that stands in the way at once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.distribute.dispatch import Order, Parcel
from pipeline.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.diagnostics import Collector
    from pipeline.distribute.members import Member
    from pipeline.distribute.settings import Settings
    from pipeline.release.manifest import Release, ReleasedFile

ENCODED = 1.37
"""Bytes of a message for each byte of an attachment: base64 in lines of 76 (RFC 2045, 6.8)."""

WORDS = 20_000
"""Bytes that are left for the words of a message."""

Key = tuple[str, str, str]
"""(member, language, format): what is delivered once in a revision."""


def make_plan(
    members: Sequence[Member],
    release: Release,
    settings: Settings,
    done: Collection[Key],
    found: Collector,
    *,
    personal: bool = False,
) -> list[Order]:
    """Return a message for each member who lacks something; ``done`` was delivered before.

    Findings: ``not-in-release``, ``too-large``; with ``personal``, ``copy-impossible``.
    """
    files = {(f.language, f.format): f for f in release.files if f.format in FORMATS}
    orders = []
    for member in members:
        wanted = [(tag, kind) for tag in member.languages for kind in member.formats]
        missing = [pair for pair in wanted if pair not in files]
        for tag, kind in missing:
            found.error(
                "not-in-release",
                f"{member.name} is to receive {kind} in {tag}, which revision "
                f"{release.revision} of {release.publication} does not have",
                member.span,
                f"it has: {_has(files)}; change the line, or go on without with --leave-out",
            )
        parcels = [
            _parcel(files[pair])
            for pair in wanted
            if pair in files and (member.key, *pair) not in done
        ]
        if parcels:
            orders.append(_order(member, parcels, release, settings, personal=personal))
    _check_sizes(orders, settings, found)
    if personal:
        _check_copies(orders, release, found)
    return orders


def encoded_size(parcels: Sequence[Parcel]) -> int:
    """Return about how many bytes a message with these files attached has."""
    return int(sum(parcel.size for parcel in parcels) * ENCODED) + WORDS


def message_id(release: Release, address: str, parcels: Sequence[Parcel], domain: str) -> str:
    """Return the Message-ID of a message (RFC 5322, 3.6.4): a digest of what makes it this one.

    The same plan has the same id, so that a mail server, a mail program or a person can tell a
    duplicate.
    """
    what = [release.publication, str(release.revision), address.casefold()]
    what += [f"{parcel.language} {parcel.format}" for parcel in parcels]
    return f"<{hashlib.sha256(chr(0).join(what).encode()).hexdigest()[:40]}@{domain}>"


def _order(
    member: Member,
    parcels: Sequence[Parcel],
    release: Release,
    settings: Settings,
    *,
    personal: bool,
) -> Order:
    domain = settings.address.rpartition("@")[2]
    return Order(
        id=message_id(release, member.key, parcels, domain),
        address=member.address,
        name=member.name,
        language=parcels[0].language,
        groups=member.groups,
        way="attached" if encoded_size(parcels) <= settings.attach_up_to else "linked",
        personal=personal and any(p.format.startswith("pdf") for p in parcels),
        parcels=tuple(parcels),
    )


def _parcel(file: ReleasedFile) -> Parcel:
    return Parcel(file.language, file.format, file.name, file.sha256, file.size)


def _has(files: Mapping[tuple[str, str], ReleasedFile]) -> str:
    kinds: dict[str, list[str]] = {}
    for tag, kind in files:
        kinds.setdefault(tag, []).append(kind)
    return "; ".join(f"{tag}: {', '.join(own)}" for tag, own in kinds.items())


def _check_sizes(orders: Sequence[Order], settings: Settings, found: Collector) -> None:
    """Report what is too large for a message while there is no address to link to."""
    large = [order for order in orders if order.way == "linked"]
    if large and not settings.base_url:
        most = max(encoded_size(order.parcels) for order in large)
        found.error(
            "too-large",
            f"the files for {len(large)} of {len(orders)} members make messages of up to "
            f"{most / 1e6:.1f} MB, and {settings.attach_up_to / 1e6:.1f} MB may be attached",
            None,
            "set base_url under [files] of the settings, where the files are on the web, "
            "or raise attach_up_to_mb",
        )


def _check_copies(orders: Sequence[Order], release: Release, found: Collector) -> None:
    if release.signed and any(order.personal for order in orders):
        found.error(
            "copy-impossible",
            "the PDFs of this release are signed, and a signed file cannot be altered",
            None,
            "send it without --copies; or release a revision without a signature for copies",
        )
    if any(order.personal and order.way == "linked" for order in orders):
        found.error(
            "copy-impossible",
            "a copy for one member cannot be a link to the file that all others get",
            None,
            "raise attach_up_to_mb, or send without --copies",
        )
