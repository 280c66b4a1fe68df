"""What typography and the placing of calls must never do, whatever the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import edition as ed
from pipeline.calls import place_calls
from pipeline.typography import typeset, typeset_inlines
from pipeline.walk import plain_text, walk_inlines

MANY = settings(max_examples=150, deadline=None, derandomize=True)
SIGNS = st.sampled_from(
    [
        *" \u00a0\u202f\n.,;:!?…«»“”‘’\"'()[]—–-%°/،؛؟٪",
        *(
            "mot",
            "12 000",
            "5",
            "2019",
            "3 août",
            "1er janvier",
            "May",
            "USD 5",
            "n° 7",
            "million",
            "l'",
            "у",
            "б",
            "№ 5",
            "2019 р.",
            "الحلف",
            "٢٠١٩",
            "2 آب/أغسطس",
            "SSC-8",
            "'90s",
        ),
    ]
)
TEXT = st.lists(SIGNS | st.text(max_size=2), max_size=14).map("".join)
LANGUAGES = ["en", "fr", "uk", "ar"]


def letters(text: str) -> str:
    """What typography may not touch: all but spaces, quotes, apostrophes and isolates.

    Ukrainian has a dash for a hyphen between spaces, Arabic has signs and digits of its own.
    """
    text = re.sub(r"[\s\"'«»“”‘’\u2066\u2069]", "", text)
    return text.translate(str.maketrans("،؛؟٪٫٬–٠١٢٣٤٥٦٧٨٩", ",;?%.,-0123456789"))


@pytest.mark.parametrize("language", LANGUAGES)
@MANY
@given(text=TEXT)
def test_typesetting_twice_is_typesetting_once(language: str, text: str) -> None:
    once = typeset(text, language)
    assert typeset(once, language) == once


@pytest.mark.parametrize("language", LANGUAGES)
@MANY
@given(text=TEXT, before=SIGNS.map(lambda s: s[:1]), after=SIGNS.map(lambda s: s[:1]))
def test_typesetting_changes_spaces_and_quotes_alone(
    language: str, text: str, before: str, after: str
) -> None:
    assert letters(typeset(text, language, before, after)) == letters(text)


def nodes(depth: int = 2) -> st.SearchStrategy[tuple[ed.Inline, ...]]:
    text: st.SearchStrategy[ed.Inline] = TEXT.map(ed.Text)
    node = text | st.integers(1, 5).map(
        lambda number: ed.NoteCall(ed.Note(f"note-{number}", f"call-{number}", number, (), "en"))
    )
    if depth:
        node |= nodes(depth - 1).map(ed.Emphasis)
        node |= nodes(depth - 1).map(lambda children: ed.Foreign("fr", children))
    return st.lists(node, max_size=4).map(tuple)


def calls(inlines: tuple[ed.Inline, ...]) -> list[int]:
    return [n.note.number for n in walk_inlines(inlines) if isinstance(n, ed.NoteCall)]


@pytest.mark.parametrize("language", ["en", "fr"])
@MANY
@given(inlines=nodes())
def test_nodes_keep_their_letters_and_calls(language: str, inlines: tuple[ed.Inline, ...]) -> None:
    new = typeset_inlines(inlines, language)
    assert letters(plain_text(new)) == letters(plain_text(inlines))
    assert calls(new) == calls(inlines)


@pytest.mark.parametrize("language", ["en", "fr"])
@MANY
@given(inlines=nodes())
def test_calls_keep_their_order_and_lose_no_text(
    language: str, inlines: tuple[ed.Inline, ...]
) -> None:
    new = place_calls(inlines, language)
    assert calls(new) == calls(inlines)
    commas = plain_text(new).count(",") - plain_text(inlines).count(",")
    assert 0 <= commas < max(1, len(calls(inlines)))
    assert letters(plain_text(new)).replace(",", "") == letters(plain_text(inlines)).replace(
        ",", ""
    )
