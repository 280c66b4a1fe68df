"""Hands the page to browsers on this machine, and to no one else.

The standard library serves: a thread a request, and Server-Sent Events (HTML Standard, 9.2) for
what follows a save. It listens on the loopback address, answers only to its own name, so that no
web site can make a browser ask it (DNS rebinding), and lets the page load nothing from elsewhere.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.formats.pdf.fonts import font_files
from pipeline.templating import environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.preview.desk import Desk
    from pipeline.preview.model import Sheet
    from pipeline.preview.page import Page

HOST = "127.0.0.1"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

HEARTBEAT = 15.0
"""Seconds after which an idle stream is written to, to learn whether anyone is still there."""

MOST_STREAMS = 32
"""Pages that may be open at once."""


class Board:
    """What all open pages show, and who is to be told of a change."""

    def __init__(self, desk: Desk, page: Page) -> None:
        """Start with nothing; ``refresh`` reads the files."""
        self.desk, self.page = desk, page
        self.sheet: Sheet | None = None
        """The last good one."""
        self.errors: Sequence[Diagnostic] = ()
        """Why the files cannot be read now."""
        self.version = 0
        self._lock = threading.Lock()
        self._streams: set[queue.SimpleQueue[str | None]] = set()
        self._closed = False

    def refresh(self, *, closely: bool) -> None:
        """Read the files and tell every open page what is different."""
        before, errors = self.sheet, self.errors
        try:
            sheet = self.desk.look_closely() if closely else self.desk.look()
        except ReportError as error:
            if error.diagnostics != errors:
                self.errors = error.diagnostics
                problems = self.page.problems(self.sheet, self.errors)
                self._tell({"problems": problems, "told": "a file cannot be read"})
            return
        event = self.page.difference(before, sheet, errors)
        self.sheet, self.errors = sheet, ()
        if event:
            self._tell(event)

    def redraw(self) -> None:
        """Have every open page loaded again: its templates changed."""
        environment.cache_clear()
        self._tell({"reload": True})

    def _tell(self, event: Mapping[str, Any]) -> None:
        with self._lock:
            self.version += 1
            text = _event(event, self.version)
            for stream in self._streams:
                stream.put(text)

    def whole(self) -> str:
        """Return the page as it is now."""
        with self._lock:
            return self.page.whole(self.sheet, self.errors, self.version)

    def events(self, version: int) -> Iterator[str]:
        """Yield what follows the ``version`` that a page shows, until the board is closed."""
        stream: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        with self._lock:
            if self._closed or len(self._streams) >= MOST_STREAMS:
                return
            self._streams.add(stream)
            now: Mapping[str, Any] = {"lines": self.sheet.lines if self.sheet else {}}
            if version != self.version:
                now = self.page.everything(self.sheet, self.errors)
            stream.put(_event(now, self.version))
        try:
            while True:
                try:
                    text = stream.get(timeout=HEARTBEAT)
                except queue.Empty:
                    text = ": still here\n\n"
                if text is None:
                    return
                yield text
        finally:
            with self._lock:
                self._streams.discard(stream)

    def close(self) -> None:
        """Let every open page go."""
        with self._lock:
            self._closed = True
            for stream in self._streams:
                stream.put(None)


def _event(event: Mapping[str, Any], version: int) -> str:
    return f"id: {version}\ndata: {json.dumps(event)}\n\n"


class Server(ThreadingHTTPServer):
    """Serves one board."""

    daemon_threads = True

    def __init__(self, board: Board, port: int) -> None:
        """Listen on the loopback address; ``port`` 0 takes a free one. Raises ``OSError``."""
        self.board = board
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://{HOST}:{self.server_address[1]}/"

    @property
    def names(self) -> frozenset[str]:
        """What a browser may call this server."""
        return frozenset(f"{name}:{self.server_address[1]}" for name in (HOST, "localhost"))


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_GET(self) -> None:
        """Answer one request."""
        if self.headers.get("Host") not in self.server.names:
            self._answer(403, "text/plain", b"This page is for the browser on this machine only.\n")
            return
        address = urlsplit(self.path)
        path, board = address.path, self.server.board
        try:
            if path == "/":
                self._answer(200, "text/html", board.whole().encode())
            elif path == "/style.css":
                self._answer(200, "text/css", board.page.style().encode())
            elif path == "/script.js":
                self._answer(200, "text/javascript", board.page.script())
            elif path == "/events":
                self._stream(parse_qs(address.query).get("version", [""])[0])
            elif (face := path.removeprefix("/fonts/").removesuffix(".ttf")) in font_files():
                self._answer(200, "font/ttf", font_files()[face])
            else:
                self._answer(404, "text/plain", b"There is nothing here.\n")
        except ReportError as error:
            # A template that is being edited.
            words = "\n".join(f"{d.span and d.span.file}: {d.message}" for d in error.diagnostics)
            self._answer(500, "text/plain", words.encode())

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        charset = "" if kind.startswith("font/") else "; charset=utf-8"
        self.send_header("Content-Type", kind + charset)
        self.send_header("Content-Length", str(len(body)))
        self._end_headers()
        self.wfile.write(body)

    def _stream(self, version: str) -> None:
        seen = self.headers.get("Last-Event-ID") or version
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Connection", "close")
        self._end_headers()
        self.close_connection = True
        for text in self.server.board.events(int(seen) if seen.isdecimal() else -1):
            try:
                self.wfile.write(text.encode())
                self.wfile.flush()
            except OSError:
                return

    def _end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()

    def version_string(self) -> str:
        """Name no program and no version."""
        return "preview"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: a person reads the terminal."""
