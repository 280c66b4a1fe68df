"""What is wrong, where, and what to do: values that stages collect and the command line prints.

Nothing is printed inside a stage. ``ReportError`` is the one exception meant for users; whatever
else escapes is a bug of ours.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.model import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    code: str
    """Key of the catalogue, ``unknown-id``."""
    message: str
    """What is wrong, in a person's words, without a full stop."""
    span: Span | None
    """Where; None where no file is to blame."""
    hint: str = ""
    """What to do."""
    severity: Severity = "error"

    def __post_init__(self) -> None:
        """Refuse a code that the catalogue does not explain."""
        if self.code not in CODES:
            raise KeyError(self.code)


class ReportError(Exception):
    """The source, a template or a finished file is not right; the build publishes nothing."""

    def __init__(self, diagnostics: Sequence[Diagnostic], *, exit_code: int = 1) -> None:
        """Carry the findings and the exit code that the command ends with."""
        super().__init__("; ".join(d.message for d in diagnostics))
        self.diagnostics = tuple(diagnostics)
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[object, ...]:
        """Let the error come whole out of a process of its own."""
        return _rebuilt, (self.diagnostics, self.exit_code)


def _rebuilt(diagnostics: Sequence[Diagnostic], exit_code: int) -> ReportError:
    return ReportError(diagnostics, exit_code=exit_code)


class Collector:
    """Gathers the findings of a stage, so that one run shows all of them."""

    def __init__(self) -> None:
        """Start with none."""
        self.found: list[Diagnostic] = []

    def error(self, code: str, message: str, span: Span | None, hint: str = "") -> None:
        """Note an error."""
        self.found.append(Diagnostic(code, message, span, hint))

    def warning(self, code: str, message: str, span: Span | None, hint: str = "") -> None:
        """Note a warning."""
        self.found.append(Diagnostic(code, message, span, hint, "warning"))

    def extend(self, found: Iterable[Diagnostic]) -> None:
        """Take over findings of another stage."""
        self.found.extend(found)

    @property
    def errors(self) -> list[Diagnostic]:
        """The errors so far."""
        return [d for d in self.found if d.severity == "error"]

    def stop_on_errors(self) -> None:
        """Raise ``ReportError`` with everything found, if there is an error among it."""
        if self.errors:
            raise ReportError(self.found)


def printable(text: str) -> str:
    """Show invisible signs as ``<U+202E>``, so that a message cannot be forged."""
    if text.isprintable():  # nearly always; and no hidden sign is
        return text
    return "".join(f"<U+{ord(c):04X}>" if _hidden(c) else c for c in text)


def _hidden(character: str) -> bool:
    # Cs: the bytes of a file name that are not UTF-8.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def format_full(diagnostic: Diagnostic, lines_of: Callable[[str], Sequence[str]]) -> str:
    """Return a finding with its source line, a caret and the hint.

    ``lines_of(file)`` gives the lines of a file, or none where it cannot be shown.
    """
    head = f"{diagnostic.severity}[{diagnostic.code}]: {printable(diagnostic.message)}"
    span = diagnostic.span
    out = []
    if span is None:
        out.append(head)
    elif span.line == 0:
        out.append(f"{printable(span.file)}: {head}")
    else:
        out.append(f"{printable(span.file)}:{span.line}:{span.column}: {head}")
        lines = lines_of(span.file)
        if span.line <= len(lines):
            number = f"{span.line:>5} | "
            before, text = _window(lines[span.line - 1].replace("\t", " "), span.column)
            out.append(number + printable(text))
            caret = "^" * max(1, len(printable(text[before : before + span.length])))
            blank = " " * len(printable(text[:before]))
            out.append(" " * (len(number) - 2) + "| " + blank + caret)
    if diagnostic.hint:
        out.append(f"        hint: {printable(diagnostic.hint)}")
    return "\n".join(out)


def _window(line: str, column: int, width: int = 100) -> tuple[int, str]:
    """Return (characters before the column, the part of a long line around it)."""
    start = 0 if column <= width * 2 // 3 else column - width // 2
    cut = line[start : start + width]
    return column - 1 - start, cut


def format_json(diagnostics: Sequence[Diagnostic]) -> str:
    """Return the findings as a JSON array, one object each, in ASCII for any terminal."""
    return json.dumps([_as_mapping(d) for d in diagnostics], indent=1)


def _as_mapping(diagnostic: Diagnostic) -> Mapping[str, object]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        "file": span.file if span else None,
        "line": span.line if span and span.line else None,
        "column": span.column if span and span.line else None,
    }


def format_github(diagnostic: Diagnostic) -> str:
    """Return a finding as a workflow command of GitHub Actions, escaped as those want it."""
    place = ""
    if diagnostic.span:
        place = f" file={_escape(diagnostic.span.file, property_=True)}"
        if diagnostic.span.line:
            place += f",line={diagnostic.span.line},col={diagnostic.span.column}"
    text = f"[{diagnostic.code}] {diagnostic.message}"
    if diagnostic.hint:
        text += f" (hint: {diagnostic.hint})"
    return f"::{diagnostic.severity}{place}::{_escape(text)}"


def _escape(text: str, *, property_: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    if property_:
        text = text.replace(":", "%3A").replace(",", "%2C")
    return printable(text)
