"""What goes to one member: ``Dispatch``, one message, and the ``Parcel``s in it.

Values only. Who decides them is ``plan``; who remembers them is ``ledger``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from datetime import datetime

State = Literal["planned", "sending", "sent", "refused", "pending"]
"""``planned`` nothing was done · ``sending`` the message was handed over, and no answer stands in
the ledger · ``sent`` a server took it · ``refused`` for good · ``pending`` put off, or the line
broke before all of it was through: to be tried again."""

STATES: tuple[State, ...] = get_args(State)

OPEN: tuple[State, ...] = ("planned", "pending")
"""States of what is still to be sent."""

Way = Literal["attached", "linked"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One file for one member."""

    language: str
    format: str
    name: str
    """Of the file in the release."""
    sha256: str
    """Of the file in the release."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Order:
    """One message that is to be sent."""

    id: str
    """Message-ID with its angle brackets: the same whenever the same is planned anew."""
    address: str
    name: str
    language: str
    """Of the message."""
    groups: tuple[str, ...]
    way: Way
    personal: bool
    """Whether each PDF is to bear the name of the member."""
    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One message as the ledger has it."""

    order: Order
    publication: str
    revision: int
    state: State
    planned: datetime
    """When it was planned first: the date of the message, the same at each attempt."""
    changed: datetime
    """When the state was last written."""
    attempts: int
    due: datetime | None
    """Before which a pending one is not tried again."""
    answer: str
    """What the server said last, or a person."""
    sha256: str
    """Of the message as it was handed over; empty before."""
    size: int
    """Bytes of that message."""
    copies: tuple[tuple[str, str], ...] = ()
    """(name of a file, SHA-256 of the copy that bears the member's name)."""

    def sent_sha256(self, parcel: Parcel) -> str:
        """Return the SHA-256 of a file as this member has it."""
        return dict(self.copies).get(parcel.name, parcel.sha256)
