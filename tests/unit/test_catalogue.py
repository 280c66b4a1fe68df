"""A catalogue is read strictly: whatever a hand or a tool spoiled is told with its line."""

from __future__ import annotations

import pytest

from pipeline.diagnostics import Collector
from pipeline.model import Span
from pipeline.translations.canonical import write_catalogue
from pipeline.translations.catalogue import Catalogue, Entry, read_catalogue
from pipeline.translations.sentences import sentences
from pipeline.translations.units import Unit

HEADER = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'


def read(text: str, *, header: str = HEADER) -> tuple[Catalogue, list[tuple[str, int, int]]]:
    found = Collector()
    catalogue = read_catalogue(header + text, "fr.po", "fr", found)
    return catalogue, [(d.code, d.span.line, d.span.column) for d in found.found if d.span]


def entry(text: str) -> Entry:
    catalogue, findings = read(text)
    assert findings == []
    (only,) = catalogue.entries
    return only


def test_lines_in_quotes_are_joined_and_unescaped() -> None:
    only = entry(
        'msgctxt "p1"\nmsgid "Say \\"a\\". "\n"b \\\\*"\nmsgstr ""\n"Dites « a ». "\n"b \\\\*"\n'
    )
    assert only.source == 'Say "a". b \\*'
    assert only.target == "Dites « a ». b \\*"
    assert (only.span.line, only.span.column) == (5, 10)
    assert [(p.text, p.line, p.column) for p in only.pieces] == [
        ("", 8, 9),
        ("Dites « a ». ", 9, 2),
        ("b \\*", 10, 2),
    ]


def test_comments_of_people_and_drafts_are_kept_and_those_of_programs_are_not() -> None:
    only = entry(
        "# A word to the reader.\n#. ¶ 1\n#: a.md:1\n#, fuzzy, c-format\n"
        '#| msgid "older"\n#| " still"\nmsgctxt "p1"\nmsgid "a"\nmsgstr "b"\n'
    )
    assert only.comments == ("# A word to the reader.",)
    assert only.comment_lines == (5,)
    assert only.fuzzy
    assert only.flags == ("c-format",)
    assert (only.source, only.target, only.previous) == ("a", "b", "older still")
    assert only.translated_from == "older still"


def test_what_was_taken_out_is_kept_and_may_come_twice() -> None:
    one = '# why\n#, fuzzy\n#~| msgid "o"\n#~ msgctxt "p1"\n#~ msgid "a"\n#~ msgstr ""\n#~ "b"\n\n'
    catalogue, findings = read(one + '#~msgctxt "p1"\n#~msgid "a"\n#~msgstr "c"\n# end\n')
    assert findings == []
    assert catalogue.entries == ()
    assert [(e.id, e.target, e.previous, e.obsolete) for e in catalogue.obsolete] == [
        ("p1", "b", "o", True),
        ("p1", "c", None, True),
    ]
    assert catalogue.obsolete[0].comments == ("# why",)
    assert catalogue.last_comments == ("# end",)
    text = write_catalogue(catalogue, ())
    assert '#~| msgid "o"\n#~ msgctxt "p1"\n' in text
    assert text.endswith("\n\n# end\n")
    assert write_catalogue(read_catalogue(text, "fr.po", "fr", Collector()), ()) == text


def test_entries_need_no_empty_line_where_a_comment_parts_them() -> None:
    catalogue, findings = read(
        'msgctxt "p1"\nmsgid "a"\nmsgstr "b"\n# next\nmsgctxt "p2"\nmsgid "a"\nmsgstr "b"\n'
    )
    assert findings == []
    assert [e.id for e in catalogue.entries] == ["p1", "p2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "b\n', [("po-syntax", 7, 9)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr b"\n', [("po-syntax", 7, 8)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "b" c"\n', [("po-syntax", 7, 10)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "say "b""\n', [("po-syntax", 7, 13)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "b\\q"\n', [("po-syntax", 7, 10)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "b\\"\n', [("po-syntax", 7, 11)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "\\"b\\"\\n"\n', [("po-syntax", 7, 14)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr ""\nstray\n', [("po-syntax", 8, 1)]),
        ('  "stray"\n', [("po-syntax", 5, 3)]),
        (
            'msgctxt "p1"\nmsgid "a"\nmsgstr "b"\nmsgstr "c"\n',
            [("po-syntax", 8, 1), ("po-no-id", 8, 1)],
        ),
        ('msgid "a"\nmsgstr "b"\n', [("po-no-id", 5, 1)]),
        ('msgctxt "p1"\nmsgid "a"\n', [("po-incomplete", 5, 1)]),
        ('msgctxt "p1"\nmsgstr "b"\n', [("po-incomplete", 5, 1)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', [("po-plural", 5, 1)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "b"\n\n' * 2, [("po-copy", 9, 10)]),
        (
            'msgctxt "p1"\nmsgid "a"\nmsgstr "b"\n\nmsgctxt "p1"\nmsgid "a"\nmsgstr "c"\n',
            [("po-duplicate", 9, 10)],
        ),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "Fin."\n"Début."\n', [("po-missing-space", 7, 13)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "\\"a\\""\n"b"\n', [("po-joined-words", 7, 14)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "mot"\n"mot"\n', [("po-joined-words", 7, 12)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr "mot,"\n"« mot »"\n', [("po-joined-words", 7, 13)]),
        ('#~ msgctxt "p1"\n#~ msgid "a"\n#~ msgstr "b\n', [("po-syntax", 7, 12)]),
        ("#~ words\n", [("po-syntax", 5, 4)]),
        ('msgctxt "p1"\nmsgid "a"\n#~ msgstr "b"\n', [("po-incomplete", 5, 1), ("po-no-id", 7, 1)]),
        ('msgctxt "p1"\nmsgid "a"\nmsgstr “b”\n', [("po-syntax", 7, 8)]),
    ],
)  # fmt: skip
def test_what_a_hand_spoiled_is_told_with_its_place(
    text: str, expected: list[tuple[str, int, int]]
) -> None:
    assert read(text)[1] == expected


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("", 1),
        ('msgid ""\nmsgstr "Language: de\\n"\n\n', 1),
        ('msgid ""\nmsgstr ""\n\n', 1),
        ('# A.\nmsgid ""\nmsgstr "Language: fr\\nContent-Type: x; charset=latin1\\n"\n\n', 2),
    ],
)  # fmt: skip
def test_a_header_that_is_missing_or_wrong_is_told(header: str, line: int) -> None:
    assert read('msgctxt "p"\nmsgid "a"\nmsgstr "b"\n', header=header)[1] == [
        ("po-header", line, 1)
    ]


def test_a_language_with_a_country_may_be_written_with_a_low_line() -> None:
    found = Collector()
    read_catalogue('msgid ""\nmsgstr "Language: pt_BR\\n"\n', "pt-BR.po", "pt-BR", found)
    assert found.found == []


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("One. Two! Three? “Four.” Five.", ["One. ", "Two! ", "Three? ", "“Four.” ", "Five."]),
        ("M. Dupont et Mme. Durand. Fin.", ["M. Dupont et Mme. Durand. ", "Fin."]),
        ("J. F. Kennedy. Yes.", ["J. F. Kennedy. ", "Yes."]),
        ("« Oui. » Non.", ["« Oui. » ", "Non."]),
        ("See it.[^n] Then.", ["See it.[^n] ", "Then."]),
        ("It cost 3.5 million. So.", ["It cost 3.5 million. ", "So."]),
        ("A.\u00a0B", ["A.\u00a0B"]),
        ("", [""]),
    ],
)
def test_a_sentence_is_a_line(text: str, pieces: list[str]) -> None:
    assert sentences(text) == pieces


@pytest.mark.parametrize(
    "target",
    [
        '« OTAN-"\n"Russie »',
        '[portes]"\n"[doors]',
        'Fin."\n"[^first]',
        'Quoi ?"\n"[^first]',
        'entre 2014 "\n"et 2019',
    ],
)
def test_where_tools_break_a_line_no_space_is_missing(target: str) -> None:
    only = entry(f'msgctxt "p1"\nmsgid "a"\nmsgstr ""\n"{target}"\n')
    assert only.target == target.replace('"\n"', "")


def test_the_space_that_is_missing_after_a_sentence_is_put_there() -> None:
    catalogue, findings = read('msgctxt "p1"\nmsgid "a"\nmsgstr "Fin."\n"Début."\n')
    assert findings == [("po-missing-space", 7, 13)]
    assert catalogue.entries[0].target == "Fin. Début."


def test_the_header_stands_first_and_once() -> None:
    assert read('msgctxt "p"\nmsgid "a"\nmsgstr "b"\n\n' + HEADER)[1] == [("po-header", 9, 1)]


UNIT = Unit("p1", "A. B.", "paragraph", 1, "1.", "I. Things", Span("source/s/report/1.md", 3))


def test_the_canonical_form_puts_a_sentence_on_a_line_and_keeps_every_sign() -> None:
    catalogue, _ = read(
        '#, fuzzy, no-wrap\n# Kept.\n#| msgid "Old one. Old two."\nmsgctxt "p1"\n'
        'msgid "One. B \\"c\\"."\nmsgstr "x\\ty \\\\*"\n'
    )
    assert write_catalogue(catalogue, (UNIT,)).split("\n\n")[1] == (
        "# Kept.\n#. ¶ 1 · I. Things\n#: report/1.md\n#, fuzzy, no-wrap\n"
        '#| msgid ""\n#| "Old one. "\n#| "Old two."\n'
        'msgctxt "p1"\nmsgid ""\n"One. "\n"B \\"c\\"."\nmsgstr "x\\ty \\\\*"\n'
    )
