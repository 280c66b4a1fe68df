"""Spaces, quotes and apostrophes are set at build, by the usage of each language.

In these tests ``~`` stands for a no-break space and ``_`` for a narrow one.
"""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline import edition as ed
from pipeline.languages import long_date
from pipeline.typography import typeset, typeset_inlines


def visible(text: str) -> str:
    return text.replace("\u00a0", "~").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('He said "yes" and "no".', "He said “yes” and “no”."),
        ('("yes") ["no"]', "(“yes”) [“no”]"),
        ("\"He said 'yes'.\"", "“He said ‘yes’.”"),
        ("'\"Yes\" is a word'", "‘“Yes” is a word’"),
        ('—"yes"', "—“yes”"),
        ("it's the Allies' own, in the '90s", "it’s the Allies’ own, in the ’90s"),
        ("'yes'", "‘yes’"),
        ("on 2 August 2019", "on 2~August 2019"),
        ("USD 17.4 billion", "USD~17.4~billion"),
        ("5 million, 480 km, 3 %", "5~million, 480~km, 3~%"),
        ("“already” ‘set’ it’s 2\u00a0August", "“already” ‘set’ it’s 2~August"),
        ("Why? Because: so; there!", "Why? Because: so; there!"),
        ("", ""),
    ],
)
def test_english(typed: str, printed: str) -> None:
    assert visible(typeset(typed, "en")) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Quoi ? Oui ! Donc ; voilà : fin.", "Quoi_? Oui_! Donc_; voilà~: fin."),
        ("Quoi? Oui! Donc; voilà: fin.", "Quoi_? Oui_! Donc_; voilà~: fin."),
        ("Quoi\u00a0? Oui\u202f!", "Quoi_? Oui_!"),
        ('Il dit "oui" et "non".', "Il dit «~oui~» et «~non~»."),
        ("«oui» « non »", "«~oui~» «~non~»"),
        ("« Quoi ? »", "«~Quoi_?~»"),
        ("(pourquoi ?) (?) (!)", "(pourquoi_?) (?) (!)"),
        ("Quoi ?! Quoi ?… Quoi ?!...", "Quoi_?! Quoi_?… Quoi_?!..."),
        ("l'OTAN, aujourd'hui", "l’OTAN, aujourd’hui"),
        ("12 000 et 1 234 567", "12_000 et 1_234_567"),
        ("en 2014 300 soldats", "en 2014 300 soldats"),
        ("le 2 août 2019, le 1er janvier", "le 2~août 2019, le 1er~janvier"),
        ("3 %, 480 km, 17,4 milliards", "3~%, 480~km, 17,4~milliards"),
        ("n° 5, nos 6, p. 7", "n°~5, nos~6, p.~7"),
        ("à 10:30, de 1:1", "à 10:30, de 1:1"),
        ("a :: b", "a~:: b"),
        ("Fin.", "Fin."),
    ],
)
def test_french(typed: str, printed: str) -> None:
    assert visible(typeset(typed, "fr")) == printed
    assert visible(typeset(typed, "fr-CA")) == printed


@pytest.mark.parametrize(
    ("language", "printed"),
    [("uk", "«так» і 12~000"), ("ar", "«так» і 12 000"), ("zz", "“так” і 12 000")],
)
def test_other_languages_and_unknown_ones(language: str, printed: str) -> None:
    assert visible(typeset('"так" і 12 000', language)) == printed


def test_the_months_of_arabic_bear_both_their_names() -> None:
    assert visible(typeset("في 5 أيلول/سبتمبر 2014", "ar")) == "في 5~أيلول/سبتمبر 2014"
    day = dt.date(2019, 10, 13)
    assert long_date(day, "ar") == "13 تشرين الأول/أكتوبر 2019"
    assert long_date(day, "en") == "13 October 2019"
    assert long_date(dt.date(2019, 2, 1), "fr") == "1er février 2019"


def printed(language: str, *nodes: ed.Inline | str) -> str:
    inlines = tuple(ed.Text(n) if isinstance(n, str) else n for n in nodes)
    return visible(ed.plain_text(typeset_inlines(inlines, language)))


def em(*nodes: ed.Inline | str) -> ed.Emphasis:
    return ed.Emphasis(tuple(ed.Text(n) if isinstance(n, str) else n for n in nodes))


CALL = ed.NoteCall(ed.Note("note-n", "call-n", 1, (), "en"))


def test_quotes_turn_towards_words_that_stand_in_other_nodes() -> None:
    assert printed("en", 'He said "', em("yes"), '".') == "He said “yes”."
    assert printed("en", em('"'), "yes", em('"')) == "“yes”"
    assert printed("en", '"', em("'", em("yes"), "'"), '"') == "“‘yes’”"
    assert printed("en", em("Allies"), "' own") == "Allies’ own"
    assert printed("fr", "l'", em("OTAN"), ' dit "', em("oui"), '".') == "l’OTAN dit «~oui~»."


def test_a_call_does_not_come_between_a_word_and_its_punctuation() -> None:
    assert printed("fr", "Quoi", CALL, " ?") == "Quoi_?"
    assert printed("en", '"yes', CALL, '" he') == "“yes” he"


def test_nothing_is_doubled_where_two_nodes_meet() -> None:
    assert printed("fr", em("« mot »"), " et") == "«~mot~» et"
    assert printed("fr", em("mot"), " : oui") == "mot~: oui"
    assert printed("fr", "mot", em(" :"), " oui") == "mot~: oui"
    assert printed("fr", "« ", em("mot"), " »") == "«~mot~»"
    assert printed("fr", "12 ", em("000")) == "12 000"


def test_an_address_is_left_as_it_is_and_link_words_are_not() -> None:
    url = "https://a.org/?q='x'%20:;"
    address = ed.ExternalLink(url, (ed.Text(url),), is_address=True)
    words = ed.ExternalLink(url, (ed.Text("l'adresse !"),), is_address=False)
    (one, two) = typeset_inlines((address, words), "fr")
    assert one == address
    assert isinstance(two, ed.ExternalLink)
    assert (two.url, visible(ed.plain_text(two.children))) == (url, "l’adresse_!")


def test_words_of_another_language_follow_its_rules() -> None:
    foreign = ed.Foreign("fr", (ed.Text('"Quoi ?"'),))
    assert (
        printed("en", 'He asked "why?", or ', foreign, '."') == "He asked “why?”, or «~Quoi_?~».”"
    )
    assert printed("en", ed.Foreign("zz", (ed.Text('"x"'),))) == "“x”"


def test_an_expansion_is_typeset_too() -> None:
    (link,) = typeset_inlines((ed.GlossaryLink("term-x", "l'essai", (ed.Text("X"),)),), "fr")
    assert isinstance(link, ed.GlossaryLink)
    assert link.expansion == "l’essai"
