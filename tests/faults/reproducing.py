"""Builds twice in surroundings that differ in all that should not matter, and compares the bytes.

``nox -s reproduce`` does so with every publication of source/. The second time the checkout lies
elsewhere and is built under another umask, time zone, locale, encoding of file names, hash seed,
home and clock, with folders listed in another order. On a difference it names the part: the object
of the PDF, the member of the DOCX or EPUB.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pikepdf

from tests.support import ROOT

SHUFFLED = """
import os, random
_list, _scan = os.listdir, os.scandir
def _shuffled(entries):
    random.Random(7).shuffle(entries)
    return entries
class _Entries(list):
    __enter__ = lambda self: self
    __exit__ = lambda *_: None
    close = lambda self: None
    __next__ = lambda self: self.pop() if self else next(iter(()))
os.listdir = lambda *a: _shuffled(_list(*a))
os.scandir = lambda *a: _Entries(_shuffled(list(_scan(*a))))
"""
"""Python that lists every folder in another order."""

CLOCK = """
import datetime, time
class _Then(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(NOW, tz)
    @classmethod
    def today(cls): return cls.fromtimestamp(NOW)
datetime.datetime = _Then
time.time = lambda: NOW
time.time_ns = lambda: int(NOW * 1e9)
_local, _universal = time.localtime, time.gmtime
time.localtime = lambda s=None: _local(NOW if s is None else s)
time.gmtime = lambda s=None: _universal(NOW if s is None else s)
"""
"""Python whose clock stands at NOW: what libfaketime does for the whole process."""

ELSEWHERE = {
    "TZ": "Pacific/Auckland",
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONHASHSEED": "4711",
    "HOME": "/nonexistent",
    "USER": "nobody",
    "HOSTNAME": "elsewhere",
    "SOURCE_DATE_EPOCH": "1",
}
COMMON = ("PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "SYSTEMROOT")


def build(checkout: Path, root: Path, code: str = "", **environment: str) -> None:
    """Build the project ``root`` with the pipeline of a checkout; raises where that fails."""
    program = (
        f"import sys\nsys.path.insert(0, sys.argv.pop())\n{code}\n"
        "from pipeline.cli import main\nsys.exit(main(['build', '-q', '--root', sys.argv[1]]))"
    )
    kept = {name: os.environ[name] for name in COMMON if name in os.environ}
    subprocess.run(
        [sys.executable, "-c", program, str(root), str(checkout)],
        cwd=checkout,
        env={**kept, **environment},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def build_elsewhere(root: Path) -> None:
    """Build a project in all other surroundings, with a copy of the pipeline."""
    checkout = root.parent / "checkout é"
    shutil.copytree(ROOT / "pipeline", checkout / "pipeline")
    shutil.copy(ROOT / "requirements.txt", checkout)
    before = os.umask(0o077)
    try:
        build(checkout, root, f"NOW = 4_000_000_000\n{CLOCK}{SHUFFLED}", **faketime(), **ELSEWHERE)
    finally:
        os.umask(before)


def faketime() -> dict[str, str]:
    """Return what sets the clock for all of a process, where libfaketime is installed."""
    for library in Path("/usr/lib").glob("*/faketime/libfaketime.so.1"):
        return {"LD_PRELOAD": str(library), "FAKETIME": "@2096-10-02 07:06:40"}
    return {}


def differences(one: Path, other: Path) -> list[str]:
    """Return what differs between two folders of published files, by file and part."""
    names = {
        path.relative_to(folder).as_posix()
        for folder in (one, other)
        for path in folder.rglob("*")
        if path.is_file()
    }
    found = []
    for name in sorted(names):
        pair = [folder / name for folder in (one, other)]
        if not all(path.is_file() for path in pair):
            found.append(f"{name}: only once")
        elif pair[0].read_bytes() != pair[1].read_bytes():
            here, there = map(parts, pair)
            differ = [part for part in {**here, **there} if here.get(part) != there.get(part)]
            found += [f"{name}: {part}" for part in differ or ["the order or layout of its parts"]]
    return found


def parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a file: the objects of a PDF, the members of a zip, else the lines."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            return {"the trailer": repr(pdf.trailer).encode()} | {
                f"object {thing.objgen[0]} {_kind(thing)}".strip(): _content(thing)
                for thing in pdf.objects
            }
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return {entry: archive.read(entry) for entry in archive.namelist()}
    return {f"line {n}": line for n, line in enumerate(path.read_bytes().split(b"\n"), 1)}


def _kind(thing: pikepdf.Object) -> str:
    is_named = isinstance(thing, pikepdf.Dictionary) or isinstance(thing, pikepdf.Stream)  # noqa: SIM101 - pikepdf's types know no union
    return str(thing.get("/Type", "")) if is_named else ""


def _content(thing: pikepdf.Object) -> bytes:
    stream = thing.read_bytes() if isinstance(thing, pikepdf.Stream) else b""
    return thing.unparse(resolved=True) + stream


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="reproduce-") as folder:
        here, there = Path(folder) / "here", Path(folder) / "another place" / "projet é"
        for root in (here, there):
            for name in ("source", "templates"):
                shutil.copytree(ROOT / name, root / name)
        build(ROOT, here, PYTHONHASHSEED="1")
        build_elsewhere(there)
        found = differences(here / "build", there / "build")
        same = sum(p.is_file() for p in (here / "build").rglob("*")) - len(found)
    clock = "libfaketime" if faketime() else "Python's own functions"
    print(f"the clock was set by {clock}")
    print("\n".join(found) if found else f"{same} files are the same, byte for byte")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
