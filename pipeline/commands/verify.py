"""``verify``: tell of any file whether it is genuine, current, altered or unknown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.commands.common import EXIT_USAGE, Subparsers, add_command, console_of, project_of
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError, printable

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    about = "tell of any file whether it is genuine and current, superseded, altered or unknown"
    parser = add_command(commands, "verify", about, _run)
    parser.add_argument(
        "path",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="files and folders; all that was built and released where none is named",
    )
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        type=Path,
        metavar="MANIFEST",
        help="know a release by its manifest.json too, where its folder is not here",
    )
    parser.add_argument("--json", action="store_true", help="verdicts for programs")


def _run(options: argparse.Namespace) -> int:
    from pipeline.distribute.ledger import find_copy, ledger_of
    from pipeline.release.manifest import read_release
    from pipeline.release.register import known_releases
    from pipeline.release.verify import Verifier, exit_code, to_json

    project, console = project_of(options), console_of(options)
    copied = partial(find_copy, ledger_of(project))
    paths = [path.absolute() for path in options.path] or [project.build]
    if missing := [path for path in [*paths, *options.against] if not path.exists()]:
        raise ReportError([_missing(path) for path in missing], exit_code=EXIT_USAGE)
    with known_releases(project.build) as (register, found):
        for manifest in options.against:
            folder = manifest if manifest.is_dir() else manifest.parent
            register.add(read_release(folder), folder)
        verdicts = list(Verifier(project.build, register, copied).verify(paths))
    console.diagnostics(found)
    if options.json:
        print(to_json(verdicts))
    else:
        for verdict in verdicts:
            print(f"{verdict.state:<11} {shown(Path(verdict.file))}: {printable(verdict.told)}")
    return exit_code(verdicts)


def _missing(path: Path) -> Diagnostic:
    return Diagnostic(
        "file-unreadable", f"there is no “{path.name}”", None, f"looked for {path.absolute()}"
    )
