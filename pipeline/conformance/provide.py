"""Brings the validators that are no Python packages: ``python -m pipeline.conformance.provide``.

From Debian with apt-get, as root or with a sudo that asks for no password; from Maven and npm
through their own clients, set up as the machine has them. Versions and checksums are pinned here,
in ``tools.py`` and in ``package-lock.json``. What cannot be had is told and goes on missing: its
checks then say "not run". Installing is no part of a build and may use the network.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline.conformance.tools import FOLDER, VERAPDF, Maven
from pipeline.environment import install_packages

HERE = Path(__file__).parent

DEBIAN = {
    "mvn": "maven",
    "node": "nodejs",
    "npm": "npm",
    "chromium": "chromium",
    "soffice": "libreoffice-writer",
    "qpdf": "qpdf",
    "pdftotext": "poppler-utils",
}
"""Program → the package of Debian and Ubuntu that brings it."""

MAVEN_GET = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get"
"""The goal of Maven that fetches one artifact, at a pinned version."""

NPM_FILES = ("package.json", "package-lock.json")


def main() -> int:
    """Bring what is missing. Always 0: what is missing in the end, the checks tell."""
    provide_programs()
    FOLDER.mkdir(exist_ok=True)
    provide_maven(VERAPDF)
    provide_npm()
    return 0


def provide_programs() -> None:
    """Install the programs that are not there, together or, where that fails, one by one."""
    missing = [package for program, package in DEBIAN.items() if shutil.which(program) is None]
    if missing and not install_packages(missing):
        for package in missing:
            install_packages([package])


def provide_maven(artifact: Maven) -> None:
    """Fetch an artifact, unless it is there; refuse one whose bytes are not those pinned."""
    if _has_digest(artifact.file, artifact.sha256):
        return
    repository = FOLDER / "maven"
    _told(
        [
            *("mvn", "--batch-mode", "--quiet", MAVEN_GET),
            f"-Dartifact={artifact.group}:{artifact.name}:{artifact.version}",
            *("-Dtransitive=false", f"-Dmaven.repo.local={repository}"),
        ]
    )
    folder = repository.joinpath(*artifact.group.split("."), artifact.name, artifact.version)
    fetched = folder / artifact.file.name
    if not fetched.is_file():
        _say(f"{artifact.name} {artifact.version} could not be fetched with Maven")
    elif not _has_digest(fetched, artifact.sha256):
        _say(f"{fetched.name} is refused: its SHA-256 is not the one pinned in tools.py")
    else:
        fetched.replace(artifact.file)
    shutil.rmtree(repository, ignore_errors=True)


def provide_npm() -> None:
    """Install exactly what ``package-lock.json`` names, unless that is there.

    No script of a package is run: puppeteer's would fetch a browser, and Debian's is used.
    """
    wanted = "".join((HERE / name).read_text("utf-8") for name in NPM_FILES)
    marker = FOLDER / "npm.installed"
    if marker.is_file() and marker.read_text("utf-8") == wanted:
        return
    marker.unlink(missing_ok=True)
    for name in NPM_FILES:
        shutil.copy(HERE / name, FOLDER / name)
    if _told(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(FOLDER)]):
        marker.write_text(wanted, "utf-8")


def _told(command: list[str]) -> bool:
    """Run an installer and return whether it went well; say why not."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=FOLDER)
    except OSError as error:
        _say(f"{command[0]} cannot be started: {error.strerror}")
        return False
    if done.returncode:
        _say(f"{command[0]} failed:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.returncode == 0


def _has_digest(file: Path, sha256: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
