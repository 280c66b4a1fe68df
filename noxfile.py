"""One command for each thing that is done here, such as ``nox -s build`` and ``nox -s tests``.

A session installs what the lock file says into a virtual environment of its own (``.nox/``), only
when the lock has changed, and then types the command that a person would. ``nox`` alone runs what a
change must pass before it is handed in; CI runs ``nox -s conformance`` too. A command of the
pipeline ends nox with its own exit code; of any other command that fails nox itself makes exit code
1.
"""

from __future__ import annotations

import hashlib
import shlex
import subprocess
import sys
from pathlib import Path

import nox

if not (3, 11) <= sys.version_info < (3, 15):
    # Upper bound: ICU (pyicu-wheels) comes ready-made only so far.
    print(
        f"error: Python 3.11 to 3.14 is needed, and nox runs on {sys.version.split()[0]}\n"
        "  install nox with such a Python: python3.13 -m pip install nox",
        file=sys.stderr,
    )
    raise SystemExit(3)

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "check", "tests", "build"]
nox.options.reuse_venv = "yes"
nox.options.default_venv_backend = "virtualenv"

ROOT = Path(__file__).parent
LOCKER = "uv==0.13.9"
"""What writes the lock files; pinned so that a lock changes only when a dependency does."""


@nox.session
def build(session: nox.Session) -> None:
    """Make every publication in every language and format, prove it, publish it to build/."""
    run_pipeline(session, "build")


@nox.session
def watch(session: nox.Session) -> None:
    """Build, and again at every save in source/ and templates/: -- --language fr --to pdf."""
    run_pipeline(session, "watch")


@nox.session
def check(session: nox.Session) -> None:
    """Report every error in source/, with its place; make nothing."""
    run_pipeline(session, "check")


@nox.session
def explain(session: nox.Session) -> None:
    """Tell what the code of a finding means: nox -s explain -- unknown-id; all codes alone."""
    run_pipeline(session, "explain", native=False)


@nox.session
def export(session: nox.Session) -> None:
    """Make files for translators and their tools: nox -s export -- --to docx fr."""
    run_pipeline(session, "export")


@nox.session(name="import")
def import_(session: nox.Session) -> None:
    """Take in a returned translation, or a whole report: nox -s import -- FILE."""
    run_pipeline(session, "import")


@nox.session
def status(session: nox.Session) -> None:
    """Tell how far each translation is; -- fr for one language, -- --json for programs."""
    run_pipeline(session, "status", native=False)


@nox.session
def preview(session: nox.Session) -> None:
    """Show a translation beside its original in the browser, at every save: -- fr."""
    run_pipeline(session, "preview", native=False)


@nox.session
def sync(session: nox.Session) -> None:
    """Bring today's English into a catalogue: -- fr; accept a change of form: -- --cosmetic p22."""
    run_pipeline(session, "sync", native=False)


@nox.session
def fmt(session: nox.Session) -> None:
    """Bring the catalogues back to their layout, whatever tool saved them."""
    run_pipeline(session, "fmt", native=False)


@nox.session
def approve(session: nox.Session) -> None:
    """Sign translations off: -- fr p22 p23 --by "M. Dupont"."""
    run_pipeline(session, "approve", native=False)


@nox.session(name="new-language")
def new_language(session: nox.Session) -> None:
    """Begin a language: -- de makes its files and says what remains."""
    run_pipeline(session, "new-language", native=False)


@nox.session
def distribute(session: nox.Session) -> None:
    """Bring a release to the members, each exactly once: -- NAME; with --smtp it is sent."""
    run_pipeline(session, "distribute")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests on all cores; what stands after -- goes to pytest."""
    install(session, "requirements-dev.txt")
    require_native_libraries(session)
    session.run("pytest", "-n", "auto", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layout and types; with -- --fix put right what can be put right by itself."""
    install(session, "requirements-dev.txt")
    fix = "--fix" in session.posargs
    session.run("ruff", "check", *(["--fix"] if fix else []))
    session.run("ruff", "format", *([] if fix else ["--check"]))
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the pipeline against bare WeasyPrint and against Pandoc."""
    run_pipeline(session, "bench", lock="requirements-bench.txt")


@nox.session
def conformance(session: nox.Session) -> None:
    """Put every file of every configuration before its validators; -- --to pdf for a part."""
    install(session, "requirements-conformance.txt")
    require_native_libraries(session)
    run_program(session, "-m", "pipeline.conformance.provide")
    run_program(session, "-m", "pipeline", "conformance", *session.posargs)
    if session.posargs:
        return
    # That the validators can say no: files with one fault each. And the live page in Chromium.
    session.run(
        *("pytest", "-n", "auto", "tests/mutants", "tests/browser"),
        "tests/release/test_validators.py",
        env={"PIPELINE_CONFORMANCE": "1"},
    )


@nox.session
def release(session: nox.Session) -> None:
    """Release a publication, every gate asked: -- NAME --revision 1."""
    install(session, "requirements-conformance.txt")
    require_native_libraries(session)
    run_program(session, "-m", "pipeline.conformance.provide")
    run_program(session, "-m", "pipeline", "release", *session.posargs)


@nox.session
def verify(session: nox.Session) -> None:
    """Tell of any file whether it is genuine and current: -- FILE, or -- FOLDER."""
    run_pipeline(session, "verify", native=False)


@nox.session
def archive(session: nox.Session) -> None:
    """Build on the machines of a Dask scheduler: -- --executor tcp://host:8786."""
    run_pipeline(session, "build", lock="requirements-archive.txt")


@nox.session(name="archive-tests")
def archive_tests(session: nox.Session) -> None:
    """Build 200 publications here and on a scheduler with two workers, and compare the bytes."""
    install(session, "requirements-archive.txt")
    require_native_libraries(session)
    session.run("pytest", "tests/archive", *session.posargs)


@nox.session
def delivery(session: nox.Session) -> None:
    """Send to a thousand members while everything goes wrong, and compare what arrived."""
    install(session, "requirements-dev.txt")
    require_native_libraries(session)
    run_program(session, "-m", "pipeline", "build", "--quiet")
    session.run("pytest", "tests/delivery", *session.posargs, env={"DELIVERY": "1"})


@nox.session
def reproduce(session: nox.Session) -> None:
    """Build twice, in surroundings that differ in all that should not matter; compare the bytes."""
    install(session, "requirements-dev.txt")
    require_native_libraries(session)
    run_program(session, "-m", "tests.faults.reproducing")


@nox.session
def hold(session: nox.Session) -> None:
    """Kill, interrupt and fuzz at length, an hour or two; -- --short does a little of each."""
    install(session, "requirements-hold.txt")
    require_native_libraries(session)
    run_program(session, "-m", "tests.faults.hold", *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write the lock files from the .in files; with -- --upgrade take the newest versions."""
    session.install(LOCKER)
    # In this order: the later ones are constrained by the first.
    for name in (
        "requirements",
        "requirements-sign",
        "requirements-dev",
        "requirements-bench",
        "requirements-archive",
        "requirements-hold",
        "requirements-conformance",
    ):
        session.run(
            *("uv", "pip", "compile", "--quiet", f"{name}.in", "--output-file", f"{name}.txt"),
            *("--universal", "--python-version", "3.11", "--generate-hashes"),
            # A lock file holds for whichever index or mirror a machine is set up with.
            *("--no-emit-index-url", "--no-emit-find-links"),
            *("--custom-compile-command", "nox -s lock"),
            *session.posargs,
        )


def run_pipeline(
    session: nox.Session, command: str, lock: str = "requirements.txt", *, native: bool = True
) -> None:
    """Run ``python -m pipeline command`` and, unless it went well, end nox with its exit code.

    A translator's commands make no PDF and need no native libraries.
    """
    install(session, lock)
    if native:
        require_native_libraries(session)
    run_program(session, "-m", "pipeline", command, *session.posargs)


def require_native_libraries(session: nox.Session) -> None:
    """Have the native libraries installed, or end nox with exit code 3 and the line to type."""
    run_program(session, "-m", "pipeline.environment", "--install")


def run_program(session: nox.Session, *arguments: str) -> None:
    """Run the session's Python and, unless it went well, end nox with its exit code.

    ``session.run`` would make every failure a 1.
    """
    session.log("python %s", shlex.join(arguments))
    python = Path(session.bin) / "python"
    with subprocess.Popen([python, *arguments], cwd=ROOT) as process:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            # The program was interrupted too: let it clean up and say so.
            code = process.wait()
    if code:
        # A program ended by signal n has the code -n, which a shell calls 128 + n.
        raise SystemExit(code if code > 0 else 128 - code)


def install(session: nox.Session, lock: str) -> None:
    """Install exactly what ``lock`` names, unless the session's environment has just that."""
    digest = hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()
    marker = Path(session.virtualenv.location) / "installed.sha256"
    if marker.is_file() and marker.read_text(encoding="ascii") == digest:
        return
    marker.unlink(missing_ok=True)
    session.install("--require-hashes", "--requirement", lock)
    marker.write_text(digest, encoding="ascii")
