"""Exactly once, whatever happens: real runs against a real mail server that goes wrong."""

from __future__ import annotations

import csv
import hashlib
import sqlite3
from pathlib import Path

import pytest

from tests.distribute.support import (
    PASSWORD,
    MailServer,
    assert_each_has_one,
    make_members,
    make_release,
    make_settings,
    opened,
    run,
    start,
)


def table(root: Path) -> list[dict[str, str]]:
    """Return the report of the revision as a spreadsheet reads it."""
    path = root / "distribution/harbours/1/report.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_everybody_gets_one_message_with_the_released_bytes(tmp_path: Path) -> None:
    folder = make_release(tmp_path)
    addresses = make_members(tmp_path, 30)
    with MailServer() as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        code, out, err = run(tmp_path, "--smtp")
        assert (code, "30 sent" in err) == (0, True), err
        assert_each_has_one(server, addresses, folder)
        assert server.sessions == 1
        assert (server.logins, server.plain_logins) == (["publications"], 0)
        # Again: nothing to do, and no need to trouble the server.
        code, _, err = run(tmp_path, "--smtp")
        assert (code, "0 sent" in err) == (0, True)
        assert len(server.mailbox) == 30
    assert PASSWORD not in out + err
    ledger = (tmp_path / "distribution/ledger.sqlite").read_bytes()
    assert PASSWORD.encode() not in ledger


def test_the_report_says_what_the_mailbox_says(tmp_path: Path) -> None:
    make_release(tmp_path)
    make_members(tmp_path, 10)
    with MailServer(lambda a, _: "550 no such user" if a.startswith("member-7@") else "") as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        code, _, err = run(tmp_path, "--smtp")
    assert code == 1
    assert "error[delivery-refused]: member-7@example.org: 550 no such user" in err
    rows = table(tmp_path)
    assert len(rows) == 30
    by_id = {str(opened(m)["Message-ID"]): (a, m) for a, m in server.mailbox}
    for row in rows:
        if row["address"] == "member-7@example.org":
            assert (row["state"], row["answer"]) == ("refused", "550 no such user")
            assert row["message id"] not in by_id
        else:
            address, message = by_id[row["message id"]]
            assert (row["state"], row["address"]) == ("sent", address)
            assert row["when"].endswith("+01:00") or row["when"].endswith("+02:00")
            # What a server hands on is what was sent, but for its last line end.
            assert row["sha256 of the message"] in digests(message)


def digests(message: bytes) -> set[str]:
    return {hashlib.sha256(m).hexdigest() for m in (message, message.removesuffix(b"\r\n"))}


def test_greylisting_a_cut_line_and_a_slow_server_are_only_delays(tmp_path: Path) -> None:
    def fault(address: str, attempt: int) -> str:
        number = int(address[7:].split("@", maxsplit=1)[0])
        if number % 4 == 0 and attempt == 1:
            return "451 4.7.1 greylisted, come back"
        if number % 5 == 0 and attempt <= 2:
            return "cut"
        return "slow" if number == 7 else ""

    folder = make_release(tmp_path)
    addresses = make_members(tmp_path, 10)
    with MailServer(fault) as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        code, _, err = run(tmp_path, "--smtp")
        assert code == 0, err
        assert_each_has_one(server, addresses, folder)
    tried = {row["address"]: row["attempts"] for row in table(tmp_path)}
    assert (tried["member-1@example.org"], tried["member-4@example.org"]) == ("1", "2")
    assert tried["member-5@example.org"] == "3"


def test_what_stays_put_off_is_pending_and_resume_goes_on(tmp_path: Path) -> None:
    full = True
    folder = make_release(tmp_path)
    addresses = make_members(tmp_path, 4)

    def fault(address: str, _attempt: int) -> str:
        return "452 full" if full and address.startswith("member-2@") else ""

    with MailServer(fault) as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        code, _, err = run(tmp_path, "--smtp")
        assert code == 1
        assert "warning[delivery-pending]: member-2@example.org: 452 full" in err
        assert server.attempts["member-2@example.org"] == 4
        full = False
        (tmp_path / "distribution/members.csv").unlink()
        code, _, err = run(tmp_path, "--smtp", "--resume")
        assert code == 0, err
        assert_each_has_one(server, addresses, folder)


@pytest.mark.parametrize(
    ("fault", "arrived", "decision"), [("silent", 1, "sent"), ("lost", 0, "again")]
)
def test_no_answer_after_the_end_is_left_to_a_person(
    tmp_path: Path, fault: str, arrived: int, decision: str
) -> None:
    folder = make_release(tmp_path)
    addresses = make_members(tmp_path, 3)
    with MailServer(
        lambda a, attempt: fault if a.startswith("member-2@") and attempt == 1 else ""
    ) as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        code, _, err = run(tmp_path, "--smtp")
        assert code == 1
        assert "error[delivery-unclear]: whether member-2@example.org has the message <" in err
        assert len(server.mailbox) == 2 + arrived
        # Run again, and nobody gets it twice.
        code, _, err = run(tmp_path, "--smtp")
        assert (code, "delivery-unclear" in err) == (1, True)
        assert server.attempts["member-2@example.org"] == 1
        assert run(tmp_path, "--resolve", "member-2@example.org", decision)[0] == 0
        assert run(tmp_path, "--smtp")[0] == 0
        assert_each_has_one(server, addresses, folder)


def test_killed_every_few_messages_nobody_is_missed_and_nobody_gets_two(tmp_path: Path) -> None:
    def fault(address: str, attempt: int) -> str:
        number = int(address[7:].split("@", maxsplit=1)[0])
        if attempt > 1:
            return ""
        return {3: "kill", 6: "kill before", 9: "kill"}.get(number, "")

    folder = make_release(tmp_path)
    addresses = make_members(tmp_path, 10)
    kills = unclear = 0
    with MailServer(fault) as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        for _ in range(10):
            process = start(tmp_path, "--smtp")
            server.victim = process.pid
            _, err = process.communicate(timeout=60)
            kills += process.returncode == -9
            if process.returncode == 0:
                break
            # A person looks in the mailbox for the ids that the ledger does not know of.
            with sqlite3.connect(tmp_path / "distribution/ledger.sqlite") as ledger:
                open_ = ledger.execute("SELECT address, id FROM message WHERE state = 'sending'")
                for address, id_ in open_.fetchall():
                    unclear += 1
                    has = any(str(opened(m)["Message-ID"]) == id_ for _, m in server.mailbox)
                    run(tmp_path, "--resolve", address, "sent" if has else "again")
            ledger.close()
        assert process.returncode == 0, err
        assert_each_has_one(server, addresses, folder)
    assert kills == 3
    assert unclear == 2, "only what was handed over whole is unclear"
