"""The heavy tests of faults: ``nox -s hold``; ``-- --short`` does a twentieth of each, for CI.

Builds are killed before every act and at 200 random moments, and interrupted at 100; a fuzzer
makes up a million files for all that read files. Each part prints its figures; the run ends with 1
where one of them found something.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.support import ROOT

FUZZ = {
    "xliff": 280_000,
    "zip": 230_000,
    "bilingual": 210_000,
    "toml": 120_000,
    "markdown": 100_000,
    "po": 40_000,
    "word": 15_000,
    "text": 10_000,
}
"""Executions of each target, more of those that are quick: a million and five thousand."""


def parts(folder: Path, *, short: bool) -> Iterator[tuple[str, ...]]:
    """Yield what is run: a module and its arguments."""
    less = 20 if short else 1
    killing = ("tests.faults.killing", str(folder / "project"))
    yield (*killing, "--acts", "7" if short else "1")
    yield (*killing, "--moments", str(200 // less))
    yield (*killing, "--interrupts", str(100 // less))
    for target, runs in FUZZ.items():
        # Of the coverage-guided fuzzer a short run is only to show that it works.
        yield ("tests.fuzz.fuzz", target, "--runs", str(runs // (less * 10) if short else runs))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    can_fuzz = importlib.util.find_spec("atheris") is not None
    failed = []
    with tempfile.TemporaryDirectory(prefix="hold-") as folder:
        for module, *arguments in parts(Path(folder), short=options.short):
            said = " ".join([module, *arguments[-3:]])
            if module.endswith("fuzz") and not can_fuzz:
                print(f"NOT SHOWN HERE: {said}: atheris is not ready-made for this Python")
                continue
            begun = time.monotonic()
            print(f"== {said}", flush=True)
            done = subprocess.run(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
            print(f"   {time.monotonic() - begun:.0f} s, exit code {done.returncode}", flush=True)
            if done.returncode:
                print(done.stderr[-4_000:], file=sys.stderr)
                failed.append(said)
    print(f"{len(failed)} parts found something: {failed}" if failed else "all of it holds")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
