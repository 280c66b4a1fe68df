"""XLIFF 2.1: what it must be, and what it survives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from pipeline.diagnostics import ReportError
from pipeline.folders import HERE, Project
from pipeline.translations.exchange.inline import markdown_of
from pipeline.translations.exchange.transfer import load_job
from pipeline.translations.exchange.xliff import CORE, OURS, write_xliff
from pipeline.translations.exchange.xliff_reader import read_xliff

NS = {"x": CORE}
XML = "{http://www.w3.org/XML/1998/namespace}"


def tag(name: str) -> str:
    return f"{{{CORE}}}{name}"


def exported(project: Path) -> etree._Element:
    return etree.fromstring(write_xliff(load_job(Project(project), "sample", "fr").parcel))


def packed(root: etree._Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def violations(root: etree._Element) -> Iterator[str]:
    """Yield what breaks a constraint of the XLIFF 2.1 core that a schema does not see or does."""
    if root.tag != tag("xliff") or root.get("version") not in ("2.0", "2.1"):
        yield "not XLIFF 2.1"
    if root.find(".//x:target", NS) is not None and not root.get("trgLang"):
        yield "targets without trgLang (4.3.1.40)"
    for file in root.iterfind("x:file", NS):
        ids = [unit.get("id") for unit in file.iter(tag("unit"))]
        if len(set(ids)) != len(ids):
            yield "unit ids not unique in the file (4.3.1.21)"
        for unit in file.iter(tag("unit")):
            yield from (f"{unit.get('id')}: {said}" for said in unit_violations(unit))


def unit_violations(unit: etree._Element) -> Iterator[str]:
    names = [etree.QName(child).localname for child in unit]
    order = r"(glossary )?(notes )?(originalData )?((ignorable )*segment (ignorable )*)+"
    if not re.fullmatch(order, "".join(f"{name} " for name in names)):
        yield f"children {names} (4.2.2.4)"
    if not re.fullmatch(r"[\w.-]+", unit.get("id", "")):
        yield "id is no NMTOKEN"
    data = [element.get("id") for element in unit.iterfind("x:originalData/x:data", NS)]
    parts = [p.get("id") for p in unit.iterfind("x:segment", NS)]
    for ids in (data, parts):
        if None in ids or len(set(ids)) != len(ids):
            yield "ids not unique"
    yield from code_violations(unit, data)
    yield from state_violations(unit)


def code_violations(unit: etree._Element, data: list[str | None]) -> Iterator[str]:
    sources = codes(unit, "source")
    targets = codes(unit, "target")
    for name, found in (("source", sources), ("target", targets)):
        ids = [code.get("id") for code in found]
        if len(set(ids)) != len(ids):
            yield f"code ids not unique in {name} (4.3.1.21)"
    by_id = {code.get("id"): code for code in sources}
    for code in targets:
        twin = by_id.get(code.get("id"))
        if twin is not None and dict(twin.attrib) != dict(code.attrib):
            yield "codes of one id differ between source and target (4.7.2.4)"
    missing = {c.get("id") for c in sources if c.get("canDelete") == "no"}
    if targets and missing - {c.get("id") for c in targets}:
        yield "a code that may not be deleted is not in the target"
    for code in (*sources, *targets):
        for name in ("dataRef", "dataRefStart", "dataRefEnd"):
            if code.get(name) is not None and code.get(name) not in data:
                yield f"{name} leads nowhere (4.3.1.8)"
        if code.get("canReorder", "yes") != "yes" and {
            code.get("canCopy"),
            code.get("canDelete"),
        } != {"no"}:
            yield "canReorder without canCopy and canDelete (4.3.1.5)"
        if code.get("subType") is not None and code.get("type") is None:
            yield "subType without type (4.3.1.38)"
        if code.get("subType") in ("xlf:b", "xlf:i") and code.get("type") != "fmt":
            yield "subType of another type"


def state_violations(unit: etree._Element) -> Iterator[str]:
    for segment in unit.iterfind("x:segment", NS):
        state = segment.get("state")
        if state not in ("initial", "translated", "reviewed", "final"):
            yield f"state {state}"
        if segment.get("subState") and (not state or ":" not in segment.get("subState", "")):
            yield "subState without state or prefix (4.3.1.37)"
        if state != "initial" and segment.find("x:target", NS) is None:
            yield "translated without a target"


def codes(unit: etree._Element, name: str) -> list[etree._Element]:
    return [c for e in unit.iter(tag(name)) for c in e.iter(tag("pc"), tag("ph"))]


def test_the_file_keeps_the_rules(project: Path) -> None:
    catalogue = project / "source/sample/translations/fr.po"
    text = catalogue.read_text("utf-8")
    text = text.replace('msgstr "Une porte est une porte."', 'msgstr ""')
    text = text.replace('msgctxt "s-end"', '#, fuzzy\nmsgctxt "s-end"')
    text = text.replace('msgid "The last note."', 'msgid "The very last note."')
    catalogue.write_text(text, "utf-8")
    root = exported(project)

    assert list(violations(root)) == []
    assert root.get("srcLang") == "en"
    assert root.get("trgLang") == "fr"
    states = {
        unit.get("id"): (segment.get("state"), segment.get("subState"))
        for unit in root.iter(tag("unit"))
        if (segment := unit.find("x:segment", NS)) is not None
    }
    assert states["p2"] == ("translated", None)
    assert states["p2-quotation"] == ("initial", None)
    assert states["s-end"] == ("initial", "report:draft")
    assert states["last"] == ("initial", "report:stale")
    assert root.xpath("string(//x:unit[@id='last']//x:note[@category='original-before'])",
                      namespaces=NS) == "The very last note."  # fmt: skip
    place = root.xpath("string(//x:unit[@id='p2']//x:note[@category='place'])", namespaces=NS)
    assert "¶ 2" in place
    assert "Doors" in place


def test_every_shipped_translation_keeps_the_rules() -> None:
    project = HERE
    for slug in project.publications():
        for path in sorted((project.source / slug / "translations").glob("*.po")):
            parcel = load_job(project, slug, path.stem).parcel
            root = etree.fromstring(write_xliff(parcel))
            assert list(violations(root)) == []
            back = read_xliff(packed(root), "x.xlf")
            assert (back.slug, back.language, back.refused) == (slug, path.stem, ())
            texts = {text.id: text for text in back.texts}
            for pair in parcel.pairs:
                plain = pair.unit.is_plain
                text = texts[pair.unit.id]
                assert text.english is not None
                assert markdown_of(text.english, plain=plain) == pair.unit.source
                target = pair.entry.target if pair.entry else ""
                assert markdown_of(text.translation, plain=plain) == target


def test_links_and_notes_are_protected(project: Path) -> None:
    (unit,) = (u for u in exported(project).iter(tag("unit")) if u.get("id") == "p1")
    by_type = {code.get("subType"): code for code in codes(unit, "source")}
    for name in ("report:link", "report:reference", "report:note"):
        assert (by_type[name].get("canCopy"), by_type[name].get("canDelete")) == ("no", "no")
    assert by_type["xlf:b"].get("canDelete") is None
    data = {d.get("id"): d.text for d in unit.iter(tag("data"))}
    assert data[by_type["report:note"].get("dataRef")] == "[^first]"


def test_sentences_are_segments_where_both_have_as_many(project: Path) -> None:
    root = exported(project)
    count = {u.get("id"): len(u.findall("x:segment", NS)) for u in root.iter(tag("unit"))}
    assert count["summary-1"] == 2
    assert count["first"] == 2
    assert count["p1"] == 1  # two sentences in English, one in French


def test_the_terms_of_a_text_stand_beside_it(project: Path) -> None:
    (unit,) = (u for u in exported(project).iter(tag("unit")) if u.get("id") == "summary-1")
    (entry,) = unit[0]
    assert [(etree.QName(e).localname, e.text) for e in entry] == [
        ("term", "CAT"),
        ("translation", "CTC"),
        ("definition", "The body that deals with everything else."),
    ]


def test_notes_keep_their_order(project: Path) -> None:
    report = project / "source/sample/report/10-things.md"
    text = report.read_text("utf-8").replace("that is all.[^last]", "that[^last] is all.[^more]")
    report.write_text(text + "\n[^more]: More.\n", "utf-8")
    (unit,) = (u for u in exported(project).iter(tag("unit")) if u.get("id") == "p3")
    order = [c.get("canReorder") for c in codes(unit, "source")]
    assert order == [None, "firstNo", "no"]


# --- what tools do --------------------------------------------------------------------------------


def markdown(root: etree._Element, identifier: str) -> str:
    (text,) = (t for t in read_xliff(packed(root), "x.xlf").texts if t.id == identifier)
    return markdown_of(text.translation)


P1 = (
    "La première chose est *simple* et **forte** ; elle mène aux [portes][doors], "
    "comme le dit le [@p3].[^first]"
)


def test_a_tool_may_drop_what_it_does_not_know(project: Path) -> None:
    root = exported(project)
    for element in root.iter():
        for name in list(element.attrib):
            if OURS in name or name in ("dispStart", "dispEnd", "disp", "subState"):
                del element.attrib[name]
    for notes in root.findall(".//x:notes", NS):
        parent = notes.getparent()
        assert parent is not None
        parent.remove(notes)
    assert markdown(root, "p1") == P1


def test_a_tool_may_write_pairs_as_starts_and_ends(project: Path) -> None:
    root = exported(project)
    (target,) = root.xpath("//x:unit[@id='p1']/x:segment/x:target", namespaces=NS)
    for pair in list(target.iter(tag("pc"))):
        start, end = etree.Element(tag("sc")), etree.Element(tag("ec"))
        start.set("id", pair.get("id"))
        start.set("dataRef", pair.get("dataRefStart"))
        end.set("startRef", pair.get("id"))
        end.set("dataRef", pair.get("dataRefEnd"))
        start.tail, end.tail = pair.text, pair.tail
        parent = pair.getparent()
        at = parent.index(pair)
        parent[at : at + 1] = [start, *pair, end]
    assert target.find(".//x:pc", NS) is None
    assert markdown(root, "p1") == P1


def test_a_tool_may_cut_a_text_into_more_segments(project: Path) -> None:
    root = exported(project)
    (segment,) = root.xpath("//x:unit[@id='p2']/x:segment", namespaces=NS)
    unit = segment.getparent()
    unit.remove(segment)
    for number, words in ((2, "Coûteuse aussi."), (1, "Une porte.")):
        part = etree.SubElement(unit, tag("segment"), id=f"n{number}", state="translated")
        etree.SubElement(part, tag("source")).text = "An open door."
        target = etree.SubElement(part, tag("target"))
        target.text = words
        target.set("order", str(number))
    assert markdown(root, "p2") == "Une porte. Coûteuse aussi."


def test_a_tool_may_add_emphasis_and_annotations(project: Path) -> None:
    root = exported(project)
    (target,) = root.xpath("//x:unit[@id='p2-quotation']/x:segment/x:target", namespaces=NS)
    target.text = "Une "
    bold = etree.SubElement(target, tag("pc"), id="b7", type="fmt", subType="xlf:b")
    bold.text, bold.tail = "porte", " est "
    term = etree.SubElement(target, tag("mrk"), id="m1", type="term")
    term.text, term.tail = "une porte", "."
    assert markdown(root, "p2-quotation") == "Une **porte** est une porte."


def test_a_code_that_lost_its_data_is_known_by_its_number(project: Path) -> None:
    root = exported(project)
    for data in root.findall(".//x:originalData", NS):
        parent = data.getparent()
        assert parent is not None
        parent.remove(data)
    (text,) = (t for t in read_xliff(packed(root), "x.xlf").texts if t.id == "p3")
    numbers = [piece.number for piece in text.translation if not isinstance(piece, str)]
    assert numbers == [1, 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-damaged"),
        (b"PK\x03\x04", "file-damaged"),
        (b"<xliff", "file-damaged"),
        (b"<html/>", "returned-foreign"),
        (b'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"/>',
         "returned-foreign"),
        (f'<xliff version="2.1" xmlns="{CORE}"/>'.encode(), "returned-foreign"),
        (f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff xmlns="{CORE}">&a;'
         "</xliff>".encode(), "file-unsafe"),
    ],
)  # fmt: skip
def test_what_is_no_xliff_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ReportError) as caught:
        read_xliff(data, "x.xlf")
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_odd_values_do_no_harm(project: Path) -> None:
    root = exported(project)
    (target,) = root.xpath("//x:unit[@id='p2']/x:segment/x:target", namespaces=NS)
    target.text = "Une porte"
    target.set("order", "9" * 5000)
    for hexa in ("110000", "zz", "D800", "0007"):
        etree.SubElement(target, tag("cp"), hex=hexa)
    etree.SubElement(target, tag("ph"), id="9" * 5000, dataRef="none")
    assert [t for t in read_xliff(packed(root), "x.xlf").texts if t.id == "p2"]
