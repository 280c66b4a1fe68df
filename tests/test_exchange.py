"""Texts go out to a translator and come back: what the catalogue takes, and what it does not."""

from __future__ import annotations

import functools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from pipeline.diagnostics import Collector, ReportError
from pipeline.folders import Project
from pipeline.project import load_publication
from pipeline.safe_write import write_file
from pipeline.translations.catalogue import Entry, read_catalogue
from pipeline.translations.exchange.transfer import Imported, Order, export, import_translation
from pipeline.translations.exchange.xliff import CORE, STAMP
from tests.support import ROOT

NS = {"x": CORE}
Edit = Callable[[etree._Element], None]


def catalogue(project: Path) -> Path:
    return project / "source/sample/translations/fr.po"


def entries(project: Path) -> dict[str, Entry]:
    text = catalogue(project).read_text("utf-8")
    found = Collector()
    read = read_catalogue(text, "fr.po", "fr", found)
    assert found.found == []
    return {entry.id: entry for entry in read.entries}


def unit(root: etree._Element, identifier: str) -> etree._Element:
    (found,) = root.xpath("//x:unit[@id=$id]", id=identifier, namespaces=NS)
    assert isinstance(found, etree._Element)
    return found


def say(root: etree._Element, identifier: str, words: str, state: str = "translated") -> None:
    """Give a text its translation, as a tool does that keeps no codes."""
    element = unit(root, identifier)
    (segment,) = element.findall("x:segment", NS)
    segment.set("state", state)
    segment.attrib.pop("subState", None)
    for old in segment.findall("x:target", NS):
        segment.remove(old)
    etree.SubElement(segment, f"{{{CORE}}}target").text = words


def sent_and_returned(
    project: Path, translator: Edit, meanwhile: Callable[[], None] = lambda: None
) -> Imported:
    path = export(Project(project), "sample", Order("xliff", "fr"), project / "fr.xlf")
    tree = etree.parse(path)
    translator(tree.getroot())
    tree.write(path, encoding="UTF-8")
    meanwhile()
    return import_translation(Project(project), path)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def codes(done: Imported) -> list[str]:
    return [finding.code for finding in done.merged.findings]


def nothing(_root: etree._Element) -> None:
    pass


def test_what_comes_back_as_it_went_changes_no_byte(project: Path) -> None:
    replace(catalogue(project), "Une porte est une porte.", "")
    replace(catalogue(project), 'msgctxt "s-end"', '#, fuzzy\nmsgctxt "s-end"')
    replace(catalogue(project), "The last note.", "The very last note.")
    before = catalogue(project).read_bytes()
    done = sent_and_returned(project, nothing)
    assert catalogue(project).read_bytes() == before
    assert (set(done.merged.outcomes.values()), codes(done)) == ({"kept"}, [])
    assert done.not_taken is None


def test_a_changed_text_is_taken_and_no_other_line_changes(project: Path) -> None:
    sent_and_returned(project, lambda root: say(root, "s-end", "Pour finir"))  # canonical now
    before = catalogue(project).read_text("utf-8").split("\n")
    done = sent_and_returned(project, lambda root: say(root, "p2-quotation", "Porte = porte."))
    after = catalogue(project).read_text("utf-8").split("\n")
    assert [(a, b) for a, b in zip(before, after, strict=True) if a != b] == [
        ('msgstr "Une porte est une porte."', 'msgstr "Porte = porte."')
    ]
    assert done.merged.outcomes["p2-quotation"] == "taken"


def test_a_new_translation_stands_where_the_report_has_its_text(project: Path) -> None:
    text = catalogue(project).read_text("utf-8")
    start, end = text.index('msgctxt "p2-quotation"'), text.index('msgctxt "s-end"')
    catalogue(project).write_text(text[:start] + text[end:], "utf-8")
    sent_and_returned(project, lambda root: say(root, "p2-quotation", "Une porte."))
    ids = list(entries(project))
    assert ids[ids.index("p2") + 1] == "p2-quotation"
    assert entries(project)["p2-quotation"].target == "Une porte."


def test_a_text_that_is_not_called_finished_is_a_draft(project: Path) -> None:
    sent_and_returned(project, lambda root: say(root, "p2", "Une porte.", "initial"))
    assert entries(project)["p2"].fuzzy
    sent_and_returned(project, lambda root: say(root, "p2", "Une porte.", "reviewed"))
    assert not entries(project)["p2"].fuzzy


def test_a_stale_text_called_right_is_current_again(project: Path) -> None:
    replace(catalogue(project), "The last note.", "The very last note.")

    def confirm(root: etree._Element) -> None:
        (segment,) = unit(root, "last").findall("x:segment", NS)
        segment.set("state", "final")

    sent_and_returned(project, confirm)
    assert entries(project)["last"].source == "The last note."
    assert entries(project)["last"].target == "La dernière note."


def test_english_amended_while_the_file_was_away_makes_the_text_stale(project: Path) -> None:
    report = project / "source/sample/report/10-things.md"
    done = sent_and_returned(
        project,
        lambda root: say(root, "p2-quotation", "Porte."),
        lambda: replace(report, "> A door is a door.", "> A gate is a gate."),
    )
    assert codes(done) == ["returned-stale"]
    entry = entries(project)["p2-quotation"]
    assert (entry.source, entry.target) == ("A door is a door.", "Porte.")
    found = Collector()
    loaded = load_publication(Project(project), "sample", found)
    assert loaded is not None
    assert "p2-quotation" in loaded.documents["fr"].stale


def test_a_new_english_text_never_takes_an_old_translation_for_current(project: Path) -> None:
    """Nothing in the catalogue says any more what the English was: the file does."""
    text = catalogue(project).read_text("utf-8")
    start, end = text.index('msgctxt "p2-quotation"'), text.index('msgctxt "s-end"')
    catalogue(project).write_text(text[:start] + text[end:], "utf-8")
    report = project / "source/sample/report/10-things.md"
    for with_stamp in (True, False):

        def translator(root: etree._Element, *, keep: bool = with_stamp) -> None:
            say(root, "p2-quotation", f"Porte {keep}.")
            if not keep:
                del unit(root, "p2-quotation").attrib[STAMP]

        english = "> A door is a door." if with_stamp else "> A gate is a gate."
        amended = "> A gate is a gate." if with_stamp else "> A hatch."
        amend = functools.partial(replace, report, english, amended)
        done = sent_and_returned(project, translator, amend)
        assert codes(done) == ["returned-stale"]
        assert entries(project)["p2-quotation"].source == english.removeprefix("> ")


def refused(done: Imported, code: str) -> str:
    assert codes(done) == [code]
    assert done.not_taken is not None
    return done.not_taken.read_text("utf-8")


def test_a_damaged_mark_is_refused_and_the_text_kept_beside(project: Path) -> None:
    before = catalogue(project).read_bytes()
    done = sent_and_returned(project, lambda root: say(root, "p3", "C’est tout."))
    listed = refused(done, "returned-marks")
    assert "⟦note last⟧ is missing" in listed
    assert "⟦to s-doors⟧ is missing" in listed
    assert "came back:\nC’est tout." in listed
    assert "in the catalogue:\nComme le dit la [@s-doors], c’est tout.[^last]" in listed
    assert catalogue(project).read_bytes() == before


def test_an_id_that_no_text_has_is_refused(project: Path) -> None:
    done = sent_and_returned(project, lambda root: unit(root, "p2").set("id", "p22"))
    assert sorted(codes(done)) == ["returned-missing", "returned-unknown"]
    assert done.merged.findings[-1].hint == "did you mean “p2”?"
    assert entries(project)["p2"].target


def test_a_text_that_is_there_twice_is_refused_where_the_two_differ(project: Path) -> None:
    def double(root: etree._Element, words: str) -> None:
        copy = etree.fromstring(etree.tostring(unit(root, "p2-quotation")))
        say(root, "p2-quotation", "Porte.")
        unit(root, "p2-quotation").addnext(copy)
        (target,) = copy.findall("x:segment/x:target", NS)
        target.text = words

    done = sent_and_returned(project, lambda root: double(root, "Huis."))
    assert codes(done) == ["returned-twice", "returned-twice"]
    assert entries(project)["p2-quotation"].target == "Une porte est une porte."
    done = sent_and_returned(project, lambda root: double(root, "Porte."))
    assert codes(done) == []
    assert entries(project)["p2-quotation"].target == "Porte."


def test_an_empty_text_takes_nothing_away(project: Path) -> None:
    done = sent_and_returned(project, lambda root: say(root, "p2", "  "))
    refused(done, "returned-empty")
    assert entries(project)["p2"].target


def test_a_half_translated_text_is_refused(project: Path) -> None:
    def empty(root: etree._Element) -> None:
        target = unit(root, "first").findall("x:segment/x:target", NS)[1]
        target.text = ""

    listed = refused(sent_and_returned(project, empty), "returned-unfinished")
    assert "is unfinished: 1 of 2 sentences lack" in listed
    assert "came back:\nUne note de l’auteur, en deux phrases." in listed


def test_a_changed_original_is_refused(project: Path) -> None:
    def edit(root: etree._Element) -> None:
        say(root, "p2", "Une porte.")
        (source,) = unit(root, "p2").findall("x:segment/x:source", NS)
        source.text = "A door."

    listed = refused(sent_and_returned(project, edit), "returned-original")
    assert "original:\nA door." in listed


def test_a_text_changed_on_both_sides_is_refused(project: Path) -> None:
    done = sent_and_returned(
        project,
        lambda root: say(root, "p2-quotation", "Porte."),
        lambda: replace(catalogue(project), "Une porte est une porte.", "Huis."),
    )
    refused(done, "returned-conflict")
    assert entries(project)["p2-quotation"].target == "Huis."


def test_a_text_mended_here_while_the_file_was_away_stays_mended(project: Path) -> None:
    done = sent_and_returned(
        project, nothing, lambda: replace(catalogue(project), "Une porte est une porte.", "Huis.")
    )
    assert codes(done) == []
    assert entries(project)["p2-quotation"].target == "Huis."


def test_what_a_report_cannot_print_is_refused(project: Path) -> None:
    done = sent_and_returned(project, lambda root: say(root, "p2", "Voir www.example.org"))
    assert "address" in refused(done, "returned-text")


def test_signs_of_markdown_are_words(project: Path) -> None:
    sent_and_returned(project, lambda root: say(root, "p2", "Une *porte* [sic] <b> & a_b"))
    assert entries(project)["p2"].target == r"Une \*porte\* \[sic\] \<b> & a_b"
    found = Collector()
    load_publication(Project(project), "sample", found)
    assert {d.code for d in found.errors} <= {"date-differs"}  # no mark among the words


def test_marks_of_direction_are_left_out_and_told_of(project: Path) -> None:
    done = sent_and_returned(project, lambda root: say(root, "p2-quotation", "\u200fPorte.\u200e"))
    assert codes(done) == ["returned-cleaned"]
    assert entries(project)["p2-quotation"].target == "Porte."


def test_missing_texts_are_counted_and_kept(project: Path) -> None:
    def drop(root: etree._Element) -> None:
        element = unit(root, "p2")
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    done = sent_and_returned(project, drop)
    assert codes(done) == ["returned-missing"]
    assert done.merged.findings[0].message.endswith("texts: p2")
    assert entries(project)["p2"].target


def test_an_entry_that_the_report_does_not_have_stays(project: Path) -> None:
    with catalogue(project).open("a", encoding="utf-8") as file:
        file.write('\n# by hand\nmsgctxt "p99"\nmsgid "Gone."\nmsgstr "Parti."\n')
    sent_and_returned(project, lambda root: say(root, "p2", "Une porte."))
    assert entries(project)["p99"].target == "Parti."
    assert entries(project)["p99"].comments == ("# by hand",)


def test_a_file_of_another_publication_is_refused(project: Path) -> None:
    path = export(Project(project), "sample", Order("xliff", "fr"), project / "fr.xlf")
    path.write_text(path.read_text("utf-8").replace("source/sample", "source/other"), "utf-8")
    with pytest.raises(ReportError, match="“other”, which is not here"):
        import_translation(Project(project), path)
    assert import_translation(Project(project), path, "sample").merged.is_changed is False


def test_a_catalogue_with_errors_is_not_touched(project: Path) -> None:
    path = export(Project(project), "sample", Order("xliff", "fr"), project / "fr.xlf")
    replace(catalogue(project), 'msgstr "Fin"', 'msgstr "Fin')
    before = catalogue(project).read_bytes()
    with pytest.raises(ReportError, match="closing quote"):
        import_translation(Project(project), path)
    assert catalogue(project).read_bytes() == before


def test_only_unfinished_texts_can_go_out(project: Path) -> None:
    replace(catalogue(project), "Une porte est une porte.", "")
    order = Order("xliff", "fr", unfinished=True)
    path = export(Project(project), "sample", order, project / "fr.xlf")
    root = etree.parse(path).getroot()
    assert [element.get("id") for element in root.iter(f"{{{CORE}}}unit")] == ["p2-quotation"]
    assert codes(import_translation(Project(project), path)) == []


# --- the command line ---------------------------------------------------------------------------


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *arguments, "--root", str(project)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )


def test_the_commands_say_what_they_did(project: Path) -> None:
    sent = run(project, "export", "--to", "xliff", "fr")
    path = Path(sent.stdout.strip())
    assert (sent.returncode, path.name) == (0, "sample-fr.xlf")
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("Une porte est une porte.", "Porte.").replace('id="p2"', 'id="p7"'), "utf-8"
    )

    back = run(project, "import", str(path))

    assert back.returncode == 1
    assert "error[returned-unknown]: “p7” is the id of no text" in back.stderr
    assert "fr: 1 taken, 23 as they were, 1 not taken" in back.stderr
    assert back.stdout.split() == [
        str(catalogue(project)),
        str(project / "build/exchange/sample/sample-fr.not-taken.txt"),
    ]


def test_what_is_mistyped_ends_with_2(project: Path) -> None:
    for arguments, code in (
        (("export", "--to", "odt", "fr"), "unknown-format"),
        (("export", "--to", "xliff", "de"), "unknown-language"),
        (("export", "--to", "tmx", "fr", "--unfinished"), "unknown-format"),
        (("import", "x.odt"), "unknown-format"),
    ):
        result = run(project, *arguments)
        assert (result.returncode, f"[{code}]" in result.stderr) == (2, True)
    assert "[file-unreadable]" in run(project, "import", "none.xlf").stderr


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "x.po"
    write_file(path, b"one", "x.po")
    path.chmod(0o640)
    write_file(path, b"two", "x.po")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"two", 0o640)
    assert [p.name for p in path.parent.iterdir()] == ["x.po"]
    with pytest.raises(ReportError, match="cannot be written") as caught:
        write_file(path / "y.po", b"three", "y.po")
    assert caught.value.exit_code == 3
