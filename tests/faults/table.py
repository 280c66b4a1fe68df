"""The table of faults: which case is shown by which test, or why it cannot come to pass.

The cases stand in ``cases.toml``; what happens is the first line of the docstring of each test,
and its codes are those that the test names. So the table cannot say more than the tests do.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.codes import CODES

FOLDER = Path(__file__).resolve().parent

HEAD = """\
# Faults

What can go wrong with what people hand in, with the machine and with the files that are made, case
by case; the tests show on the real commands and the finished files what then happens. A case
without a test has a reason why it cannot come to pass here.

This page is made from `cases.toml` and the tests: `nox -s tests -- tests/faults --update-golden`
writes it anew. To add a case, give it the next free number of all in `cases.toml`, and write
`test_<letter><number>_…` with a docstring that says in one line what happens.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One test of a case."""

    case: str
    """``a01``."""
    outcome: str
    """What happens, in one line."""
    codes: tuple[str, ...]
    """The codes of findings that the test names."""
    test: str
    """``test_a_bytes.py::test_a01_invalid_utf8``."""


@dataclass(frozen=True, slots=True)
class Case:
    """One fault."""

    key: str
    case: str
    reason: str
    tests: tuple[Shown, ...]


def cases() -> tuple[Mapping[str, str], list[Case]]:
    """Return the groups, and all cases in their order."""
    values = tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))
    shown: dict[str, list[Shown]] = {}
    for test in tests():
        shown.setdefault(test.case, []).append(test)
    known = [
        Case(key, entry["case"], entry.get("reason", ""), tuple(shown.pop(key, ())))
        for key, entry in values["cases"].items()
    ]
    strangers = [Case(key, "", "", tuple(found)) for key, found in shown.items()]
    return values["groups"], known + strangers


def tests() -> Iterator[Shown]:
    """Yield every test of this folder that is named after a case."""
    for path in sorted(FOLDER.glob("test_[a-l]_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            name = re.match(r"test_([a-l]\d{2,3})_", node.name)
            codes = tuple(dict.fromkeys(code for code in _constants(node) if code in CODES))
            outcome = (ast.get_docstring(node) or "").partition("\n")[0]
            key = name[1] if name else node.name
            yield Shown(key, outcome, codes, f"{path.name}::{node.name}")


def _constants(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def page() -> str:
    """Return README.md."""
    groups, known = cases()
    tested = sum(bool(case.tests) for case in known)
    reasons = sum(bool(case.reason) for case in known)
    out = [HEAD, f"{len(known)} cases: {tested} tested, {reasons} cannot come to pass."]
    for letter, title in groups.items():
        out += ["", f"## {letter.upper()}. {title}", ""]
        out += ["| case | what happens | codes | tests |", "| --- | --- | --- | --- |"]
        out += [_row(case) for case in known if case.key[0] == letter]
    return "\n".join(out) + "\n"


def _row(case: Case) -> str:
    outcomes = " · ".join(dict.fromkeys(test.outcome for test in case.tests))
    codes = " ".join(dict.fromkeys(f"`{code}`" for test in case.tests for code in test.codes))
    names = "<br>".join(f"`{test.test}`" for test in case.tests)
    said = outcomes or (f"*Cannot come to pass:* {case.reason}" if case.reason else "open")
    return f"| {case.key[1:].lstrip('0')}. {case.case} | {said} | {codes} | {names} |"
