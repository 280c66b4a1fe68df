"""DOCX before two validators of OOXML, and in the hands of LibreOffice and Pandoc.

The last two are no validators but other people's programs: what they make of the file is compared
with what our own reader finds in it, which the proof of the build has compared with the source.
"""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.conformance import tools
from pipeline.conformance.outcome import Result
from pipeline.diagnostics import ReportError
from pipeline.formats.docx.reader import read_docx
from pipeline.formats.docx.wordml import Styles, WordFile, value, w

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reading import Reading

SHOWN = 3
"""Differences told of each kind; the first says enough."""


def openxml_audit(file: Path) -> Result:
    """Return the errors and warnings against the schemas and semantics of ISO/IEC 29500."""
    version = tools.module("openxml_audit", "openxml-audit")
    program = Path(sys.executable).parent / "openxml-audit"
    done = tools.run([program, "--output", "json", "--policy", "strict", "-m", "0", file])
    try:
        (report,) = json.loads(done.stdout)
        findings = tuple(_words(error) for error in report["errors"])
        if not findings and report["valid"] is not True:
            findings = (str(report["verdict"]["headline"]),)
    except (ValueError, KeyError, TypeError) as error:
        raise tools.ToolError(tools.said(done)) from error
    return Result(findings, version, {"openxml-audit.json": done.stdout.encode()})


def ooxml_integrity(file: Path) -> Result:
    """Return broken references, fields and styles, of whatever severity."""
    version = tools.module("ooxml_integrity", "ooxml-integrity")
    program = Path(sys.executable).parent / "ooxml-integrity"
    done = tools.run([program, "check", "--json", "--no-config", file])
    try:
        report = json.loads(done.stdout)
        findings = tuple(_words(f) for one in report["files"] for f in one["findings"])
    except (ValueError, KeyError, TypeError) as error:
        raise tools.ToolError(tools.said(done)) from error
    return Result(findings, version, {"ooxml-integrity.json": done.stdout.encode()})


def _words(finding: dict[str, Any]) -> str:
    rule = finding.get("code") or finding.get("type")
    text = finding.get("message") or finding.get("description")
    place = finding.get("part") or finding.get("part_uri") or finding.get("where")
    return f"{rule}: {text}" + (f" ({place})" if place else "")


# --- other people's programs ---------------------------------------------------------------------


def libreoffice(file: Path) -> Result:
    """Let LibreOffice lay the file out and save it again; return what has changed by that.

    Headings, numbers, notes and glossary of the saved file are read by our own reader, contents
    lines with their page numbers and the names of bookmarks straight from its XML: LibreOffice
    turns the fields in contents lines into text, which our reader rightly takes for other lines.
    """
    program = tools.program("soffice", "libreoffice")
    words = tools.run([program, "--version"]).stdout.split()
    version = words[1] if len(words) > 1 else ""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        for kind in ("pdf", "docx"):
            out = Path(folder) / kind
            done = tools.run(
                [program, "--headless", profile, "--convert-to", kind, "--outdir", out, file]
            )
            made = out / f"{file.stem}.{kind}"
            if not made.is_file():
                raise tools.ToolError(tools.said(done))
        data = made.read_bytes()
        pages = _pages(Path(folder) / "pdf" / f"{file.stem}.pdf")
    try:
        before, after = read_docx(file.read_bytes()), read_docx(data)
    except ReportError as error:
        return Result((f"what it saved cannot be read: {error}",), version, {})
    findings = [*_changed(before, after)]
    one, other = WordFile.open(file.read_bytes()), WordFile.open(data)
    findings += _differences("contents", _contents(one), _contents(other))
    lost = _bookmarks(one) - _bookmarks(other)
    if lost:
        findings.append(f"bookmarks lost: {', '.join(sorted(lost)[:SHOWN])} ({len(lost)} in all)")
    if pages < 2:
        findings.append(f"it lays the file out on {pages} pages")
    note = f"{pages} pages, {len(after.notes)} notes, {len(after.units)} numbered texts"
    return Result(tuple(findings), version, {}, note)


SYMBOL_BULLET = "\uf0b7"
"""The bullet as LibreOffice writes it: a sign of the face Symbol, in its private area."""


def _changed(before: Reading, after: Reading) -> Iterator[str]:
    units = tuple(replace(u, label=u.label.replace(SYMBOL_BULLET, "•")) for u in after.units)
    after = replace(after, units=units)
    for aspect in ("headings", "units", "notes", "glossary"):
        yield from _differences(aspect, getattr(before, aspect), getattr(after, aspect))


def _contents(file: WordFile) -> list[str]:
    """Return the contents lines: level, number, title and page, a tab between them."""
    styles = file.related("styles")
    named = Styles(styles.root if styles else None)
    lines = []
    for paragraph in file.document.root.iter(w("p")):
        style = named.name(value(paragraph.find(w("pPr")), "pStyle"))
        if style.startswith("toc ") and style != "toc heading":
            words = [
                "\t" if node.tag == w("tab") else node.text or ""
                for run in paragraph.iter(w("r"))
                for node in run.iter(w("t"), w("tab"))
            ]
            lines.append("\t".join([style, *"".join(words).split("\t")]))
    return lines


def _bookmarks(file: WordFile) -> set[str]:
    return {mark.get(w("name"), "") for mark in file.document.root.iter(w("bookmarkStart"))}


def _differences(aspect: str, before: Sequence[object], after: Sequence[object]) -> Iterator[str]:
    if len(before) != len(after):
        yield f"{aspect}: {len(after)} found, {len(before)} expected"
    different = [(a, b) for a, b in zip(before, after, strict=False) if a != b]
    for one, other in different[:SHOWN]:
        yield f"{aspect}: {str(other)[:160]} found, {str(one)[:160]} expected"


def _pages(pdf: Path) -> int:
    import pikepdf  # noqa: PLC0415 - only here

    with pikepdf.open(pdf) as opened:
        return len(opened.pages)


def pandoc(file: Path) -> Result:
    """Return which headings and notes Pandoc reads otherwise than our own reader."""
    version = tools.module("pypandoc", "pypandoc_binary")
    import pypandoc  # noqa: PLC0415

    program = pypandoc.get_pandoc_path()
    done = tools.run([program, "--from", "docx", "--to", "json", file])
    try:
        tree = json.loads(done.stdout)
    except ValueError as error:
        raise tools.ToolError(tools.said(done)) from error
    reading = read_docx(file.read_bytes())
    headings = [text for text in _headings(tree["blocks"]) if text]
    notes = list(_notes(tree["blocks"]))
    expected = [heading.title for heading in reading.headings]
    findings = (
        # Pandoc takes the heading of the contents for a heading too, and the title page's title.
        *_differences("headings", expected, [h for h in headings if h in expected]),
        *_differences("footnotes", [note.text for note in reading.notes], notes),
    )
    return Result(findings, version, {}, f"{len(headings)} headings, {len(notes)} notes")


def _headings(blocks: Any) -> Iterator[str]:
    for node in _nodes(blocks):
        if node["t"] == "Header":
            yield _text(node["c"][2])


def _notes(blocks: Any) -> Iterator[str]:
    for node in _nodes(blocks):
        if node["t"] == "Note":
            yield _text(node["c"])


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every node of Pandoc's tree, outer before inner."""
    if isinstance(tree, list):
        for item in tree:
            yield from _nodes(item)
    elif isinstance(tree, dict):
        if "t" in tree:
            yield tree
        for item in tree.values():
            yield from _nodes(item)


def _text(tree: Any) -> str:
    words = []
    for node in _nodes(tree):
        match node["t"]:
            case "Str":
                words.append(node["c"])
            case "Space" | "SoftBreak" | "LineBreak":
                words.append(" ")
            case "Para" | "Plain":
                words.append(" ")
    return " ".join("".join(words).split())
