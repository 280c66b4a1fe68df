"""The live page over HTTP on this machine: what a save brings, who is answered, how it ends."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import ROOT

FRENCH = "source/sample/translations/fr.po"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@contextmanager
def preview(project: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the command; yield it and the host and port of the page."""
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "pipeline", "preview", "fr", "--no-browser"),
            *("--root", str(project), "--editor", "none", *more),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield process, urlsplit(process.stdout.readline().strip()).netloc
        finally:
            process.kill()


def get(place: str, path: str, **headers: str) -> Answer:
    with closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read().decode())


@contextmanager
def stream(place: str, version: str) -> Iterator[Iterator[dict[str, Any]]]:
    """Follow the page from a version on; yield its events."""
    with closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request("GET", f"/events?version={version}")
        with connection.getresponse() as response:
            yield (json.loads(line[6:]) for line in response if line.startswith(b"data: "))


def edit(project: Path, old: str, new: str) -> None:
    path = project / FRENCH
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_save_brings_the_text_that_changed_and_a_broken_file_its_error(project: Path) -> None:
    with preview(project) as (_, place):
        page = get(place, "/").text
        assert "Des choses" in page
        version = page.partition('data-version="')[2].partition('"')[0]
        with stream(place, version) as events:
            assert set(next(events)) == {"lines"}
            edit(project, 'msgstr "Des choses"', 'msgstr "Choses"')
            rows = next(events)["rows"]
            assert [(name, "Choses" in html) for name, html in rows] == [("s-things", True)]
            edit(project, 'msgstr "Choses"', 'msgstr "Choses')
            broken = next(events)
            assert "the closing quote is missing" in broken["problems"]
            assert "rows" not in broken
            assert "list" not in broken
            assert "Choses" in get(place, "/").text
            edit(project, 'msgstr "Choses', 'msgstr "Choses"')
            assert next(events)["problems"].strip() == ""


def test_only_the_browser_on_this_machine_is_answered(project: Path) -> None:
    with preview(project) as (_, place):
        assert place.startswith("127.0.0.1:")
        assert get(place, "/", Host="example.org").status == 403
        assert get(place, "/", Host=f"localhost:{place.partition(':')[2]}").status == 200
        assert get(place, "/../../requirements.txt").status == 404
        headers = get(place, "/").headers
        assert "Access-Control-Allow-Origin" not in headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it_at_once_with_a_page_still_open(
    project: Path, number: signal.Signals, code: int
) -> None:
    with preview(project) as (process, place), stream(place, "0") as events:
        assert "list" in next(events)
        os.kill(process.pid, number)
        _, said = process.communicate(timeout=20)
        assert process.returncode == code
        assert "Traceback" not in said
        assert list(events) == []


def test_a_port_that_is_taken_ends_with_3_and_an_unknown_language_with_2(project: Path) -> None:
    def run(language: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", "preview", language, "--root", project, *more],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    with preview(project) as (_, place):
        taken = run("fr", "--port", place.partition(":")[2])
        assert taken.returncode == 3
        assert "error[port-taken]" in taken.stderr
    assert run("de").returncode == 2
    unknown = run("fr", "--editor", "word")
    assert unknown.returncode == 2
    assert "error[unknown-editor]" in unknown.stderr
