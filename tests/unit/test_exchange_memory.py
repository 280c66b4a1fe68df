"""TMX and TBX: the memory and the glossary that translation tools load."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from pipeline.folders import Project
from pipeline.translations.exchange.tbx import BASIC, MIN, TBX, write_tbx
from pipeline.translations.exchange.texts import Parcel
from pipeline.translations.exchange.tmx import write_tmx
from pipeline.translations.exchange.transfer import load_job

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NS = {"t": TBX, "min": MIN, "basic": BASIC}


def parcel(project: Path) -> Parcel:
    return load_job(Project(project), "sample", "fr").parcel


def edit(project: Path, old: str, new: str) -> None:
    path = project / "source/sample/translations/fr.po"
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def pairs(root: etree._Element) -> dict[str, tuple[str, str]]:
    """Return the segments by ``tuid``, after what TMX 1.4b asks of each unit."""
    out = {}
    for unit in root.iter("tu"):
        variants = unit.findall("tuv")
        assert [v.get(XML_LANG) for v in variants] == ["en", "fr"]
        assert [etree.QName(child).localname for child in unit][-2:] == ["tuv", "tuv"]
        assert unit.get("segtype") in ("block", "paragraph", "sentence", "phrase")
        for variant in variants:
            (segment,) = variant
            starts = [e.get("i") for e in segment.iter("bpt")]
            assert len(set(starts)) == len(starts)
            assert sorted(map(str, starts)) == sorted(str(e.get("i")) for e in segment.iter("ept"))
        one, other = ("".join(v.itertext()).strip() for v in variants)
        identifier = unit.get("tuid")
        assert identifier is not None
        assert identifier not in out
        out[identifier] = (one, other)
    return out


def test_the_memory_holds_finished_translations_sentence_by_sentence(project: Path) -> None:
    edit(project, "Une porte est une porte.", "")
    edit(project, 'msgctxt "s-end"', '#, fuzzy\nmsgctxt "s-end"')
    edit(project, "The last note.", "The very last note.")
    root = etree.fromstring(write_tmx(parcel(project)))

    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    header = root.find("header")
    assert header is not None
    assert set(header.attrib) == {
        "creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang",
        "datatype",
    }  # fmt: skip
    found = pairs(root)
    assert found["sample.summary-1.2"] == ('It said "yes".', "Il a dit « oui ».")
    assert found["sample.last.1"] == ("The very last note.", "La dernière note.")
    assert "sample.p2-quotation.1" not in found
    assert "sample.s-end.1" not in found


def test_the_codes_of_the_memory_belong_together(project: Path) -> None:
    root = etree.fromstring(write_tmx(parcel(project)))
    (unit,) = root.xpath("//tu[@tuid='sample.p1.1']")
    codes = [
        {(e.tag, e.get("x"), e.text) for e in variant.iter("bpt", "ph")}
        for variant in unit.iter("tuv")
    ]
    assert codes[0] == codes[1] == {
        ("bpt", "1", "*"), ("bpt", "2", "**"), ("bpt", "3", "["), ("ph", "4", "[@p3]"),
        ("ph", "5", "[^first]"),
    }  # fmt: skip


def test_the_glossary_has_terms_forms_and_definitions(project: Path) -> None:
    root = etree.fromstring(write_tbx(parcel(project)))
    assert (root.tag, root.get("type"), root.get("style")) == (f"{{{TBX}}}tbx", "TBX-Basic", "dct")
    assert [etree.QName(child).localname for child in root] == ["tbxHeader", "text"]
    (concept,) = root.xpath("//t:conceptEntry[@id='c-cat']", namespaces=NS)
    said = {
        section.get(XML_LANG): [
            (
                term.findtext("t:term", namespaces=NS),
                term.findtext("basic:termType", namespaces=NS),
                term.findtext("min:administrativeStatus", namespaces=NS),
            )
            for term in section.findall("t:termSec", NS)
        ]
        for section in concept.findall("t:langSec", NS)
    }
    assert said == {
        "en": [
            ("CAT", "abbreviation", "preferredTerm-admn-sts"),
            ("Committee on All Things", "fullForm", "admittedTerm-admn-sts"),
        ],
        "fr": [
            ("CTC", "abbreviation", "preferredTerm-admn-sts"),
            ("Commission de toutes choses", "fullForm", "admittedTerm-admn-sts"),
        ],
    }
    definitions = [e.text for e in concept.iter(f"{{{BASIC}}}definition")]
    assert definitions[1] == "L’organe qui s’occupe du reste."


def test_a_draft_is_no_term(project: Path) -> None:
    edit(project, 'msgctxt "glossary.cat.expansion"', '#, fuzzy\nmsgctxt "glossary.cat.expansion"')
    text = write_tbx(parcel(project)).decode()
    assert "Commission de toutes choses" not in text
    assert "Committee on All Things" in text
