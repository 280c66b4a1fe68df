"""EPUB before EPUBCheck and Ace by DAISY."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pipeline.conformance import tools
from pipeline.conformance.outcome import Result


def epubcheck(file: Path) -> Result:
    """Return what EPUBCheck says: no fatal, error, warning, info nor usage message passes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "epubcheck.json"
        done = tools.run([tools.java(), "-jar", tools.epubcheck(), "--usage", "--json", out, file])
        try:
            raw = out.read_bytes()
            report = json.loads(raw)
            findings = tuple(_message(message) for message in report["messages"])
            version = str(report["checker"]["checkerVersion"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise tools.ToolError(tools.said(done)) from error
    return Result(findings, version, {"epubcheck.json": raw})


def _message(message: dict[str, Any]) -> str:
    places = message.get("locations") or [{}]
    place = places[0].get("path") or ""
    line = places[0].get("line", -1)
    where = f" ({place}{f', line {line}' if line > 0 else ''})" if place else ""
    return f"{message['ID']} {message['severity'].lower()}: {message['message']}{where}"


def ace(file: Path) -> Result:
    """Return the violations that Ace finds of EPUB Accessibility 1.1 and WCAG 2.2 A and AA."""
    package = tools.node_package("@daisy/ace-cli")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        done = tools.run(
            [
                *(tools.program("node"), package / "bin" / "ace.js"),
                *("--force", "--silent", "--outdir", out, "--tempdir", Path(folder) / "temp", file),
            ],
            PUPPETEER_EXECUTABLE_PATH=tools.chromium(),
        )
        try:
            raw = (out / "report.json").read_bytes()
            report = json.loads(raw)
            findings = tuple(_ace_findings(report))
            version = str(report["earl:assertedBy"]["doap:release"]["doap:revision"])
            outcome = report["earl:result"]["earl:outcome"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise tools.ToolError(tools.said(done)) from error
    if outcome != "pass" and not findings:
        findings = (f"Ace gives the outcome “{outcome}” and no reason",)
    pages = f"{len(report['assertions'])} documents looked at"
    return Result(findings, version, {"ace.json": raw}, pages)


def _ace_findings(report: dict[str, Any]) -> list[str]:
    found = []
    for document in report["assertions"]:
        place = document["earl:testSubject"]["url"]
        for assertion in document["assertions"]:
            if assertion["earl:result"]["earl:outcome"] == "pass":
                continue
            test, pointer = assertion["earl:test"], assertion["earl:result"]["dct:description"]
            words = " ".join(str(pointer).split())[:200]
            found.append(f"{test['dct:title']} ({test['earl:impact']}): {words} ({place})")
    return found
