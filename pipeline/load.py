"""source/<publication>/ → ``Document``: the only reader of the canonical text.

What refers to what is checked in ``references``; nothing is numbered here.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from pipeline.disguises import check_disguises
from pipeline.glossary import load_glossary
from pipeline.links import load_links
from pipeline.model import Document, Identity, Span
from pipeline.publication import load_identity
from pipeline.sourcefiles import check_names, is_reserved, leads_outside
from pipeline.textfile import read_text
from pipeline.tree import TreeBuilder

PARTIAL = "partial"
"""Folder of ``build/`` for what is less than a whole publication."""

RESERVED = frozenset({PARTIAL, "releases", "exchange", "outbox"})
"""Folders of ``build/`` that hold other things than the published set of a publication."""

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.diagnostics import Collector


def load_document(folder: Path, name: str, found: Collector) -> Document | None:
    """Read a publication in its canonical language.

    ``name`` is the folder as messages show it. All findings go to ``found``; None where there is
    no such folder, or it leads elsewhere. After an error the document is good for further checks
    only.
    """
    if not folder.is_dir():
        found.error(
            "publication-missing",
            f"there is no publication in {name}",
            None,
            "name one of the folders of source/ with --publication",
        )
        return None
    if leads_outside(folder, name, found):
        return None
    _check_name(folder.name, name, found)
    check_names(folder, name, found)
    identity = load_identity(folder, name, found)
    language = identity.language if identity else "en"
    links = load_links(folder, name, found)
    glossary = load_glossary(folder, name, language, found)
    builder = TreeBuilder(found, language)
    # Editors leave hidden files beside the one that is open.
    files = sorted(p for p in (folder / "report").glob("*.md") if not p.name.startswith("."))
    if not files:
        found.error(
            "text-missing",
            "the publication has no text",
            Span(f"{name}/report", 0),
            "put Markdown files named 10-introduction.md, 20-… into it",
        )
    for path in files:
        file = f"{name}/report/{path.name}"
        text = read_text(path, file, found)
        if text is not None:
            check_disguises(text, file, found)
            builder.add_file(text, file)
    if files and not builder.sections() and not found.errors:
        found.error(
            "text-missing",
            "no file of the publication has a heading",
            Span(f"{name}/report", 0),
            "begin with {#s-introduction} and, on the next line, ## Introduction",
        )
    return Document(
        language=language,
        identity=identity or _unknown(folder),
        sections=builder.sections(),
        notes=tuple(builder.notes),
        links=links,
        glossary=glossary,
    )


def _check_name(slug: str, name: str, found: Collector) -> None:
    """Check the name of the folder: the files, and a folder of ``build/``, are named after it."""
    if slug.lower() in RESERVED:
        found.error(
            "reserved-id",
            f"the name “{slug}” is kept for the pipeline",
            Span(name, 0),
            "give the folder another name",
        )
    elif is_reserved(slug) or not re.fullmatch(
        r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?", slug
    ):
        found.error(
            "bad-id",
            f"“{slug}” cannot be the name of a publication",
            Span(name, 0),
            "name the folder with letters of the English alphabet, digits and hyphens",
        )


def _unknown(folder: Path) -> Identity:
    """Stand in for a publication.toml that cannot be read, so that the text is still checked."""
    languages = sorted(path.stem for path in (folder / "translations").glob("*.po"))
    return Identity(
        slug=folder.name,
        title="",
        subtitle="",
        kind="",
        symbol="",
        author="",
        publisher="",
        description="",
        notice="",
        date=date(1970, 1, 1),
        language="en",
        languages=("en", *languages),
        policies={},
        source=None,
    )
