"""Spaces, quotes and apostrophes are set at build, by the usage of each language.

In these tests ``~`` stands for a no-break space and ``_`` for a narrow one, ``<`` and ``>`` for
the isolates round what runs from left to right.
"""

from __future__ import annotations

from datetime import date

import pytest

from pipeline import edition as ed
from pipeline.bidi import runs
from pipeline.languages import long_date
from pipeline.typography import typeset, typeset_inlines
from pipeline.walk import plain_text


def visible(text: str) -> str:
    return text.translate({0xA0: "~", 0x202F: "_", 0x2066: "<", 0x2069: ">"})


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
        ("M. Poutine, Mme Merkel", "M.~Poutine, Mme~Merkel"),
        ("Fin.", "Fin."),
    ],
)
def test_french(typed: str, printed: str) -> None:
    assert visible(typeset(typed, "fr")) == printed
    assert visible(typeset(typed, "fr-CA")) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('Він сказав "так" і "ні".', "Він сказав «так» і~«ні»."),
        ("« так »", "«так»"),
        ("п'ять, об'єкт", "п’ять, об’єкт"),
        ("Київ - столиця", "Київ~– столиця"),
        ("Київ — столиця", "Київ~— столиця"),
        ("2014–2019, військово-політичний", "2014–2019, військово-політичний"),
        ("у Києві, з Росією й НАТО", "у~Києві, з~Росією й~НАТО"),
        ("Він і я. В Україні", "Він і~я. В~Україні"),
        ("якби ж то, хотів би б", "якби~ж то, хотів би~б"),
        ("№ 5, №5, § 3", "№~5, №~5, §~3"),
        ("13 жовтня 2019 р.", "13~жовтня 2019~р."),
        ("у 2019 році, 61,4 млрд дол. США", "у~2019~році, 61,4~млрд дол. США"),
        ("12 000 осіб, 3,9 %", "12~000 осіб, 3,9~%"),
        ("17,4 мільярда доларів, 500 кілометрів", "17,4~мільярда доларів, 500~кілометрів"),
        ("ст. 5, с. 12", "ст.~5, с.~12"),
        ("В. Путін, В. В. Путін", "В.~Путін, В.~В.~Путін"),
        ("а саме: це!", "а~саме: це!"),
    ],
)
def test_ukrainian(typed: str, printed: str) -> None:
    assert visible(typeset(typed, "uk")) == printed
    assert typeset(typeset(typed, "uk"), "uk") == typeset(typed, "uk")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('قال "نعم" و"لا".', "قال «نعم» و«لا»."),
        ("« نعم »", "«نعم»"),
        ("الحلف, وروسيا; ماذا?", "الحلف، وروسيا؛ ماذا؟"),
        ("الحلف ، وروسيا ؛ ماذا ؟", "الحلف، وروسيا؛ ماذا؟"),
        ("إلى: موسكو", "إلى: موسكو"),
        ("12,000 و61.4", "12,000 و61.4"),
        ("٢٠١٩ و٣٫٩٪", "2019 و<3.9%>"),
        ("3.9 % من", "<3.9~%> من"),
        ("2 آب/أغسطس 2019", "2~آب/أغسطس 2019"),
        ("61.4 مليار دولار", "61.4~مليار دولار"),
        ("2 في المائة", "2~في المائة"),
        ("الصاروخ SSC-8، أي 9M729.", "الصاروخ <SSC-8>، أي <9M729>."),
        ("معاهدة (INF) وA2/AD", "معاهدة (<INF>) و<A2/AD>"),
        ("الوثيقة 145 PCNP 19 E", "الوثيقة <145 PCNP 19 E>"),
        ("شركة Petróleos de Venezuela S.A. هناك", "شركة <Petróleos de Venezuela S.A.> هناك"),
        ("2014-2019", "2014-2019"),
        ("NATO, والحلف", "<NATO>، والحلف"),
    ],
)
def test_arabic(typed: str, printed: str) -> None:
    assert visible(typeset(typed, "ar")) == printed
    assert typeset(typeset(typed, "ar"), "ar") == typeset(typed, "ar")


@pytest.mark.parametrize(
    ("language", "printed"),
    [("uk", "«так» і~12~000"), ("ar", "«<так>» <і 12 000>"), ("zz", "“так” і 12 000")],
)
def test_other_languages_and_unknown_ones(language: str, printed: str) -> None:
    assert visible(typeset('"так" і 12 000', language)) == printed


def printed(language: str, *nodes: ed.Inline | str) -> str:
    inlines = tuple(ed.Text(n) if isinstance(n, str) else n for n in nodes)
    return visible(plain_text(typeset_inlines(inlines, language)))


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
    assert (two.url, visible(plain_text(two.children))) == (url, "l’adresse_!")


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


def test_arabic_signs_follow_words_that_stand_in_other_nodes() -> None:
    assert printed("ar", em("الحلف"), ", وروسيا") == "الحلف، وروسيا"
    assert printed("ar", em("SSC-8"), ", وروسيا") == "<SSC-8>، وروسيا"


def test_an_isolate_is_taken_apart_for_formats_with_markup_of_their_own() -> None:
    text = typeset("الصاروخ SSC-8، أي 9M729.", "ar")
    assert [(run.text, run.isolated) for run in runs(text)] == [
        ("الصاروخ ", False),
        ("SSC-8", True),
        ("، أي ", False),
        ("9M729", True),
        (".", False),
    ]
    assert [run.text for run in runs("الفرع \u2066")] == ["الفرع "]


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("en", "1 August 2019"),
        ("fr", "1er août 2019"),
        ("uk", "1 серпня 2019 р."),
        ("ar", "1 آب/أغسطس 2019"),
    ],
)
def test_dates_are_written_out(language: str, printed: str) -> None:
    assert (
        visible(long_date(date(2019, 8, 1), language)).translate({0x7E: " ", 0x5F: " "}) == printed
    )
