"""Word's numbers, counted as Word counts them (ECMA-376 17.9)."""

from __future__ import annotations

import pytest
from lxml import etree

from pipeline.formats.docx.word_numbering import Numbering, format_number
from pipeline.formats.docx.wordml import Element, Styles
from pipeline.numbering import letters, roman

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def level(place: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


HEADINGS = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "upperRoman", "%1.", '<w:pStyle w:val="H1"/>')
    + level(1, "upperLetter", "%2.", '<w:pStyle w:val="H2"/>')
    + level(2, "decimal", "%3.", '<w:pStyle w:val="H3"/>')
    + "</w:abstractNum>"
)
NUM = '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
STYLES = "".join(
    f'<w:style w:styleId="H{n}"><w:name w:val="heading {n}"/>{based}'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    for n, based in ((1, ""), (2, '<w:basedOn w:val="H1"/>'), (3, '<w:basedOn w:val="H2"/>'))
) + (
    '<w:style w:styleId="Plain"><w:name w:val="Unnumbered"/><w:basedOn w:val="H1"/>'
    '<w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Like1"><w:name w:val="Like 1"/><w:basedOn w:val="H1"/></w:style>'
)


def parse(name: str, inside: str) -> Element:
    return etree.fromstring(f"<w:{name} {W}>{inside}</w:{name}>")


def numbering(inside: str, styles: str = STYLES) -> Numbering:
    return Numbering(parse("numbering", inside), Styles(parse("styles", styles)))


def styled(style: str) -> Element:
    return parse("p", f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>')


def listed(number: int, place: int = 0) -> Element:
    return parse(
        "p",
        f'<w:pPr><w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>',
    )


def labels(counter: Numbering, *paragraphs: Element) -> list[str]:
    return [counter.count(paragraph).label for paragraph in paragraphs]


def test_headings_count_by_their_styles_and_begin_anew_below_each_other() -> None:
    order = ["H1", "H2", "H3", "H3", "H2", "H3", "Plain", "H1", "Like1", "H2"]
    assert labels(numbering(HEADINGS + NUM), *map(styled, order)) == [
        "I.", "A.", "1.", "2.", "B.", "1.", "", "II.", "III.", "A.",
    ]  # fmt: skip


def test_a_number_in_context_has_those_above_it() -> None:
    counter = numbering(HEADINGS + NUM)
    contexts = [counter.count(styled(s)).in_context for s in ("H1", "H2", "H3", "Plain", "H1")]
    assert contexts == ["I", "I.A", "I.A.1", "", "II"]


def test_a_number_that_names_the_levels_above_it_is_its_own_context() -> None:
    inside = '<w:abstractNum w:abstractNumId="7">' + level(0, "decimal", "%1")
    counter = numbering(inside + level(1, "lowerLetter", "%1.%2") + "</w:abstractNum>" + NUM)
    assert counter.count(listed(1)).in_context == "1"
    assert counter.count(listed(1, 1)).in_context == "1.a"


def test_instances_of_one_list_go_on_counting_unless_told_to_begin() -> None:
    begin = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    order = [listed(1), listed(2), listed(2), listed(3), listed(1)]
    assert labels(numbering(HEADINGS + NUM + begin), *order) == ["I.", "V.", "VI.", "VII.", "VIII."]


def test_an_instance_may_have_a_level_of_its_own() -> None:
    own = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        f'<w:lvlOverride w:ilvl="0">{level(0, "lowerLetter", "(%1)")}</w:lvlOverride></w:num>'
    )
    assert labels(numbering(HEADINGS + own), listed(2), listed(2)) == ["(a)", "(b)"]


def test_a_level_may_go_on_through_the_list() -> None:
    inside = (
        '<w:abstractNum w:abstractNumId="7">'
        + level(0, "decimal", "%1.")
        + level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
        + "</w:abstractNum>"
    )
    order = [listed(1), listed(1, 1), listed(1), listed(1, 1)]
    assert labels(numbering(inside + NUM), *order) == ["1.", "1.", "2.", "2."]


def test_a_level_may_write_all_numbers_in_figures() -> None:
    inside = (
        '<w:abstractNum w:abstractNumId="7">'
        + level(0, "upperRoman", "%1")
        + level(1, "upperLetter", "%1.%2", "<w:isLgl/>")
        + "</w:abstractNum>"
    )
    assert labels(numbering(inside + NUM), listed(1), listed(1, 1)) == ["I", "1.1"]


def test_bullets_do_not_count() -> None:
    inside = (
        '<w:abstractNum w:abstractNumId="7">' + level(0, "bullet", "–") + "</w:abstractNum>" + NUM
    )
    assert labels(numbering(inside), listed(1), listed(1)) == ["–", "–"]


def test_a_list_style_leads_to_its_definition() -> None:
    inside = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Own"/></w:abstractNum>'
        + HEADINGS
        + NUM
        + '<w:num w:numId="4"><w:abstractNumId w:val="1"/></w:num>'
    )
    own = (
        '<w:style w:styleId="Own"><w:name w:val="Own"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert labels(numbering(inside, own), listed(4)) == ["I."]


def test_what_has_no_list_has_no_number() -> None:
    counter = numbering(HEADINGS + NUM)
    assert labels(counter, parse("p", ""), listed(0), listed(99), styled("Nowhere")) == [""] * 4
    assert labels(Numbering(None, Styles(None)), styled("H1")) == [""]


@pytest.mark.parametrize("number", [1, 4, 9, 14, 26, 27, 40, 53, 90, 399, 444, 999, 1990, 3888])
def test_numbers_look_as_the_edition_writes_them(number: int) -> None:
    assert format_number(number, "upperRoman") == roman(number)
    assert format_number(number, "upperLetter") == letters(number)
    assert format_number(number, "lowerRoman") == roman(number).lower()
    assert format_number(number, "decimal") == str(number)


def test_a_format_that_is_not_known_is_shown_as_such() -> None:
    assert format_number(3, "chicago") == "?"
