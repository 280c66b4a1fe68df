"""The command line: parsing, signals, exit codes. The commands stand in ``commands``.

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
from typing import TYPE_CHECKING, NoReturn

from pipeline.commands import COMMANDS
from pipeline.commands.common import (
    EXIT_BUG,
    EXIT_ENVIRONMENT,
    EXIT_INTERRUPTED,
    EXIT_TERMINATED,
    console_of,
    project_of,
)
from pipeline.console import shown
from pipeline.diagnostics import Diagnostic, ReportError
from pipeline.disk import advice, is_of_the_machine, why
from pipeline.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import FrameType


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminate)
    _open_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a sign shows its code
            stream.reconfigure(errors="backslashreplace")
    end = "; nothing was published" if options.command == "build" else ""
    try:
        return int(options.run(options))
    except ReportError as error:
        console_of(options).diagnostics(error.diagnostics, end)
        return error.exit_code
    except KeyboardInterrupt:
        console_of(options).say(f"interrupted{end}")
        return EXIT_INTERRUPTED
    except _Terminated:
        console_of(options).say(f"terminated{end}")
        return EXIT_TERMINATED
    except BrokenPipeError:
        # Whoever read our output has gone; a second failure at exit would only add noise.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == __package__:
            return _report_bug(options)
        console_of(options).diagnostics([_library_missing(str(error.name))])
        return EXIT_ENVIRONMENT
    except OSError as error:
        if not is_of_the_machine(error):
            return _report_bug(options)
        console_of(options).diagnostics([_refused(error, project_of(options).build)], end)
        return EXIT_ENVIRONMENT
    except Exception:  # noqa: BLE001 - the last place where a bug of ours can be told kindly
        return _report_bug(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pipeline",
        description="Publish reports as PDF, DOCX and EPUB that say the same.",
        epilog="Examples: pipeline build · pipeline build --to pdf --language fr · pipeline check",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    for command in COMMANDS:
        command.add(commands)
    return parser


def _open_streams() -> None:
    """Open what our caller closed, onto nothing.

    Otherwise the next file that is opened, perhaps one that is to be published, would be what
    everything prints to.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))


def _refused(error: OSError, place: Path) -> Diagnostic:
    return Diagnostic(
        "machine-refuses",
        f"this machine refuses what the pipeline needs: {why(error)}",
        Span(str(error.filename), 0) if error.filename else None,
        advice(error, place),
    )


# --- what goes wrong on our side ------------------------------------------------------------------


class _Terminated(BaseException):
    """SIGTERM, raised where the program stands so that everything is cleaned up."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _Terminated


def _library_missing(name: str) -> Diagnostic:
    """Return what to do where a library is missing: an environment older than the lock file."""
    return Diagnostic(
        "library-missing",
        f"this Python has no “{name}”, which the lock file names",
        None,
        "start it by nox, such as “nox -s build”, which brings its environment up to date (if not: "
        "delete .nox/); in an environment of your own: "
        "python -m pip install --require-hashes -r requirements.txt",
    )


def _report_bug(options: argparse.Namespace) -> int:
    trace = traceback.format_exc()
    log = project_of(options).build / f"bug-{time.strftime('%Y%m%d-%H%M%S')}.log"
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
