"""A function in a process of its own, with limits on memory and time.

For libraries written in C or C++ that meet files from outside: what would take the memory of the
machine, hang, or bring the whole program down ends that process alone.
"""

from __future__ import annotations

import contextlib
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

Given = TypeVar("Given")
Made = TypeVar("Made")


class GaveUpError(Exception):
    """The process came to its limits, or to grief."""


def confined(
    function: Callable[[Given], Made], argument: Given, *, megabytes: int, seconds: float
) -> Made:
    """Return ``function(argument)``, computed in a process of its own; what it raises is raised.

    Where the system cannot limit memory (Windows), only the time is limited. Raises
    ``GaveUpError`` where there is no answer.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(sender, function, argument, megabytes))
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise GaveUpError
        answer, error = receiver.recv()
    except EOFError:
        raise GaveUpError from None
    finally:
        process.kill()
        process.join()
        process.close()
        receiver.close()
    if error is not None:
        raise error
    return cast("Made", answer)


def _answer(
    sender: Connection, function: Callable[[Given], Made], argument: Given, megabytes: int
) -> None:
    _limit(megabytes)
    answer: tuple[Made | None, Exception | None]
    try:
        answer = function(argument), None
    except MemoryError:
        answer = None, GaveUpError()
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller raises it
        answer = None, error
    sender.send(answer)


def _limit(megabytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError):  # Windows; a lower limit than ours
        import resource  # noqa: PLC0415 - not there on every system

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
