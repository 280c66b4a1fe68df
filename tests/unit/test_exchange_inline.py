"""Markdown ↔ words and codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translations.exchange.formatting import Run, pieces_from, runs_of
from pipeline.translations.exchange.inline import (
    Code,
    cleaned,
    damage,
    faults,
    fingerprint,
    label,
    markdown_of,
    numbered_like,
    pieces_of,
    same,
)

TEXTS = [
    "plain words",
    "*plain* and **strong**, even ***both***",
    "It leads to [doors *in* walls][doors], as [@p3] says.[^first]",
    "[chose]{lang=fr} and [words]{term=cat}",
    r"5 \* 3, \[sic\], a\_b\_c, \<b\>, \{x\}, a \\ b, \`code\`, \~\~x\~\~, \&amp;",
    "« mot » et “mot”, l’année 2019",
]


@pytest.mark.parametrize("markdown", TEXTS)
def test_markdown_comes_back_as_it_was(markdown: str) -> None:
    back = markdown_of(pieces_of(markdown))
    assert same(pieces_of(back), pieces_of(markdown))
    assert "\\" in markdown or back == markdown


def test_codes_are_numbered_and_named() -> None:
    pieces = pieces_of(TEXTS[2])
    codes = [piece for piece in pieces if isinstance(piece, Code)]
    assert [(c.number, c.part, label(c, pieces)) for c in codes] == [
        (1, "open", "link doors"),
        (2, "open", "emphasis"),
        (2, "close", "emphasis"),
        (1, "close", "link doors"),
        (3, "whole", "to p3"),
        (4, "whole", "note first"),
    ]


@given(st.text(st.sampled_from("ab *_[]{}<>\\`~&!#()^@é:;/"), max_size=30))
def test_words_that_look_like_markdown_stay_words_or_are_found(text: str) -> None:
    pieces, _ = cleaned([text])
    markdown = markdown_of(pieces)
    if not faults(markdown, pieces, "x"):
        assert same(pieces_of(markdown), pieces)
        assert not any(isinstance(piece, Code) for piece in pieces_of(markdown))


def test_a_translation_takes_the_numbers_of_the_original() -> None:
    original = pieces_of("[a][k] then[^n] [b][m]")
    translation = numbered_like(pieces_of("[b][m] *neuf* puis[^n] [a][k]"), original)
    numbers = {c.data: c.number for c in translation if isinstance(c, Code) and c.data != "["}
    assert numbers == {"][m]": 3, "*": 4, "[^n]": 2, "][k]": 1}


@pytest.mark.parametrize("markdown", TEXTS)
def test_looks_of_a_word_processor_are_emphasis_again(markdown: str) -> None:
    pieces = pieces_of(markdown)
    assert same(pieces_from(runs_of(pieces)), pieces)


@given(st.lists(st.tuples(st.sampled_from(["a", " b", "c ", " ", "é."]), st.booleans(),
                          st.booleans()), max_size=8))  # fmt: skip
def test_any_looks_keep_every_word(runs: list[tuple[str, bool, bool]]) -> None:
    pieces = pieces_from([Run(*run) for run in runs])
    words = "".join(piece for piece in pieces if isinstance(piece, str))
    assert words.split() == "".join(run[0] for run in runs).split()
    assert damage(pieces, ()) == ""


def test_spaces_that_a_tool_rewrote_do_not_count() -> None:
    one = pieces_of("a [b][k] *c* d")
    other = ("a\n  ", *cleaned(pieces_of("[ b ][k]   *c*\td "))[0])
    assert same(one, cleaned(other)[0])
    assert fingerprint(one) == fingerprint(cleaned(other)[0])
    assert not same(pieces_of("ab"), pieces_of("a b"))
    assert not same(pieces_of("*a*"), pieces_of("a"))
    assert not same(pieces_of("[a][k]"), pieces_of("[a][m]"))
    assert not same(pieces_of("a\u00a0b"), pieces_of("a b"))


def test_signs_that_no_catalogue_has_are_left_out_and_named() -> None:
    pieces, removed = cleaned(["\u200fنص\u200e", " e\u0301\ufeff"])
    assert pieces == ("نص \u00e9",)
    assert [name.partition("U+")[2][:4] for name in removed] == ["200F", "200E", "FEFF"]


@pytest.mark.parametrize(
    ("translation", "said"),
    [
        ("x [b][k][^n]", ""),
        ("x *y* [b][k][^n]", ""),
        ("x b[^n]", "⟦link k⟧ is missing"),
        ("x [b][k][^n][^n]", "⟦note n⟧ is there too often"),
        ("x [b][k][^m]", "⟦note n⟧ is missing, ⟦note m⟧ is there too often"),
    ],
)
def test_damage_is_told_in_words(translation: str, said: str) -> None:
    assert damage(pieces_of(translation), pieces_of("a [b][k][^n]")) == said


def test_ends_of_pairs_that_cross_are_damage() -> None:
    a, b = Code("link", "open", "[", 1), Code("strong", "open", "**", 2)
    a_end, b_end = Code("link", "close", "][k]", 1), Code("strong", "close", "**", 2)
    original = pieces_of("[a **b**][k]")
    assert damage((a, "x", b, "y", b_end, a_end), original) == ""
    assert "wrong place" in damage((a, "x", b, "y", a_end, b_end), original)
    assert "not ended" in damage((a, "x", a_end, b, "y"), original)


def test_an_address_typed_by_a_translator_is_found() -> None:
    pieces = ("voir https://example.org/",)
    assert [f.code for f in faults(markdown_of(pieces), pieces, "x")] == ["address-in-text"]
