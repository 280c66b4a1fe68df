"""A release, a list and a mail server on loopback, for the tests of distribution."""

from __future__ import annotations

import asyncio
import contextlib
import email
import email.policy
import hashlib
import io
import json
import os
import signal
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Self
from unittest import mock

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pipeline.cli import main
from pipeline.distribute.courier import PASSWORD as PASSWORD_VARIABLE
from pipeline.release.manifest import Release, release_folder, released_files, write_release
from tests.support import ROOT

PASSWORD = "a long sentence that nobody prints"  # noqa: S105 - of the server in the test
USER = "publications"
TITLES = {
    "en": "Harbours in winter",
    "fr": "Les ports en hiver",
    "uk": "Порти взимку",
    "ar": "الموانئ في الشتاء",
}


def make_release(
    root: Path,
    files: Mapping[tuple[str, str], bytes] | None = None,
    *,
    revision: int = 1,
    embargo: datetime | None = None,
    signed: str = "",
) -> Path:
    """Lay out a project with one release of ``files`` by (language, format); return its folder."""
    root.mkdir(parents=True, exist_ok=True)
    if not (root / "templates").exists():
        (root / "templates").symlink_to(ROOT / "templates", target_is_directory=True)
    if files is None:
        files = {
            (tag, kind): hashlib.sha256(f"{tag} {kind}".encode()).digest() * 200
            for tag in TITLES
            for kind in ("pdf", "docx", "epub")
        }
    about = {f"12-har-26-{tag}.{kind}": (tag, kind) for tag, kind in files}
    data = {name: files[pair] for name, pair in about.items()}
    release = Release(
        publication="harbours",
        symbol="12 HAR 26",
        revision=revision,
        title=TITLES,
        status="embargoed" if embargo else "final",
        embargo=embargo,
        released=datetime(2026, 11, 24, 9, tzinfo=UTC),
        files=released_files(data, about),
        signed=signed,
    )
    folder = release_folder(root / "build", "harbours", revision)
    write_release(folder, release, data)
    return folder


def make_members(root: Path, number: int, formats: str = "pdf, docx, epub") -> list[str]:
    """Write a list of members in all languages in turn; return their addresses."""
    lines = ["name,address,language,formats,large print,groups"]
    addresses = [f"member-{n}@example.org" for n in range(1, number + 1)]
    for n, address in enumerate(addresses, 1):
        tag = list(TITLES)[n % len(TITLES)]
        lines.append(f'Member {n},{address},{tag},"{formats}",no,{"press" if n % 5 == 0 else ""}')
    folder = root / "distribution"
    folder.mkdir(exist_ok=True)
    (folder / "members.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return addresses


def make_settings(root: Path, port: int = 0, ca_file: Path | None = None, **smtp: object) -> None:
    """Write settings for a server on loopback with STARTTLS and a login, and next to no pauses."""
    values: dict[str, object] = {
        "host": "localhost",
        "port": port,
        "security": "starttls",
        "user": USER,
        "ca_file": str(ca_file or ""),
        "messages_a_minute": 1_000_000,
        "pauses_seconds": [0.05, 0.1, 0.2],
        "timeout_seconds": 10,
        **smtp,
    }
    lines = ['time_zone = "Europe/Brussels"', "[sender]", 'name = "The Secretariat"']
    lines += ['address = "publications@example.org"', "[smtp]"]
    for key, value in values.items():
        if value != "":
            lines.append(f"{key} = {json.dumps(value)}")
    folder = root / "distribution"
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_text("\n".join(lines) + "\n", "utf-8")


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start ``distribute`` of the release in a process of its own, which can be killed."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *_line(root, *arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, PASSWORD_VARIABLE: PASSWORD},
    )


def run(
    root: Path, *arguments: str, password: str = PASSWORD, release: str = "harbours"
) -> tuple[int, str, str]:
    """Run ``distribute`` here; return its exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.dict(os.environ, {PASSWORD_VARIABLE: password}),
    ):
        code = main(_line(root, *arguments, release=release))
    return code, out.getvalue(), err.getvalue()


def _line(root: Path, *arguments: str, release: str = "harbours") -> list[str]:
    return ["distribute", release, "--root", str(root), *arguments]


Fault = Callable[[str, int], str]
"""(address, which attempt, from 1) → a reply such as ``451 …``, or the name of what goes wrong:
``cut`` in the middle of a message, ``lost`` after its end with the message thrown away, ``silent``
after its end with the message kept, ``kill`` or ``kill before`` the client after or before its end,
``slow`` by a second; empty where nothing does."""


@dataclass
class MailServer:
    """A real mail server (aiosmtpd) on loopback, with TLS and a login, that can go wrong."""

    fault: Fault = lambda _address, _attempt: ""
    host: str = "localhost"
    """For which its certificate is."""
    chunking: bool = True
    """Whether it offers BDAT (RFC 3030), as Postfix, Exim and Exchange do."""
    starttls: bool = True
    implicit: bool = False
    """TLS from the start, as on port 465."""
    keep: Callable[[bytes], bytes] = bytes
    """What the mailbox keeps of a message."""
    mailbox: list[tuple[str, bytes]] = field(default_factory=list)
    """(address, message) of all that it answers for, and of what only it knows that it has."""
    victim: int = 0
    """Process that ``kill`` ends."""
    attempts: Counter[str] = field(default_factory=Counter)
    sessions: int = 0
    logins: list[str] = field(default_factory=list)
    plain_logins: int = 0

    def __enter__(self) -> Self:
        self.authority = trustme.CA()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(self.host).configure_cert(self.tls)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(self._serve(), self.loop).result(10)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def trust(self, folder: Path) -> Path:
        """Write the certificate of its authority; return the file."""
        path = folder / "authority.pem"
        self.authority.cert_pem.write_to_path(path)
        return path

    async def _serve(self) -> asyncio.Server:
        self.transports: set[asyncio.BaseTransport] = set()
        return await self.loop.create_server(
            self._protocol,
            "127.0.0.1",
            0,
            ssl=self.tls if self.implicit else None,
        )

    async def _close(self) -> None:
        self.server.close()
        for transport in list(self.transports):
            transport.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0.02)
        tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _protocol(self) -> SMTP:
        self.sessions += 1
        return _Protocol(
            self,
            hostname="localhost",
            data_size_limit=50_000_000,
            tls_context=None if self.implicit or not self.starttls else self.tls,
            require_starttls=self.starttls and not self.implicit,
            # aiosmtpd takes a line that is safe from the start for an open one, and warns of it.
            auth_required=self.starttls and not self.implicit,
            auth_require_tls=self.starttls and not self.implicit,
            authenticator=self._authenticate,
            loop=self.loop,
        )

    def _authenticate(
        self, _server: SMTP, session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.plain_logins += session.ssl is None and not self.implicit
        self.logins.append(data.login.decode())
        return AuthResult(
            success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False
        )

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Any, address: str, _options: object
    ) -> str:
        self.attempts[address] += 1
        fault = self.fault(address, self.attempts[address])
        if fault[:1] in ("4", "5"):
            return fault
        envelope.rcpt_tos.append(address)
        envelope.fault = fault
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Session, envelope: Any) -> str:  # noqa: N802
        fault = envelope.fault
        if fault == "slow":
            await asyncio.sleep(1)
        if fault != "lost":
            assert isinstance(envelope.content, bytes)
            self.mailbox.append((envelope.rcpt_tos[0], self.keep(envelope.content)))
        if fault == "kill":
            self.kill()
        if fault in ("lost", "silent"):
            server.transport.abort()
        return "250 queued"

    async def handle_EHLO(  # noqa: N802
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [*responses[:-1], "250-CHUNKING", responses[-1]] if self.chunking else responses

    def kill(self) -> None:
        os.kill(self.victim, signal.SIGKILL)


class _Protocol(SMTP):
    """Knows BDAT, and can break off in the middle of a message."""

    transport: Any
    envelope: Any

    def __init__(self, handler: MailServer, **options: Any) -> None:
        super().__init__(handler, **options)
        self.text = b""

    def connection_made(self, transport: Any) -> None:
        self.event_handler.transports.add(transport)
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        if self._breaks():
            await self.push("354 go on")
            await self._break_off()
        await super().smtp_DATA(arg)

    async def smtp_BDAT(self, arg: str) -> None:  # noqa: N802
        size, *last = arg.split()
        if self._breaks():
            await self._break_off()
        self.text += await self._reader.readexactly(int(size))
        if not last:
            await self.push(f"250 {size} octets")
            return
        self.envelope.content, self.text = self.text, b""
        status = await self._call_handler_hook("DATA")
        self._set_post_data_state()  # type: ignore[no-untyped-call]
        await self.push(status)

    def _breaks(self) -> bool:
        return getattr(self.envelope, "fault", "") in ("cut", "kill before")

    async def _break_off(self) -> None:
        await self._reader.readexactly(2000)
        if self.envelope.fault == "kill before":
            self.event_handler.kill()
        self.transport.abort()
        raise asyncio.CancelledError


def opened(message: bytes) -> EmailMessage:
    """Return a message as a mail program reads it."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def attachments(message: bytes) -> dict[str, bytes]:
    """Return the attached files by name."""
    return {
        str(part.get_filename()): part.get_payload(decode=True)  # type: ignore[misc]
        for part in opened(message).iter_attachments()
    }


def assert_each_has_one(
    server: MailServer, addresses: Sequence[str], folder: Path, wanted: int = 3
) -> None:
    """Assert that each address has one message, and its files byte for byte as released."""
    assert Counter(address for address, _ in server.mailbox) == Counter(addresses)
    for address, message in server.mailbox:
        assert opened(message)["To"].addresses[0].addr_spec == address
        files = attachments(message)
        assert len(files) == wanted
        assert files == {name: (folder / name).read_bytes() for name in files}
