"""The page that says what an import made, before axe-core in Chromium, light and dark.

Runs in ``nox -s conformance``, which brings Chromium and axe-core, and where it fails without them;
elsewhere it says that it did not run.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.conformance import html_checks, tools
from tests.importer import made
from tests.importer.support import make_target, take_in

SHAPE: dict[str, list[tuple[str, int]] | int] = {"I. OPENING": 5, "II. CLOSING": [("A. LIGHTS", 4)]}


def test_the_import_page_has_no_violation(tmp_path: Path) -> None:
    text = made.report(SHAPE, 2, page=20).text.replace("1921.", "1921.⁷", 1)
    imported = take_in(make_target(tmp_path), text, lenient=True)
    try:
        result = html_checks.axe(imported.folder / "import-report.html")
    except tools.NotInstalledError as error:
        said = f"NOT RUN, the import page was not looked at: {error}"
        if os.environ.get("PIPELINE_CONFORMANCE"):
            pytest.fail(said)
        pytest.skip(f"{said}; nox -s conformance")
    assert result.findings == ()
