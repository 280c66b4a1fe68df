"""Keeps the page going: a thread that follows the files, the server in the main thread."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import ReportError
from pipeline.preview.watch import saves

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.preview.server import Board, Server


def serve(server: Server, ready: Callable[[str], None]) -> None:
    """Serve until a signal ends it; ``ready`` is told the address once the page is there."""
    board, stop = server.board, threading.Event()
    failures: list[BaseException] = []
    board.refresh(closely=True)

    def follow() -> None:
        try:
            _follow(board, stop)
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            failures.append(error)
            server.shutdown()

    follower = threading.Thread(target=follow, name="follower")
    follower.start()
    try:
        ready(server.url)
        server.serve_forever(poll_interval=0.5)
    finally:
        stop.set()
        board.close()
        server.server_close()
        follower.join()
    if failures:
        raise failures[0]


def _follow(board: Board, stop: threading.Event) -> None:
    """Bring the page up to date at each save, and look closely in the pause after it."""
    templates = board.desk.project.templates.resolve() / "preview"
    seen_closely = True
    for changed in saves([board.desk.folder, templates], stop):
        if any(Path(path).is_relative_to(templates) for path in changed):
            board.redraw()
        elif changed or not seen_closely:
            try:
                board.refresh(closely=not changed)
            except ReportError:
                # A template that is being edited; loading the page again says what is wrong.
                board.redraw()
        seen_closely = not changed
