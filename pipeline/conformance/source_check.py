"""A finished file against the Edition that it was made from: what no validator can know.

The proof of the build compares the words of every file with the source, for a PDF in the order of
its tags; here that is done once more on the bytes that the validators see, and the tags of a PDF
are compared too: as many elements as the source has, however many pages they go over, the language
of every foreign word, the expansion of every abbreviation, and that words are parted.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline import edition as ed
from pipeline.conformance.outcome import Result
from pipeline.conformance.pdf_tree import PDFIUM, tagged
from pipeline.conformance.structure_check import HEADINGS, NOTES
from pipeline.formats import FORMATS, kind_of
from pipeline.languages import direction
from pipeline.proof import compare
from pipeline.walk import plain_text, walk_inlines, walk_sections, walk_units

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.conformance.pdf_tree import Element, Tagged

NO_LANGUAGE = "zxx"
"""What stands for no language at all (ISO 639-2), such as an address."""


def source(file: Path, format_name: str, edition: ed.Edition) -> Result:
    """Return what a finished file says otherwise than its Edition."""
    data = file.read_bytes()
    with PDFIUM:
        compared = compare(edition, format_name, FORMATS[format_name]().read_back(data))
        findings = [f"{c.aspect}: {d.where}" for c in compared for d in c.differences]
        if kind_of(format_name) == "pdf":
            tree = tagged(data)
            findings += [*elements(tree, edition), *marks(tree, edition), *words(tree, edition)]
    return Result(tuple(findings), "1", {}, f"{sum(c.expected for c in compared)} things compared")


def elements(tree: Tagged, edition: ed.Edition) -> Iterator[str]:
    """One element for each of the source, over all pages it takes (UA-1, 7.1; UA-2, 8.2.1)."""
    sections = list(walk_sections(edition.front + edition.body))
    units = list(walk_units(edition))
    items = [unit for unit in units if isinstance(unit, ed.ListItem)]
    quotations = [unit for unit in units if isinstance(unit, ed.Quotation)]
    expected = {
        # Beside those of the sections: the title, the contents, the glossary if there is one.
        HEADINGS: len(sections) + 2 + bool(edition.glossary),
        NOTES: len(edition.notes),
        ("TOCI",): len(edition.contents),
        ("LI",): len(items) + len(edition.cover.facts) + len(edition.glossary),
        ("BlockQuote",): len(quotations),
        # Nothing that a report is made of is a picture or a table (pipeline.model).
        ("Figure", "Table"): 0,
    }
    for roles, count in expected.items():
        found = len(tree.root.all(*roles))
        if found != count:
            yield f"elements: {found} are {' or '.join(roles)}, {count} in the source"


def marks(tree: Tagged, edition: ed.Edition) -> Iterator[str]:
    """Foreign words have their language, abbreviations their expansion (32000-1, 14.9.2, 14.9.5).

    Both are compared in the order in which they are read.
    """
    wanted = list(foreign(edition))
    found = [(e.attribute("/Lang"), _squeezed(e.text)) for e in tree.root.walk()]
    found = [(language, text) for language, text in found if language]
    if Counter(tag for tag, _ in found) != Counter(tag for tag, _ in wanted):
        yield f"languages: {_counted(found)} found, {_counted(wanted)} in the source"
    missing = Counter((tag, text) for tag, text in wanted if text) - Counter(found)
    for tag, text in missing:
        yield f"languages: nothing says that “{text[:40]}” is {tag}"
    said = [(_squeezed(e.text), e.attribute("/E")) for e in tree.root.walk() if e.attribute("/E")]
    expansions = list(expanded(edition))
    if said != expansions:
        yield f"expansions: {len(said)} found, {len(expansions)} in the source, or others"


def words(tree: Tagged, edition: ed.Edition) -> Iterator[str]:
    """Words are parted, where a line ends between them too (32000-1, 14.8.2.5).

    From left to right only: elsewhere the words of a line are not in the order of reading.
    """
    if edition.direction != "ltr":
        return
    titles = [s.title for s in walk_sections(edition.front + edition.body)]
    contents = [*titles, *(unit.content for unit in walk_units(edition))]
    wanted = Counter(word for content in contents for word in _words(plain_text(content)))
    missing = wanted - Counter(_words(_parted(tree.root)))
    if missing:
        yield f"words: not to be told from those beside them: {', '.join([*missing][:8])}"


def foreign(edition: ed.Edition) -> Iterator[tuple[str, str]]:
    """Yield (language, words) of whatever is not in the language around it.

    The words are left out, ``""``, where footnotes may stand among them.
    """

    def below(nodes: tuple[ed.Inline, ...], here: str) -> Iterator[tuple[str, str]]:
        for node in nodes:
            match node:
                case ed.Foreign():
                    if node.language != here:
                        yield node.language, _squeezed(plain_text(node.children))
                    yield from below(node.children, node.language)
                case ed.NoteCall():
                    if node.note.language != here:
                        yield node.note.language, ""
                    yield from below(node.note.content, node.note.language)
                case ed.ExternalLink(is_address=True) if direction(here) == "rtl":
                    yield NO_LANGUAGE, _squeezed(plain_text(node.children))
                case ed.Emphasis() | ed.Strong() | ed.ExternalLink() | ed.GlossaryLink():
                    yield from below(node.children, here)
                case ed.Text() | ed.CrossReference():
                    pass

    titles = [(line.title, line.language) for line in edition.contents]
    sections = walk_sections(edition.front + edition.body)
    titles += [(section.title, section.language) for section in sections]
    units = [(unit.content, unit.language) for unit in walk_units(edition)]
    for content, language in [*titles, *units]:
        if language != edition.language:
            yield language, ""
        yield from below(content, language)
    for entry in edition.glossary:
        if entry.language != edition.language:
            yield entry.language, ""


def expanded(edition: ed.Edition) -> Iterator[tuple[str, str]]:
    """Yield (abbreviation, expansion) where a term is first used, in the order of reading."""

    def below(nodes: tuple[ed.Inline, ...]) -> Iterator[tuple[str, str]]:
        for node in walk_inlines(nodes):
            if isinstance(node, ed.GlossaryLink) and node.expansion:
                yield _squeezed(plain_text(node.children)), node.expansion
            elif isinstance(node, ed.NoteCall):
                yield from below(node.note.content)

    for unit in walk_units(edition):
        yield from below(unit.content)


def _words(text: str) -> list[str]:
    # Where a line ends in a hyphen of the text, PDFium gives U+0002 for it.
    return re.findall(r"[^\W\d_]+", text.replace("\x02", "-").replace("\u00ad", ""))


def _parted(element: Element) -> str:
    """Return the words of an element; those of any but a part of a line stand by themselves."""
    words = "".join(kid if isinstance(kid, str) else _parted(kid) for kid in element.kids)
    return words if element.role in ("Span", "Link") else f" {words} "


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\x02\u00ad\u2010\u2066-\u2069\u200e\u200f-]", "", text)


def _counted(found: list[tuple[str, str]]) -> str:
    counts = Counter(tag for tag, _ in found)
    return ", ".join(f"{count} {tag}" for tag, count in sorted(counts.items())) or "none"
