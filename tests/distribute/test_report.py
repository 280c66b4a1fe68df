"""The report: what staff read, on a page and in a spreadsheet."""

from __future__ import annotations

import csv
from pathlib import Path

from lxml import html as lxml_html

from tests.distribute.support import MailServer, make_members, make_release, make_settings, run


def test_the_page_shows_what_is_open_first(tmp_path: Path) -> None:
    make_release(tmp_path)
    make_members(tmp_path, 6)
    answers = {"member-2@": "550 no such user", "member-4@": "451 come back", "member-5@": "lost"}
    with MailServer(lambda a, _: answers.get(a[:9], "")) as server:
        make_settings(tmp_path, server.port, server.trust(tmp_path))
        code, out, err = run(tmp_path, "--smtp")
    assert code == 1
    assert "3 sent (0.1 MB), 1 refused, 1 pending, 1 unclear" in err
    page = lxml_html.parse(tmp_path / "distribution/harbours/1/report.html").getroot()
    headings = [" ".join(h.text_content().split()) for h in page.xpath("//h2")]
    assert headings == ["? Unclear: 1", "✗ Refused: 1", "… Pending: 1", "✓ Sent: 3"]
    assert "3 of 6 messages were sent." in page.xpath("string(//*[@class='verdict open'])")
    assert "--resolve ADDRESS sent" in page.text_content()
    assert page.xpath("//script | //link | //img") == []
    # The same again from the ledger alone.
    assert out == run(tmp_path, "--report")[1]


def test_a_cell_is_never_a_formula(tmp_path: Path) -> None:
    make_release(tmp_path)
    make_members(tmp_path, 1)
    members = tmp_path / "distribution/members.csv"
    members.write_text(members.read_text("utf-8").replace("Member 1", "=1+1"), "utf-8")
    make_settings(tmp_path)
    run(tmp_path)
    with (tmp_path / "distribution/harbours/1/report.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        row = next(csv.DictReader(file))
    assert row["member"] == "'=1+1"
    assert row["state"] == "not sent"
