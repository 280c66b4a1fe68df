"""Open messages → a mail server, at a given rate, each written down before and after.

Whatever happens, the ledger is true at every moment: a run can be killed anywhere and begun again.
"""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.distribute.courier import Accepted, Later, Refused, Unclear
from pipeline.distribute.message import moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from zoneinfo import ZoneInfo

    from pipeline.distribute.clock import Clock
    from pipeline.distribute.courier import Courier, Outcome
    from pipeline.distribute.dispatch import Dispatch, State
    from pipeline.distribute.ledger import Ledger
    from pipeline.distribute.message import Composer
    from pipeline.distribute.settings import Settings
    from pipeline.release.manifest import Release

_AT_ONCE = datetime.min.replace(tzinfo=UTC)

LONGEST_SLEEP = 30.0
"""Seconds after which a long wait looks at the clock again, which somebody may have set."""


@dataclass(slots=True)
class Tally:
    """How a run went, by state."""

    sent: int = 0
    refused: int = 0
    pending: int = 0
    unclear: int = 0
    bytes: int = 0
    """Handed over to the server and taken."""


@dataclass(slots=True)
class Delivery:
    """One run."""

    ledger: Ledger
    composer: Composer
    courier: Courier
    clock: Clock
    settings: Settings
    say: Callable[[str], None]
    tally: Tally = field(default_factory=Tally)
    _next_slot: float = 0.0

    def run(self, dispatches: Sequence[Dispatch]) -> Tally:
        """Send what is open, again after growing pauses what was put off; return how it went.

        Raises ``ReportError``: ``under-embargo``, what ``Courier`` raises, and what the making of
        a message raises; what was sent until then stands in the ledger.
        """
        self.courier.connect()
        queue = [(d.due or _AT_ONCE, number, 0, d) for number, d in enumerate(dispatches)]
        heapq.heapify(queue)
        total, settled = len(queue), 0
        while queue:
            due, number, tries, dispatch = heapq.heappop(queue)
            self._wait_for(due, len(queue) + 1)
            self._keep_the_rate()
            check_embargo(self.composer.release, self.clock.now(), self.settings.zone)
            self._reconnect()
            again = self._send(dispatch, tries)
            if again is not None:
                heapq.heappush(queue, (again, number, tries + 1, dispatch))
            else:
                settled += 1
                if settled % 50 == 0:
                    self.say(f"{settled} of {total} settled")
        return self.tally

    def _send(self, dispatch: Dispatch, tries: int) -> datetime | None:
        """Send one message; return when it is to be tried again in this run, or None."""
        data, copies = self.composer.message(dispatch)
        if copies:
            self.ledger.keep_copies(dispatch, copies)
        digest = hashlib.sha256(data).hexdigest()
        id_, size = dispatch.order.id, len(data)

        def before_end() -> None:
            self.ledger.begin(id_, digest, size, self.clock.now())

        outcome: Outcome = self.courier.send(dispatch.order.address, data, before_end)
        now = self.clock.now()
        match outcome:
            case Accepted():
                self._settle(dispatch, "sent", outcome.answer, now)
                self.tally.sent += 1
                self.tally.bytes += size
            case Refused():
                self._settle(dispatch, "refused", outcome.answer, now)
                self.tally.refused += 1
                self.say(f"refused: {dispatch.order.address}: {outcome.answer}")
            case Unclear():
                # It stays “sending” in the ledger: nobody but a person may send it again.
                self.tally.unclear += 1
                self.say(f"unclear: {dispatch.order.address}: {outcome.answer}")
            case Later():
                return self._put_off(dispatch, outcome.answer, tries, now)
        return None

    def _reconnect(self) -> None:
        """Connect where the line was lost; a server that is being restarted is waited for."""
        for pause in self.settings.pauses:
            try:
                self.courier.connect()
            except ReportError as error:
                if error.diagnostics[0].code != "server-unreachable":
                    raise
                self.say(f"{error}; trying again in {pause:g} s")
                self.clock.sleep(pause)
            else:
                return
        self.courier.connect()

    def _put_off(
        self, dispatch: Dispatch, answer: str, tries: int, now: datetime
    ) -> datetime | None:
        pauses = self.settings.pauses
        due = now + timedelta(seconds=pauses[min(tries, len(pauses) - 1)])
        self.ledger.settle(dispatch.order.id, "pending", answer, now, due)
        if tries < len(pauses):
            return due
        self.tally.pending += 1
        self.say(f"put off: {dispatch.order.address}: {answer}")
        return None

    def _settle(self, dispatch: Dispatch, state: State, answer: str, now: datetime) -> None:
        self.ledger.settle(dispatch.order.id, state, answer, now)

    def _keep_the_rate(self) -> None:
        """Wait until the next message may go."""
        left = self._next_slot - self.clock.seconds()
        if left > 0:
            self.clock.sleep(left)
        self._next_slot = self.clock.seconds() + 60 / self.settings.rate

    def _wait_for(self, due: datetime, open_: int) -> None:
        """Wait for a moment, telling a person of a long wait."""
        seconds = (due - self.clock.now()).total_seconds()
        if seconds > 1:
            when = due.astimezone(self.settings.zone)
            self.say(
                f"{open_} put off; the next is tried again at {when:%H:%M:%S} ({when:%Z}). "
                "It does no harm to stop here with Ctrl-C: --resume goes on"
            )
        while (seconds := (due - self.clock.now()).total_seconds()) > 0:
            self.clock.sleep(min(seconds, LONGEST_SLEEP))


def check_embargo(release: Release, now: datetime, zone: ZoneInfo) -> None:
    """Raise ``ReportError`` ``under-embargo`` where nothing may leave the house yet."""
    if release.embargo is None or not release.under_embargo(now):
        return
    until = moment_in_words(release.embargo, zone, "en")
    raise ReportError(
        [
            Diagnostic(
                "under-embargo",
                f"the release is under embargo until {until}",
                None,
                f"it is now {moment_in_words(now, zone, 'en')}, and nothing leaves before. "
                "--dry-run shows what will be sent, --wait begins when the embargo ends",
            )
        ]
    )
