"""The structure tree: what the page means, for readers who do not see it.

WeasyPrint's own tree repeats an element on each page it runs over, leaves footnotes at the page's
end as plain spans, has every dot of a leader read out and no language below the document. This
one has **one structure element for each HTML element over all pages** (ISO 32000-1, 14.7.2), in the
order of the source:

- a footnote is a Note with an ID, right after its call (ISO 14289-1, 7.9);
- contents lines are TOC and TOCI with a Reference and a Link (ISO 32000-1, 14.8.4.2);
- running heads, page numbers and leaders are artifacts (ISO 14289-1, 7.8);
- a language that differs stands on its element (7.2), an expansion on its abbreviation (14.9.5 of
  ISO 32000-1), words on every link annotation (7.18.5);
- a line that ends in a hyphen of ours says so (ActualText with a soft hyphen), so that words copy
  out whole;
- where a line ends between two words the space between them is there, undrawn by WeasyPrint, so
  that a screen reader does not take the two for one (ISO 32000-1, 14.8.2.5).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from pipeline.formats.pdf.destinations import lead_links_to_elements, lead_outline_to_elements
from pipeline.formats.pdf.roles import (
    ARTIFACT_SUBTYPE,
    LIST_NUMBERING,
    TRANSPARENT,
    in_words,
    role_of,
    text_of,
)
from pipeline.formats.pdf.structure import Annotation, Content, Structure, write_structure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PRINTED_ANNOTATION = 4
"""Flag Print of an annotation (ISO 32000-1, table 165), which PDF/A asks for."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4"})

ENOUGH = 12
"""Characters at the end of a line by which it is found in the text."""

BLOCK_ROLES = frozenset({"Sect", "Part", "Div", "Document", "L", "TOC", "BlockQuote"})
"""Structure types that hold no text themselves: text in them gets a P (ISO 14289-1, 7.1)."""


def add_tags(pdf: Any, document: Any, version: Any, page_streams: Sequence[Any]) -> None:
    """Write the structure tree; takes the place of ``weasyprint.pdf.add_tags``."""
    tree = _Tree(document)
    for number, (page, stream) in enumerate(zip(document.pages, page_streams, strict=True)):
        tree.add_page(number, page, stream)
    write_structure(pdf, tree.root, tree.owners, tree.annotations, str(version))
    if str(version) == "2.0":
        lead_links_to_elements(tree.annotations, tree.places_of_anchors())
        lead_outline_to_elements(pdf, tree.headings())


class _Tree:
    """Grows the tree, page by page, from the boxes that were drawn."""

    def __init__(self, document: Any) -> None:
        root = document._html.etree_element  # noqa: SLF001 - where WeasyPrint keeps it
        self.parents = {child: parent for parent in root.iter() for child in parent}
        self.root = Structure("Document", None)
        self.structures: dict[Any, Structure] = {root: self.root}
        self.owners: list[dict[int, Structure]] = []
        """For each page, the owner of each marked-content sequence."""
        self.annotations: list[tuple[Structure, pydyf.Dictionary]] = []
        self.page = 0
        self.drawn: list[Any] = []
        self.places: dict[int, int] = {}
        self.tags: dict[Any, Any] = {}
        self.fonts: dict[bytes, Any] = {}
        self.texts: dict[Any, str] = {}

    # --- elements -------------------------------------------------------------------------------

    def structure(self, element: Any) -> Structure:
        """Return the structure element that the content of an HTML element belongs to."""
        known = self.structures.get(element)
        if known is None:
            known = self.structures[element] = self._new(element)
        return known

    def _new(self, element: Any) -> Structure:
        outer = self.parents.get(element)
        parent = self.structure(outer) if outer is not None else self.root
        if element.tag in TRANSPARENT and not element.get("lang"):
            return parent
        role = self._role(element, outer)
        if role is None:
            return parent
        structure = self._placed(element, role, parent)
        self._describe(structure, element)
        return structure

    def _role(self, element: Any, outer: Any) -> str | None:
        if element.tag == "div" and outer is not None and outer.tag == "dl":
            return "LI"
        return role_of(element, self._in_contents(element))

    def _in_contents(self, element: Any) -> bool:
        while element is not None:
            if element.get("role") == "doc-toc":
                return True
            element = self.parents.get(element)
        return False

    def _placed(self, element: Any, role: str, parent: Structure) -> Structure:
        """Return a new element of the role in its logical place."""
        if role == "Note":
            return self._after_its_call(element, parent)
        if role == "Link" and parent.role == "TOCI":
            parent = parent.wrapper("Reference")
        elif element.get("role") == "doc-noteref":
            parent = parent.add("Reference")
        elif element.get("role") == "doc-backlink" and parent.role == "Note":
            parent = parent.wrapper("Lbl")
        elif parent.role == "LI" and role not in ("Lbl", "LBody"):
            parent = parent.wrapper("LBody")
        return parent.add(role)

    def _after_its_call(self, element: Any, parent: Structure) -> Structure:
        """Return a Note right after the Reference that calls it, whichever page it was laid on."""
        siblings = list(self.parents[element])
        call = self.structures.get(siblings[siblings.index(element) - 1])
        while call is not None and call.parent is not parent:
            call = call.parent
        note = Structure("Note", parent)
        if call in parent.kids:
            parent.kids.insert(parent.kids.index(call) + 1, note)
        else:
            parent.kids.append(note)
        return note

    def _describe(self, structure: Structure, element: Any) -> None:
        if element.get("lang"):
            structure.attributes["Lang"] = pydyf.String(element.get("lang"))
        if structure.role == "Note":
            structure.attributes["ID"] = pydyf.String(element.get("id"))
        if structure.role == "L":
            numbering = LIST_NUMBERING[element.tag]
            structure.attributes["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
        if element.tag == "abbr":
            structure.attributes["E"] = pydyf.String(element.get("title"))

    # --- what leads where -----------------------------------------------------------------------

    def places_of_anchors(self) -> dict[str, Structure]:
        """Return the structure element of every anchor that was drawn."""
        return {e.get("id"): s for e, s in self.structures.items() if e.get("id")}

    def headings(self) -> list[tuple[str, Structure]]:
        """Return (words, structure element) of every heading, in reading order."""
        every = [e for e in self.parents if e.tag in HEADINGS and e in self.structures]
        return [(text_of(element), self.structures[element]) for element in every]

    # --- pages ----------------------------------------------------------------------------------

    def add_page(self, number: int, page: Any, stream: Any) -> None:
        """Take in what was drawn on a page."""
        self.page = number
        self.drawn = stream.stream
        self.tags = stream._tags  # noqa: SLF001 - box → {"tag", "mcid"}, kept while drawing
        self.fonts = {font.hash.encode(): font for font in stream._fonts.values()}  # noqa: SLF001
        self.owners.append({})
        self.places = {
            item["MCID"]: place
            for place, item in enumerate(self.drawn)
            if isinstance(item, pydyf.Dictionary) and "MCID" in item
        }
        self._walk(page._page_box, None)  # noqa: SLF001
        if self.tags:
            raise RuntimeError("WeasyPrint has drawn boxes that are not in the page; see tags.py")

    def _walk(self, box: Any, artifact: dict[str, str] | None) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001
        if isinstance(box, boxes.MarginBox):
            edge = box.at_keyword.removeprefix("@").split("-")[0]
            artifact = {"Type": "/Pagination"}
            if edge in ARTIFACT_SUBTYPE:
                artifact["Subtype"] = f"/{ARTIFACT_SUBTYPE[edge]}"
        if getattr(box, "is_leader", False):
            artifact = {"Type": "/Layout"}
        if isinstance(box, boxes.TextBox):
            tag = self.tags.pop(box, None)
            if tag is not None:
                self._text(box, tag["mcid"], artifact)
            return
        if box.link_annotation is not None and artifact is None and box.element is not None:
            self._annotation(box)
        if isinstance(box, boxes.LineBox) and artifact is None:
            self._say_the_space(box)
        for child in _children(box):
            self._walk(child, artifact)

    def _say_the_space(self, line: Any) -> None:
        """Put the space between the last word of a line and the next one into the file.

        Left to right only: the glyphs of a line stand in the order in which they are drawn.
        """
        texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
        tag = self.tags.get(texts[-1]) if texts else None
        if tag is None or line.style["direction"] != "ltr":
            return
        if line.element not in self.texts:
            self.texts[line.element] = text_of(line.element)
        # Whatever its kind, white space is one space there.
        said = re.sub(r"\s", " ", texts[-1].text[-ENOUGH:])
        if f"{said} " not in self.texts[line.element]:
            return
        end = self.drawn.index(b"EMC", self.places[tag["mcid"]])
        shown = self._last(b"TJ", end)
        font = self.fonts[self.drawn[self._last(b"Tf", shown)].split()[0].removeprefix(b"/")]
        space = next((glyph for glyph, text in font.to_unicode.items() if text == " "), None)
        if space is not None:
            self.drawn[shown] = self.drawn[shown].replace(b"] TJ", b"<%04x>] TJ" % space)

    def _last(self, operator: bytes, before: int) -> int:
        """Return the place of the last such operator of the page before a place."""
        drawn = self.drawn
        return next(
            place
            for place in range(before, -1, -1)
            if isinstance(drawn[place], bytes) and drawn[place].endswith(operator)
        )

    def _annotation(self, box: Any) -> None:
        structure, annotation = self.structure(box.element), box.link_annotation
        annotation["Contents"] = pydyf.String(in_words(box.element))
        annotation["F"] = PRINTED_ANNOTATION
        structure.kids.append(Annotation(self.page, annotation))
        self.annotations.append((structure, annotation))

    def _text(self, box: Any, number: int, artifact: dict[str, str] | None) -> None:
        place = self.places[number]
        if artifact is None and not box.text.strip():
            artifact = {"Type": "/Layout"}
        if artifact is not None:
            self.drawn[place - 1] = b"/Artifact"
            self.drawn[place] = pydyf.Dictionary(artifact)
            return
        owner = self.structure(box.element)
        if owner.role in ("LI", "TOCI"):
            owner = owner.wrapper("LBody")
        elif owner.role in BLOCK_ROLES:
            owner = owner.wrapper("P")
        self.drawn[place - 1] = b"/Span"
        if box.element.get("class") in ("number", "back"):
            # The gap between number and text is drawn, not typed: say the space aloud.
            self.drawn[place]["ActualText"] = pydyf.String(f"{box.text} ")
        hyphen = box.style["hyphenate_character"]
        if hyphen and box.text.endswith(hyphen) and _is_ours(box, hyphen):
            self.drawn[place]["ActualText"] = pydyf.String(box.text[: -len(hyphen)] + "\u00ad")
        owner.kids.append(Content(self.page, number))
        self.owners[self.page][number] = owner


def _children(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.ReplacedBox) or not hasattr(box, "all_children"):
        return iter(())
    return iter(box.all_children())


def _is_ours(box: Any, hyphen: str) -> bool:
    """Tell a hyphen that was added at the line's end from one that stands in the text."""
    return box.text[-12:] not in text_of(box.element) or hyphen not in text_of(box.element)
