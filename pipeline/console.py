"""What a person reads while the pipeline works: steps, findings, the closing table.

Everything goes to stderr, but for findings as JSON or GitHub annotations, which programs read
from stdout.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic, format_full, format_github, format_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.manifest import Built


class Console:
    """Prints for one run of one command."""

    def __init__(self, root: Path, output_format: str, *, quiet: bool) -> None:
        """Print findings in ``output_format`` (full, json, github); names are below ``root``."""
        self.root = root
        self.output_format = output_format
        self.quiet = quiet
        self._files: dict[str, list[str]] = {}

    def say(self, text: str) -> None:
        """Print a sentence, unless quiet."""
        if not self.quiet:
            print(text, file=sys.stderr, flush=True)

    def step(self, step: str, text: str, seconds: float) -> None:
        """Print a plain line for a step that has ended."""
        self.say(f"{step:<6} {text:<72} {seconds:6.1f} s")

    def table(self, built: Built) -> None:
        """Print the closing table of a build: files, pages, sizes, seconds."""
        rows = [("file", "pages", "kB", "seconds")]
        for made in built.outputs:
            seconds = "as before" if made.seconds is None else f"{made.seconds:.1f}"
            rows.append((made.path, str(made.pages or ""), f"{made.size / 1000:.0f}", seconds))
        width = max(len(row[0]) for row in rows)
        self.say("")
        for name, pages, size, seconds in rows:
            self.say(f"{name:<{width}}  {pages:>5}  {size:>6}  {seconds:>9}")
        self.say(
            f"published {shown(built.folder)}: {len(built.outputs)} files, "
            f"{built.comparisons} comparisons with the source, no difference"
        )

    def diagnostics(self, findings: Sequence[Diagnostic], end: str = "") -> None:
        """Print findings by file and line, the errors last, where a terminal still shows them.

        ``end`` is added to the count of errors and warnings.
        """
        found = sorted(findings, key=_print_order)
        if self.output_format == "json":
            print(format_json(found))
            return
        if self.output_format == "github":
            for diagnostic in found:
                print(format_github(diagnostic))
            return
        paint = _paints()
        for diagnostic in found:
            text = format_full(diagnostic, self._lines)
            print(_painted(text, diagnostic.severity) if paint else text, file=sys.stderr)
        errors = sum(d.severity == "error" for d in found)
        if errors or (found and not self.quiet):
            warnings = _count(len(found) - errors, "warning")
            print(f"{_count(errors, 'error')}, {warnings}{end}", file=sys.stderr)

    def _lines(self, file: str) -> list[str]:
        """Return the lines of a file, cut and normalised as ``textfile`` does."""
        if file not in self._files:
            try:
                text = (self.root / file).read_text("utf-8-sig", errors="replace")
            except (OSError, ValueError):
                text = ""
            self._files[file] = unicodedata.normalize("NFC", text).split("\n") if text else []
        return self._files[file]


def shown(path: Path) -> str:
    """Return a path as a person would type it from where they stand."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _print_order(diagnostic: Diagnostic) -> tuple[bool, str, int, int]:
    span = diagnostic.span
    is_error = diagnostic.severity == "error"
    return (is_error, span.file, span.line, span.column) if span else (is_error, "", 0, 0)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _paints() -> bool:
    """Tell whether to colour: on a terminal that can, unless NO_COLOR; FORCE_COLOR insists."""
    if os.environ.get("NO_COLOR"):
        return False
    terminal = sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    return terminal or bool(os.environ.get("FORCE_COLOR"))


def _painted(text: str, severity: str) -> str:
    """Colour the head of a finding: red for an error, yellow for a warning."""
    head, _, rest = text.partition("\n")
    code = "31" if severity == "error" else "33"
    return f"\x1b[1;{code}m{head}\x1b[0m" + (f"\n{rest}" if rest else "")
