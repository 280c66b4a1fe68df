"""The clock, as a value: what sends never looks at the time by itself."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time, and waits."""

    now: Callable[[], datetime]
    """The moment, with its zone."""
    sleep: Callable[[float], None]
    """Wait for so many seconds."""
    seconds: Callable[[], float]
    """Seconds since some moment, which nobody can set back: for the rate."""


def system_clock() -> Clock:
    """Return the clock of the machine."""
    return Clock(lambda: datetime.now(UTC), time.sleep, time.monotonic)
