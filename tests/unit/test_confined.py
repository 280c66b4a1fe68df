"""A function in a process of its own: its answer, its error, or none."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

import pytest

from pipeline.confined import GaveUpError, confined


def double(number: int) -> int:
    return number * 2


def refuse(number: int) -> int:
    raise ValueError(number)


def fill(number: int) -> int:
    return len(bytearray(number))


def crash(number: int) -> int:
    os.kill(os.getpid(), signal.SIGSEGV)
    return number


def sleep(seconds: int) -> int:
    time.sleep(seconds)
    return seconds


def test_an_answer_and_an_error_come_through() -> None:
    assert confined(double, 21, megabytes=500, seconds=60) == 42
    with pytest.raises(ValueError, match="7"):
        confined(refuse, 7, megabytes=500, seconds=60)


@pytest.mark.parametrize(
    ("function", "argument", "seconds"), [(fill, 2**30, 60), (crash, 1, 60), (sleep, 60, 1)]
)
def test_what_would_bring_the_program_down(
    function: Callable[[int], int], argument: int, seconds: float
) -> None:
    with pytest.raises(GaveUpError):
        confined(function, argument, megabytes=500, seconds=seconds)
