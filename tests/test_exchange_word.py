"""The bilingual Word file: what it is, and what comes back from Word, LibreOffice and people."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from lxml import etree

from pipeline.diagnostics import Collector, ReportError
from pipeline.folders import HERE, Project
from pipeline.translations.catalogue import Entry, read_catalogue
from pipeline.translations.exchange.bilingual import write_bilingual
from pipeline.translations.exchange.bilingual_reader import read_bilingual
from pipeline.translations.exchange.inline import same
from pipeline.translations.exchange.transfer import (
    Imported,
    Order,
    export,
    import_translation,
    load_job,
)
from pipeline.translations.exchange.wordml import W, add, run, w

MAIN = "word/document.xml"
COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Copy:
    """A Word file that a test changes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.root = etree.fromstring(self.parts[MAIN])

    def row(self, identifier: str) -> etree._Element:
        (tag,) = (t for t in self.root.iter(w("tag")) if t.get(w("val")) == identifier)
        return next(tag.iterancestors(w("tr")))

    def cell(self, identifier: str, at: int = 2) -> etree._Element:
        return list(self.row(identifier).iter(w("tc")))[at]

    def say(self, identifier: str, *words: str | tuple[str, str], at: int = 2) -> etree._Element:
        """Give a cell new words; ``("i", "words")`` are in italics. Returns its paragraph."""
        cell = self.cell(identifier, at)
        for old in cell.findall(w("p")):
            cell.remove(old)
        paragraph = add(cell, "p")
        for part in words:
            look, text = part if isinstance(part, tuple) else ("", part)
            run(paragraph, text, looks=tuple(look))
        return paragraph

    def drop_controls(self) -> None:
        """Put what content controls hold in their place, as some programs do."""
        for control in list(self.root.iter(w("sdt"))):
            parent, content = control.getparent(), control.find(w("sdtContent"))
            assert parent is not None
            assert content is not None
            at = parent.index(control)
            parent[at : at + 1] = list(content)

    def save(self) -> None:
        self.parts[MAIN] = etree.tostring(self.root)
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)


def catalogue(project: Path, language: str = "fr") -> Path:
    return project / f"source/sample/translations/{language}.po"


def entries(project: Path, language: str = "fr") -> dict[str, Entry]:
    read = read_catalogue(
        catalogue(project, language).read_text("utf-8"), "", language, Collector()
    )
    return {entry.id: entry for entry in read.entries}


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def sent(project: Path, language: str = "fr") -> Path:
    path = project / f"{language}.docx"
    return export(Project(project), "sample", Order("docx", language), path)


def sent_and_returned(
    project: Path, translator: Callable[[Copy], object], meanwhile: Callable[[], None] | None = None
) -> Imported:
    copy = Copy(sent(project))
    translator(copy)
    copy.save()
    if meanwhile:
        meanwhile()
    return import_translation(Project(project), copy.path)


def codes(done: Imported) -> list[str]:
    return [finding.code for finding in done.merged.findings]


def messages(done: Imported) -> str:
    return "\n".join(finding.message for finding in done.merged.findings)


def unfinished(project: Path) -> None:
    """Make one text missing, one a draft, one stale."""
    replace(catalogue(project), "Une porte est une porte.", "")
    replace(catalogue(project), 'msgctxt "s-end"', '#, fuzzy\nmsgctxt "s-end"')
    replace(catalogue(project), "The last note.", "The very last note.")


# --- what goes out --------------------------------------------------------------------------------


def test_word_opens_a_table_of_four_columns(project: Path) -> None:
    unfinished(project)
    document = docx.Document(str(sent(project)))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert section.page_width > section.page_height
    (table,) = document.tables
    assert [cell.text for cell in table.rows[0].cells] == [
        "No.", "English", "French (français)", "State",
    ]  # fmt: skip
    assert table._tbl.find(f"{w('tr')}/{w('trPr')}/{w('tblHeader')}") is not None
    assert len(table.rows) == 1 + len(load_job(Project(project), "sample", "fr").parcel.pairs)
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Write only in the third column" in said


def texts(element: etree._Element) -> str:
    return "".join(t.text or "" for t in element.iter(w("t")))


def test_ids_english_and_marks_are_locked(project: Path) -> None:
    unfinished(project)
    copy = Copy(sent(project))
    locks = {
        texts(control): lock.get(w("val"))
        for control in copy.root.iter(w("sdt"))
        if (lock := control.find(f"{w('sdtPr')}/{w('lock')}")) is not None
    }
    assert locks["2. p2"] == "sdtContentLocked"
    assert locks["A door is a door."] == "sdtContentLocked"
    assert locks["The first thing is plain and strong. It leads to ⟦1 link doors⟧doors⟦/1⟧, "
                 "as ⟦2 to p3⟧ says.⟦3 note first⟧"] == "sdtContentLocked"  # fmt: skip
    assert locks["⟦1⟧"] == "contentLocked"  # may be cut and pasted, not rewritten
    assert texts(copy.cell("p3")) == "Comme le dit la ⟦1⟧, c’est tout.⟦2⟧"
    assert texts(copy.cell("p2-quotation", 3)) == "to translate"
    assert texts(copy.cell("s-end", 3)) == "draft☐ right as it is"
    assert texts(copy.cell("last", 1)).strip() == "The last note.Was: The very last note."
    (gone,) = copy.cell("last", 1).iter(w("strike"))
    assert texts(next(gone.iterancestors(w("r")))).strip() == "very"


def test_control_ids_are_unique_and_tags_short(project: Path) -> None:
    root = Copy(sent(project)).root
    ids = [e.get(w("val")) for e in root.iter(w("id"))]
    assert len(set(ids)) == len(ids) > 50
    assert all(len(e.get(w("val")) or "") <= 64 for e in root.iter(w("tag"), w("alias")))


def test_the_same_source_gives_the_same_bytes(project: Path) -> None:
    assert sent(project).read_bytes() == sent(project).read_bytes()


def arabic(project: Path) -> Path:
    catalogue(project, "ar").write_text(
        'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgctxt "p3"\nmsgid "As [@s-doors] says, that is all.[^last]"\n'
        'msgstr "كما يقول [@s-doors]، هذا *كل* شيء.[^last]"\n',
        "utf-8",
    )
    return sent(project, "ar")


def test_arabic_runs_from_right_to_left_in_its_own_language(project: Path) -> None:
    copy = Copy(arabic(project))
    styles = etree.fromstring(copy.parts["word/styles.xml"])
    (style,) = (s for s in styles.iter(w("style")) if s.get(w("styleId")) == "Translation")
    assert style.find(f"{w('pPr')}/{w('bidi')}") is not None
    words = [r for r in copy.cell("p3").iter(w("r")) if re.search("[\u0600-\u06ff]", texts(r))]
    assert words
    for element in words:
        properties = element.find(w("rPr"))
        assert properties is not None
        assert properties.find(w("rtl")) is not None
        (language,) = properties.findall(w("lang"))
        assert language.get(w("bidi")) == "ar"
    english = next(copy.cell("p3", 1).iter(w("lang")))
    assert english.get(w("val")) == "en-GB"


def test_a_shipped_translation_comes_back_as_it_was() -> None:
    for slug in HERE.publications():
        for path in sorted((HERE.source / slug / "translations").glob("*.po"))[:1]:
            job = load_job(HERE, slug, path.stem)
            back = read_bilingual(write_bilingual(job.parcel, job.document.identity.date), "x.docx")
            assert (back.slug, back.language, back.refused, back.findings) == (
                slug, path.stem, (), (),
            )  # fmt: skip
            returned = {text.id: text for text in back.texts}
            for pair in job.parcel.pairs:
                text = returned[pair.unit.id]
                assert text.stamp == pair.stamp
                assert text.english is not None
                assert same(text.english, pair.english)
                assert same(text.translation, pair.translation)


# --- what comes back ------------------------------------------------------------------------------


def test_what_comes_back_as_it_went_changes_no_byte(project: Path) -> None:
    unfinished(project)
    before = catalogue(project).read_bytes()
    for change in (lambda _: None, Copy.drop_controls):
        done = sent_and_returned(project, change)
        assert (codes(done), set(done.merged.outcomes.values())) == ([], {"kept"})
        assert catalogue(project).read_bytes() == before


def test_words_looks_and_marks_come_back(project: Path) -> None:
    def translator(copy: Copy) -> None:
        copy.say("p2", "Une porte ", ("i", "ouverte"), " vaut ", ("b", "mieux "), "qu’un mur.")
        # Marks as they were copied, as they were typed, and cut into runs by a program.
        copy.say("p1", "Voir ⟦3 note fi", "rst⟧ les [[1]]por", ("i", "tes"), "[[/1]] et le ⟦2⟧.")
        copy.say("p2-quotation", ("b", "Une "), ("b", "porte"))

    done = sent_and_returned(project, translator)
    assert codes(done) == []
    assert entries(project)["p2"].target == "Une porte *ouverte* vaut **mieux** qu’un mur."
    assert entries(project)["p1"].target == "Voir [^first] les [por*tes*][doors] et le [@p3]."
    assert entries(project)["p2-quotation"].target == "**Une porte**"


def test_a_style_can_make_words_bold(project: Path) -> None:
    def translator(copy: Copy) -> None:
        paragraph = copy.say("p2", "Une ", "porte.")
        last = paragraph[-1]
        properties = etree.Element(w("rPr"))
        add(properties, "rStyle", val="Strong")
        last.insert(0, properties)
        styles = etree.fromstring(copy.parts["word/styles.xml"])
        style = add(styles, "style", type="character", styleId="Strong")
        add(add(style, "rPr"), "b")
        copy.parts["word/styles.xml"] = etree.tostring(styles)

    sent_and_returned(project, translator)
    assert entries(project)["p2"].target == "Une **porte.**"


def test_two_paragraphs_of_a_cell_are_one_text(project: Path) -> None:
    def translator(copy: Copy) -> None:
        copy.say("p2", "Une porte.")
        run(add(copy.cell("p2"), "p"), "Puis une autre.")

    sent_and_returned(project, translator)
    assert entries(project)["p2"].target == "Une porte. Puis une autre."


def test_only_unfinished_texts_can_go_out(project: Path) -> None:
    unfinished(project)
    path = project / "fr.docx"
    order = Order("docx", "fr", unfinished=True)
    copy = Copy(export(Project(project), "sample", order, path))
    assert len(list(copy.root.iter(w("tr")))) == 1 + 3
    copy.say("p2-quotation", "Une porte.")
    copy.save()
    done = import_translation(Project(project), path)
    assert (codes(done), done.merged.outcomes["p2-quotation"]) == ([], "taken")
    assert len(entries(project)) == 25


def test_a_tick_says_that_a_text_is_right_as_it_is(project: Path) -> None:
    unfinished(project)

    def translator(copy: Copy) -> None:
        for identifier in ("s-end", "last"):
            (box,) = (t for t in copy.cell(identifier, 3).iter(w("t")) if t.text == "☐")
            box.text = "☒"

    done = sent_and_returned(project, translator)
    assert codes(done) == []
    assert not entries(project)["s-end"].fuzzy
    assert entries(project)["last"].source == "The last note."


def test_english_amended_while_the_file_was_away_makes_the_text_stale(project: Path) -> None:
    replace(catalogue(project), "Une porte est une porte.", "")
    report = project / "source/sample/report/10-things.md"
    done = sent_and_returned(
        project,
        lambda copy: copy.say("p2-quotation", "Une porte."),
        lambda: replace(report, "> A door is a door.", "> A gate is a gate."),
    )
    assert codes(done) == ["returned-stale"]
    assert entries(project)["p2-quotation"].source == "A door is a door."


def refused(done: Imported, *wanted: str) -> str:
    assert codes(done) == list(wanted)
    assert done.not_taken is not None
    return done.not_taken.read_text("utf-8")


def test_damaged_marks_are_listed_with_row_and_words(project: Path) -> None:
    before = catalogue(project).read_bytes()

    def translator(copy: Copy) -> None:
        copy.say("p3", "Comme le dit la ⟦1⟧, c’est tout.")
        copy.say("p1", "Voir ⟦1⟧portes⟦/1, le ⟦2⟧.⟦3⟧")

    done = sent_and_returned(project, translator)
    listed = refused(done, "returned-marks", "returned-marks")
    assert re.search(r"row \d+: “p3” has a damaged mark: ⟦note last⟧ is missing", listed)
    assert "“p1” has a mark that was cut in two" in listed
    assert "came back:\nComme le dit la [@s-doors], c’est tout.\n" in listed
    assert catalogue(project).read_bytes() == before


@pytest.mark.parametrize("words", ["Une ⟦7⟧ porte.", "Une [[1]]porte[[/1]].", "Une ⟦1 note x⟧."])
def test_a_mark_that_the_english_does_not_have_is_listed(project: Path, words: str) -> None:
    done = sent_and_returned(project, lambda copy: copy.say("p2", words))
    assert "⟦" in refused(done, "returned-marks")


def test_an_unknown_id_and_a_changed_original_are_listed(project: Path) -> None:
    def translator(copy: Copy) -> None:
        (tag,) = copy.cell("p2-quotation", 0).iter(w("tag"))
        tag.set(w("val"), "p22")
        copy.say("p3", "C’est tout.")
        copy.say("p3", "That is all.", at=1)

    done = sent_and_returned(project, translator)
    assert sorted(codes(done)) == ["returned-missing", "returned-original", "returned-unknown"]
    assert "“p22” is the id of no text" in messages(done)
    assert "the file lacks 1 of 25 texts: p2-quotation" in messages(done)


def test_a_doubled_a_new_and_a_split_row_are_listed(project: Path) -> None:
    def translator(copy: Copy) -> None:
        copied = etree.fromstring(etree.tostring(copy.row("p2")))
        copy.row("p2").addnext(copied)
        (paragraph,) = list(copied.iter(w("tc")))[2].iter(w("p"))
        run(paragraph, " Et plus.")
        empty = etree.fromstring(etree.tostring(copy.row("p3")))
        for paragraph in list(empty.iter(w("p"))):
            for control in paragraph.findall(w("sdt")):
                paragraph.remove(control)
        copy.row("p3").addnext(empty)
        copy.row("p2-quotation").remove(copy.cell("p2-quotation", 1))
        copy.row("p2-quotation").remove(copy.cell("p2-quotation", 1))

    done = sent_and_returned(project, translator)
    found = sorted(set(codes(done)))
    assert found == ["returned-row", "returned-twice"]
    assert "is there 2 times, with different texts (row 16, row 17)" in messages(done)
    assert "is none of the rows that went out: “Comme le dit la" in messages(done)
    assert "has 2 cells instead of 4" in messages(done)
    assert entries(project)["p2"].target.startswith("Une porte ouverte")


def test_tracked_changes_are_listed_and_not_taken(project: Path) -> None:
    def translator(copy: Copy) -> None:
        paragraph = copy.say("p2", "Une porte")
        inserted = add(paragraph, "ins", author="M.", id="1")
        run(inserted, " ouverte")
        gone = add(add(paragraph, "del", author="M.", id="2"), "r")
        add(gone, "delText").text = " fermée"
        inside = next(copy.cell("p3", 1).iter(w("sdtContent")))
        run(add(inside, "ins", author="M.", id="3"), " Perhaps.")

    done = sent_and_returned(project, translator)
    assert sorted(codes(done)) == ["returned-tracked", "returned-tracked"]
    assert done.not_taken is not None
    assert "came back:\nUne porte ouverte\n" in done.not_taken.read_text("utf-8")
    assert "“p3” has tracked changes in its English" in messages(done)
    assert entries(project)["p2"].target.startswith("Une porte ouverte vaut")


def test_comments_are_passed_on_and_their_text_is_taken(project: Path) -> None:
    def translator(copy: Copy) -> None:
        add(add(copy.say("p2", "Une porte."), "r"), "commentReference", id="0")
        comments = etree.Element(w("comments"), nsmap={"w": W})
        comment = add(comments, "comment", id="0", author="Marie D.")
        run(add(comment, "p"), "Le chiffre est-il juste ?")
        copy.parts["word/comments.xml"] = etree.tostring(comments)
        name = "word/_rels/document.xml.rels"
        relations = etree.fromstring(copy.parts[name])
        etree.SubElement(relations, RELATIONS, Id="c1", Type=COMMENTS, Target="comments.xml")
        copy.parts[name] = etree.tostring(relations)

    done = sent_and_returned(project, translator)
    assert codes(done) == ["returned-comment"]
    assert "of “p2” has a comment by Marie D.: “Le chiffre est-il juste ?”" in messages(done)
    assert entries(project)["p2"].target == "Une porte."


@pytest.mark.parametrize(
    ("element", "said"), [("drawing", "a picture"), ("footnoteReference", "a footnote of Word")]
)
def test_what_is_no_text_is_listed(project: Path, element: str, said: str) -> None:
    done = sent_and_returned(project, lambda c: add(add(c.say("p2", "Une"), "r"), element))
    assert said in refused(done, "returned-row")


def test_the_address_is_read_from_the_page_where_the_properties_were_lost(project: Path) -> None:
    def translator(copy: Copy) -> None:
        del copy.parts["docProps/custom.xml"]
        copy.say("p2", "Une porte.")

    assert codes(sent_and_returned(project, translator)) == []
    assert entries(project)["p2"].target == "Une porte."


# --- LibreOffice itself ---------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not here")
def test_what_libreoffice_saves_comes_back(project: Path, tmp_path: Path) -> None:
    unfinished(project)
    replace(project / "source/sample/report/10-things.md", "> A door is", "> *A door* is")
    french, arab = Copy(sent(project)), Copy(arabic(project))
    french.say("p2", "Une porte ", ("i", "ouverte"), " vaut ", ("b", "mieux"), " qu’un mur\u00a0!")
    french.say("p1", "Voir ⟦3⟧ les [[1]]portes[[/1]] et le ⟦2⟧.")
    french.say("p3", "C’est tout.")
    (box,) = (t for t in french.cell("s-end", 3).iter(w("t")) if t.text == "☐")
    box.text = "☒"
    arab.say("p3", "[[1]]: هذا ", ("i", "كل"), " شيء.[[2]]")
    arab.say("p2", "باب مفتوح.")
    for copy in (french, arab):
        copy.save()
    saved = tmp_path / "saved"
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(saved),
         str(french.path), str(arab.path)],
        check=True, capture_output=True, timeout=100,
    )  # fmt: skip

    done = import_translation(Project(project), saved / "fr.docx")
    assert codes(done) == ["returned-marks"]
    changed = {id_: outcome for id_, outcome in done.merged.outcomes.items() if outcome != "kept"}
    assert changed == {"p1": "taken", "p2": "taken", "s-end": "taken"}
    assert entries(project)["p2"].target == ("Une porte *ouverte* vaut **mieux** qu’un mur\u00a0!")
    assert entries(project)["p1"].target == "Voir [^first] les [portes][doors] et le [@p3]."
    assert not entries(project)["s-end"].fuzzy

    done = import_translation(Project(project), saved / "ar.docx")
    assert codes(done) == []
    assert entries(project, "ar")["p3"].target == "[@s-doors]: هذا *كل* شيء.[^last]"
    assert entries(project, "ar")["p2"].target == "باب مفتوح."


# --- files that do harm ---------------------------------------------------------------------------


def spoiled(path: Path, **parts: bytes | None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = parts.get(name.replace("/", "_").replace(".", "_"), old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name in parts.keys() - {n.replace("/", "_").replace(".", "_") for n in old.namelist()}:
            new.writestr(name.replace("__", "/"), parts[name] or b"")
    return out.getvalue()


def test_hostile_files_are_refused_plainly(project: Path) -> None:
    path = sent(project)
    bomb = b"<w:document>" + b" " * 40_000_000
    entity = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + Copy(path).parts[MAIN][60:]
    for data, code in (
        (b"not a zip", "file-damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-damaged"),
        (spoiled(path, word_document_xml=bomb), "file-unsafe"),
        (spoiled(path, word_document_xml=entity), "file-unsafe"),
        (spoiled(path, word_document_xml=b"<w:document"), "file-damaged"),
        (spoiled(path, **{"word__vbaProject.bin": b"x"}), "file-unsafe"),
        (spoiled(path, **{"[Content_Types]_xml": None}), "file-damaged"),
        (spoiled(path, word_document_xml=f'<w:document xmlns:w="{W}"/>'.encode()),
         "returned-foreign"),
    ):  # fmt: skip
        with pytest.raises(ReportError) as caught:
            read_bilingual(data, "x.docx")
        assert [d.code for d in caught.value.diagnostics] == [code]
        assert caught.value.diagnostics[0].hint


def test_relations_that_lead_out_of_the_file_are_not_followed(project: Path) -> None:
    def translator(copy: Copy) -> None:
        name = "word/_rels/document.xml.rels"
        relations = etree.fromstring(copy.parts[name])
        etree.SubElement(
            relations, RELATIONS, Id="x1", Type=COMMENTS, TargetMode="External",
            Target="http://127.0.0.1:9/comments.xml",
        )  # fmt: skip
        copy.parts[name] = etree.tostring(relations)

    assert codes(sent_and_returned(project, translator)) == []
