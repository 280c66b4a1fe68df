"""Whatever tool saved a catalogue, ``fmt`` brings it back: one word changed is one line changed.

The real French catalogue goes through the tools that people use: polib and msgcat themselves, the
Translate Toolkit (the engine of Weblate, Virtaal and Pootle), and a save in the manner of Poedit
and OmegaT: other line breaks, a header of their own, references and programs' comments gone.
"""

from __future__ import annotations

import difflib
import re
import shutil
import subprocess
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from translate.storage.pypo import pofile

from pipeline.diagnostics import Collector
from pipeline.folders import HERE
from pipeline.project import load_original
from pipeline.translations.canonical import write_catalogue
from pipeline.translations.catalogue import read_catalogue
from pipeline.translations.units import Unit, translation_units

SLUG = "nato-russia-2019"
SHIPPED = sorted(HERE.source.glob("*/translations/*.po"))
WORD, OTHER = "élargissement", "ÉLARGISSEMENT"


@pytest.fixture(scope="module")
def units() -> Sequence[Unit]:
    return translation_units(load_original(HERE, SLUG))


@pytest.fixture(scope="module")
def catalogue(units: Sequence[Unit]) -> str:
    """The shipped one, with everything in it that a tool may lose."""
    path = HERE.source / SLUG / "translations/fr.po"
    found = Collector()
    read = read_catalogue(path.read_text("utf-8"), "fr.po", "fr", found)
    assert found.found == []
    entries = {entry.id: entry for entry in read.entries}
    entries["p1"] = replace(entries["p1"], fuzzy=True, previous="Older. " + entries["p1"].source)
    entries["p2"] = replace(entries["p2"], comments=("# A word of the translator’s.", "# Two."))
    entries["p3"] = replace(entries["p3"], fuzzy=True)
    entries["p4"] = replace(entries["p4"], target="")
    gone = replace(entries["p5"], id="p5a", obsolete=True)
    spoiled = replace(read, entries=tuple(entries.values()), obsolete=(gone,))
    return write_catalogue(replace(spoiled, comments=("# French, by A. Person.",)), units)


def formatted(text: str, units: Sequence[Unit]) -> str:
    found = Collector()
    read = read_catalogue(text, "fr.po", "fr", found)
    assert found.found == []
    return write_catalogue(read, units)


# --- the tools ----------------------------------------------------------------------------------


def by_polib(path: Path) -> None:
    polib.pofile(str(path)).save()


def by_polib_wrapped(path: Path) -> None:
    polib.pofile(str(path), wrapwidth=60).save()


def by_toolkit(path: Path) -> None:
    store = pofile.parsefile(str(path))  # type: ignore[no-untyped-call]
    store.updateheader(add=True, x_generator="Weblate 5.0", po_revision_date=True)
    for unit in store.units:
        if unit.istranslated() and not unit.isheader():
            unit.target = str(unit.target)  # as an editor does: set anew, and wrapped
    store.save()


def by_msgcat(*options: str) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        if not shutil.which("msgcat"):
            pytest.skip("msgcat (gettext) is not installed; CI has it")
        subprocess.run(["msgcat", *options, "-o", str(path), str(path)], check=True)

    return save


def by_editor(path: Path) -> None:
    """Save as Poedit does: lines of 77 signs, a header of its own, CRLF as on Windows."""
    out: list[str] = []
    for block in path.read_text("utf-8").rstrip("\n").split("\n\n"):
        joined = re.sub(r'"\n((?:#~? ?\|? ?)?)"', "", block)
        for line in joined.split("\n"):
            if line.startswith(("#.", "#:")):
                continue
            match = re.fullmatch(r'((?:#~?\|? )?msg\w+ )"(.*)"', line)
            if match is None or len(line) < 78 or "\\n" in line:
                out.append(line)
                continue
            mark = match[1].removesuffix(match[1].lstrip("#~| "))
            pieces = textwrap.wrap(match[2], 77, break_long_words=False, drop_whitespace=False,
                                   break_on_hyphens=False)  # fmt: skip
            out += [f'{match[1]}""', *(f'{mark}"{piece}"' for piece in pieces)]
        out.append("")
    text = "\n".join(out).replace(
        '"MIME-Version',
        '"Last-Translator: A. Person <a@example.org>\\n"\n'
        '"PO-Revision-Date: 2026-11-25 10:00+0100\\n"\n"X-Generator: Poedit 3.4\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n"MIME-Version',
        1,
    )
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))


TOOLS = {
    "polib": by_polib,
    "polib, lines of 60": by_polib_wrapped,
    "Translate Toolkit": by_toolkit,
    "msgcat": by_msgcat(),
    "msgcat --no-wrap": by_msgcat("--no-wrap"),
    "msgcat --width=40 --sort-output": by_msgcat("--width=40", "--sort-output"),
    "an editor": by_editor,
}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_the_shipped_catalogues_are_in_this_layout(path: Path) -> None:
    text = path.read_text("utf-8")
    found = Collector()
    read = read_catalogue(text, path.name, path.stem, found)
    assert found.found == []
    texts = translation_units(load_original(HERE, path.parent.parent.name))
    assert write_catalogue(read, texts) == text, "nox -s fmt"


@pytest.mark.parametrize("tool", TOOLS)
def test_fmt_undoes_what_a_tool_did_to_the_layout(
    tool: str, catalogue: str, units: Sequence[Unit], tmp_path: Path
) -> None:
    assert formatted(catalogue, units) == catalogue
    path = tmp_path / "fr.po"
    path.write_text(catalogue, "utf-8")
    TOOLS[tool](path)
    saved = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    assert saved != catalogue
    assert formatted(saved, units) == catalogue


@pytest.mark.parametrize("tool", TOOLS)
def test_one_word_changed_is_one_line_changed(
    tool: str, catalogue: str, units: Sequence[Unit], tmp_path: Path
) -> None:
    path = tmp_path / "fr.po"
    path.write_text(catalogue, "utf-8")
    TOOLS[tool](path)
    saved = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    assert saved.count(WORD) > 0
    changed = formatted(saved.replace(WORD, OTHER, 1), units)
    lines = list(difflib.unified_diff(catalogue.split("\n"), changed.split("\n"), n=0))[3:]
    assert [line[0] for line in lines] == ["-", "+"]
    assert lines[1][1:] == lines[0][1:].replace(WORD, OTHER, 1)
