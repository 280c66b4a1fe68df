"""The command line: parsing, printing, exit codes. No logic; heavy imports are lazy.

Exit codes: 0 done, 1 errors in source, templates or finished files, 2 usage, 3 environment or
disk, 70 a bug of ours, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from pipeline.console import Console, shown
from pipeline.diagnostics import Collector, Diagnostic, ReportError
from pipeline.environment import environment_message, missing_native_libraries
from pipeline.project import HERE, Project

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from pipeline.build import Built

EXIT_SOURCE, EXIT_USAGE, EXIT_ENVIRONMENT, EXIT_BUG = 1, 2, 3, 70
EXIT_INTERRUPTED, EXIT_TERMINATED = 130, 143


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a sign shows its code
            stream.reconfigure(errors="backslashreplace")
    try:
        return int(options.run(options))
    except ReportError as error:
        end = "; nothing published" if options.run is _build else ""
        _console(options).diagnostics(error.diagnostics, end)
        return error.exit_code
    except KeyboardInterrupt:
        _console(options).say("interrupted; nothing was published")
        return EXIT_INTERRUPTED
    except _Terminated:
        _console(options).say("terminated; nothing was published")
        return EXIT_TERMINATED
    except BrokenPipeError:
        # Whoever read our output has gone; a second failure at exit would only add noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001 - the last place where a bug of ours can be told kindly
        return _report_bug(options)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--publication",
        action="append",
        default=[],
        metavar="NAME",
        help="a folder of source/; all of them where none is named",
    )
    common.add_argument(
        "--root",
        type=Path,
        default=None,
        metavar="DIR",
        help="the folder that holds source/, templates/ and build/",
    )
    common.add_argument(
        "--output-format",
        choices=("full", "json", "github"),
        default="full",
        help="how findings are printed",
    )
    common.add_argument("-q", "--quiet", action="store_true", help="findings and paths only")
    common.add_argument("-v", "--verbose", action="store_true", help="more, and traces of bugs")
    parser = argparse.ArgumentParser(
        prog="pipeline",
        description="Publish reports as PDF, DOCX and EPUB that say the same.",
        epilog="Examples: pipeline build · pipeline build --to pdf --language fr · pipeline check",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", parents=[common], help="make, prove and publish all files")
    build.add_argument(
        "--to",
        default="",
        metavar="FORMATS",
        help="pdf, docx, epub, separated by commas (goes to build/partial)",
    )
    build.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="TAG",
        help="one language; may be given again (goes to build/partial)",
    )
    build.set_defaults(run=_build)
    check = commands.add_parser("check", parents=[common], help="find what is wrong in source/")
    check.set_defaults(run=_check)
    bench = commands.add_parser("bench", parents=[common], help="measure what a build costs")
    bench.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is run")
    bench.set_defaults(run=_bench)
    return parser


# --- commands -----------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> int:
    formats = _formats(options.to)
    if missing := missing_native_libraries():
        print(environment_message(missing), file=sys.stderr)
        return EXIT_ENVIRONMENT
    from pipeline.build import Request, build_publication
    from pipeline.publish import locked

    project, console = _project(options), _console(options)
    built: list[Built] = []
    with locked(project.build, console.say):
        for slug in _publications(project, options):
            request = Request(slug, formats, tuple(dict.fromkeys(options.language)))
            built.append(build_publication(project, request, console.step))
    console.diagnostics([d for result in built for d in result.warnings])
    for result in built:
        console.table(result)
    for result in built:
        for file in result.made:
            print(shown(result.folder / file.path))
        print(shown(result.folder / "proof.html"))
    return 0


def _check(options: argparse.Namespace) -> int:
    from pipeline.project import load_publication

    project, found = _project(options), Collector()
    for slug in _publications(project, options):
        load_publication(project, slug, found)
    _console(options).diagnostics(found.found)
    return EXIT_SOURCE if found.errors else 0


def _bench(options: argparse.Namespace) -> int:
    from importlib.util import find_spec

    if missing := [name for name in ("pypandoc", "typst") if find_spec(name) is None]:
        print(f"error: not installed: {', '.join(missing)}", file=sys.stderr)
        print("  type this instead: nox -s bench", file=sys.stderr)
        return EXIT_ENVIRONMENT
    from pipeline.bench import run_bench

    project = _project(options)
    for slug in _publications(project, options):
        print(run_bench(project, slug, max(1, options.rounds)))
    return 0


def _formats(text: str) -> tuple[str, ...]:
    from pipeline.formats import FORMATS

    asked = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for name in asked:
        if name not in FORMATS:
            raise ReportError(
                [
                    Diagnostic(
                        "unknown-format",
                        f"“{name}” is not a format",
                        None,
                        f"known: {', '.join(FORMATS)}",
                    )
                ],
                exit_code=EXIT_USAGE,
            )
    return tuple(name for name in FORMATS if name in asked)


def _project(options: argparse.Namespace) -> Project:
    return Project(options.root.resolve()) if options.root else HERE


def _console(options: argparse.Namespace) -> Console:
    return Console(_project(options).root, options.output_format, quiet=options.quiet)


def _publications(project: Project, options: argparse.Namespace) -> list[str]:
    known = project.publications()
    for name in options.publication:
        if name not in known:
            raise ReportError(
                [
                    Diagnostic(
                        "publication-missing",
                        f"there is no publication “{name}”",
                        None,
                        f"known: {', '.join(known) or 'none'}",
                    )
                ],
                exit_code=EXIT_USAGE,
            )
    if not known:
        raise ReportError(
            [
                Diagnostic(
                    "publication-missing",
                    f"there is no publication in {project.source}",
                    None,
                    "make source/<name>/publication.toml; see CONTRIBUTING",
                )
            ]
        )
    return list(dict.fromkeys(options.publication)) or known


# --- what goes wrong on our side ------------------------------------------------------------------


class _Terminated(BaseException):
    """SIGTERM, raised where the program stands so that everything is cleaned up."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _Terminated


def _report_bug(options: argparse.Namespace) -> int:
    trace = traceback.format_exc()
    log = _project(options).build / f"bug-{time.strftime('%Y%m%d-%H%M%S')}.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(trace, "utf-8")
        where = f"the details are in {shown(log)}"
    except OSError:
        where = trace
    print(f"internal error, a fault of the pipeline and not of your text: {where}", file=sys.stderr)
    if options.verbose:
        print(trace, file=sys.stderr)
    return EXIT_BUG
