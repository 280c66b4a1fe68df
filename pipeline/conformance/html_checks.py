"""Pages that staff read (proof, reports) before axe-core in Chromium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.conformance import tools
from pipeline.conformance.outcome import Result

SCRIPT = Path(__file__).with_name("axe.mjs")


def axe(file: Path) -> Result:
    """Return the violations that axe-core finds of WCAG and good practice, light and dark."""
    tools.node_package("axe-core")
    modules = tools.node_package("puppeteer").parent
    done = tools.run([tools.program("node"), SCRIPT, modules, tools.chromium(), file.resolve()])
    try:
        schemes = json.loads(done.stdout)
        version = str(schemes["light"]["testEngine"]["version"])
        findings = tuple(
            dict.fromkeys(
                _words(violation, scheme)
                for scheme, report in schemes.items()
                for violation in report["violations"]
            )
        )
        note = f"{len(schemes['light']['passes'])} rules passed"
    except (ValueError, KeyError, TypeError) as error:
        raise tools.ToolError(tools.said(done)) from error
    return Result(findings, version, {"axe.json": done.stdout.encode()}, note)


def _words(violation: dict[str, Any], scheme: str) -> str:
    nodes = violation["nodes"]
    place = str(nodes[0]["html"])[:120] if nodes else ""
    return f"{violation['id']}: {violation['help']}, {len(nodes)} times, {scheme}: {place}"
