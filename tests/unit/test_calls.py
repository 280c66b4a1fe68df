"""A footnote is called after the punctuation in English, before it in French and others.

In these tests ``1`` in a list stands for a call, and ``<1>`` in the result.
"""

from __future__ import annotations

import pytest

from pipeline import edition as ed
from pipeline.calls import place_calls
from pipeline.walk import plain_text

Part = str | int | ed.Inline


def node(part: Part) -> ed.Inline:
    if isinstance(part, str):
        return ed.Text(part)
    if isinstance(part, int):
        return ed.NoteCall(ed.Note(f"note-{part}", f"call-{part}", part, (), "en"))
    return part


def em(*parts: Part) -> ed.Emphasis:
    return ed.Emphasis(tuple(node(p) for p in parts))


def shown(inlines: tuple[ed.Inline, ...]) -> str:
    out = ""
    for part in inlines:
        if isinstance(part, ed.NoteCall):
            out += f"<{part.note.number}>"
        elif isinstance(part, ed.Emphasis):
            out += f"*{shown(part.children)}*"
        else:
            out += plain_text((part,))
    return out


def placed(language: str, *parts: Part) -> str:
    return shown(place_calls(tuple(node(p) for p in parts), language))


@pytest.mark.parametrize(
    ("parts", "english", "french"),
    [
        (("word", 1, ". Next"), "word.<1> Next", "word<1>. Next"),
        (("word.", 1, " Next"), "word.<1> Next", "word<1>. Next"),
        (("word", 1), "word<1>", "word<1>"),
        (("word.", 1), "word.<1>", "word<1>."),
        (("word", 1, ", next"), "word,<1> next", "word<1>, next"),
        (("word", 1, "!"), "word!<1>", "word<1>!"),
        (("mot !", 1), "mot !<1>", "mot<1> !"),
        (("mot\u00a0:", 1, " x"), "mot\u00a0:<1> x", "mot<1>\u00a0: x"),
        (("mot ! ?", 1), "mot ! ?<1>", "mot<1> ! ?"),
        (("word...", 1), "word...<1>", "word<1>..."),
        (("word", 1, "”, he"), "word”,<1> he", "word<1>”, he"),
        (("word", 1, ".” Next"), "word.”<1> Next", "word<1>.” Next"),
        (("word ", 1, "."), "word.<1>", "word<1>."),
        (("word ", 1, " next"), "word<1> next", "word<1> next"),
        (("word ", 1, "next"), "word <1>next", "word <1>next"),
        (("(see it", 1, ")."), "(see it<1>).", "(see it<1>)."),
        (("(see it)", 1, "."), "(see it).<1>", "(see it)<1>."),
        (("Putin", 1, "’s men"), "Putin<1>’s men", "Putin<1>’s men"),
        (("Putin", 1, "'s men"), "Putin<1>'s men", "Putin<1>'s men"),
        (("the Allies", 1, "’ own"), "the Allies’<1> own", "the Allies<1>’ own"),
        (("etc.", 1, " x"), "etc.<1> x", "etc.<1> x"),
        (("word", 1, 2, "."), "word.<1>, <2>", "word<1>, <2>."),
        (("word", 1, ".", 2, " x"), "word.<1>, <2> x", "word<1>, <2>. x"),
        (("word", 1, ", and", 2, "."), "word,<1> and.<2>", "word<1>, and<2>."),
        ((em("word", 1), "."), "*word*.<1>", "*word*<1>."),
        ((em("word.", 1),), "*word.*<1>", "*word<1>.*"),
        ((em("one", 1, ", two"), "."), "*one,<1> two*.", "*one<1>, two*."),
        ((em(1), " x"), "<1> x", "<1> x"),
        (("«\u00a0mot\u00a0»", 1, "."), "«\u00a0mot\u00a0».<1>", "«\u00a0mot\u00a0»<1>."),
        ((1, " begins"), "<1> begins", "<1> begins"),
        ((), "", ""),
    ],
)
def test_where_a_call_stands(parts: tuple[Part, ...], english: str, french: str) -> None:
    assert placed("en", *parts) == english
    assert placed("en-GB", *parts) == english
    assert placed("fr", *parts) == french
    assert placed("fr-CA", *parts) == french


def test_arabic_calls_before_its_own_signs() -> None:
    assert placed("ar", "كلمة،", 1, " ثم") == "كلمة<1>، ثم"
    assert placed("ar", "كلمة؟", 1) == "كلمة<1>؟"
    assert placed("en", "كلمة", 1, "؛ ثم") == "كلمة؛<1> ثم"


def test_nothing_empty_is_left_behind() -> None:
    for language in ("en", "fr", "uk", "ar"):
        out = place_calls((node("."), node(1), node(".")), language)
        assert all(not isinstance(n, ed.Text) or n.text for n in out)


@pytest.mark.parametrize(
    ("parts", "ukrainian"),
    [
        (("слово.", 1), "слово<1>."),
        (("слово,", 1, " і"), "слово<1>, і"),
        (("слово", 1, ", і"), "слово<1>, і"),
        (("слово", 1, "? І"), "слово?<1> І"),
        (("слово?", 1, " І"), "слово?<1> І"),
        (("слово…", 1), "слово…<1>"),
        (("слово", 1, "..."), "слово...<1>"),
        (("«слово».", 1), "«слово»<1>."),
        (("«слово?", 1, "»"), "«слово?<1>»"),
        (("2019 р.", 1, " Далі"), "2019 р.<1> Далі"),
        (("слово.", 1, 2), "слово<1>, <2>."),
    ],
)
def test_in_ukrainian_a_call_stands_before_a_pause_and_after_a_question(
    parts: tuple[Part, ...], ukrainian: str
) -> None:
    assert placed("uk", *parts) == ukrainian


@pytest.mark.parametrize(
    ("parts", "arabic"),
    [
        (("الحلف.", 1), "الحلف<1>."),
        (("الحلف،", 1, " وروسيا"), "الحلف<1>، وروسيا"),
        (("الحلف", 1, "؛ وروسيا"), "الحلف<1>؛ وروسيا"),
        (("هل انتهى؟", 1), "هل انتهى<1>؟"),
        (("«الحلف»", 1, "."), "«الحلف»<1>."),
    ],
)
def test_in_arabic_a_call_stands_before_the_signs_of_arabic(
    parts: tuple[Part, ...], arabic: str
) -> None:
    assert placed("ar", *parts) == arabic
