"""Where links and bookmarks of a PDF 2.0 lead: to an element, and not only to a place on a page.

ISO 14289-2 (PDF/UA-2), 8.8: a destination within the document is a structure destination, so that a
reader who follows a link goes on reading at the element itself. The place on the page stays beside
it, for viewers that know no structure (ISO 32000-2, 12.6.4.2: D beside SD).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.formats.pdf.structure import Structure


def lead_links_to_elements(
    annotations: Sequence[tuple[Structure, pydyf.Dictionary]], places: Mapping[str, Structure]
) -> None:
    """Give every link within the document its structure destination.

    A Reference names what it refers to, and a footnote names its call (/Ref: ISO 32000-2, 14.7.2;
    ISO 14289-2, 8.2.5.14 and 8.2.5.22). ``places`` gives the structure element of an anchor.
    """
    for owner, annotation in annotations:
        if "Dest" not in annotation:
            continue
        name = annotation.pop("Dest")
        target = places[name.string]
        annotation["A"] = _go_to(name, target, ["null", "null", 0])
        reference = owner.parent
        if reference is not None and reference.role == "Reference":
            _refer(reference, target)
            if target.role == "Note":
                _refer(target, reference)


def lead_outline_to_elements(pdf: Any, headings: Sequence[tuple[str, Structure]]) -> None:
    """Give every bookmark its structure destination.

    ``headings`` are (words, structure element) in reading order; bookmarks are made from them by
    WeasyPrint and are in the same order, but some headings have none.
    """
    if "Outlines" not in pdf.catalog:
        return
    remaining = iter(headings)
    for bookmark in _bookmarks(pdf):
        title = " ".join(bookmark["Title"].string.split())
        heading = next((element for words, element in remaining if words == title), None)
        if heading is None:
            raise RuntimeError(f"WeasyPrint made a bookmark of no heading: {title}")
        place = bookmark.pop("Dest")
        bookmark["A"] = _go_to(place, heading, [*place[2:4], 0])


def _go_to(place: Any, target: Structure, view: Sequence[Any]) -> pydyf.Dictionary:
    element = _dictionary(target).reference
    destination = pydyf.Array([element, "/XYZ", *view])
    return pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": place, "SD": destination})


def _refer(one: Structure, other: Structure) -> None:
    references = _dictionary(one).setdefault("Ref", pydyf.Array([]))
    if _dictionary(other).reference not in references:
        references.append(_dictionary(other).reference)


def _dictionary(structure: Structure) -> pydyf.Dictionary:
    if structure.dictionary is None:
        raise RuntimeError("a structure element was not written")
    return structure.dictionary


def _bookmarks(pdf: Any) -> Iterator[pydyf.Dictionary]:
    """Yield the bookmarks in the order in which they are shown (ISO 32000-2, 12.3.3)."""
    known = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary)}

    def below(outer: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
        reference = outer.get("First")
        while reference is not None:
            yield known[reference]
            yield from below(known[reference])
            reference = known[reference].get("Next")

    yield from below(known[pdf.catalog["Outlines"]])
