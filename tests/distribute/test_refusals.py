"""What stops a distribution before anything leaves, and what it says."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.diagnostics import ReportError
from pipeline.distribute.clock import Clock
from pipeline.distribute.desk import Job, open_desk
from pipeline.distribute.ledger import open_ledger
from pipeline.distribute.run import distribute
from pipeline.folders import Project
from tests.distribute.support import (
    PASSWORD,
    MailServer,
    make_members,
    make_release,
    make_settings,
    run,
)

WRONG = "a wrong guess"


def amend(root: Path, old: str, new: str) -> None:
    path = root / "distribution/settings.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def ready(tmp_path: Path) -> Path:
    make_release(tmp_path)
    make_members(tmp_path, 2)
    make_settings(tmp_path)
    return tmp_path


def test_a_server_that_is_another_is_shown_no_password(ready: Path) -> None:
    with MailServer(host="mail.example.org") as server:
        make_settings(ready, server.port, server.trust(ready))
        code, _, err = run(ready, "--smtp")
        assert code == 3
        assert "error[server-not-trusted]: the mail server localhost:" in err
        assert "Hostname mismatch" in err
    with MailServer() as server:
        make_settings(ready, server.port)  # the authority of the system does not know it
        code, _, err = run(ready, "--smtp")
        assert (code, "server-not-trusted" in err) == (3, True)
        assert server.logins == []
        assert server.mailbox == []


def test_tls_from_the_start(ready: Path) -> None:
    with MailServer(implicit=True) as server:
        make_settings(ready, server.port, server.trust(ready), security="tls")
        code, _, err = run(ready, "--smtp")
        assert code == 0, err
        assert len(server.mailbox) == 2


def test_a_server_without_starttls_is_left(ready: Path) -> None:
    with MailServer(starttls=False) as server:
        make_settings(ready, server.port, server.trust(ready))
        code, _, err = run(ready, "--smtp")
        assert (code, "error[server-not-trusted]" in err) == (3, True), err
        assert "STARTTLS" in err
        assert server.logins == []


def test_a_wrong_password_and_none(ready: Path) -> None:
    with MailServer() as server:
        make_settings(ready, server.port, server.trust(ready))
        code, out, err = run(ready, "--smtp", password=WRONG)
        assert (code, "error[login-refused]" in err) == (3, True)
        assert WRONG not in out + err
        code, _, err = run(ready, "--smtp", password="")
        assert (code, "wants the password of publications" in err) == (3, True)
        assert "DISTRIBUTE_PASSWORD" in err
        assert server.mailbox == []
        assert run(ready, "--smtp", password=PASSWORD)[0] == 0, "nothing was lost by it"


def test_nobody_listens(ready: Path) -> None:
    with MailServer() as server:
        make_settings(ready, server.port)
    code, _, err = run(ready, "--smtp")
    assert (code, "error[server-unreachable]" in err) == (3, True)


def test_a_password_in_the_file_and_an_open_line_are_refused(ready: Path) -> None:
    amend(ready, 'security = "starttls"', 'security = "none"\npassword = "secret"')
    amend(ready, 'host = "localhost"', 'host = "mail.example.org"')
    code, _, err = run(ready, "--smtp")
    assert code == 1
    assert "settings.toml:9:1: error[wrong-value]: a password stands in the file" in err
    assert "the line to mail.example.org would be open to everybody on the way" in err


def test_a_sender_that_the_server_does_not_want_stops_the_run(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> str:
        return "550 not your address"

    monkeypatch.setattr(MailServer, "handle_MAIL", refuse, raising=False)
    with MailServer() as server:
        make_settings(ready, server.port, server.trust(ready))
        code, _, err = run(ready, "--smtp")
    assert (code, "error[sender-refused]" in err) == (3, True)
    assert "550 not your address" in err


def test_a_member_who_wants_what_the_release_has_not(ready: Path) -> None:
    members = ready / "distribution/members.csv"
    text = members.read_text("utf-8")
    members.write_text(text.replace("no,\nMember 2", "yes,\nMember 2"), "utf-8")
    code, _, err = run(ready)
    assert code == 1
    assert "members.csv:2:1: error[not-in-release]: Member 1 is to receive pdf-large in fr" in err
    assert run(ready, "--leave-out")[0] == 0
    assert len(list((ready / "distribution/harbours/1/outbox").glob("*.eml"))) == 2


def test_words_that_name_nothing(ready: Path) -> None:
    code, _, err = run(ready, release="harbour")
    assert (code, "error[no-such-release]" in err) == (2, True)
    code, _, err = run(ready, "--only", "member-11@example.org")
    assert (code, "did you mean “member-1@example.org”?" in err) == (1, True)
    assert "error[no-such-member]" in err
    code, _, err = run(ready, "--resolve", "member-1@example.org", "perhaps")
    assert (code, "error[wrong-value]" in err) == (2, True)


def test_only_some(ready: Path) -> None:
    make_members(ready, 10)
    with MailServer() as server:
        make_settings(ready, server.port, server.trust(ready))
        assert run(ready, "--smtp", "--only", "press", "--only", "member-3@example.org")[0] == 0
        wanted = {3, 5, 10}
        assert {a for a, _ in server.mailbox} == {f"member-{n}@example.org" for n in wanted}
        code, out, _ = run(ready, "--dry-run")
        assert (code, len(out.splitlines())) == (0, 7)
        assert run(ready, "--smtp")[0] == 0
        assert len(server.mailbox) == 10


def test_a_dry_run_leaves_no_trace(ready: Path) -> None:
    before = sorted(ready.rglob("*"))
    code, out, err = run(ready, "--dry-run", "--smtp")
    assert code == 0
    assert out.splitlines()[0] == "member-1@example.org  pdf fr, docx fr, epub fr  attached"
    assert "2 messages, 2 with files attached" in err
    assert sorted(ready.rglob("*")) == before


def test_an_altered_release_is_not_sent(ready: Path) -> None:
    path = ready / "build/releases/harbours/1/12-har-26-fr.pdf"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")
    code, _, err = run(ready)
    assert (code, "error[release-altered]" in err) == (1, True)


def test_nothing_leaves_before_the_embargo_ends(tmp_path: Path) -> None:
    embargo = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    make_release(tmp_path, embargo=embargo)
    make_members(tmp_path, 3)
    now = [embargo - timedelta(minutes=30)]

    def sleep(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    clock = Clock(lambda: now[0], sleep, time.monotonic)
    with MailServer() as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path), user="publications")
        job = Job("harbours", server="")
        desk = open_desk(Project(tmp_path), job, clock, lambda _text: None)
        for attempt in (job, Job("harbours"), Job("harbours", server="", resume=True)):
            with pytest.raises(ReportError) as caught:
                distribute(desk, attempt)
            (finding,) = caught.value.diagnostics
            assert finding.code == "under-embargo"
            assert "until 25 November 2026, 10:00 (Europe/Brussels, UTC+01:00)" in finding.message
        assert server.sessions == 0
        assert not (tmp_path / "distribution/ledger.sqlite").exists()

        def go_back(_address: str, _attempt: int) -> str:
            # Somebody sets the clock back while the second message is under way.
            if len(server.mailbox) == 1:
                now[0] = embargo - timedelta(minutes=1)
            return ""

        server.fault = go_back
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DISTRIBUTE_PASSWORD", PASSWORD)
            with pytest.raises(ReportError):
                distribute(desk, Job("harbours", server="", wait=True))
            assert len(server.mailbox) == 2
            server.fault = lambda _address, _attempt: ""
            distribute(desk, Job("harbours", server="", wait=True))
        assert len(server.mailbox) == 3
    assert now[0] >= embargo


def test_one_at_a_time_and_a_ledger_of_another_form(ready: Path) -> None:
    path = ready / "distribution/ledger.sqlite"
    with open_ledger(path, "ledger.sqlite"):
        code, _, err = run(ready)
        assert (code, "another distribution is running" in err) == (3, True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    code, _, err = run(ready)
    assert (code, "error[ledger-unreadable]: the ledger has form 99" in err) == (3, True)
    path.write_bytes(b"no database at all, but long enough to look like one" * 20)
    code, _, err = run(ready)
    assert (code, "error[ledger-unreadable]" in err) == (3, True)
