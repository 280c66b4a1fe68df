"""Coverage-guided fuzzing of what reads files: ``nox -s fuzz -- markdown --runs 100000``.

atheris (libFuzzer for Python) makes inputs that reach new code. A fault does not end the run: the
input that showed it first is kept in ``tests/fuzz/found/``, named after its digest, and the run
ends with 1. A kept input is a test from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline", "markdown_it"]):
    from tests.fuzz import targets

FOUND = Path(__file__).resolve().parent / "found"
SECONDS = 10
"""What one input may take; beyond it libFuzzer stops the run."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=targets.TARGETS)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--longest", type=int, default=4_096, help="bytes of an input")
    parser.add_argument("--corpus", type=Path, default=None, help="kept from run to run")
    options = parser.parse_args()
    FOUND.mkdir(exist_ok=True)
    kinds: set[tuple[str, str]] = set()
    count, started, slowest = 0, time.monotonic(), 0.0

    def one(data: bytes) -> None:
        nonlocal count, slowest
        count += 1
        begun = time.process_time()
        try:
            targets.run(options.target, data)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            kind = (type(error).__name__, _place(error))
            if kind not in kinds:
                kinds.add(kind)
                print(
                    f"{options.target}: {kind[0]} at {kind[1]}, kept {keep(options.target, data)}",
                    flush=True,
                )
                traceback.print_exception(error)
        took = time.process_time() - begun
        if took > max(1.0, slowest):
            slowest = took
            print(
                f"{options.target}: {took:.1f} s, kept {keep('slow-' + options.target, data)}",
                flush=True,
            )
        if count == options.runs:
            seconds = time.monotonic() - started
            print(
                f"{options.target}: {count} executions in {seconds:.0f} s "
                f"({count / seconds:.0f}/s), slowest {slowest:.2f} s, {len(kinds)} faults",
                flush=True,
            )
            os._exit(1 if kinds else 0)  # libFuzzer has no other end that keeps the exit code

    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        corpus = options.corpus or Path(scratch)
        corpus.mkdir(parents=True, exist_ok=True)
        for data in targets.seeds(options.target):
            (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
        arguments = [
            sys.argv[0],
            str(corpus),
            f"-max_len={options.longest}",
            f"-timeout={SECONDS}",
            "-rss_limit_mb=1500",
            f"-artifact_prefix={FOUND}/{options.target}-",
            "-verbosity=0",
        ]
        atheris.Setup(arguments, one)
        atheris.Fuzz()


def keep(name: str, data: bytes) -> str:
    path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    FOUND.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path.name


def _place(error: BaseException) -> str:
    """Return the innermost line of ours that an error passed."""
    ours = [
        f"{Path(f.filename).name}:{f.lineno}"
        for f in traceback.extract_tb(error.__traceback__)
        if "pipeline" in f.filename
    ]
    return ours[-1] if ours else "?"


if __name__ == "__main__":
    main()
