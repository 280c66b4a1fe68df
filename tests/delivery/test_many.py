"""A thousand members, four languages, three formats, and all that goes wrong: ``nox -s delivery``.

The files are those of ``build/``. Figures are printed; ``docs/distributing.md`` quotes them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.distribute.support import (
    TITLES,
    MailServer,
    make_members,
    make_release,
    make_settings,
    opened,
    run,
    start,
)
from tests.support import ROOT

MEMBERS = 1000
pytestmark = pytest.mark.timeout(2400)
FORMATS = ("pdf", "docx", "epub")
BUILT = ROOT / "build" / "nato-russia-2019"


def summary(message: bytes) -> bytes:
    """Return what is to be compared of a message; a thousand whole ones would fill the memory."""
    read = opened(message)
    kept = {
        "id": str(read["Message-ID"]),
        "to": read["To"].addresses[0].addr_spec,
        "sha256": hashlib.sha256(message).hexdigest(),
        "files": {
            str(part.get_filename()): hashlib.sha256(part.get_content()).hexdigest()
            for part in read.iter_attachments()
        },
    }
    return json.dumps(kept).encode()


@pytest.fixture
def released(tmp_path: Path) -> Path:
    files = {
        (tag, kind): (BUILT / tag / f"{BUILT.name}.{tag}.{kind}").read_bytes()
        for tag in TITLES
        for kind in FORMATS
    }
    make_release(tmp_path, files)
    return tmp_path


def assert_all_agree(
    root: Path, server: MailServer, addresses: list[str], refused: set[str]
) -> None:
    """Assert that release, report and mailbox say the same."""
    folder = root / "build/releases/harbours/1"
    wanted = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    mailbox = [json.loads(kept) for _, kept in server.mailbox]
    assert Counter(m["to"] for m in mailbox) == Counter(set(addresses) - refused)
    for message in mailbox:
        assert len(message["files"]) == len(FORMATS)
        assert all(wanted[name] == digest for name, digest in message["files"].items())
    by_id = {m["id"]: m for m in mailbox}
    assert len(by_id) == len(mailbox)
    table = root / "distribution/harbours/1/report.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(addresses) * len(FORMATS)
    for row in rows:
        if row["address"] in refused:
            assert row["state"] == "refused"
            assert row["message id"] not in by_id
            continue
        message = by_id[row["message id"]]
        assert (row["state"], row["address"]) == ("sent", message["to"])
        assert message["files"][row["file"]] == row["sha256 of the file as sent"]
        assert message["sha256"] == row["sha256 of the message"]


def peak(pid: int) -> float:
    """Return the peak memory of a process in MB; 0 where the system does not tell it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", errors="replace")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def test_how_fast_and_how_much_memory(released: Path, capsys: pytest.CaptureFixture[str]) -> None:
    addresses = make_members(released, MEMBERS)
    with MailServer(keep=summary) as server:
        make_settings(released, server.port, server.trust(released))
        began = time.perf_counter()
        process = start(released, "--smtp", "-q")
        memory = 0.0
        while process.poll() is None:
            memory = max(memory, peak(process.pid))
            time.sleep(0.2)
        seconds = time.perf_counter() - began
        _, err = process.communicate()
        assert process.returncode == 0, err
        assert server.sessions == 1
        assert_all_agree(released, server, addresses, set())
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what it is for
            f"\n{MEMBERS} messages in {seconds:.0f} s, {MEMBERS / seconds:.1f} a second, "
            f"peak memory {memory:.0f} MB"
        )


@pytest.mark.parametrize("chunking", [True, False], ids=["BDAT", "DATA"])
def test_whatever_goes_wrong_each_has_one(
    released: Path, capsys: pytest.CaptureFixture[str], *, chunking: bool
) -> None:
    addresses = make_members(released, MEMBERS)
    refused = {a for n, a in enumerate(addresses, 1) if n % 97 == 0}

    def fault(address: str, attempt: int) -> str:
        number = int(address[7:].split("@", maxsplit=1)[0])
        if address in refused:
            return "550 5.1.1 no such user"
        if number % 11 == 0 and attempt <= 2:
            return "451 4.7.1 greylisted"
        first = attempt == 1
        table = {13: "cut", 41: "kill", 43: "kill before", 59: "lost", 61: "silent"}
        chosen = next((what for n, what in table.items() if number % n == 0), "")
        if not chosen and number % 151 == 0:
            return "slow"
        return chosen if first else ""

    runs = kills = decisions = 0
    began = time.perf_counter()
    with MailServer(fault, chunking=chunking, keep=summary) as server:
        make_settings(released, server.port, server.trust(released))
        while True:
            runs += 1
            process = start(released, "--smtp", "-q")
            server.victim = process.pid
            _, err = process.communicate(timeout=900)
            kills += process.returncode == -9
            assert process.returncode in (-9, 0, 1), err
            asked = decide(released, server)
            decisions += asked
            if process.returncode != -9 and not asked:
                break
        assert "delivery-unclear" not in err
        assert err.count("error[delivery-refused]") == len(refused)
        assert_all_agree(released, server, addresses, refused)
    seconds = time.perf_counter() - began
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what it is for
            f"\n{'BDAT' if chunking else 'DATA'}: {MEMBERS} members, {runs} runs of which {kills} "
            f"were killed, {server.sessions} connections, "
            f"{sum(server.attempts.values())} attempts, {len(refused)} refused, "
            f"{decisions} left to a person, {seconds:.0f} s"
        )


def decide(root: Path, server: MailServer) -> int:
    """Do what a person does: look in the mailbox for each message that is unclear, and say."""
    with sqlite3.connect(root / "distribution/ledger.sqlite") as ledger:
        unclear = ledger.execute(
            "SELECT address, id FROM message WHERE state = 'sending'"
        ).fetchall()
    ledger.close()
    there = {json.loads(kept)["id"] for _, kept in server.mailbox}
    words = []
    for address, id_ in unclear:
        words += ["--resolve", address, "sent" if id_ in there else "again"]
    if words:
        code, _, err = run(root, *words)
        assert code == 0, err
    return len(unclear)
