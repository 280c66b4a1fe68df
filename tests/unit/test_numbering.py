"""Numbers of sections and paragraphs are computed, never typed."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import Collector
from pipeline.numbering import letters, number_sections, roman
from pipeline.tree import TreeBuilder

TEXT = """
{#front .unnumbered}
## Front

{#f1}
a

{#one}
## One

{#p1}
b

{#p2-free .unnumbered}
c

{#one-a}
### A

{#p2}
d

{#one-a-1}
#### 1

{#p3}
e

{#between .unnumbered}
### Between

{#b1}
f

{#one-b}
### B

{#two}
## Two

{#p4}
g
"""


def test_paragraphs_count_on_over_sections_and_sections_by_level() -> None:
    builder = TreeBuilder(Collector(), "en")
    builder.add_file(TEXT, "a.md")
    numbers = number_sections(builder.sections())
    assert numbers.paragraphs == {"p1": 1, "p2": 2, "p3": 3, "p4": 4}
    assert numbers.labels == {
        "one": "I.", "p1": "1.", "one-a": "A.", "p2": "2.", "one-a-1": "1.", "p3": "3.",
        "one-b": "B.", "two": "II.", "p4": "4.",
    }  # fmt: skip
    assert {k: v for k, v in numbers.references.items() if not k.startswith("p")} == {
        "one": "I", "one-a": "I.A", "one-a-1": "I.A.1", "one-b": "I.B", "two": "II",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "sign"),
    [(1, "I"), (4, "IV"), (9, "IX"), (49, "XLIX"), (1999, "MCMXCIX")],
)
def test_roman_numbers(number: int, sign: str) -> None:
    assert roman(number) == sign


def test_roman_numbers_are_read_back_as_what_they_were() -> None:
    values = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    for number in range(1, 500):
        digits = [values[sign] for sign in roman(number)]
        total = sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))
        assert total == number


@pytest.mark.parametrize(
    ("number", "sign"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "BB"), (52, "ZZ"), (53, "AAA")]
)
def test_letters_count_as_word_does(number: int, sign: str) -> None:
    assert letters(number) == sign
