"""The report as data, embedded in a PDF 2.0: what a program needs not to have to parse pages.

It is what the proof compares all finished files with: contents, headings, paragraphs, footnotes
and glossary, in JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import weasyprint

from pipeline.expected import expected_reading

if TYPE_CHECKING:
    from pipeline.edition import Edition


def data_file(edition: Edition) -> Any:
    """Return the attachment; its relationship to the pages is that of an alternative (7.11.3)."""
    # The clock of every file is the date of the edition; WeasyPrint would take that of the machine.
    when = datetime.combine(edition.date, time())
    text = json.dumps(asdict(expected_reading(edition)), ensure_ascii=False, indent=1)
    return weasyprint.Attachment(
        string=text,
        name=f"{edition.slug}.{edition.language}.json",
        description=edition.title,
        created=when,
        modified=when,
        relationship="Alternative",
    )
