"""Released files are named by the symbol, and safely."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pipeline.model import Identity
from pipeline.release.names import ALL, file_stem, safe

IDENTITY = Identity(
    slug="sample",
    title="A report",
    subtitle="",
    kind="Report",
    symbol="145 PCNP 19 E",
    author="Us",
    publisher="",
    description="",
    notice="",
    date=date(2026, 1, 31),
    language="en",
    languages=("en", "fr", "uk", "ar", "pt-BR"),
    policies={},
    source=None,
)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "145-PCNP-19-E-rev2"),
        ("fr", "145-PCNP-19-F-rev2"),
        ("uk", "145-PCNP-19-U-rev2"),
        ("ar", "145-PCNP-19-A-rev2"),
        ("pt-BR", "145-PCNP-19-pt-BR-rev2"),
        (ALL, "145-PCNP-19-all-rev2"),
    ],
)
def test_a_name_has_serial_body_year_letter_and_revision(language: str, name: str) -> None:
    assert file_stem(IDENTITY, language, 2) == name


def test_the_rule_of_the_publication_counts() -> None:
    own = replace(
        IDENTITY, file_name="{year}_{body}_{serial}.{letter}.r{revision}", letters={"fr": "Fr"}
    )
    assert file_stem(own, "fr", 1) == "19_PCNP_145.Fr.r1"
    assert file_stem(replace(IDENTITY, symbol="AS/Pol (2026) 12"), "fr", 1) == (
        "AS-Pol-2026-12-F-rev1"
    )


def test_a_symbol_without_a_safe_letter_gives_way_to_the_name_of_the_folder() -> None:
    own = replace(IDENTITY, symbol="☃", file_name="{symbol}")
    assert file_stem(own, "fr", 3) == "sample-fr-rev3"


@pytest.mark.parametrize("text", ["../../etc/passwd", "a\0b", "CON : x", "é" * 300, "-rf", ".x"])
def test_names_are_safe_on_every_disk(text: str) -> None:
    name = safe(text)
    assert name.isascii()
    assert len(name) <= 100
    assert not set(name) & set('/\\:*?"<>| \0')
    assert not name.startswith((".", "-"))
