"""What a PDF is made to conform to: one of two sets of standards, by publication.

``1.7`` is what most readers, checkers and archives know; ``2.0`` says more (what is a footnote,
where a link leads in the structure) and needs newer software. A publication chooses with
``profile`` in publication.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of standards that one file meets together."""

    version: str
    """Of PDF."""
    variant: str
    """WeasyPrint's name of the PDF/A part, for which it writes output intent and identifier."""
    standards: tuple[str, ...]
    """Names of the standards, each with a validator in ``pipeline.conformance.pdf_checks``."""
    has_attachment: bool = False
    """Whether the report goes along as data: PDF/A-4f is PDF/A-4 with embedded files (ISO 19005-4,
    Annex A), and must have one."""


PROFILES: Mapping[str, Profile] = {
    "1.7": Profile("1.7", "pdf/a-3a", ("PDF/UA-1", "PDF/A-3a")),
    "2.0": Profile(
        "2.0",
        "pdf/a-4f",
        ("PDF/UA-2", "PDF/A-4f", "WTPDF 1.0 accessibility", "WTPDF 1.0 reuse"),
        has_attachment=True,
    ),
}
"""Profiles by the version of PDF."""
