"""``nox -s bench``: what our files cost, as ratios to what others need for the same text.

Every figure is of a process of its own, started anew, so that imports count for all alike. The
rounds go through all commands in turn, and the ratio is taken round by round, so that a machine
whose speed drifts does not decide. CPU is user plus system time of the process and its children.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import Collector, ReportError
from pipeline.edition import (
    CrossReference,
    Edition,
    Emphasis,
    ExternalLink,
    Foreign,
    GlossaryLink,
    Inline,
    ItemList,
    NoteCall,
    Strong,
    Text,
    walk_sections,
)
from pipeline.formats import Context
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.folders import Project

PROBE = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
code = subprocess.run([sys.executable, "-c", sys.argv[1]], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
wall = time.perf_counter() - start
json.dump([code, used.ru_utime + used.ru_stime, wall, used.ru_maxrss], sys.stdout)
"""
"""Runs a program and prints [exit code, CPU seconds, wall seconds, largest memory] of it.

A process of its own and a small one: Linux counts the memory of whoever starts a process as its.
"""

BARE = """
import os
os.environ["FONTCONFIG_FILE"] = {fontconfig!r}
from weasyprint import CSS, HTML
HTML(string=open({html!r}, encoding="utf-8").read(), base_url={base!r} + "/").write_pdf({pdf!r})
"""
OURS = """
from pipeline.cli import main
raise SystemExit(main({arguments!r}))
"""
ONE_FORMAT = """
import pickle, time, pathlib
edition, context = pickle.loads(pathlib.Path({pickled!r}).read_bytes())
from pipeline.formats import FORMATS
format_ = FORMATS[{name!r}]()
before = time.process_time()
data = format_.render(edition, context)
format_.read_back(data)
pathlib.Path({out!r}).write_text(str(time.process_time() - before))
"""
PANDOC = """
import subprocess, sys, pypandoc
pandoc = pypandoc.get_pandoc_path()
for arguments in {runs!r}:
    subprocess.run([pandoc, "--standalone", "--toc", {markdown!r}, *arguments], check=True,
                   stderr=subprocess.DEVNULL)
"""
TYPST = """
import typst
typst.compile({typ!r}, output={pdf!r})
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured run."""

    cpu: float
    """Seconds."""
    wall: float
    """Seconds."""
    memory: float
    """Largest resident set of a single process, in MB."""


def run_bench(project: Project, slug: str, rounds: int) -> str:
    """Measure everything on one publication, ``rounds`` times over; return the tables as text."""
    found = Collector()
    loaded = load_publication(project, slug, found)
    if loaded is None or found.errors:
        raise ReportError(found.found)
    labels, original = loaded.labels, next(iter(loaded.documents))
    editions = [
        resolve_edition(document, labels[tag], labels[original])
        for tag, document in loaded.documents.items()
    ]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        programs, inner = _programs(project, slug, editions[0], Path(folder))
        samples: dict[str, list[Sample]] = {name: [] for name in programs}
        for number in range(rounds):
            for name, program in programs.items():
                print(f"round {number + 1} of {rounds}: {name}", file=sys.stderr, flush=True)
                # What was made before would not be made again, and the figure be of nothing.
                shutil.rmtree(Path(folder) / "project" / "build", ignore_errors=True)
                samples[name].append(_run(program))
        seconds = {name: float(path.read_text("ascii")) for name, path in inner.items()}
        return _report(samples, seconds, len(editions))


def _programs(
    project: Project, slug: str, edition: Edition, folder: Path
) -> tuple[dict[str, str], dict[str, Path]]:
    """Return the programs to measure by name, and where two of them note their own seconds."""
    import pickle  # noqa: PLC0415 - what we wrote ourselves a moment before

    from pipeline.formats.pdf import PDF, html  # noqa: PLC0415 - heavy
    from pipeline.formats.pdf.fonts import font_files  # noqa: PLC0415
    from pipeline.formats.pdf.pages import page_map  # noqa: PLC0415

    theme = load_theme(project.templates, Collector())
    context = Context(project.templates, theme)
    pages = page_map(PDF.render(edition, context), edition)
    pickled = folder / "edition.pickle"
    pickled.write_bytes(pickle.dumps((edition, Context(project.templates, theme, pages))))
    page = folder / "report.html"
    page.write_text(html(edition, context), "utf-8")
    (folder / "fonts").mkdir()
    for name, font in font_files().items():
        (folder / "fonts" / f"{name}.ttf").write_bytes(font)
    markdown = folder / "report.md"
    markdown.write_text(pandoc_markdown(edition), "utf-8")

    root = ["--root", str(_copy(project, folder)), "--publication", slug, "--quiet"]
    ours = ["build", *root, "--language", edition.language]
    out = {name: folder / f"{name}.seconds" for name in ("docx", "epub")}
    weasy = [sys.executable, "-m", "weasyprint"]
    engine = folder / "weasyprint"
    engine.write_text(f'#!/bin/sh\nexec {" ".join(weasy)} "$@"\n', "ascii")
    engine.chmod(0o755)
    files = {suffix: str(folder / f"pandoc.{suffix}") for suffix in ("pdf", "docx", "epub", "typ")}
    office = [["-o", files["docx"]], ["-o", files["epub"]]]
    with_weasy = [["-o", files["pdf"], f"--pdf-engine={engine}"], *office]
    with_typst = [["-t", "typst", "-o", files["typ"]], *office]
    pandoc = {"markdown": str(markdown)}
    programs = {
        "bare WeasyPrint, PDF": BARE.format(
            fontconfig=os.environ.get("FONTCONFIG_FILE", ""),
            html=str(page),
            base=str(folder),
            pdf=str(folder / "bare.pdf"),
        ),
        "ours, PDF": OURS.format(arguments=[*ours, "--to", "pdf"]),
        "ours, 3 formats": OURS.format(arguments=ours),
        "Pandoc + WeasyPrint, 3 formats": PANDOC.format(runs=with_weasy, **pandoc),
        "Pandoc + Typst, 3 formats": PANDOC.format(runs=with_typst, **pandoc)
        + TYPST.format(typ=files["typ"], pdf=files["pdf"]),
        "ours, all languages": OURS.format(arguments=["build", *root]),
    }
    for name, path in out.items():
        programs[f"ours, {name.upper()} alone"] = ONE_FORMAT.format(
            pickled=str(pickled), name=name, out=str(path)
        )
    return programs, out


def _copy(project: Project, folder: Path) -> Path:
    """Return a project of the same source and templates whose build/ is thrown away."""
    root = folder / "project"
    root.mkdir()
    for name in ("source", "templates"):
        (root / name).symlink_to(project.root / name, target_is_directory=True)
    return root


def _run(program: str) -> Sample:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    probe = subprocess.run(
        [sys.executable, "-c", PROBE, program],
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
        env=environment,
        stdout=subprocess.PIPE,
    )
    code, cpu, wall, memory = json.loads(probe.stdout)
    if code:
        raise RuntimeError(f"a measured program ended with {code}:\n{program}")
    time.sleep(0.2)  # let the disk settle before the next one
    return Sample(cpu, wall, memory / 1024 if sys.platform == "linux" else memory / 1024**2)


def _report(
    samples: Mapping[str, Sequence[Sample]], seconds: Mapping[str, float], languages: int
) -> str:
    rounds = len(next(iter(samples.values())))
    width = max(map(len, samples))
    lines = [f"{'median of ' + str(rounds):<{width}}   CPU s  wall s  memory MB"]
    for name, runs in samples.items():
        cpu, wall, memory = (
            statistics.median(getattr(run, field) for run in runs)
            for field in ("cpu", "wall", "memory")
        )
        lines.append(f"{name:<{width}}  {cpu:6.2f}  {wall:6.2f}  {memory:9.0f}")
    lines += ["", "ratios of CPU seconds, round by round: median (least to most)"]
    for ours, other in (
        ("ours, 3 formats", "bare WeasyPrint, PDF"),
        ("ours, PDF", "bare WeasyPrint, PDF"),
        ("ours, 3 formats", "Pandoc + WeasyPrint, 3 formats"),
        ("ours, 3 formats", "Pandoc + Typst, 3 formats"),
    ):
        ratios = [a.cpu / b.cpu for a, b in zip(samples[ours], samples[other], strict=True)]
        lines.append(
            f"{ours} / {other}: {statistics.median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f})"
        )
    every = samples["ours, all languages"]
    busy = statistics.median(run.cpu / run.wall for run in every)
    lines.append(f"ours, all {languages} languages: {busy:.2f} cores busy of {os.cpu_count()}")
    lines += [
        f"{name.upper()}, rendered and read back: {value:.2f} CPU s without imports"
        for name, value in seconds.items()
    ]
    return "\n".join(lines)


# --- the same text for Pandoc --------------------------------------------------------------------


def pandoc_markdown(edition: Edition) -> str:
    """Return the text of an edition as Pandoc Markdown: headings, paragraphs, notes, glossary."""
    out = [f"---\ntitle: {json.dumps(edition.title)}\nlang: {edition.language}\n---"]
    for section in walk_sections(edition.front + edition.body):
        out.append(f"{'#' * section.level} {section.label} {_pandoc(section.title)}")
        for block in section.blocks:
            if isinstance(block, ItemList):
                out.append("\n".join(f"- {_pandoc(item.content)}" for item in block.items))
            else:
                label = getattr(block, "label", "").replace(".", "\\.")
                out.append(f"{label} {_pandoc(block.content)}".strip())
    out += [f"[^{note.number}]: {_pandoc(note.content)}" for note in edition.notes]
    if edition.glossary:
        out.append(f"# {edition.labels['glossary']}")
        out += [f"{e.term}\n:   {e.expansion or ''} {e.definition}" for e in edition.glossary]
    return "\n\n".join(out) + "\n"


def _pandoc(inlines: Sequence[Inline]) -> str:
    return "".join(_pandoc_inline(node) for node in inlines)


def _pandoc_inline(node: Inline) -> str:
    match node:
        case Text(text):
            return text
        case Emphasis(children):
            return f"*{_pandoc(children)}*"
        case Strong(children):
            return f"**{_pandoc(children)}**"
        case ExternalLink(url, children):
            return f"[{_pandoc(children)}]({url})"
        case NoteCall(note):
            return f"[^{note.number}]"
        case CrossReference():
            return node.text
        case Foreign(_, children) | GlossaryLink(_, _, children):
            return _pandoc(children)
