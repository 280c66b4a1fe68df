"""What is measured: a step by its name, in the order in which a round goes through them."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from typing import TYPE_CHECKING

from pipeline.bench.measure import run_command, run_python
from pipeline.bench.saves import save_to_page, save_to_pdf
from pipeline.folders import HERE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.bench.measure import Sample
    from pipeline.bench.workshop import Workshop

BARE = """
import os
os.environ["FONTCONFIG_FILE"] = {fontconfig!r}
from weasyprint import HTML
HTML(string=open({html!r}, encoding="utf-8").read(), base_url={base!r} + "/").write_pdf({pdf!r})
"""
TYPST_ALONE = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]])
"""
PANDOC = """
import subprocess, sys, pypandoc
from concurrent.futures import ThreadPoolExecutor
def run(arguments):
    if arguments[0] == "typst":
        command = [sys.executable, "-c", {typst!r}, *arguments[1:]]
    else:
        command = [pypandoc.get_pandoc_path(), "--standalone", "--toc", *arguments]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
def run_all(chain):
    for arguments in chain:
        run(arguments)
with ThreadPoolExecutor({workers}) as pool:
    list(pool.map(run_all, {chains!r}))
"""
"""A chain is what has to be done one after another: Typst compiles what Pandoc has written."""

BUILD, ONE_JOB, SAME = "ours", "ours, one process", "ours, nothing changed"
NOX = "nox -s build, nothing changed"
PARAGRAPH, PARAGRAPH_PDF = "ours, a paragraph changed", "ours, its PDF alone"
SAVE_PDF, SAVE_PAGE = "ours, from a save to the PDF", "ours, from a save to the page"
WEASY, WEASY_TWO = "Pandoc + WeasyPrint", "Pandoc + WeasyPrint, two at a time"
TYPST, TYPST_TWO = "Pandoc + Typst", "Pandoc + Typst, two at a time"


def bare(language: str) -> str:
    """Return the name of the step in which WeasyPrint alone makes the PDF of a language."""
    return f"bare WeasyPrint, {language}"


def steps_of(shop: Workshop) -> dict[str, Callable[[], Sample]]:
    """Return the steps; some need what the one before has left."""
    steps: dict[str, Callable[[], Sample]] = {}
    for tag in shop.languages:
        program = BARE.format(
            fontconfig=os.environ.get("FONTCONFIG_FILE", ""),
            html=str(shop.folder / f"{tag}.html"),
            base=str(shop.folder),
            pdf=str(shop.folder / f"bare.{tag}.pdf"),
        )
        steps[bare(tag)] = partial(run_python, program)
    steps[ONE_JOB] = partial(_afresh, shop, "--jobs", "1")
    steps[BUILD] = partial(_afresh, shop)
    steps[SAME] = partial(_build, shop)
    if nox := shutil.which("nox"):
        session = [nox, "-f", str(HERE.root / "noxfile.py"), "-s", "build", "--"]
        steps[NOX] = partial(run_command, [*session, *_named(shop)])
    if len(shop.languages) > 1:
        steps[PARAGRAPH] = partial(_edited, shop)
        steps[PARAGRAPH_PDF] = partial(_edited, shop, "--language", shop.changed, "--to", "pdf")
        saved = (shop.root, shop.slug, shop.changed, shop.edit)
        steps[SAVE_PDF] = partial(save_to_pdf, *saved)
        steps[SAVE_PAGE] = partial(save_to_page, *saved)
    by_weasyprint, by_typst = _chains(shop)
    steps[WEASY] = partial(
        run_python, PANDOC.format(typst=TYPST_ALONE, workers=1, chains=by_weasyprint)
    )
    steps[WEASY_TWO] = partial(
        run_python, PANDOC.format(typst=TYPST_ALONE, workers=2, chains=by_weasyprint)
    )
    steps[TYPST] = partial(run_python, PANDOC.format(typst=TYPST_ALONE, workers=1, chains=by_typst))
    steps[TYPST_TWO] = partial(
        run_python, PANDOC.format(typst=TYPST_ALONE, workers=2, chains=by_typst)
    )
    return steps


def _named(shop: Workshop) -> list[str]:
    return ["--root", str(shop.root), "--publication", shop.slug, "--quiet"]


def _build(shop: Workshop, *arguments: str) -> Sample:
    command = [sys.executable, "-m", "pipeline", "build", *_named(shop)]
    return run_command([*command, *arguments])


def _afresh(shop: Workshop, *arguments: str) -> Sample:
    shop.forget()
    return _build(shop, *arguments)


def _edited(shop: Workshop, *arguments: str) -> Sample:
    shop.edit()
    return _build(shop, *arguments)


def _chains(shop: Workshop) -> tuple[Sequence[object], Sequence[object]]:
    """Return how Pandoc makes all files, with WeasyPrint and with Typst."""
    engine = shop.folder / "weasyprint"
    engine.write_text(f'#!/bin/sh\nexec {sys.executable} -m weasyprint "$@"\n', "utf-8")
    engine.chmod(0o755)
    by_weasyprint: list[object] = []
    by_typst: list[object] = []
    for tag in shop.languages:
        text = str(shop.folder / f"{tag}.md")
        files = {s: str(shop.folder / f"pandoc.{tag}.{s}") for s in ("pdf", "docx", "epub", "typ")}
        office = [[[text, "-o", files[suffix]]] for suffix in ("docx", "epub")]
        by_weasyprint += [[[text, "-o", files["pdf"], f"--pdf-engine={engine}"]], *office]
        written = [text, "-t", "typst", "-o", files["typ"]]
        compiled = ["typst", files["typ"], files["pdf"], str(shop.folder / "fonts")]
        by_typst += [[written, compiled], *office]
    return by_weasyprint, by_typst
