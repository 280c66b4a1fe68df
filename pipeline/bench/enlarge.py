"""Makes a publication many times as long: the same text again, under other ids.

Sections, paragraphs, notes, references and translations are all there as often; links and the
glossary are not, since a long report has not many times the terms.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from pipeline.idline import ID

if TYPE_CHECKING:
    from pathlib import Path

_NAMED = re.compile(rf"(?m)^\{{#({ID})|^\[\^({ID})\]:")
"""The id of a block; that of a note, where its text stands."""
_QUOTED = re.compile(rf"(\{{#|\[\^|\[@)({ID})")
"""Where an id stands in Markdown: before its block, in a call or a note, in a reference."""
_CONTEXT = re.compile(r'^msgctxt "([^".]*)((?:\.\d+)?)"$', re.MULTILINE)
"""The id of what an entry translates, and the number of a list's item."""


def enlarge(publication: Path, target: Path, times: int) -> None:
    """Write to ``target`` the publication in ``publication``, its text ``times`` over."""
    shutil.copytree(publication, target)
    files = sorted((target / "report").glob("*.md"))
    texts = {path.stem: path.read_text("utf-8") for path in files}
    ids = {a or b for text in texts.values() for a, b in _NAMED.findall(text)}
    for number in range(2, times + 1):
        for stem, text in texts.items():
            # Files are read in the order of their names.
            name = f"{number:04d}-{stem}.md"
            (target / "report" / name).write_text(_renamed(text, number, ids), "utf-8")
    for path in files:
        path.rename(path.with_name(f"0001-{path.name}"))
    for path in (target / "translations").glob("*.po"):
        entries = path.read_text("utf-8").split("\n\n")
        again = [
            _renamed(entry, number, ids)
            for number in range(2, times + 1)
            for entry in entries
            if (context := _CONTEXT.search(entry)) and context[1] in ids
        ]
        path.write_text(
            "\n\n".join([*(e.rstrip("\n") for e in (*entries, *again))]) + "\n", "utf-8"
        )


def _renamed(text: str, number: int, ids: set[str]) -> str:
    """Return a text or an entry with every id of the report in its ``number``-th form."""

    def other(match: re.Match[str]) -> str:
        return match[0] + (f"-again{number}" if match[2] in ids else "")

    def context(match: re.Match[str]) -> str:
        return f'msgctxt "{match[1]}-again{number}{match[2]}"'

    # Only what stands before the first numbered section may be without a number.
    text = re.sub(r"^(\{#[^\s}]+) \.unnumbered\}(?=\n## )", r"\1}", text, flags=re.MULTILINE)
    return _CONTEXT.sub(context, _QUOTED.sub(other, text))
