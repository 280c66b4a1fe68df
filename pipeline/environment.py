"""What the machine must have and pip cannot bring: the native libraries that WeasyPrint opens.

Pango and HarfBuzz lay out the text of the PDF. ``libharfbuzz-subset`` is optional to WeasyPrint
and required here: without it fonts are cut by another program, which makes other bytes and costs
about as much time again as the whole PDF.

Standard library only, because this runs before anything is known to work. As a program,
``python -m pipeline.environment`` says what is missing and ends with 0 or 3; with ``--install`` it
first tries apt-get, where that needs no password.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

OLDEST_PANGO = "1.44"
"""WeasyPrint's documentation, “First Steps”."""

SAFE_FROM = {"weasyprint": "70.0", "jinja2": "3.1.6"}
"""Before these: addresses that passed the fetcher (CVE-2026-55073), a way out of the sandbox
(CVE-2025-27516)."""

EXIT_ENVIRONMENT = 3
"""Exit code for a machine that lacks something."""

APT_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
"""Packages of Debian and Ubuntu that bring every library below."""

NATIVE_LIBRARIES: dict[str, tuple[str, ...]] = {
    "GObject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "HarfBuzz subset": (
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
    "Fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
}
"""Library → its file on Linux, macOS and Windows, as ``weasyprint/text/ffi.py`` opens them."""

_MAC_PREFIXES = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"), Path("/opt/local/lib"))
_WINDOWS_DIRECTORIES = (
    r"C:\msys64\ucrt64\bin;C:\msys64\mingw64\bin;C:\Program Files\GTK3-Runtime Win64\bin"
)


def missing_native_libraries() -> list[str]:
    """Return the names of the libraries that cannot be opened, ``["Pango", …]``; [] when all can.

    Opening takes about a millisecond, and WeasyPrint needs them opened anyway.
    """
    _add_windows_directories()
    missing = [name for name, files in NATIVE_LIBRARIES.items() if not any(map(_opens, files))]
    return missing or _too_old()


def _too_old() -> list[str]:
    here = native_versions().get("pango", OLDEST_PANGO)
    if _numbers(here) >= _numbers(OLDEST_PANGO):
        return []
    return [f"Pango {OLDEST_PANGO} or later ({here} is here)"]


def unsafe_libraries() -> dict[str, tuple[str, str]]:
    """Return the libraries with known holes: name → (what is installed, the first sound one).

    Whoever installs by the lock file has none.
    """
    found = {}
    for name, sound in SAFE_FROM.items():
        with suppress(PackageNotFoundError):
            here = version(name)
            if _numbers(here) < _numbers(sound):
                found[name] = here, sound
    return found


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


def native_versions() -> dict[str, str]:
    """Return the versions of the libraries on which line breaks and so all bytes of a PDF depend.

    A library that is not there, or does not tell its version, is left out.
    """
    found = {}
    for name, function in (
        ("Pango", "pango_version_string"),
        ("HarfBuzz", "hb_version_string"),
    ):
        for file in NATIVE_LIBRARIES[name]:
            with suppress(OSError, AttributeError):
                tell = getattr(ctypes.CDLL(file), function)
                tell.restype = ctypes.c_char_p
                found[name.lower()] = tell().decode("ascii")
                break
    return found


def install_hint() -> str:
    """Return the one line to type on this machine that brings the missing libraries."""
    if sys.platform == "win32":
        return (
            "winget install MSYS2.MSYS2; "
            r"C:\msys64\usr\bin\bash -lc 'pacman -S --noconfirm mingw-w64-ucrt-x86_64-pango'"
        )
    if sys.platform == "darwin":
        # Homebrew's own Python looks into its prefix; one from python.org must be told.
        for prefix in _MAC_PREFIXES:
            if (prefix / "libpango-1.0.dylib").exists():
                return f"export DYLD_FALLBACK_LIBRARY_PATH={prefix}"
        return "brew install pango"
    if shutil.which("apt-get"):
        sudo = "" if os.geteuid() == 0 else "sudo "
        packages = " ".join(APT_PACKAGES)
        return f"{sudo}apt-get update && {sudo}apt-get install -y {packages}"
    return (
        "with the package manager of this system, install Pango 1.44 or later "
        "(libpango-1.0, libpangoft2-1.0) and HarfBuzz with libharfbuzz-subset"
    )


def environment_message(missing: list[str]) -> str:
    """Return the two lines that tell a person what is missing and what to type."""
    return (
        f"error: native libraries are missing: {', '.join(missing)}\n"
        f"  type this, then try again: {install_hint()}"
    )


def install_native_libraries() -> bool:
    """Install the libraries with apt-get; return whether that was possible and went well."""
    return install_packages(APT_PACKAGES)


def install_packages(packages: Sequence[str]) -> bool:
    """Install packages of Debian with apt-get; return whether that was possible and went well.

    Tried only as root or with a sudo that asks for no password. Prints on stderr.
    """
    apt_get = _apt_get()
    if apt_get is None:
        return False
    print(f"Installing {' '.join(packages)} with apt-get", file=sys.stderr, flush=True)
    install = [*apt_get, "install", "-y", "--no-install-recommends", *packages]
    # A fresh machine has no package lists yet, or old ones; one that has them is not kept waiting.
    if _succeeds(install):
        return True
    _succeeds([*apt_get, "update"], complain=True)
    return _succeeds(install, complain=True)


def main(arguments: list[str]) -> int:
    """Check the machine, with ``--install`` also put it right; return 0, or 3 when it is not."""
    missing = missing_native_libraries()
    if missing and "--install" in arguments and install_native_libraries():
        missing = missing_native_libraries()
    if missing:
        print(environment_message(missing), file=sys.stderr)
        return EXIT_ENVIRONMENT
    return 0


def _opens(file: str) -> bool:
    """Return whether the dynamic loader finds and opens ``file``.

    WeasyPrint (through cffi) goes on to ``ctypes.util.find_library``, which on Linux knows no
    more than the loader does, and is slow.
    """
    with suppress(OSError):
        ctypes.CDLL(file)
        return True
    if sys.platform == "linux":
        return False
    found = ctypes.util.find_library(file.removeprefix("lib").removesuffix(".dylib"))
    if found is not None:
        with suppress(OSError):
            ctypes.CDLL(found)
            return True
    return False


def _add_windows_directories() -> None:
    """Let the loader look where WeasyPrint will make it look."""
    if sys.platform == "win32":
        directories = os.environ.get("WEASYPRINT_DLL_DIRECTORIES", _WINDOWS_DIRECTORIES)
        for directory in directories.split(";"):
            with suppress(OSError):
                os.add_dll_directory(directory)


def _apt_get() -> list[str] | None:
    """Return how to call apt-get as root without being asked anything, or None."""
    if sys.platform != "linux":
        return None
    apt_get = shutil.which("apt-get")
    if apt_get is None:
        return None
    settings = ["DEBIAN_FRONTEND=noninteractive", apt_get, "-qq", "-o", "DPkg::Lock::Timeout=300"]
    if os.geteuid() == 0:
        return ["env", *settings]
    sudo = shutil.which("sudo")
    if sudo is not None and _succeeds([sudo, "-n", "true"]):
        return [sudo, "-n", "env", *settings]
    return None


def _succeeds(command: list[str], *, complain: bool = False) -> bool:
    """Run ``command`` and return whether it ended with 0; its output shows only in a complaint."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True
    )
    if done.returncode and complain:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
