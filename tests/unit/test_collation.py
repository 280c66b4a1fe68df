"""Glossaries are in the order of the alphabet of their language, with ICU and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline import collation
from pipeline.collation import missing_collation, sort_key, without_article
from pipeline.diagnostics import Collector
from pipeline.folders import Project
from pipeline.project import load_publication

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = [
    ("fr", ["coré", "côte", "coter", "États-Unis", "OTAN"]),
    ("uk", ["Європа", "Єгипет", "ІНФ", "їжа", "Йорданія", "НАТО"]),
    ("uk", ["гай", "голос", "ґанок", "ґрунт", "дім", "еко", "єдність"]),
    ("uk", ["вій", "військо", "ґрати", "зброя", "ія", "їхати"]),
    ("ar", ["اتفاق", "الالتزام", "الحلف", "حوار", "الردع", "روسيا"]),
    ("ar", ["9M729", "باب", "تاء", "INF", "SSC-8"]),
]


@pytest.mark.parametrize("has_icu", [True, False])
@pytest.mark.parametrize(("language", "words"), ORDERS)
def test_the_order_of_the_alphabet(
    language: str, words: list[str], monkeypatch: pytest.MonkeyPatch, *, has_icu: bool
) -> None:
    if not has_icu:
        monkeypatch.setattr(collation, "icu", None)
    shuffled = words[::-1]
    assert sorted(shuffled, key=sort_key(language)) == words


@pytest.mark.parametrize(
    ("term", "bare"),
    [
        ("الحلف", "حلف"),
        ("الاتحاد الأوروبي", "اتحاد الأوروبي"),
        ("التعاون", "تعاون"),
        ("التزام", "التزام"),
        ("ألمانيا", "ألمانيا"),
        ("آل", "آل"),
        ("NATO", "NATO"),
    ],
)
def test_the_article_of_arabic_does_not_count(term: str, bare: str) -> None:
    assert without_article(term) == bare


def test_without_icu_a_notice_says_what_to_install(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing_collation(["en", "uk"]) is None
    monkeypatch.setattr(collation, "icu", None)
    found = Collector()
    assert load_publication(Project(project), "sample", found) is not None
    assert [(d.code, d.severity) for d in found.found] == [("collation-missing", "warning")]
    assert "pip install pyicu-wheels" in found.found[0].hint
