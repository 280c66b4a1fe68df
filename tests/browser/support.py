"""The browser that pages are looked at in, or why there is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.conformance import tools


def browser() -> tuple[str, str, Path]:
    """Return Node, Chromium and the folder of npm packages.

    Where ``nox -s conformance`` was to bring them, it is a failure that they are not there; in the
    ordinary tests the page is skipped, and the message says that it was.
    """
    try:
        tools.node_package("axe-core")
        modules = tools.node_package("puppeteer").parent
        return tools.program("node"), tools.chromium(), modules
    except tools.NotInstalledError as error:
        said = f"NOT RUN, no page was looked at: {error}; nox -s conformance"
        if os.environ.get("PIPELINE_CONFORMANCE"):
            pytest.fail(said)
        pytest.skip(said)
