"""``preview``: the live page of one translation."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from pipeline.commands.common import (
    EXIT_ENVIRONMENT,
    EXIT_USAGE,
    Subparsers,
    add_command,
    console_of,
    project_of,
    publications_of,
)
from pipeline.commands.languages import languages_of
from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    import argparse

    from pipeline.preview.server import Board, Server


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(
        commands, "preview", "show a translation beside its original, at every save", _run
    )
    parser.add_argument("language", metavar="LANG", help="the language of the translation")
    parser.add_argument(
        "--port", type=int, default=0, metavar="N", help="of the page; a free one if not named"
    )
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument(
        "--editor",
        metavar="NAME",
        help="opens a text at its line: vscode, vim and others, or a link with {file} and {line}; "
        "that of VISUAL or EDITOR if not named",
    )


def _run(options: argparse.Namespace) -> int:
    from pipeline.preview.page import states
    from pipeline.preview.run import serve

    board, console = _board(options), console_of(options)
    server = _server(board, options.port)

    def ready(url: str) -> None:
        if board.sheet:
            console.say(f"{board.sheet.catalogue}: {states(board.sheet.counts)}")
        else:
            console.diagnostics(board.errors)
        console.say("the page follows every save; Ctrl-C ends it")
        print(url, flush=True)
        if not options.no_browser:
            _open(url)

    serve(server, ready)
    return 0


def _board(options: argparse.Namespace) -> Board:
    from pipeline.preview.desk import Desk
    from pipeline.preview.editor import KNOWN, editor
    from pipeline.preview.page import Page
    from pipeline.preview.server import Board
    from pipeline.project import load_original

    try:
        opened_in = editor(options.editor)
    except ValueError:
        raise ReportError(
            [
                Diagnostic(
                    "unknown-editor",
                    f"“{options.editor}” is not an editor",
                    None,
                    f"known: {', '.join(KNOWN)}; or a link such as name://open?{{file}}:{{line}}",
                )
            ],
            exit_code=EXIT_USAGE,
        ) from None
    project = project_of(options)
    slug = publications_of(options)[0]
    document = load_original(project, slug)
    (language,) = languages_of(project, document, [options.language])
    page = Page(project, opened_in, document.language, language)
    return Board(Desk(project, slug, language), page)


def _server(board: Board, port: int) -> Server:
    from pipeline.preview.server import Server

    try:
        return Server(board, port)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ReportError(
            [
                Diagnostic(
                    "port-taken",
                    f"the page cannot be served on port {port}: {why}",
                    None,
                    "leave --port out, and a free one is taken",
                )
            ],
            exit_code=EXIT_ENVIRONMENT,
        ) from error


def _open(url: str) -> None:
    """Open the browser of the desktop; one that would take over the terminal is left alone."""
    import webbrowser

    if sys.platform in ("win32", "darwin") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    ):
        webbrowser.open(url)
