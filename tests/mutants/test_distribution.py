"""What leaves with distribution, before the validators: copies, the message, the report.

Runs in ``nox -s conformance``; elsewhere it says that it did not run.
"""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.conformance import tools
from pipeline.conformance.html_checks import axe
from pipeline.conformance.pdf_checks import verapdf
from pipeline.diagnostics import Collector
from pipeline.distribute.copies import personal_copy
from pipeline.distribute.dispatch import Dispatch, Order, Parcel, State
from pipeline.distribute.message import Composer
from pipeline.distribute.report import report_html
from pipeline.distribute.settings import Settings
from pipeline.folders import HERE
from pipeline.labels import load_labels
from pipeline.release.manifest import Release

PROFILES = ("PDF/UA-1", "PDF/A-3a")
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def labels(language: str) -> dict[str, str]:
    return dict(load_labels(HERE.templates, language, Collector()))


@pytest.mark.timeout(600)
def test_copies_meet_what_the_files_they_are_made_from_meet(tmp_path: Path) -> None:
    files = []
    for path in sorted(HERE.build.glob("nato-russia-2019/*/*.pdf")):
        language = path.parent.name
        parcel = Parcel(language, "pdf", path.name, "", 0)
        copy = personal_copy(
            path.read_bytes(), "Member 1", parcel, labels(language), HERE.templates
        )
        files.append(tmp_path / path.name)
        files[-1].write_bytes(copy)
    if not files:
        pytest.skip("NOT RUN, there are no built files: nox -s conformance")
    try:
        found = [(p, f.name, r.findings) for p in PROFILES for f, r in verapdf(files, p).items()]
    except tools.NotInstalledError as error:
        pytest.skip(f"NOT RUN, no copy was looked at: {error}; nox -s conformance")
    assert [finding for finding in found if finding[2]] == []


def dispatch(number: int, state: State, language: str) -> Dispatch:
    parcel = Parcel(language, "pdf", f"12-har-26-{language}.pdf", "0" * 64, 4)
    order = Order(
        id=f"<{number}@example.org>",
        address=f"member-{number}@example.org",
        name=f"Member {number}",
        language=language,
        groups=("press",),
        way="attached",
        personal=False,
        parcels=(parcel,),
    )
    return Dispatch(order, "harbours", 2, state, NOW, NOW, 2, None, "451 later", "1" * 64, 999)


def test_the_report_and_the_message_have_no_barrier(tmp_path: Path) -> None:
    titles = {"en": "Harbours in winter", "ar": "الموانئ في الشتاء"}
    release = Release("harbours", "12 HAR 26", 2, titles, "embargoed", NOW, NOW, ())
    zone = ZoneInfo("Europe/Brussels")
    settings = Settings("The Secretariat", "a@example.org", "", zone, 10**7, "", None, 60, (60,))
    states: tuple[State, ...] = ("sending", "refused", "pending", "planned", "sent")
    every = [dispatch(n, state, "en") for n, state in enumerate(states, 1)]
    pages = {"report": report_html(release, every, zone, NOW, HERE.templates)}
    composer = Composer(
        release,
        settings,
        HERE.templates,
        {tag: labels(tag) for tag in titles},
        lambda _name: b"%PDF",
        lambda _dispatch, _parcel: b"",
    )
    for tag in titles:
        data, _ = composer.message(dispatch(9, "planned", tag))
        message = email.message_from_bytes(data, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html",))
        assert body is not None
        pages[tag] = body.get_content()
    found = {}
    for name, page in pages.items():
        path = tmp_path / f"{name}.html"
        path.write_text(page, "utf-8")
        try:
            found[name] = axe(path).findings
        except tools.NotInstalledError as error:
            pytest.skip(f"NOT RUN, no page was looked at: {error}; nox -s conformance")
    assert found == dict.fromkeys(pages, ())
