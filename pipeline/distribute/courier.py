"""The one module that speaks to a mail server: SMTP over TLS, one connection for many messages.

The dialogue is taken step by step (RFC 5321), so that it is known exactly when a server may hold a
message: from the sign that ends it on, and not before. Just ahead of that sign ``before_end`` is
called. What is then lost with the line is ``Unclear``; whatever is lost earlier, the server has
thrown away (RFC 5321, 4.1.1.4), and it can be sent again.

Where the server offers CHUNKING (RFC 3030), it says that it has the whole text before the end is
sent, so that a line that breaks meanwhile leaves no doubt. By DATA alone the text may still be
under way in the buffers of both systems when the end follows it.
"""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, Self

from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from pipeline.distribute.settings import Server

PASSWORD = "DISTRIBUTE_PASSWORD"  # noqa: S105 - the name of a variable
"""Variable of the environment that holds the password."""

KEYRING_SERVICE = "pipeline distribute"
"""Under which the keyring of the system holds it, by ``user@host``."""

_LINE_OF_DOT = re.compile(rb"(?m)^\.")
_TOO_LARGE = 552
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has the message and answers for it."""

    answer: str


@dataclass(frozen=True, slots=True)
class Later:
    """The server does not take it now, or the line broke before the message was through."""

    answer: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The server does not take it, now or later."""

    answer: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """The message was handed over whole, and no answer came."""

    answer: str


Outcome = Accepted | Later | Refused | Unclear


class Courier:
    """Takes messages to one server. It connects when the first is sent, and again where it must.

    Every method raises ``ReportError``, exit code 3, where no message can be sent at all:
    ``server-unreachable``, ``server-not-trusted``, ``login-refused``, ``sender-refused``.
    """

    def __init__(self, server: Server, sender: str) -> None:
        """Work for the address ``sender``."""
        self.server, self.sender = server, sender
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _at: TracebackType | None,
    ) -> None:
        self._close()

    def connect(self) -> None:
        """Connect and log in, unless that was done."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connected()
        except ssl.SSLError as error:
            self._refuse_certificate(error)
        except smtplib.SMTPAuthenticationError as error:
            self._stop("login-refused", f"refuses the login: {_said(error)}", _LOGIN_HINT)
        except smtplib.SMTPNotSupportedError as error:
            self._stop(
                "server-not-trusted",
                f"cannot do what is needed: {error}",
                "ask who runs the server for the port that offers STARTTLS or TLS, and a login",
            )
        except (OSError, smtplib.SMTPException) as error:
            self._stop(
                "server-unreachable",
                f"cannot be reached: {_said(error)}",
                "check the name, the port and the network; what was sent stands in the ledger",
            )

    def send(self, address: str, data: bytes, before_end: Callable[[], None]) -> Outcome:
        """Send one message and return what became of it."""
        self.connect()
        smtp = self._smtp
        if smtp is None:
            raise AssertionError("connect() connects or raises")
        ended = False
        try:
            early = self._envelope(smtp, address, data)
            if early is not None:
                return early
            chunked = smtp.has_extn("chunking")
            if not chunked:
                smtp.send(_quoted(data))
            before_end()
            ended = True
            smtp.send(b"BDAT 0 LAST\r\n" if chunked else b".\r\n")
            return self._judged(*smtp.getreply())
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            return Unclear(_said(error)) if ended else Later(f"the line broke: {_said(error)}")
        except BaseException:
            # Whatever stopped us, the server shall not take a part of a message for the whole.
            self._drop()
            raise

    def _envelope(self, smtp: smtplib.SMTP, address: str, data: bytes) -> Outcome | None:
        """Go on until only the end of the message, or by DATA its text, is to be sent.

        Returns the refusal of the server, if it does not go so far.
        """
        size = len(data)
        limit = smtp.esmtp_features.get("size", "")
        if limit.isdigit() and 0 < int(limit) < size:
            return Refused(f"the server takes messages of up to {int(limit) / 1e6:.1f} MB")
        options = [f"size={size}"] if smtp.has_extn("size") else []
        code, answer = smtp.mail(self.sender, options)
        if code != 250:
            if code // 100 == 5 and code != _TOO_LARGE:
                self._stop(
                    "sender-refused",
                    f"does not let {self.sender} send: {code} {_text(answer)}",
                    "correct the address under [sender] of the settings, or log in as its owner",
                )
            return self._judged(code, answer)
        code, answer = smtp.rcpt(address)
        if code not in (250, 251):
            return self._judged(code, answer)
        if smtp.has_extn("chunking"):
            smtp.send(f"BDAT {size}\r\n".encode() + data)
            code, answer = smtp.getreply()
            return None if code == 250 else self._judged(code, answer)
        code, answer = smtp.docmd("DATA")
        return None if code == 354 else self._judged(code, answer)

    def _judged(self, code: int, answer: bytes) -> Outcome:
        """Return what an answer means, and leave the line ready for the next message."""
        words = f"{code} {_text(answer)}".strip()
        if code // 100 == 2:
            return Accepted(words)
        if code == _CLOSING or code < 0:
            self._close()
        elif self._smtp is not None:
            try:
                self._smtp.rset()
            except (OSError, smtplib.SMTPException):
                self._close()
        return Refused(words) if code // 100 == 5 else Later(words)

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        context = ssl.create_default_context(cafile=server.ca_file or None)
        smtp: smtplib.SMTP
        if server.security == "tls":
            smtp = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        try:
            if smtp.sock is not None:
                # The end of a message is a small packet, which shall not wait for company.
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if server.security == "starttls":
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, self._password())
            else:
                smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _password(self) -> str:
        """Return the password from the environment or else from the keyring of the system."""
        password = os.environ.get(PASSWORD, "")
        if not password:
            # keyring is no package of ours: it is used where somebody has installed it.
            with contextlib.suppress(ImportError):
                import keyring  # noqa: PLC0415

                place = f"{self.server.user}@{self.server.host}"
                with contextlib.suppress(keyring.errors.KeyringError):
                    password = keyring.get_password(KEYRING_SERVICE, place) or ""
        if not password:
            self._stop("login-refused", f"wants the password of {self.server.user}", _LOGIN_HINT)
        return password

    def _refuse_certificate(self, error: ssl.SSLError) -> NoReturn:
        why = getattr(error, "verify_message", "") or error.reason or str(error)
        self._stop(
            "server-not-trusted",
            f"cannot prove that it is {self.server.host}: {why}",
            "nothing was sent, and no password shown to it. Check the name; if the server has a "
            "certificate of your own house, name that under [smtp] as ca_file",
        )

    def _stop(self, code: str, message: str, hint: str) -> NoReturn:
        self._close()
        where = f"{self.server.host}:{self.server.port}"
        raise ReportError(
            [Diagnostic(code, f"the mail server {where} {message}", None, hint)], exit_code=3
        )

    def _close(self) -> None:
        """End the dialogue as far as the line still allows it."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _drop(self) -> None:
        """Cut the line at once."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


_LOGIN_HINT = (
    f"set the user under [smtp] of the settings, and the password in the environment as {PASSWORD} "
    f"or in the keyring: keyring set “{KEYRING_SERVICE}” USER@HOST"
)


def _quoted(data: bytes) -> bytes:
    """Return a message as it goes over the line: dots doubled, the last line ended (4.5.2)."""
    body = _LINE_OF_DOT.sub(b"..", data)
    return body if body.endswith(b"\r\n") else body + b"\r\n"


def _text(answer: bytes) -> str:
    return " ".join(answer.decode("utf-8", "replace").split())


def _said(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        words = _text(said) if isinstance(said, bytes) else str(said)
        return f"{error.smtp_code} {words}"
    if isinstance(error, TimeoutError | socket.timeout):
        return "it did not answer in time"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return str(error)
