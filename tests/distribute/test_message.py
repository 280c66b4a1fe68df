"""Messages and the outbox: what a mail program of a member shows."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from lxml import html as lxml_html

from pipeline.bidi import without_isolates
from tests.distribute.support import (
    TITLES,
    attachments,
    make_members,
    make_release,
    make_settings,
    opened,
    run,
)


def outbox(root: Path, revision: int = 1) -> dict[str, bytes]:
    """Return the messages of the outbox by address."""
    folder = root / f"distribution/harbours/{revision}/outbox"
    messages = [path.read_bytes() for path in sorted(folder.glob("*.eml"))]
    return {opened(m)["To"].addresses[0].addr_spec: m for m in messages}


def bodies(message: bytes) -> tuple[str, str]:
    """Return text and HTML."""
    read = opened(message)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def test_the_outbox_is_the_default_and_nothing_is_sent(tmp_path: Path) -> None:
    folder = make_release(tmp_path)
    addresses = make_members(tmp_path, 8)
    make_settings(tmp_path)
    code, out, err = run(tmp_path, password="")
    assert (code, "nothing was sent" in err) == (0, True), err
    assert out.splitlines()[0].endswith("distribution/harbours/1/outbox")
    messages = outbox(tmp_path)
    assert sorted(messages) == sorted(addresses)
    for address, data in messages.items():
        message = opened(data)
        assert message.defects == []
        assert str(message["From"]) == "The Secretariat <publications@example.org>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert max(map(len, data.split(b"\r\n"))) <= 998
        assert data.isascii()
        assert b"\n" not in data.replace(b"\r\n", b"")
        files = attachments(data)
        assert files == {name: (folder / name).read_bytes() for name in files}
        assert len(files) == 3, address
    # The same plan makes the same bytes, and what is no longer wanted goes.
    make_members(tmp_path, 7)
    run(tmp_path)
    assert outbox(tmp_path) == {a: m for a, m in messages.items() if a != "member-8@example.org"}


def test_each_message_is_in_the_language_of_its_member(tmp_path: Path) -> None:
    make_release(tmp_path)
    make_members(tmp_path, 4)
    make_settings(tmp_path)
    run(tmp_path)
    for n, tag in enumerate(("fr", "uk", "ar", "en"), 1):
        message = outbox(tmp_path)[f"member-{n}@example.org"]
        text, html = bodies(message)
        assert TITLES[tag] in str(opened(message)["Subject"])
        assert TITLES[tag] in text
        assert f"Member {n}" in text
        root = lxml_html.document_fromstring(html.encode())
        assert (root.get("lang"), root.get("dir")) == (tag, "rtl" if tag == "ar" else "ltr")
        assert root.xpath("string(//h1)") == TITLES[tag]
        assert root.xpath("//script | //link | //img | //style") == []
        for kind in ("pdf", "docx", "epub"):
            name = f"12-har-26-{tag}.{kind}"
            digest = hashlib.sha256(attachments(message)[name]).hexdigest()
            assert f"{digest}  {name}" in text
            assert digest in html
    ar = lxml_html.document_fromstring(html_of(tmp_path, 3).encode())
    codes = [bdi.text for bdi in ar.xpath("//bdi[@dir='ltr']")]
    assert "12 HAR 26" in codes
    assert "\u2066" not in html_of(tmp_path, 3), "HTML says it by markup"
    assert "\u206612 HAR 26\u2069" in bodies(outbox(tmp_path)["member-3@example.org"])[0]
    assert "border-right: 8px" in html_of(tmp_path, 3)


def html_of(root: Path, number: int) -> str:
    return bodies(outbox(root)[f"member-{number}@example.org"])[1]


def test_what_is_too_large_goes_as_links(tmp_path: Path) -> None:
    make_release(tmp_path)
    make_members(tmp_path, 1)
    make_settings(tmp_path)
    settings = tmp_path / "distribution/settings.toml"
    small = "[files]\nattach_up_to_mb = 0.01\n"
    settings.write_text(settings.read_text("utf-8") + small, "utf-8")
    code, _, err = run(tmp_path)
    assert code == 1
    assert "error[too-large]: the files for 1 of 1 members" in err
    url = "https://www.example.org/reports"
    settings.write_text(settings.read_text("utf-8") + f'base_url = "{url}"\n', "utf-8")
    assert run(tmp_path)[0] == 0
    (message,) = outbox(tmp_path).values()
    assert attachments(message) == {}
    text, html = bodies(message)
    assert f"{url}/12-har-26-fr.pdf" in text
    links = lxml_html.document_fromstring(html).xpath("//a/@href")
    assert links == [f"{url}/12-har-26-fr.{kind}" for kind in ("pdf", "docx", "epub")]


def test_revision_and_embargo_stand_in_the_message_with_the_zone(tmp_path: Path) -> None:
    make_release(tmp_path)
    ended = datetime(2026, 3, 4, 10, 30, tzinfo=ZoneInfo("America/New_York"))
    make_release(tmp_path, revision=2, embargo=ended)
    make_members(tmp_path, 4)
    make_settings(tmp_path)
    run(tmp_path)
    text, _ = bodies(outbox(tmp_path, 2)["member-4@example.org"])
    assert "until 4 March 2026, 16:30 (Europe/Brussels, UTC+01:00)." in text
    assert "This is revision 2. It takes the place of all earlier ones." in text
    arabic, _ = bodies(outbox(tmp_path, 2)["member-3@example.org"])
    assert "16:30 (Europe/Brussels, UTC+01:00)" in without_isolates(arabic)


def test_two_languages_in_one_message_and_what_is_new_in_the_next(tmp_path: Path) -> None:
    make_release(tmp_path)
    make_settings(tmp_path)
    members = tmp_path / "distribution/members.csv"
    head = "name,address,language,formats\n"
    members.write_text(f"{head}Member 1,member-1@example.org,fr ar,pdf\n", "utf-8")
    run(tmp_path)
    message = outbox(tmp_path)["member-1@example.org"]
    assert list(attachments(message)) == ["12-har-26-fr.pdf", "12-har-26-ar.pdf"]
    # Said to be sent by hand from the outbox: only what is new is planned from now on.
    assert run(tmp_path, "--resolve", "member-1@example.org", "sent")[0] == 0
    members.write_text(f'{head}Member 1,member-1@example.org,fr ar,"pdf, epub"\n', "utf-8")
    run(tmp_path)
    other = outbox(tmp_path)["member-1@example.org"]
    assert list(attachments(other)) == ["12-har-26-fr.epub", "12-har-26-ar.epub"]
    assert opened(other)["Message-ID"] != opened(message)["Message-ID"]
