"""The live page of the shipped French in Chromium: keys, filters, saves, errors, axe-core.

Runs in ``nox -s conformance``, which brings Chromium and axe-core, and where it fails without them;
elsewhere it says that it did not run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.conformance import tools
from tests.browser.support import browser
from tests.support import ROOT

SLUG = "nato-russia-2019"


def test_the_page_does_what_a_translator_needs(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    node, chromium, modules = browser()
    source = tmp_path / "source" / SLUG
    shutil.copytree(ROOT / "source" / SLUG, source)
    (tmp_path / "templates").symlink_to(ROOT / "templates", target_is_directory=True)
    text = source / "report/10-introduction.md"
    text.write_text(text.read_text("utf-8").replace("worsened", "deteriorated", 1), "utf-8")
    catalogue = source / "translations/fr.po"
    french = catalogue.read_text("utf-8")
    start = french.index('msgctxt "p6"')
    french = french[:start] + french[french.index('msgctxt "', start + 9) :]
    french = french.replace("2008 à 2012", "2008 à 2013", 1)
    catalogue.write_text(french, "utf-8")
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "pipeline", "preview", "fr", "--no-browser"),
            *("--root", str(tmp_path)),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            script = Path(__file__).with_name("preview.mjs")
            done = tools.run([node, script, modules, chromium, address, catalogue])
        finally:
            process.terminate()
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    record_property("milliseconds from save to page", seen["milliseconds"])
    print("milliseconds from save to page:", *seen["milliseconds"])  # noqa: T201 - the figure
    assert seen["said"] == []
    assert seen["keys"] == ["publication.title", "publication.subtitle", "publication.title"]
    assert seen["missing"] == ["p6"]
    assert seen["stale"] == ["p1"]
    assert seen["findings"] == ["p8"]
    # What a save takes at its best, on a machine that does nothing else.
    others = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert min(seen["milliseconds"]) < 200 * others
    assert seen["moved"] < 2
    assert "the closing quote is missing" in seen["broken"]
    assert seen["kept"] == seen["all"]
    assert seen["mended"].strip() == ""
    assert seen["axe"] == {"light": [], "dark": []}
