"""A guard for tests of attacks: a command under it can read and write only where it may.

Put ``guarding(root)`` before a command of ``badly.broken``. Whatever reaches for the network, for
another program or for a file outside of what is allowed ends the process with ``CAUGHT``, from a
hook that nothing in Python can take away (PEP 578).
"""

from __future__ import annotations

from pathlib import Path

from tests.support import ROOT

CAUGHT = 99
"""What a process ends with that reached for something it must not."""

_HOOK = """
import mimetypes, os, sys, sysconfig, tempfile
def _guard():
    root, checkout = {root!r}, {checkout!r}
    beside = [os.path.realpath(p) for p in {beside!r}]
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path, sysconfig.get_path("stdlib")]
    readable = [root, checkout + "/pipeline", checkout + "/templates", checkout + "/requirements"]
    readable += [os.path.realpath(p) for p in python if p and os.path.realpath(p) != checkout]
    readable += ["/usr/lib", "/usr/share/zoneinfo", "/usr/share/fonts", "/usr/share/fontconfig",
                 "/lib", "/etc/ld.so", "/etc/fonts", "/etc/localtime", "/proc", "/dev/null",
                 "/dev/urandom", "/sys", "/var/cache/fontconfig", *mimetypes.knownfiles, *beside]
    temporary = os.path.realpath(tempfile.gettempdir())
    writable = [root + "/build", root + "/source", "/dev/null", "/dev/shm", "/proc/self",
                os.path.realpath(sys.prefix) + "/var"]
    own_temporary = temporary + "/report-pipeline", temporary + "/tmp", temporary + "/weasyprint"
    refused = ("socket.", "subprocess.", "os.system", "os.exec", "os.spawn", "os.posix_spawn",
               "ftplib.", "http.", "urllib.", "smtplib.", "webbrowser.", "pty.")
    def within(path, places):
        return any(path == place or path.startswith(place.rstrip("/") + "/") or
                   (place.endswith(("ld.so", "requirements", "/tmp", "/weasyprint"))
                    and path.startswith(place))
                   for place in places)
    def hook(event, arguments):
        if event.startswith(refused) and event not in ("socket.gethostname",):
            caught(event, arguments)
        if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(arguments[0]))
            flags = arguments[2] if event == "open" and isinstance(arguments[2], int) else 0
            places = [*writable, *own_temporary]
            if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                places += readable
                if event != "open" and (within(root, [path]) or path == checkout):
                    return
            if not within(path, places):
                caught(event, (path, flags))
        if event in ("os.remove", "os.rename", "os.symlink", "os.link", "os.mkdir", "os.chmod"):
            for path in arguments[:2]:
                if isinstance(path, (str, bytes)) and os.fsdecode(path).startswith("/"):
                    path = os.path.realpath(os.fsdecode(path))
                    if not within(path, [root, *writable, *own_temporary]):
                        caught(event, arguments)
    def caught(event, arguments):
        os.write(2, f"GUARD: {{event}} {{arguments}}\\n".encode("utf-8", "replace"))
        os._exit({caught})
    sys.addaudithook(hook)
_guard()
"""


def guarding(root: Path, *beside: Path) -> str:
    """Return Python that guards the rest of a process; it may also read the files ``beside``."""
    return _HOOK.format(
        root=str(root.resolve()),
        checkout=str(ROOT),
        beside=[str(path) for path in beside],
        caught=CAUGHT,
    )
