"""Finished DOCX and EPUB files with one fault each, and the check that must find it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from tests.mutants.table import Mutant

Files = dict[str, bytes]


def repacked(change: Callable[[Files], Files]) -> Callable[[bytes], bytes]:
    """Return a function that unpacks an archive, changes its files and packs it again."""

    def damage(data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        changed = change(dict(files))
        assert changed != files, "the mutant is no mutant"
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in changed.items():
                kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                archive.writestr(name, content, kind)
        return out.getvalue()

    return damage


def replaced(name: str, pattern: str, by: str = "") -> Callable[[bytes], bytes]:
    """Replace the first match of a pattern in a file."""

    def change(files: Files) -> Files:
        text = files[name].decode()
        files[name] = re.sub(pattern, by, text, count=1, flags=re.DOTALL).encode()
        return files

    return repacked(change)


def added(name: str, content: bytes) -> Callable[[bytes], bytes]:
    return repacked(lambda files: {**files, name: content})


def removed(name: str) -> Callable[[bytes], bytes]:
    return repacked(lambda files: {key: value for key, value in files.items() if key != name})


def _last_first(files: Files) -> Files:
    """Put the mimetype at the end of an EPUB, where no reader looks for it."""
    kept = files.pop("mimetype")
    return {**files, "mimetype": kept + b" "}


DOCUMENT, NOTES, RELATIONS = (
    "word/document.xml",
    "word/footnotes.xml",
    "word/_rels/document.xml.rels",
)
SCHEMA, REFERENCES = "openxml-audit", "ooxml-integrity"
OWN, PROOF = "document", "proof"

DOCX_MUTANTS = tuple(
    Mutant("docx", name, damage, catcher)
    for name, damage, catcher in (
        ("footnotes that are not there", replaced(RELATIONS, "footnotes.xml", "nowhere.xml"), REFERENCES),
        ("a relationship of a link removed", replaced(RELATIONS, '<Relationship Id="link1".*?/>'), REFERENCES),
        ("a call of no footnote", replaced(DOCUMENT, r'(footnoteReference [^>]*w:id=")\d+', r"\g<1>99"), REFERENCES),
        ("a footnote without a call", replaced(DOCUMENT, r"<w:footnoteReference [^>]*/>"), REFERENCES),
        ("a footnote separator removed", replaced(NOTES, '<w:footnote w:type="separator".*?</w:footnote>'), SCHEMA),
        ("a bookmark that never ends", replaced(DOCUMENT, r"<w:bookmarkEnd [^>]*/>"), OWN),
        ("a field that never ends", replaced(DOCUMENT, r'<w:fldChar w:fldCharType="end"/>'), OWN),
        ("an element that Word does not know", replaced(DOCUMENT, "<w:p>", "<w:p><w:paragraph/>"), SCHEMA),
        ("properties after the text", replaced(DOCUMENT, r"<w:p>(<w:pPr>.*?</w:pPr>)(.*?)</w:p>", r"<w:p>\2\1</w:p>"), SCHEMA),
        ("a part of no type", replaced("[Content_Types].xml", '<Override PartName="/word/footnotes.xml"[^>]*/>'), SCHEMA),
        ("a style that is not there", replaced("word/styles.xml", r'<w:style [^>]*w:styleId="FootnoteText".*?</w:style>'), OWN),
        ("a note without its words", replaced(NOTES, r"A note of the writer’s, "), PROOF),
        ("a contents line removed", replaced(DOCUMENT, r'<w:p><w:pPr><w:pStyle w:val="TOC2"/>.*?</w:p>'), PROOF),
        ("a number that Word counts otherwise", replaced("word/numbering.xml", r'(<w:start w:val=")1"', r'\g<1>7"'), PROOF),
        ("two bookmarks of one name", replaced(DOCUMENT, r'w:name="p2"', 'w:name="p1"'), OWN),
        ("a list that is not there", replaced("word/styles.xml", r'<w:numId w:val="\d+"/>', '<w:numId w:val="99"/>'), OWN),
        ("no line above the footnotes", replaced(NOTES, '<w:footnote w:type="separator".*?</w:footnote>'), OWN),
        ("a word changed", replaced(DOCUMENT, "first thing", "worst thing"), PROOF),
        ("another language", replaced("docProps/core.xml", r"<dc:language>en", "<dc:language>sv"), PROOF),
    )
)  # fmt: skip

PACKAGE, CONTENTS, THINGS = "EPUB/content.opf", "EPUB/contents.xhtml", "EPUB/s-things.xhtml"
CHECK, ACE = "EPUBCheck", "Ace by DAISY"

EPUB_MUTANTS = tuple(
    Mutant("epub", name, damage, catcher)
    for name, damage, catcher in (
        ("a contents entry removed", replaced(CONTENTS, r'<li><a href="s-summary.*?</li>'), PROOF),
        ("no navigation document", replaced(PACKAGE, ' properties="nav"'), CHECK),
        ("a file that is not declared", added("EPUB/stray.xhtml", b"<html/>"), CHECK),
        ("a declared file that is not there", removed("EPUB/style.css"), CHECK),
        ("two notes of one id", replaced(THINGS, 'id="note-first"', 'id="note-link-doors"'), CHECK),
        ("a link to nowhere", replaced(THINGS, "#note-first", "#note-last"), CHECK),
        ("a page of the page list that is not there", replaced(CONTENTS, "#page-iii", "#page-x"), CHECK),
        ("no language", replaced(PACKAGE, "<dc:language>.*?</dc:language>"), CHECK),
        ("a script", replaced(THINGS, "</head>", "<script>1</script></head>"), CHECK),
        ("the mimetype at the end", repacked(_last_first), CHECK),
        ("a missing accessMode", replaced(PACKAGE, '<meta property="schema:accessMode">.*?</meta>'), ACE),
        ("no accessibility summary", replaced(PACKAGE, '<meta property="schema:accessibilitySummary">.*?</meta>'), ACE),
        ("a page without a language", replaced(THINGS, ' lang="en" xml:lang="en"'), ACE),
        ("a page without a title", replaced(THINGS, "<title>.*?</title>", "<title></title>"), CHECK),
        ("a heading that skips a level", replaced(THINGS, "<h2 (.*?)</h2>", r"<h4 \1</h4>"), PROOF),
        ("a link without words", replaced(THINGS, r'aria-label="Footnote 2">2<', "><"), ACE),
        ("a picture without words", replaced(THINGS, "<blockquote", '<p><img src="cover.jpg"/></p><blockquote'), ACE),
        ("a note removed", replaced(THINGS, '<aside id="note-first".*?</aside>'), CHECK),
        ("a word changed", replaced(THINGS, "first thing", "worst thing"), PROOF),
    )
)  # fmt: skip
