"""Finished PDF → what in it runs, loads or leads elsewhere (ISO 32000-1, 12.6: actions)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf

from pipeline.formats.harm import may_be_followed

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSIDE = frozenset({"/GoTo", "/Named"})
"""Kinds of action that stay in the file."""

_ANNOTATIONS = frozenset({"/Link"})
"""Kinds of annotation that a report has: no forms, films, sounds or files."""


def find_harm(data: bytes) -> Iterator[str]:
    """Yield what a PDF must not hold, in words."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root: Any = pdf.Root
        for key, what in _OF_THE_FILE.items():
            if key in root:
                yield what
        names: Any = root.get("/Names", {})
        if "/JavaScript" in names:
            yield "a script"
        yield from _attachments(pdf, root)
        for page in pdf.pages:
            if "/AA" in page:
                yield "something that runs when a page is opened"
            for annotation in page.get("/Annots", ()):
                yield from _annotation(annotation)


_OF_THE_FILE = {
    "/OpenAction": "something that runs when the file is opened",
    "/AA": "something that runs when the file is opened",
    "/AcroForm": "a form",
    "/Collection": "a collection of other files",
}


def _attachments(pdf: pikepdf.Pdf, root: Any) -> Iterator[str]:
    """Yield attachments that are not data of the report itself, of which the catalog tells."""
    declared = {str(spec.get("/UF", "")) for spec in root.get("/AF", ())}
    for name in pdf.attachments:
        if name not in declared or not name.endswith(".json"):
            yield f"an attached file, “{name}”"


def _annotation(annotation: Any) -> Iterator[str]:
    kind = str(annotation.get("/Subtype"))
    if kind not in _ANNOTATIONS:
        yield f"an annotation of the kind {kind}"
    if "/AA" in annotation:
        yield "something that runs when a reader points at it"
    action = annotation.get("/A")
    while action is not None:
        what = str(action.get("/S"))
        if what == "/URI":
            address = str(action.get("/URI"))
            if not may_be_followed(address):
                yield f"a link to “{address}”"
        elif what not in _INSIDE:
            yield f"an action of the kind {what}"
        action = action.get("/Next")
