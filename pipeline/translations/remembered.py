"""What the checks of a translation found, kept until anything that they look at changes.

One file a language in ``build/.checked/``. It is told by contents whether it still holds, as with
outputs; deleting the folder loses nothing but a second.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic
from pipeline.inputs import program
from pipeline.model import Span
from pipeline.translations.checks import check_translation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.folders import Project
    from pipeline.model import Document
    from pipeline.translations.catalogue import Catalogue

FOLDER = ".checked"


def checked(
    project: Project, slug: str, document: Document, catalogue: Catalogue
) -> Sequence[Diagnostic]:
    """Return what ``check_translation`` finds, found before from the same or found now."""
    path = project.build / FOLDER / f"{slug}.{catalogue.language}.json"
    parts = "\0".join((program(), repr(document), repr(catalogue)))
    key = hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
        kept = json.loads(path.read_text("utf-8"))
        if kept["of"] == key:
            return [
                Diagnostic(**{**d, "span": Span(**d["span"]) if d["span"] else None})
                for d in kept["found"]
            ]
    found = list(check_translation(document, catalogue))
    # Only a folder that builds go to: whoever merely checks leaves no trace.
    if project.build.is_dir():
        with contextlib.suppress(OSError):
            path.parent.mkdir(exist_ok=True)
            written = path.with_name(f"{path.name}.{os.getpid()}")
            written.write_text(json.dumps({"of": key, "found": list(map(asdict, found))}), "utf-8")
            written.replace(path)
    return found
