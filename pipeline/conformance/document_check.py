"""What a DOCX must be and no validator looks at: an own check of the finished file.

Schemas see that a paragraph names a style, not that there is one of that name; that a field
begins, not that it ends. Word mends such things in silence or asks to repair the file. Each rule
names its clause of ISO/IEC 29500-1.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.conformance.outcome import Result
from pipeline.diagnostics import ReportError
from pipeline.formats.docx.reader import read_docx
from pipeline.formats.docx.wordml import WordFile, w

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.formats.docx.wordml import Element


def document(file: Path) -> Result:
    """Return what is wrong with the inner references of a DOCX."""
    data = file.read_bytes()
    try:
        word = WordFile.open(data)
        findings = [f"{rule.__name__}: {found}" for rule in RULES for found in rule(word)]
        levels = [heading.level for heading in read_docx(data).headings]
    except ReportError as error:
        return Result((f"it cannot be read: {error}",), "1", {})
    findings += [
        f"headings: level {after} follows level {level}"
        for level, after in pairwise(levels)
        if after - level > 1
    ]
    return Result(tuple(findings), "1", {}, f"{len(RULES) + 1} rules")


def styles(word: WordFile) -> Iterator[str]:
    """Every style that is named is defined (17.7.4.17)."""
    part = word.related("styles")
    known = {s.get(w("styleId")) for s in part.root.iter(w("style"))} if part else set()
    for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link"):
        for name in sorted({e.get(w("val"), "") for e in _iter(word, tag)} - known):
            yield f"there is no style {name}, which <w:{tag}> names"


def numbering(word: WordFile) -> Iterator[str]:
    """Every list that is named is defined (17.9.15); 0 stands for none."""
    part = word.related("numbering")
    known = {n.get(w("numId")) for n in part.root.iter(w("num"))} if part else set()
    used = {e.get(w("val")) for root in _roots(word) for e in _list_ids(root)}
    for number in sorted(str(n) for n in used - known - {"0"}):
        yield f"there is no list {number}"


def bookmarks(word: WordFile) -> Iterator[str]:
    """Every bookmark begins once and ends once, under a name of its own (17.13.6)."""
    starts = Counter(e.get(w("id"), "") for e in _iter(word, "bookmarkStart"))
    ends = Counter(e.get(w("id"), "") for e in _iter(word, "bookmarkEnd"))
    for number in sorted((starts - ends) + (ends - starts)):
        yield f"bookmark {number} begins {starts[number]} times and ends {ends[number]} times"
    names = Counter(e.get(w("name"), "") for e in _iter(word, "bookmarkStart"))
    for name, count in names.items():
        if count > 1 or len(name) > 40:
            yield f"the name {name} stands {count} times, or is longer than Word keeps"


def fields(word: WordFile) -> Iterator[str]:
    """Every field that begins also ends, within its part (17.16.18)."""
    for root in _roots(word):
        kinds = Counter(e.get(w("fldCharType")) for e in root.iter(w("fldChar")))
        if kinds["begin"] != kinds["end"]:
            yield f"{kinds['begin']} begin and {kinds['end']} end"


def separators(word: WordFile) -> Iterator[str]:
    """Footnotes have the line above them, and the one for notes that go on (17.11.23)."""
    part = word.related("footnotes")
    if part is None:
        return
    kinds = {note.get(w("type")) for note in part.root.iter(w("footnote"))}
    for kind in ("separator", "continuationSeparator"):
        if kind not in kinds:
            yield f"the {kind} is missing"


def language(word: WordFile) -> Iterator[str]:
    """The text has a language, for spelling and for speech (17.3.2.20)."""
    part = word.related("styles")
    found = part.root.iterfind(f"{w('docDefaults')}//{w('lang')}") if part else ()
    if not any(e.get(w("val")) or e.get(w("bidi")) for e in found):
        yield "the defaults name none"


RULES: tuple[Callable[[WordFile], Iterator[str]], ...] = (
    styles,
    numbering,
    bookmarks,
    fields,
    separators,
    language,
)


def _roots(word: WordFile) -> Iterator[Element]:
    yield word.document.root
    for kind in ("styles", "footnotes", "header", "footer"):
        part = word.related(kind)
        if part is not None:
            yield part.root


def _iter(word: WordFile, tag: str) -> Iterator[Element]:
    return (element for root in _roots(word) for element in root.iter(w(tag)))


def _list_ids(root: Element) -> Iterator[Element]:
    return (e for properties in root.iter(w("numPr")) for e in properties.iter(w("numId")))
