"""Title pages of many looks: what each says of its report stands in publication.toml."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from pipeline.diagnostics import Collector
from pipeline.importer.front import read_front
from pipeline.importer.lines import read_lines
from tests.importer.support import make_target, read_back, take_in

BODY = "\n\nI. OPENING\n\n1. The pier was closed.\n\nII. CLOSING\n\n2. It stays open.\n"
DAY = dt.date(2021, 3, 4)

PAGES: dict[str, tuple[str, str, dict[str, Any], dict[str, Any]]] = {
    "capitals": (
        "en",
        """12 HAR 21 E
Original: English

NORTHERN ASSEMBLY
COMMITTEE ON HARBOURS

HARBOURS IN WINTER:
WHAT THE ICE COSTS

Report

by A. CAPTAIN (Norway)
Rapporteur

Adopted on 4 March 2021, 65th Annual Session, Bergen""",
        {
            "title": "HARBOURS IN WINTER: WHAT THE ICE COSTS",
            "kind": "Report",
            "symbol": "12 HAR 21 E",
            "author": "A. CAPTAIN (Norway)",
            "publisher": "Northern Assembly",
            "date": DAY,
            "remarks": ("Original: English",),
        },
        {
            "role": "Rapporteur",
            "body": "Committee on Harbours",
            "session": "65th Annual Session, Bergen",
            "adopted": DAY,
        },
    ),
    "one line with all": (
        "en",
        """Northern Parliamentary Assembly

Harbours and ice: a snapshot

General Report

Anna CAPTAIN (Norway)
General Rapporteur

012 HAR 21 E | Original: English | 4 March 2021""",
        {
            "title": "Harbours and ice: a snapshot",
            "kind": "General Report",
            "symbol": "012 HAR 21 E",
            "author": "Anna CAPTAIN (Norway)",
            "publisher": "Northern Parliamentary Assembly",
            "date": DAY,
        },
        {"role": "General Rapporteur"},
    ),
    "labels": (
        "en",
        """Doc. 1234
4 March 2021

Winter in the harbours of the north

Report
Committee on Harbours
Rapporteur: Ms Anna CAPTAIN, Norway""",
        {
            "title": "Winter in the harbours of the north",
            "kind": "Report",
            "symbol": "Doc. 1234",
            "author": "Ms Anna CAPTAIN, Norway",
            "date": DAY,
        },
        {"role": "Rapporteur", "body": "Committee on Harbours"},
    ),
    "French": (
        "fr",
        """RAPPORT

Les ports en hiver

Rapporteure : Mme Anna CAPITAINE

Commission des ports
Session annuelle de 2021
4 mars 2021""",
        {
            "title": "Les ports en hiver",
            "kind": "Rapport",
            "author": "Mme Anna CAPITAINE",
            "date": DAY,
        },
        {
            "role": "Rapporteure",
            "body": "Commission des ports",
            "session": "Session annuelle de 2021",
        },
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_title_page(name: str) -> None:
    language, text, expected, source = PAGES[name]
    values, decisions = read_front(read_lines(text.encode(), "page.txt", Collector()), language)
    found = values.pop("source")
    assert values == expected
    named = {key: expected[key] for key in ("title", "symbol", "author") if key in expected}
    assert found == named | source
    assert all(d.what == "title page" for d in decisions)


def test_the_adopted_document_is_whole_or_a_remark(tmp_path: Path) -> None:
    text = PAGES["capitals"][1] + BODY
    project = make_target(tmp_path)
    folder = take_in(project, text).folder
    written = (folder / "publication.toml").read_text("utf-8")
    assert "# [source]" in written
    assert "The file does not say: url." in written

    said = '[source]\nurl = "https://www.example.org/12-har-21"\n'
    document = read_back(take_in(project, text, decisions=said, force=True))
    source = document.identity.source
    assert source is not None
    assert (source.title, source.symbol) == (
        "HARBOURS IN WINTER: WHAT THE ICE COSTS",
        "12 HAR 21 E",
    )
    assert (source.role, source.body) == ("Rapporteur", "Committee on Harbours")
    assert (source.session, source.adopted) == ("65th Annual Session, Bergen", DAY)
    assert source.url == "https://www.example.org/12-har-21"
