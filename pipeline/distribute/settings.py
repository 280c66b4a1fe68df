"""``settings.toml`` of distribution: who sends, through which server, what goes as an attachment.

It holds no password: that comes from the environment or the keyring of the system, at the moment
of the login, and goes nowhere else.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email

from pipeline.diagnostics import Collector, ReportError
from pipeline.model import Span
from pipeline.tomlfile import read_toml

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.tomlfile import Path_, TomlFile

Security = Literal["starttls", "tls", "none"]

USUAL_PAUSES = (60, 300, 900, 3600)
"""Seconds before a message that was put off is tried again. Greylisting commonly asks for one to
five minutes (RFC 6647, 4.1); after the last pause it stays pending until somebody goes on."""

USUAL_RATE = 60
"""Messages a minute."""

USUAL_TIMEOUT = 300
"""Seconds that a server may take to answer (RFC 5321, 4.5.3.2)."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server."""

    host: str
    port: int
    security: Security
    """How the line is made safe: ``none`` only to this same machine."""
    user: str
    """Empty where the server wants no login."""
    ca_file: str
    """Certificates that are trusted instead of those of the system; empty for the latter."""
    timeout: float
    """Seconds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How messages are made and sent."""

    sender: str
    """Name of who sends, as members read it."""
    address: str
    reply_to: str
    """Empty for the address itself."""
    zone: ZoneInfo
    """In which moments are told."""
    attach_up_to: int
    """Bytes of a whole message; what is larger goes as links."""
    base_url: str
    """Where the files of a release are published, ending with a slash; empty for nowhere."""
    server: Server | None
    rate: float
    """Messages a minute."""
    pauses: tuple[float, ...]
    """Seconds before each further attempt."""


def read_settings(path: Path, name: str, found: Collector) -> Settings | None:
    """Return the settings; all errors go to ``found``, and None where there is nothing to use.

    Findings: those of ``read_toml``, ``unknown-key``, ``missing-key``, ``wrong-type``,
    ``wrong-value``, ``bad-address``.
    """
    if not path.exists():
        found.error(
            "file-unreadable",
            "there are no settings for distribution",
            Span(name, 0),
            "write the file: docs/distributing.md, section 4, has one to begin with",
        )
        return None
    toml = read_toml(path, name, found)
    if toml is None:
        return None
    zone_name = toml.text(("time_zone",))
    megabytes = _number(toml, ("files", "attach_up_to_mb"), 10)
    settings = Settings(
        sender=toml.text(("sender", "name")),
        address=_address(toml, ("sender", "address"), ...),
        reply_to=_address(toml, ("sender", "reply_to"), ""),
        zone=_zone(zone_name, toml),
        attach_up_to=int(megabytes * 1_000_000),
        base_url=_base_url(toml),
        server=_server(toml),
        rate=_number(toml, ("smtp", "messages_a_minute"), USUAL_RATE),
        pauses=_pauses(toml),
    )
    toml.report_unknown_keys()
    return settings


def server_at(address: str, settings: Settings) -> Server:
    """Return the server ``host:port`` of the command line, the rest of it as the settings say.

    Port 465 means TLS from the start (RFC 8314, 3.3) where the settings do not say.
    Raises ``ReportError`` ``wrong-value``.
    """
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    found = Collector()
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        found.error(
            "wrong-value",
            f"“{address}” is no server",
            None,
            "write host:port, such as mail.example.org:587",
        )
        raise ReportError(found.found, exit_code=2)
    usual: Security = "tls" if int(port) == 465 else "starttls"
    known = settings.server or Server("", 0, usual, "", "", USUAL_TIMEOUT)
    server = Server(host, int(port), known.security, known.user, known.ca_file, known.timeout)
    _refuse_plain(server, None, found)
    found.stop_on_errors()
    return server


def _server(toml: TomlFile) -> Server | None:
    if "smtp" not in toml.values:
        return None
    port = toml.get(("smtp", "port"), int, 587)
    security = toml.text(("smtp", "security"), "tls" if port == 465 else "starttls")
    if security not in get_args(Security):
        toml.found.error(
            "wrong-value",
            f"the security “{security}” is not known",
            toml.span(("smtp", "security")),
            "write starttls (port 587) or tls (port 465); none is for a server on this machine",
        )
        security = "starttls"
    server = Server(
        host=toml.text(("smtp", "host"), ""),
        port=port,
        security=cast("Security", security),
        user=toml.text(("smtp", "user"), ""),
        ca_file=toml.text(("smtp", "ca_file"), ""),
        timeout=_number(toml, ("smtp", "timeout_seconds"), USUAL_TIMEOUT),
    )
    if "password" in toml.values["smtp"]:
        toml.asked.add(("smtp", "password"))
        toml.found.error(
            "wrong-value",
            "a password stands in the file",
            toml.span(("smtp", "password")),
            "delete the line and change the password; set it in the environment as "
            "DISTRIBUTE_PASSWORD, or keep it in the keyring",
        )
    if server.host:
        _refuse_plain(server, toml.span(("smtp", "security")), toml.found)
    return server


def _refuse_plain(server: Server, span: Span | None, found: Collector) -> None:
    if server.security == "none" and not _is_this_machine(server.host):
        found.error(
            "wrong-value",
            f"the line to {server.host} would be open to everybody on the way",
            span,
            'set security = "starttls" or "tls" under [smtp]; none is for a server on this machine',
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _number(toml: TomlFile, path: Path_, usual: float) -> float:
    """Return a number above zero."""
    value: Any = toml.values
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    toml.asked.add(path)
    if value is None:
        return usual
    if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
        toml.found.error(
            "wrong-value", f"“{'.'.join(path)}” must be a number above 0", toml.span(path), ""
        )
        return usual
    return float(value)


def _pauses(toml: TomlFile) -> tuple[float, ...]:
    path = ("smtp", "pauses_seconds")
    values = toml.get(path, list, [])
    right = all(
        isinstance(v, int | float) and not isinstance(v, bool) and v > 0 for v in values
    ) and values == sorted(values)
    if not right:
        toml.found.error(
            "wrong-value",
            "the pauses must be numbers of seconds, each as long as the one before or longer",
            toml.span(path),
            f"for example: pauses_seconds = {list(USUAL_PAUSES)}",
        )
        return USUAL_PAUSES
    return tuple(values) or USUAL_PAUSES


def _address(toml: TomlFile, path: Path_, default: Any) -> str:
    text: str = toml.text(path, default)
    if not text:
        return ""
    try:
        valid = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        toml.found.error(
            "bad-address",
            f"“{text}” is no e-mail address: {str(error).rstrip('.')}",
            toml.span(path),
            "write one address alone, such as publications@example.org",
        )
        return ""
    return valid.ascii_email or ""


def _zone(name: str, toml: TomlFile) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (OSError, ValueError, KeyError):  # also a name that is a folder of the database
        toml.found.error(
            "wrong-value",
            f"“{name}” is no time zone",
            toml.span(("time_zone",)),
            "write its name in the time zone database, such as Europe/Brussels",
        )
        return ZoneInfo("UTC")


def _base_url(toml: TomlFile) -> str:
    url: str = toml.text(("files", "base_url"), "")
    if url and not url.startswith("https://"):
        toml.found.error(
            "unsafe-address",
            f"“{url}” does not begin with https://",
            toml.span(("files", "base_url")),
            "name the folder on the web where the files of releases are put",
        )
    return url if url.endswith("/") or not url else f"{url}/"
