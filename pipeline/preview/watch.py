"""Notices saves, as soon as the operating system tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchfiles import watch

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator, Sequence
    from pathlib import Path

STEP = 10
"""Milliseconds without another change after which a save counts as whole."""

AT_MOST = 100
"""Milliseconds after which changes are told, even if more follow."""


def saves(
    folders: Sequence[Path], stop: threading.Event, pause: int = 300
) -> Iterator[frozenset[str]]:
    """Yield the files of each save in ``folders`` and below, until ``stop`` is set.

    An empty set says that nothing was saved for ``pause`` milliseconds. What editors leave beside
    the file that is open is passed over. Signals are left to the main thread.
    """
    for changes in watch(
        *(folder for folder in folders if folder.is_dir()),
        stop_event=stop,
        step=STEP,
        debounce=AT_MOST,
        rust_timeout=pause,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        yield frozenset(path for _, path in changes)
