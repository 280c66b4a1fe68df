"""Which messages ``--only`` means: members by their addresses, and groups by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.tomlfile import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.diagnostics import Collector
    from pipeline.distribute.dispatch import Order
    from pipeline.distribute.members import Member


def concerns(order: Order, only: tuple[str, ...]) -> bool:
    """Tell whether a message is one of those meant; ``only`` that names nobody means all."""
    named = {word.casefold() for word in only}
    members = (order.address, *order.groups)
    return not only or any(member.casefold() in named for member in members)


def check_only(only: tuple[str, ...], members: Sequence[Member], found: Collector) -> None:
    """Note the words of ``only`` that name nobody."""
    known = [m.address for m in members] + sorted({g for m in members for g in m.groups})
    by_name = {word.casefold() for word in known}
    for word in only:
        if word.casefold() not in by_name:
            no_such_member(word, known, found)


def no_such_member(word: str, known: Sequence[str], found: Collector) -> None:
    """Note that a word names nobody, with the nearest that is known."""
    near = nearest(word, known)
    found.error(
        "no-such-member",
        f"no member and no group is called “{word}”",
        None,
        f"did you mean “{near}”?" if near else "write the address or the group as in the list",
    )
