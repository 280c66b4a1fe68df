"""H. Finished files: opened again by other means, and compared with what none of them may hold.

Every language and every format, large print too, from one publication full of odd words.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import socket
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import docx
import pikepdf
import pypdfium2
import pytest
from lxml import etree

from pipeline.diagnostics import ReportError
from pipeline.formats import FORMATS, kind_of
from pipeline.formats.pdf import _Pdf
from tests.faults.conftest import BUILDER
from tests.faults.support import codes
from tests.support import ROOT, run

LANGUAGES = ("en", "fr", "uk", "ar")
SUFFIXES = {
    "pdf": "pdf", "pdf-large": "large-print.pdf", "docx": "docx", "docx-large": "large-print.docx",
    "epub": "epub",
}  # fmt: skip


def files(published: Path, kind: str) -> list[tuple[str, str, Path]]:
    """Return (language, format, file) of all files of a kind."""
    folder = published / "build/sample"
    return [
        (language, name, folder / language / f"sample.{language}.{suffix}")
        for language in LANGUAGES
        for name, suffix in SUFFIXES.items()
        if kind_of(name) == kind
    ]


def harm(name: str, data: bytes) -> list[str]:
    return list(FORMATS[name]().find_harm(data))


# --- PDF ------------------------------------------------------------------------------------------


def test_h92_the_pdf_is_whole_and_runs_nothing(published: Path) -> None:
    """Pages, title, language, tags and all fonts are there; no action but links, which are safe."""
    for language, name, file in files(published, "pdf"):
        with pikepdf.open(file) as pdf:
            root: Any = pdf.Root
            assert len(pdf.pages) >= 5
            assert str(root.Lang) == language
            assert bool(root.MarkInfo.Marked)
            assert str(pdf.docinfo["/Title"])
            assert bool(root.ViewerPreferences.DisplayDocTitle)
            assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root.keys())
            for page in pdf.pages:
                for font in page.Resources.Font.values():
                    for descendant in font.DescendantFonts:
                        assert "/FontFile2" in descendant.FontDescriptor
                addresses = [a.A.URI for a in page.get("/Annots", []) if "/URI" in a.get("/A", {})]
                assert all(str(x).startswith("https://") for x in addresses)
        assert harm(name, file.read_bytes()) == []


def spoiled_pdf(published: Path, spoil: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(published / "build/sample/en/sample.en.pdf") as pdf:
        spoil(pdf)
        pdf.save(out)
    return out.getvalue()


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
LAUNCH = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))


def _link(**action: Any) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        page = next(page for page in pdf.pages if "/Annots" in page)
        page.Annots[0].A = pikepdf.Dictionary(**action)

    return spoil


def _set(place: str, value: Any) -> Callable[[pikepdf.Pdf], None]:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root[place] = value

    return spoil


def _attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["passwd"] = b"root:x:0:0"


def _annotate(pdf: pikepdf.Pdf) -> None:
    page = next(page for page in pdf.pages if "/Annots" in page)
    page.Annots[0].Subtype = pikepdf.Name.FileAttachment


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_set("/OpenAction", SCRIPT), "runs when the file is opened"),
        (_set("/AA", pikepdf.Dictionary(WC=SCRIPT)), "runs when the file is opened"),
        (_set("/AcroForm", pikepdf.Dictionary()), "a form"),
        (_set("/Names", pikepdf.Dictionary(JavaScript=pikepdf.Dictionary())), "a script"),
        (_attach, "an attached file, “passwd”"),
        (_annotate, "an annotation of the kind /FileAttachment"),
        (_link(S=pikepdf.Name.Launch, F="calc.exe"), "an action of the kind /Launch"),
        (_link(S=pikepdf.Name.URI, URI="javascript:alert(1)"), "a link to “javascript:alert(1)”"),
        (_link(S=pikepdf.Name.URI, URI="file:///etc/passwd"), "a link to “file:///etc/passwd”"),
        (_link(S=pikepdf.Name.GoTo, Next=LAUNCH), "an action of the kind /Launch"),
    ],
)
def test_h92_what_a_pdf_must_not_hold(
    published: Path, spoil: Callable[[pikepdf.Pdf], None], what: str
) -> None:
    """Each is found in the finished file, which then is not published."""
    found = harm("pdf", spoiled_pdf(published, spoil))
    assert any(what in each for each in found)


def test_h93_the_pdf_holds_every_heading_in_order(published: Path) -> None:
    """Read by PDFium, which did not make it: each heading comes after the one before it."""
    for language, name, file in files(published, "pdf"):
        data = file.read_bytes()
        if language == "ar":  # PDFium gives the letters of a line as they are drawn
            continue
        document = pypdfium2.PdfDocument(data)
        text = re.sub(r"\s", "", "".join(p.get_textpage().get_text_range() for p in document))
        document.close()
        at = text.index(re.sub(r"\s", "", FORMATS[name]().read_back(data).contents[-1].title))
        for heading in FORMATS[name]().read_back(data).headings:
            at = text.index(re.sub(r"\s", "", heading.title), at) + 1


# --- DOCX -----------------------------------------------------------------------------------------

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def test_h94_the_docx_is_whole_and_runs_nothing(published: Path) -> None:
    """Parts are well-formed and declared, relations resolve, names are unique, styles are there."""
    for _, name, file in files(published, "docx"):
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            roots = {part: etree.fromstring(archive.read(part)) for part in names}
        assert len(names) == len(set(names))
        types = roots["[Content_Types].xml"]
        declared = {t.get("PartName") for t in types.iter("{*}Override")}
        endings = {t.get("Extension") for t in types.iter("{*}Default")}
        for part in names[1:]:
            assert f"/{part}" in declared or part.rpartition(".")[2] in endings
        for part, root in roots.items():
            if part.endswith(".rels"):
                _check_relations(part, root, names)
        _check_names(roots)
        assert harm(name, file.read_bytes()) == []
        assert len(docx.Document(str(file)).paragraphs) > 10


def _check_relations(part: str, root: Any, names: list[str]) -> None:
    folder = posixpath.dirname(posixpath.dirname(part))
    for relation in root:
        if relation.get("TargetMode") == "External":
            assert relation.get("Type").endswith("/hyperlink")
            assert relation.get("Target").startswith("https://")
        else:
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target")))
            assert target.lstrip("/") in names


def _check_names(roots: dict[str, Any]) -> None:
    styles = {s.get(f"{W}styleId") for s in roots["word/styles.xml"].iter(f"{W}style")}
    for part in ("document", "footnotes"):
        root = roots[f"word/{part}.xml"]
        relations = {r.get("Id") for r in roots.get(f"word/_rels/{part}.xml.rels", ())}
        used = {e.get(f"{R}id") for e in root.iter() if e.get(f"{R}id")}
        assert used <= relations
        named = {e.get(f"{W}val") for e in root.iter(f"{W}pStyle", f"{W}rStyle")}
        assert named <= styles
        for tag, key in (("bookmarkStart", "id"), ("bookmarkStart", "name"), ("footnote", "id")):
            ids = [e.get(f"{W}{key}") for e in root.iter(f"{W}{tag}")]
            assert len(ids) == len(set(ids))


def spoiled_zip(file: Path, change: dict[str, Callable[[str], str]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in dict.fromkeys([*old.namelist(), *change]):
            text = old.read(name) if name in old.namelist() else b""
            if name in change:
                text = change[name](text.decode()).encode()
            new.writestr(name, text)
    return out.getvalue()


def _relation(kind: str, target: str) -> Callable[[str], str]:
    added = (
        f'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return lambda text: text.replace("</Relationships>", added)


def _field(instruction: str) -> Callable[[str], str]:
    return _before_the_end(f'<w:p><w:fldSimple w:instr="{instruction}"/></w:p>')


def _before_the_end(added: str) -> Callable[[str], str]:
    return lambda text: text.replace("</w:body>", f"{added}</w:body>")


def _cut(text: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (" DDE", "AUTO x "))
    return text.replace("</w:body>", f"<w:p>{runs}</w:p></w:body>")


RELATIONS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("part", "spoil", "what"),
    [
        (RELATIONS, _relation("image", "https://a.org/x.png"), "a relation (image)"),
        (RELATIONS, _relation("attachedTemplate", "https://a.org/x.dotm"), "(attachedTemplate)"),
        (RELATIONS, _relation("hyperlink", "file:///etc/passwd"), "(hyperlink) to “file:///etc"),
        (RELATIONS, _relation("oleObject", "//a.org/x"), "a relation (oleObject)"),
        ("word/vbaProject.bin", str, "“word/vbaProject.bin”"),
        ("word/embeddings/a.docx", str, "“word/embeddings/a.docx”"),
        ("word/document.xml", _field("INCLUDETEXT x"), "“INCLUDETEXT x”"),
        ("word/document.xml", _cut, "“DDEAUTO x”"),
        ("word/document.xml", _before_the_end("<w:altChunk/>"), "<altChunk>"),
    ],
)  # fmt: skip
def test_h94_what_a_docx_must_not_hold(
    published: Path, part: str, spoil: Callable[[str], str], what: str
) -> None:
    """Each is found in the finished file, which then is not published."""
    file = published / "build/sample/en/sample.en.docx"
    assert any(what in each for each in harm("docx", spoiled_zip(file, {part: spoil})))


# --- EPUB -----------------------------------------------------------------------------------------


def test_h95_the_epub_is_whole_and_runs_nothing(published: Path) -> None:
    """The zip begins as it must, the manifest is complete, every link leads to something."""
    for _, name, file in files(published, "epub"):
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            parts = {e.filename: archive.read(e) for e in entries}
        assert (entries[0].filename, entries[0].compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert parts["mimetype"] == b"application/epub+zip"
        assert len(parts) == len(entries)
        package = etree.fromstring(parts["EPUB/content.opf"])
        items = {item.get("href", ""): item for item in package.iter("{*}item")}
        inside = {n.removeprefix("EPUB/") for n in parts if n.startswith("EPUB/")}
        assert set(items) == inside - {"content.opf"}
        pages = {n: etree.fromstring(parts[f"EPUB/{n}"]) for n in items if n.endswith(".xhtml")}
        ids = {n: {e.get("id") for e in page.iter()} for n, page in pages.items()}
        for page_name, page in pages.items():
            for link in page.iter("{*}a"):
                parts_of = urlsplit(link.get("href", ""))
                if not parts_of.scheme:
                    target = unquote(parts_of.path) or page_name
                    assert target in pages
                    assert not parts_of.fragment or parts_of.fragment in ids[target]
        listed = {
            unquote(urlsplit(a.get("href")).path) for a in pages["contents.xhtml"].iter("{*}a")
        }
        spine = [i.get("idref") for i in package.iter("{*}itemref")]
        assert len(spine) == len(set(spine)) == len(pages)
        assert {n for n in pages if n.startswith("s-") or n == "glossary.xhtml"} <= listed
        assert harm(name, file.read_bytes()) == []


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        ("<script>x</script>", "<script>"),
        ('<p onload="x">.</p>', "onload"),
        ('<img src="https://a.org/x.png" alt=""/>', "“https://a.org/x.png”"),
        ('<a href="file:///etc/passwd">.</a>', "“file:///etc/passwd”"),
        ('<object data="x.swf"/>', "<object>"),
        ('<p style="background: url(https://a.org/x)">.</p>', "a style that loads"),
        ("<style>@import 'x.css';</style>", "a style that loads"),
        ("<?php x ?>", "an instruction to programs"),
        ('<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="x"/></svg>', "<set>"),
    ],
)
def test_h95_what_an_epub_must_not_hold(published: Path, spoil: str, what: str) -> None:
    """Each is found in the finished file, which then is not published."""
    file = published / "build/sample/en/sample.en.epub"
    data = spoiled_zip(
        file, {"EPUB/s-end.xhtml": lambda t: t.replace("</body>", f"{spoil}</body>")}
    )
    assert any(what in each for each in harm("epub", data))


# --- all of them ----------------------------------------------------------------------------------


def packed(file: Path) -> Iterator[bytes]:
    """Yield all bytes of a file, those that are packed in it too."""
    yield file.read_bytes()
    if file.suffix == ".pdf":
        with pikepdf.open(file) as pdf:
            for thing in pdf.objects:
                if isinstance(thing, pikepdf.Stream):
                    yield (
                        thing.read_bytes() if "/DCTDecode" not in str(thing.get("/Filter")) else b""
                    )
                else:
                    yield thing.unparse(resolved=True)
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                assert entry.date_time[:3] != (1980, 0, 0)
                yield archive.read(entry)


def test_h96_nothing_of_the_machine_is_left(published: Path) -> None:
    """No name of a person or machine, no path, no default of a library, in any published file."""
    machine = (BUILDER, str(published), str(ROOT), f"{Path.home()}/", socket.gethostname(), "/tmp")  # noqa: S108 - to be found nowhere
    tools = ("report.invalid", "file://", "ython-docx", "2013-12-23", "generated by", "pytest")
    for file in (p for p in (published / "build/sample").rglob("*") if p.is_file()):
        # The manifest names the libraries and their versions, and nothing of the machine.
        traces = machine if file.name == "manifest.json" else (*machine, *tools)
        for data in packed(file):
            found = [trace for trace in traces if len(trace) > 3 and trace.encode() in data]
            assert found == [], file


def test_h97_one_byte_of_a_file_changes(published: Path, tmp_path: Path) -> None:
    """``verify`` calls it altered, and ``sha256sum --check`` fails."""
    shutil.copytree(published, tmp_path / "p", symlinks=True)
    folder = tmp_path / "p/build/sample"
    assert run(tmp_path / "p", "verify").code == 0
    for file in [p for p in (folder / "en").iterdir() if p.is_file()]:
        sound = file.read_bytes()
        middle = len(sound) // 2
        file.write_bytes(sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :])
        told = run(tmp_path / "p", "verify", str(file))
        assert (told.code, told.out.split()[0]) == (1, "altered"), told
        sums = subprocess.run(
            ["sha256sum", "--check", "--quiet", "SHA256SUMS"],
            cwd=folder, capture_output=True, check=False,
        )  # fmt: skip
        assert sums.returncode == 1
        file.write_bytes(sound)
    assert run(tmp_path / "p", "verify").code == 0


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<html></html>"])
@pytest.mark.parametrize("kind", ["pdf", "docx", "epub"])
def test_h98_an_engine_that_gives_something_else(kind: str, data: bytes) -> None:
    """The file cannot be read back, which is told as a fault of ours."""
    with pytest.raises(ReportError) as caught:
        FORMATS[kind]().read_back(data)
    assert [d.code for d in caught.value.diagnostics] == [f"{kind}-unreadable"]


def test_h98_nothing_of_it_is_published(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build ends with 1, and there is no file."""
    monkeypatch.setattr(_Pdf, "render", lambda *_: b"")
    assert codes(project, "build") == ["pdf-unreadable"]
    assert not (project / "build/sample").exists()
