"""Whatever stands in theme.toml is of the kind that its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.diagnostics import Collector
from pipeline.theme import load_theme, points
from tests.support import ROOT

THEME = (ROOT / "templates/theme.toml").read_text("utf-8")


def findings(tmp_path: Path, text: str) -> list[tuple[str, str]]:
    (tmp_path / "theme.toml").write_text(text, "utf-8")
    found = Collector()
    load_theme(tmp_path, found)
    return [(d.code, d.message) for d in found.found]


def test_our_own_theme_is_sound(tmp_path: Path) -> None:
    assert findings(tmp_path, THEME) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('link = "#12427c"', 'link = "navy"'),
        ('link = "#12427c"', 'link = "#12427c; } @import url(//evil.example)"'),
        ('size = "A4"', 'size = "B7"'),
        ('size = "A4"', 'size = "999999999pt 1pt"'),
        ('margin_top = "26mm"', 'margin_top = "wide"'),
        ('margin_top = "26mm"', 'margin_top = "9999mm"'),
        ('scale = "1.2"', 'scale = "9"'),
        ('text = "10.5pt"', 'text = "0.0001pt"'),
        ('serif = "Report Arabic"', 'serif = "Comic Sans"'),
        ('print = "large"', 'print = "huge"'),
        ('size = "A4"', 'size = "A4"\nown = "1pt; x: url(y)"'),
    ],
)
def test_a_value_of_another_kind_is_refused(tmp_path: Path, old: str, new: str) -> None:
    assert old in THEME
    ((code, message),) = findings(tmp_path, THEME.replace(old, new))
    assert code == "wrong-value"
    assert "cannot be" in message


def test_a_value_that_is_not_there_is_told(tmp_path: Path) -> None:
    text = THEME.replace('link = "#12427c"\n', "")
    assert findings(tmp_path, text) == [("missing-key", "“colours.link” is missing")]


def test_what_a_designer_adds_passes(tmp_path: Path) -> None:
    assert findings(tmp_path, THEME + '\n[own]\nwidth = "40%"\nwords = "two words"\n') == []


def test_lengths_are_in_points() -> None:
    assert [points(length) for length in ("1in", "72pt", "25.4mm", "2.54cm")] == [72.0] * 4
