"""The copy of a released PDF that bears the name of the member it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.bidi import isolate_left_to_right
from pipeline.diagnostics import Collector
from pipeline.formats import Context
from pipeline.formats.pdf.stamp import stamp
from pipeline.languages import direction
from pipeline.theme import in_large_print, load_theme

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pipeline.distribute.dispatch import Parcel


def personal_copy(
    data: bytes, name: str, parcel: Parcel, labels: Mapping[str, str], templates: Path
) -> bytes:
    """Return the copy for the member ``name``. Raises ``ReportError``: what ``stamp`` raises."""
    found = Collector()
    theme = load_theme(templates, found)
    found.stop_on_errors()
    if parcel.format.endswith("-large"):
        theme = in_large_print(theme)
    if direction(parcel.language) == "rtl":
        name = isolate_left_to_right(name)
    line = labels["copy_for"].format(name=name)
    return stamp(data, line, parcel.language, Context(templates, theme))
