"""What a tagged PDF must be and no validator looks at: an own check of the finished file.

Validators see that a note has an ID, not that it follows its call; that a link has words, not that
they are more than an address; that content is marked, not that text marked as an artifact is one.
Each rule names its clause of ISO 14289-1 (PDF/UA-1), of ISO 14289-2 (PDF/UA-2) or of ISO 32000.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf

from pipeline.conformance.outcome import Result
from pipeline.conformance.pdf_tree import PDFIUM, Element, Tagged, artifacts, place, tagged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOTES = ("Note", "FENote")
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def structure(file: Path) -> Result:
    """Return what is wrong with the structure of a tagged PDF."""
    with PDFIUM:
        return _structure(file.read_bytes())


def _structure(data: bytes) -> Result:
    try:
        tree = tagged(data)
    except (pikepdf.PdfError, AttributeError, KeyError, ValueError, TypeError) as error:
        return Result((f"its structure tree cannot be read: {error}",), "1", {})
    findings = [f"{rule.__name__}: {found}" for rule in RULES for found in rule(tree)]
    findings += [f"artifacts: {found}" for found in real_text_outside(tree, data)]
    count = sum(1 for _ in tree.root.walk())
    return Result(tuple(findings), "1", {}, f"{count} elements, {len(RULES) + 1} rules")


def headings(tree: Tagged) -> Iterator[str]:
    """One heading of the first level, the title, comes first; no level is skipped (UA-1, 7.4.2)."""
    levels = [int(e.role[1]) for e in tree.root.all(*HEADINGS)]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield f"the first must be the one H1; the levels are {levels[:5]} …"
    for level, after in pairwise(levels):
        if after - level > 1:
            yield f"H{after} follows H{level}"


def contents(tree: Tagged) -> Iterator[str]:
    """A line is TOCI in TOC, with Reference and Link into the document (ISO 32000-1, 14.8.4.2)."""
    for line in tree.root.all("TOCI"):
        if line.parent is None or line.parent.role != "TOC":
            yield f"the line “{_short(line)}” is not in a TOC"
        links = [e for r in line.elements if r.role == "Reference" for e in r.elements]
        if not links or any(not e.annotations for e in links if e.role == "Link"):
            yield f"the line “{_short(line)}” has no Reference with a Link"


def notes(tree: Tagged) -> Iterator[str]:
    """A note follows its call, and each leads to the other (UA-1, 7.9; UA-2, 8.2.5.14)."""
    targets = _destinations(tree)
    for note in tree.root.all(*NOTES):
        anchor = note.attribute("/ID")
        siblings = note.parent.kids if note.parent else []
        place_of_note = siblings.index(note)
        call = siblings[place_of_note - 1] if place_of_note else ""
        if not isinstance(call, Element) or call.role != "Reference":
            yield f"no call stands before {anchor or _short(note)}"
        elif anchor not in _places(call):
            yield f"the call before {anchor or _short(note)} leads elsewhere"
        first = note.elements[0] if note.elements else None
        if first is None or first.role != "Lbl" or not _places(first):
            yield f"{anchor or _short(note)} has no label that leads back"
        elif not _places(first) <= targets:
            yield f"the way back from {anchor} leads nowhere"
    anchors = Counter(note.attribute("/ID") for note in tree.root.all(*NOTES))
    for anchor, count in anchors.items():
        if count > 1 or not anchor:
            yield f"{count} notes have the ID “{anchor}”"


def footnotes(tree: Tagged) -> Iterator[str]:
    """In PDF 2.0 a note says that it stands at the foot, and names its call, and is named by it.

    Otherwise nothing but its place tells whose note it is (UA-2, 8.2.5.14; 32000-2, table 393).
    """
    for note in tree.root.all("FENote"):
        kind = note.dictionary.get("/A", {}).get("/NoteType", "")
        if str(kind) != "/Footnote":
            yield f"{note.attribute('/ID')} does not say that it is a footnote"
        named = [tree.by_reference(one) for one in note.dictionary.get("/Ref", ())]
        if [e.role for e in named] != ["Reference"] or not _names(named[0], note):
            yield f"{note.attribute('/ID')} and its call do not name each other"


def lists(tree: Tagged) -> Iterator[str]:
    """An item is in a list and has a label and a body (ISO 32000-1, 14.8.4.3.3; UA-1, 7.6)."""
    for item in tree.root.all("LI"):
        if item.parent is None or item.parent.role != "L":
            yield f"the item “{_short(item)}” is in no list"
        if [e.role for e in item.elements] != ["Lbl", "LBody"]:
            yield f"the item “{_short(item)}” is not a label and a body"
    for element in tree.root.all("L"):
        if "/ListNumbering" not in element.dictionary.get("/A", {}):
            yield f"the list “{_short(element)}” does not say how it is numbered"


def tables(tree: Tagged) -> Iterator[str]:
    """A head of a table says what it is the head of (UA-1, 7.5; ISO 32000-1, table 349).

    Reports have no tables (``pipeline.model``); a template that brings one is held to this.
    """
    for cell in tree.root.all("TH"):
        scope = str(cell.dictionary.get("/A", {}).get("/Scope", ""))
        if scope not in ("/Row", "/Column", "/Both"):
            yield f"the head “{_short(cell)}” has {scope or 'nothing'} for its scope"


def pictures(tree: Tagged) -> Iterator[str]:
    """A picture has words in its place (UA-1, 7.3; UA-2, 8.2.5.28.2).

    Reports have no pictures (``pipeline.model``); a template that brings one is held to this.
    """
    for element in tree.root.all("Figure", "Formula"):
        if not (element.attribute("/Alt") or element.attribute("/ActualText")).strip():
            yield "a picture has no words in its place"


def links(tree: Tagged) -> Iterator[str]:
    """A link says where it leads, in words, out of context too (UA-1, 7.18.5; WCAG 2.4.4)."""
    for link in tree.root.all("Link"):
        if not link.annotations:
            yield f"“{_short(link)}” is marked as a link and leads nowhere"
        for annotation in link.annotations:
            said = str(annotation.get("/Contents", ""))
            # Where a line ends in a hyphen, PDFium gives U+0002 for it.
            shown = _squeezed(link.text.replace("\x02", "-"))
            if not said.strip() or (said == place(annotation) and _squeezed(said) != shown):
                yield f"“{_short(link)}” says “{said}”"


def abbreviations(tree: Tagged) -> Iterator[str]:
    """An expansion is other words than the abbreviation itself (ISO 32000-1, 14.9.5)."""
    for element in tree.root.walk():
        expansion = element.attribute("/E")
        if "/E" in element.dictionary and (not expansion or expansion == element.text):
            yield f"“{_short(element)}” is expanded to “{expansion}”"


def viewing(tree: Tagged) -> Iterator[str]:
    """The title is shown, pages have the printed numbers, Tab follows the structure.

    UA-1, 7.1 and 7.18.3; UA-2, 8.11.1; page labels: ISO 32000-1, 12.4.2.
    """
    root = tree.pdf.Root
    if "/ViewerPreferences" not in root or not root.ViewerPreferences.get("/DisplayDocTitle"):
        yield "the name of the file is shown, not the title"
    labels = [str(page.label) for page in tree.pdf.pages]
    if "/PageLabels" not in root or len(set(labels)) != len(labels):
        yield f"the labels of the pages are {labels[:5]} …"
    for number, page in enumerate(tree.pdf.pages, 1):
        if "/Annots" in page and str(page.get("/Tabs", "")) != "/S":
            yield f"page {number}: the order of its links is not that of the structure"


def languages(tree: Tagged) -> Iterator[str]:
    """The document has a language; one on an element is not empty (UA-1, 7.2)."""
    if not str(tree.pdf.Root.get("/Lang", "")):
        yield "the document has none"
    for element in tree.root.walk():
        if "/Lang" in element.dictionary and not element.attribute("/Lang"):
            yield f"“{_short(element)}” has an empty one"


def way_back(tree: Tagged) -> Iterator[str]:
    """Each piece of content knows its element (ISO 32000-1, 14.7.4.4)."""
    numbers = list(tree.pdf.Root.StructTreeRoot.ParentTree.Nums)
    rows = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    known = sum(
        len([owner for owner in rows.get(int(page.get("/StructParents", -1)), []) if owner])
        for page in tree.pdf.pages
    )
    held = sum(not isinstance(kid, Element) for e in tree.root.walk() for kid in e.kids)
    if known != held:
        yield f"{held} pieces of content are in the tree, and {known} know it"


RULES: tuple[Callable[[Tagged], Iterator[str]], ...] = (
    headings,
    contents,
    notes,
    footnotes,
    lists,
    tables,
    pictures,
    links,
    abbreviations,
    languages,
    viewing,
    way_back,
)

_WORD = re.compile(r"\w+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def real_text_outside(tree: Tagged, data: bytes) -> Iterator[str]:
    """Nothing real is an artifact (UA-1, 7.1; UA-2, 8.2.2).

    What stands outside the tree is the number of a page, the dots of a leader, or a running head;
    and a running head repeats a heading, the title or a line of the title page.
    """
    cover = tree.root.elements[0] if tree.root.elements else tree.root
    sources = {_squeezed(e.text) for e in [*tree.root.all(*HEADINGS), *cover.all("P")]}
    for number, page in enumerate(artifacts(data), 1):
        for text in page:
            said = _squeezed(text)
            if set(said) <= {"."} or re.fullmatch(r"[\divxlc]+", said):
                continue
            # PDFium puts the words and signs of right-to-left lines into an order of its own.
            pieces = _WORD.findall(text) if _RIGHT_TO_LEFT.search(said) else [said]
            if not any(all(piece in source for piece in pieces) for source in sources):
                yield f"page {number}: “{text.strip()[:60]}”"


def _places(element: Element) -> set[str]:
    return {place(annotation) for e in element.walk() for annotation in e.annotations}


def _names(call: Element, note: Element) -> bool:
    return any(one.objgen == note.dictionary.objgen for one in call.dictionary.get("/Ref", ()))


def _destinations(tree: Tagged) -> set[str]:
    names = tree.pdf.Root.get("/Names")
    if names is None or "/Dests" not in names:
        return set()
    return {str(name) for name, _ in pikepdf.NameTree(names["/Dests"]).items()}


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u2066-\u2069\u200e\u200f]", "", text)


def _short(element: Element) -> str:
    return " ".join(element.text.split())[:40]
