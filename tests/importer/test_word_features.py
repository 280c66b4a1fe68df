"""What Word files are full of: kept where a report can hold it, else told of with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.folders import Project
from pipeline.importer.inlines import plain
from pipeline.importer.run import Imported
from tests.importer.support import make_target, outline, read_back, refused, take_in
from tests.importer.word_xml import p, r, strict, word

OPENING = p("Opening", "Heading1")
CLOSING = p("Closing", "Heading1") + p("9. It stays open.")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_target(tmp_path)


def lines(imported: Imported) -> list[str]:
    return outline(read_back(imported))


def left_out(imported: Imported) -> list[str]:
    return [d.message for d in imported.warnings if d.code == "import-left-out"]


FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
    "<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r>{result}"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)


def field(instruction: str, result: str) -> str:
    return FIELD.format(instruction=instruction, result=result)


def test_links_as_elements_and_as_fields(project: Project) -> None:
    first = r("1. Salt is ") + f"<w:hyperlink r:id='a'>{r('dear')}</w:hyperlink>" + r(", and ")
    second = field('HYPERLINK "https://example.org/ice"', r("ice is free")) + r(". See page ")
    third = field("PAGEREF _Toc1", r("4")) + r(" of ")
    simple = (
        f"<w:fldSimple w:instr='HYPERLINK \"https://example.org/log\"'>{r('the log')}</w:fldSimple>"
    )
    body = OPENING + p(first + second + third + simple + r("."))
    imported = take_in(
        project, word(body, links={"a": "https://example.org/salt"}), name="links.docx"
    )
    assert lines(imported)[-1] == (
        "  1. Salt is [dear][salt], and [ice is free][ice]. See page 4 of [the log][log]."
    )
    assert [dict(link.urls)["en"] for link in imported.draft.links] == [
        "https://example.org/salt", "https://example.org/ice", "https://example.org/log",
    ]  # fmt: skip


def test_a_link_that_no_report_may_have(project: Project) -> None:
    body = OPENING + p(r("1. Salt is ") + f"<w:hyperlink r:id='a'>{r('dear')}</w:hyperlink>")
    imported = take_in(project, word(body, links={"a": "file:///c:/salt"}), name="links.docx")
    assert lines(imported)[-1] == "  1. Salt is dear"
    assert left_out(imported) == [
        "¶ 1: the address of the link “dear” (file:///c:/salt) is not in the text"
    ]


NOTE = "<w:r><w:{kind}Reference w:id='{number}'/></w:r>"


def note(kind: str, number: int, words: str) -> str:
    return f"<w:{kind} w:id='{number}'>{p(f'<w:r><w:{kind}Ref/></w:r>' + r(words))}</w:{kind}>"


def test_footnotes_and_endnotes_are_one_series(project: Project) -> None:
    body = OPENING + p(
        r("1. The pier") + NOTE.format(kind="footnote", number=2) + r(" was closed.")
        + NOTE.format(kind="endnote", number=2)
    ) + p(r("2. It was opened.") + NOTE.format(kind="footnote", number=3))  # fmt: skip
    parts = {
        "footnotes": "<w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        + note("footnote", 2, " The log.") + note("footnote", 3, " Word of mouth."),
        "endnotes": note("endnote", 2, " A letter."),
    }  # fmt: skip
    imported = take_in(project, word(body, parts), name="notes.docx")
    assert lines(imported)[1:] == [
        "  1. The pier[^n1] was closed.[^n2]",
        "  2. It was opened.[^n3]",
    ]
    assert [plain(n.inlines) for n in imported.draft.notes] == [
        "The log.", "A letter.", "Word of mouth.",
    ]  # fmt: skip


def test_comments_are_kept_for_the_editor(project: Project) -> None:
    body = OPENING + p(
        r("1. The ") + "<w:commentRangeStart w:id='4'/>" + r("pier")
        + "<w:commentRangeEnd w:id='4'/><w:r><w:commentReference w:id='4'/></w:r>"
        + r(" was closed.")
    )  # fmt: skip
    comments = f"<w:comment w:id='4' w:author='A. Keeper'>{p('Which pier?')}</w:comment>"
    imported = take_in(project, word(body, {"comments": comments}), name="c.docx")
    assert lines(imported)[-1] == "  1. The pier was closed."
    assert [(c.where, c.decision) for c in imported.draft.comments] == [
        ("¶ 1", "A. Keeper: “Which pier?”")
    ]
    assert "Which pier?" in (imported.folder / "import-report.html").read_text("utf-8")


def test_a_contents_field_is_left_out(project: Project) -> None:
    contents = (
        p("Contents", "TOCHeading")
        + p(
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>TOC \\o</w:instrText>"
            "</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>" + r("Opening\t1")
        )
        + p(r("Closing\t2") + "<w:r><w:fldChar w:fldCharType='end'/></w:r>")
    )
    imported = take_in(project, word(contents + OPENING + p("1. It was closed.")), name="t.docx")
    assert lines(imported) == ["I. Opening", "  1. It was closed."]
    told = [d.decision for d in imported.draft.decisions if d.what == "contents field"]
    assert told[-2:] == ["left out: “Opening\t1”", "left out: “Closing\t2”"]


DRAWING = "<w:r><w:drawing><a/></w:drawing></w:r>"
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
    f"{p('Closed in winter')}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback>"
    f"<w:pict><w:txbxContent>{p('Closed in winter')}</w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("inside", "text", "told"),
    [
        (r("1. The pier") + DRAWING + r(" was closed."), "The pier was closed.",
         ["¶ 1: a picture or drawing is not in the text"]),
        (r("1. The pier") + BOX + r(" was closed."), "The pier was closed.",
         ["¶ 1: a text box (“Closed in winter”) is not in the text"]),
        (r("1. The pier") + r(" (old)", "<w:vanish/>") + r(" was closed."), "The pier was closed.",
         ["¶ 1: hidden text (“(old)”) is not in the text"]),
        (r("1. The pier ") + "<w:r><w:sym w:font='Symbol' w:char='F0B0'/></w:r>" + r(" was."),
         "The pier ° was.", []),
        (r("1. The pier ") + "<w:r><w:sym w:font='Wingdings' w:char='F04A'/></w:r>" + r(" was."),
         "The pier was.", ["¶ 1: a sign of a symbol font (Wingdings F04A) is not in the text"]),
        (r("1. The har") + "<w:r><w:softHyphen/></w:r>" + r("bour and long")
         + "<w:r><w:noBreakHyphen/></w:r>" + r("distance ferries."),
         "The harbour and long‑distance ferries.", []),
        (r("1. The ") + f"<w:sdt><w:sdtPr/><w:sdtContent>{r('old pier')}</w:sdtContent></w:sdt>"
         + r(" was closed."), "The old pier was closed.", []),
        (r("1. The ") + f"<w:smartTag>{r('old')}</w:smartTag>" + r(" pier."), "The old pier.", []),
        (r("1. The pier") + "<w:r><w:br/></w:r>" + r("was closed."), "The pier was closed.", []),
        (r("1. The pier") + "<w:r><w:br w:type='page'/></w:r>" + r(" was closed."),
         "The pier was closed.", []),
        (r("1. The pier, 40 m") + r("2", "<w:vertAlign w:val='superscript'/>") + r(" of it."),
         "The pier, 40 m² of it.", []),
        (r("1. ") + r("The pier", "<w:b/>") + r(" of ", "<w:i/>") + r("Hals", "<w:i/>")
         + r(" was closed."), "**The pier** *of Hals* was closed.", []),
    ],
)  # fmt: skip
def test_inside_a_paragraph(project: Project, inside: str, text: str, told: list[str]) -> None:
    imported = take_in(project, word(OPENING + p(inside)), name="f.docx")
    assert lines(imported)[-1] == f"  1. {text}"
    assert left_out(imported) == told


def test_a_table_is_told_of_with_its_words_and_its_place(project: Project) -> None:
    cell = "<w:tc>{}</w:tc>"
    row = f"<w:tr>{cell.format(p('salt'))}{cell.format(p('9 crowns'))}</w:tr>"
    body = OPENING + p("1. Prices:") + f"<w:tbl>{row}{row}</w:tbl>" + p("2. They are high.")
    imported = take_in(project, word(body), name="t.docx")
    assert lines(imported)[1:] == ["  1. Prices:", "  2. They are high."]
    assert left_out(imported) == [
        "¶ 1: a table of 2 rows and 2 columns: “salt 9 crowns / salt 9 crowns” is not in the text"
    ]


INS, DEL = "<w:ins w:author='A. Keeper'>{}</w:ins>", "<w:del w:author='A. Keeper'>{}</w:del>"


@pytest.mark.parametrize(
    ("switch", "expected"),
    [
        ("accept", ["  1. It was closed, and mended.", "  2. It stays."]),
        ("reject", ["  1. It was closed,", "  2. It stays. And mended."]),
    ],
)
def test_moves_and_deleted_paragraph_marks(
    project: Project, switch: str, expected: list[str]
) -> None:
    gone = "<w:rPr><w:del w:author='A. Keeper'/></w:rPr>"
    moved = "<w:moveFrom w:author='A. Keeper'>{}</w:moveFrom>"
    body = OPENING + (
        p(r("1. It was closed,"), more=gone) if switch == "accept" else p("1. It was closed,")
    )
    body += p(INS.format(r(" and mended."))) if switch == "accept" else ""
    body += p(r("2. It stays.") + moved.format(r(" And mended.")))
    data = word(body)
    assert [d.code for d in refused(project, data, name="m.docx")] == ["import-tracked"]
    imported = take_in(project, data, name="m.docx", tracked=switch)
    assert lines(imported)[1:] == expected
    told = {d.decision.split(" by ")[0] for d in imported.draft.decisions
            if d.what == "tracked change"}  # fmt: skip
    assert told <= {"inserted", "deleted", "moved away", "ends of paragraphs deleted"}
    assert "moved away" in told


def test_an_inserted_paragraph_that_is_refused_is_gone(project: Project) -> None:
    new = "<w:rPr><w:ins w:author='A. Keeper'/></w:rPr>"
    body = OPENING + p("1. It was closed.") + p(INS.format(r("2. It was sold.")), more=new)
    body += p("2. It stays open.")
    imported = take_in(project, word(body), name="i.docx", tracked="reject")
    assert lines(imported)[1:] == ["  1. It was closed.", "  2. It stays open."]


LEVEL = (
    "<w:lvl w:ilvl='{level}'><w:start w:val='1'/><w:numFmt w:val='{kind}'/>"
    "<w:lvlText w:val='{text}'/></w:lvl>"
)


def numbering(*levels: tuple[str, str]) -> str:
    inside = "".join(
        LEVEL.format(level=place, kind=kind, text=text) for place, (kind, text) in enumerate(levels)
    )
    return (
        f"<w:abstractNum w:abstractNumId='1'>{inside}</w:abstractNum>"
        "<w:num w:numId='7'><w:abstractNumId w:val='1'/></w:num>"
        "<w:num w:numId='8'><w:abstractNumId w:val='1'/></w:num>"
    )


def counted(level: int, number: int = 7) -> str:
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"


def test_headings_by_numbering_alone(project: Project) -> None:
    parts = {"numbering": numbering(("upperRoman", "%1."), ("upperLetter", "%2."),
                                    ("decimal", "%3."))}  # fmt: skip
    body = (
        p("OPENING", more=counted(0)) + p("LIGHTS", more=counted(1))
        + p("The lights were dark.", more="<w:numPr><w:numId w:val='0'/></w:numPr>")
        + p("BUOYS", more=counted(1)) + p("CLOSING", more=counted(0))
        + p("The pier stays open.")
    )  # fmt: skip
    imported = take_in(project, word(body, parts), name="n.docx")
    assert lines(imported) == [
        "I. OPENING",
        "A. LIGHTS",
        "  – The lights were dark.",
        "B. BUOYS",
        "II. CLOSING",
        "  – The pier stays open.",
    ]


@pytest.mark.parametrize("kind", ["decimal", "decimalZero", "russianLower", "arabicAbjad"])
def test_numbers_of_other_countries(project: Project, kind: str) -> None:
    parts = {"numbering": numbering((kind, "%1."))}
    body = OPENING + p("1. Asked were:") + p("the north,", more=counted(0))
    body += p("the south.", more=counted(0)) + p("2. Nobody answered.")
    imported = take_in(project, word(body, parts), name="k.docx")
    assert lines(imported)[1:] == [
        "  1. Asked were:",
        "  * the north,",
        "  * the south.",
        "  2. Nobody answered.",
    ]


def test_lists_inside_lists_are_told_of(project: Project) -> None:
    parts = {"numbering": numbering(("bullet", "•"), ("bullet", "–"))}
    body = OPENING + p("1. Asked were:") + p("the north,", more=counted(0))
    body += p("Arholm,", more=counted(1)) + p("the south.", more=counted(0)) + p("2. Nobody.")
    imported = take_in(project, word(body, parts), name="l.docx")
    assert lines(imported)[1:] == [
        "  1. Asked were:", "  * the north,", "  * Arholm,", "  * the south.", "  2. Nobody.",
    ]  # fmt: skip
    assert left_out(imported) == [
        "¶ 1, list: “Arholm,” stood on level 2 of a list, and stands on the first"
    ]


FRENCH = "".join(
    f"<w:style w:type='paragraph' w:styleId='{key}'><w:name w:val='{name}'/></w:style>"
    for key, name in (("Titre1", "Titre 1"), ("Titre2", "Titre 2"), ("Citation", "Citation"))
)


def test_french_names_of_styles(project: Project) -> None:
    body = (
        p("Les ports", "Titre1") + p("1. Les ports du nord ont été interrogés.")
        + p("Les phares", "Titre2") + p("2. Aucun phare n’est resté sans lumière dans la nuit.")
        + p("La glace est venue le troisième jour.", "Citation")
    )  # fmt: skip
    imported = take_in(project, word(body, {"styles": FRENCH}), name="fr.docx")
    assert lines(imported) == [
        "I. Les ports",
        "  1. Les ports du nord ont été interrogés.",
        "A. Les phares",
        "  2. Aucun phare n’est resté sans lumière dans la nuit.",
        "  > La glace est venue le troisième jour.",
    ]
    assert imported.draft.language == "fr"


def test_the_strict_form_of_the_standard(project: Project) -> None:
    body = OPENING + p(r("1. It was ") + r("closed", "<w:i/>") + r(".")
                       + NOTE.format(kind="footnote", number=2))  # fmt: skip
    data = strict(word(body, {"footnotes": note("footnote", 2, " The log.")}))
    imported = take_in(project, data, name="strict.docx")
    assert lines(imported) == ["I. Opening", "  1. It was *closed*.[^n1]"]


def test_headers_and_footers_are_left_out(project: Project) -> None:
    import io  # noqa: PLC0415

    import docx  # noqa: PLC0415

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Harbours in winter"
    document.sections[0].footer.paragraphs[0].text = "12 HAR 21 E"
    document.add_heading("Opening", 1)
    document.add_paragraph("1. It was closed.")
    stream = io.BytesIO()
    document.save(stream)
    imported = take_in(project, stream.getvalue(), name="h.docx")
    assert lines(imported) == ["I. Opening", "  1. It was closed."]
    told = {d.decision for d in imported.draft.decisions if d.what == "header"}
    assert told == {"left out: “Harbours in winter”", "left out: “12 HAR 21 E”"}
