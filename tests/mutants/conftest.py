"""Prints the table of mutants at the end of a run."""

from __future__ import annotations

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    rows = [
        value
        for status in ("passed", "failed")
        for report in terminalreporter.stats.get(status, [])
        for key, value in getattr(report, "user_properties", [])
        if key == "mutant"
    ]
    if not rows:
        return
    terminalreporter.section(f"{len(rows)} mutants and what found them")
    for format_, name, catcher, found in sorted(rows):
        terminalreporter.write_line(f"{format_:<7} {name:<44} {catcher:<25} {found[:90]}")
