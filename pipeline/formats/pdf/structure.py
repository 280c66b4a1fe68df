"""The structure tree as values, and how it is written into a PDF (ISO 32000-1, 14.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydyf

from pipeline.formats.pdf.namespaces import add_namespaces, modernise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(slots=True, eq=False)
class Content:
    """A marked-content sequence: a run of text on a page."""

    page: int
    number: int


@dataclass(slots=True, eq=False)
class Annotation:
    """A link annotation, as an object of the structure tree."""

    page: int
    dictionary: pydyf.Dictionary


@dataclass(slots=True, eq=False)
class Structure:
    """A structure element while the tree grows."""

    role: str
    parent: Structure | None
    kids: list[Structure | Content | Annotation] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)
    wrappers: dict[str, Structure] = field(default_factory=dict)
    """Elements that only the PDF has, by role: the LBody of an LI, the P of loose text."""
    dictionary: pydyf.Dictionary | None = None

    def add(self, role: str) -> Structure:
        """Return a new last child."""
        child = Structure(role, self)
        self.kids.append(child)
        return child

    def wrapper(self, role: str) -> Structure:
        """Return the one child of that role that stands for no HTML element."""
        if role not in self.wrappers:
            self.wrappers[role] = self.add(role)
        return self.wrappers[role]


def write_structure(
    pdf: Any,
    tree: Structure,
    owners_by_page: Sequence[Mapping[int, Structure]],
    annotations: Sequence[tuple[Structure, pydyf.Dictionary]],
    version: str,
) -> None:
    """Write the tree and its way back (14.7.4.4): from a page's content to its elements.

    MarkInfo says that the file is tagged, the viewer shows the title and not the name of the file
    (ISO 14289-1, 7.1; ISO 14289-2, 8.11.1). ``version`` is that of PDF.

    ``owners_by_page`` gives for each page the owner of each marked-content id, ``annotations``
    the owner of each link annotation.
    """
    parent_tree = pydyf.Dictionary({})
    pdf.add_object(parent_tree)
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parent_tree.reference})
    pdf.add_object(root)
    pages = pdf.page_references  # a property that builds the list anew at each access
    _allocate(pdf, tree)
    identified: list[tuple[str, bytes]] = []
    _fill(tree, root.reference, pages, identified)
    root["K"] = pydyf.Array([_reference(tree)])
    if version == "2.0":
        namespaces = add_namespaces(pdf, root)
        for structure in _walk(tree):
            if structure.dictionary is not None:
                modernise(structure.dictionary, structure.role, namespaces)

    numbers = pydyf.Array([])
    for page, owners in enumerate(owners_by_page):
        count = max(owners) + 1 if owners else 0
        row = [_reference(owners[n]) if n in owners else "null" for n in range(count)]
        numbers.extend([page, pydyf.Array(row)])
    for key, (owner, annotation) in enumerate(annotations, start=len(owners_by_page)):
        numbers.extend([key, _reference(owner)])
        annotation["StructParent"] = key
    parent_tree["Nums"] = numbers
    root["ParentTreeNextKey"] = len(owners_by_page) + len(annotations)

    if identified:
        names = pydyf.Array([])
        for name, reference in sorted(identified):
            names.extend([pydyf.String(name), reference])
        id_tree = pydyf.Dictionary({"Names": names})
        pdf.add_object(id_tree)
        root["IDTree"] = id_tree.reference
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})


def _allocate(pdf: Any, structure: Structure) -> None:
    structure.dictionary = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{structure.role}"})
    pdf.add_object(structure.dictionary)
    for kid in structure.kids:
        if isinstance(kid, Structure):
            _allocate(pdf, kid)


def _fill(
    structure: Structure, parent: bytes, pages: Sequence[bytes], identified: list[tuple[str, bytes]]
) -> None:
    dictionary = structure.dictionary
    if dictionary is None:
        raise RuntimeError("a structure element was not allocated")
    dictionary["P"] = parent
    first = next((k.page for k in structure.kids if not isinstance(k, Structure)), None)
    if first is not None:
        dictionary["Pg"] = pages[first]
    kids = pydyf.Array([])
    for kid in structure.kids:
        match kid:
            case Structure():
                kids.append(_reference(kid))
                _fill(kid, dictionary.reference, pages, identified)
            case Content(page, number) if page == first:
                kids.append(number)
            case Content(page, number):
                kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": pages[page], "MCID": number}))
            case Annotation(page, annotation):
                kids.append(
                    pydyf.Dictionary(
                        {"Type": "/OBJR", "Obj": annotation.reference, "Pg": pages[page]}
                    )
                )
    dictionary["K"] = kids
    dictionary.update(structure.attributes)
    if "ID" in structure.attributes:
        identified.append((structure.attributes["ID"].string, dictionary.reference))


def _walk(structure: Structure) -> Iterator[Structure]:
    yield structure
    for kid in structure.kids:
        if isinstance(kid, Structure):
            yield from _walk(kid)


def _reference(structure: Structure) -> bytes:
    if structure.dictionary is None:
        raise RuntimeError("a structure element was not allocated")
    reference: bytes = structure.dictionary.reference
    return reference
