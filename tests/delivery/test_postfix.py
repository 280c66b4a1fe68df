"""Against Postfix, as it comes with Debian: TLS, a login, refusals, a client that is killed.

Runs where Postfix, its SASL and root are there: ``apt-get install postfix libsasl2-modules
sasl2-bin``. It is a Postfix of its own on loopback, with its own configuration, queue and log.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

from tests.delivery.test_many import BUILT, FORMATS
from tests.distribute.support import (
    PASSWORD,
    TITLES,
    USER,
    attachments,
    make_members,
    make_release,
    make_settings,
    opened,
    run,
    start,
)

MEMBERS = 1000
PROGRAMS = ("postfix", "postqueue", "saslpasswd2")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
pytestmark = [
    pytest.mark.skipif(
        bool(MISSING) or os.geteuid() != 0, reason=f"needs root and {', '.join(PROGRAMS)}"
    ),
    pytest.mark.timeout(1200),
]

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtpd_peername_lookup = no
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_mailbox_limit = 0
smtpd_tls_cert_file = {folder}/server.pem
smtpd_tls_key_file = {folder}/server.pem
smtpd_tls_security_level = encrypt
smtpd_sasl_auth_enable = yes
smtpd_sasl_local_domain = localhost
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
    check_recipient_access regexp:{folder}/answers, permit_sasl_authenticated, reject
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 10000
smtpd_soft_error_limit = 10000
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

# Debian's Postfix looks for this in the folder of its configuration.
SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: {folder}/sasldb2
"""


@dataclass
class Postfix:
    folder: Path
    port: int
    authority: trustme.CA

    def call(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [program, "-c", str(self.folder / "etc"), *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answer(self, lines: str) -> None:
        """Answer to addresses as ``lines`` say (regexp_table(5))."""
        (self.folder / "answers").write_text(lines, "ascii")

    def mailbox(self) -> list[bytes]:
        """Return all messages, when the queue is empty."""
        for _ in range(600):
            if "queue is empty" in self.call("postqueue", "-p"):
                break
            time.sleep(0.1)
        return [path.read_bytes() for path in sorted((self.folder / "mail/all/new").iterdir())]

    def knows(self, message_id: str) -> bool:
        """Tell whether the log says that a message of this id was queued."""
        log = (self.folder / "mail.log").read_text("utf-8", errors="replace")
        queued = re.findall(rf"cleanup\[\d+\]: (\w+): message-id={re.escape(message_id)}", log)
        return any(f"{queue_id}: from=" in log for queue_id in queued)


@pytest.fixture
def postfix() -> Iterator[Postfix]:
    # pytest's own folders are closed to the user that Postfix runs as.
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    authority = trustme.CA()
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(
        folder / "server.pem"
    )
    for name in ("etc/sasl", "queue", "data", "mail"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    shutil.chown(folder / "mail", 65534, 65534)
    (folder / "etc/main.cf").write_text(MAIN.format(folder=folder), "ascii")
    (folder / "etc/master.cf").write_text(MASTER.format(port=port), "ascii")
    (folder / "etc/sasl/smtpd.conf").write_text(SASL.format(folder=folder), "ascii")
    subprocess.run(
        ["saslpasswd2", "-p", "-c", "-f", folder / "sasldb2", "-u", "localhost", USER],
        input=PASSWORD,
        text=True,
        check=True,
    )
    shutil.chown(folder / "sasldb2", "postfix")
    server = Postfix(folder, port, authority)
    server.answer("")
    server.call("postfix", "start")
    try:
        yield server
    finally:
        server.call("postfix", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_each_has_one_and_the_log_settles_what_is_unclear(
    tmp_path: Path, postfix: Postfix, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        (tag, kind): (BUILT / tag / f"{BUILT.name}.{tag}.{kind}").read_bytes()
        for tag in TITLES
        for kind in FORMATS
    }
    folder = make_release(tmp_path, files)
    addresses = make_members(tmp_path, MEMBERS)
    authority = tmp_path / "authority.pem"
    postfix.authority.cert_pem.write_to_path(authority)
    make_settings(tmp_path, postfix.port, authority)
    postfix.answer("/^member-.*00@/ 550 5.1.1 no such user\n/^member-.*[37]1@/ 451 4.7.1 later\n")
    refused = {a for a in addresses if a[:-12].endswith("00")}

    runs = kills = decisions = 0
    began = time.perf_counter()
    while True:
        process = start(tmp_path, "--smtp", "-q")
        runs += 1
        if runs == 6:
            postfix.answer("/^member-.*00@/ 550 5.1.1 no such user\n")
            postfix.call("postfix", "reload")
        try:
            _, err = process.communicate(timeout=4 + runs if runs < 6 else 1000)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills += 1
            continue
        assert process.returncode in (0, 1), err
        unclear = re.findall(r"whether (\S+) has the message (<\S+>)", err)
        decisions += len(unclear)
        for address, id_ in unclear:
            said = "sent" if postfix.knows(id_) else "again"
            assert run(tmp_path, "--resolve", address, said)[0] == 0
        if not unclear and "delivery-pending" not in err:
            break
    seconds = time.perf_counter() - began
    assert err.count("error[delivery-refused]") == len(refused)

    with (tmp_path / "distribution/harbours/1/report.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        rows = {row["message id"]: row for row in csv.DictReader(file)}
    mailbox = postfix.mailbox()
    received = Counter(opened(m)["To"].addresses[0].addr_spec for m in mailbox)
    assert received == Counter(set(addresses) - refused)
    for message in mailbox:
        got = attachments(message)
        assert len(got) == len(FORMATS)
        assert all((folder / name).read_bytes() == data for name, data in got.items())
        row = rows[str(opened(message)["Message-ID"])]
        assert row["state"] == "sent"
        # What Postfix puts before a message, and its line ends, are its own.
        sent = message[message.index(b"From: ") :].replace(b"\n", b"\r\n")
        assert hashlib.sha256(sent).hexdigest() == row["sha256 of the message"]
    assert sum(row["state"] == "sent" for row in rows.values()) == len(mailbox)
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what it is for
            f"\nPostfix: {len(mailbox)} messages, {runs} runs of which {kills} were killed, "
            f"{len(refused)} refused, {decisions} left to a person, {seconds:.0f} s"
        )
