"""``explain``: what the code of a finding means, and how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.commands.common import Subparsers, add_command

if TYPE_CHECKING:
    import argparse


def add(commands: Subparsers) -> None:
    """Add the command."""
    parser = add_command(commands, "explain", "tell what the code of a finding means", _run)
    parser.add_argument("code", nargs="*", metavar="CODE", help="such as unknown-id; all codes")


def _run(options: argparse.Namespace) -> int:
    from pipeline.explain import every_code, explained

    codes = [code.strip("[]") for code in options.code]
    print("\n\n".join(map(explained, codes)) if codes else every_code())
    return 0
