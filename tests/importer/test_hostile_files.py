"""Files that nobody means well with: a clear error or a right result, within 1 GB of memory.

All of them are taken in by one process whose memory is limited and which may use no network.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest

from tests.importer import papers
from tests.importer.support import make_target
from tests.support import ROOT

FINE = "I. OPENING\n\n1. The pier was closed.\n\n2. It was opened.\n"
TAKER = """
import contextlib, io, json, resource, socket, sys, time
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))

def refused(*_):
    raise AssertionError("an import used the network")

socket.socket.connect = socket.getaddrinfo = refused
from pipeline.cli import main

root, *files = sys.argv[1:]
for file in files:
    said, start = io.StringIO(), time.perf_counter()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = main(["import", file, "--as", "made", "--force", "--root", root])
    # Not ru_maxrss, which counts what the process had been before it became this program.
    status = open("/proc/self/status").read()
    peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
    took = time.perf_counter() - start
    print(json.dumps({"code": code, "said": said.getvalue(), "MB": peak, "s": took}), flush=True)
"""


def word(document: str, **parts: str | bytes) -> bytes:
    """Return a Word file whose text is the XML that is given."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, document if name == "word/document.xml" else old.read(name))
        for name, data in parts.items():
            new.writestr(name, data)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def body(words: str, doctype: str = "") -> str:
    return (
        f"<?xml version='1.0'?>{doctype}<w:document xmlns:w='{W}'><w:body>{words}"
        "</w:body></w:document>"
    )


def p(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))


def outside() -> bytes:
    """Return a good Word file that names a template, a picture and data outside of itself."""
    document = docx.Document()
    document.add_heading("Opening", 1)
    document.add_paragraph("1. The pier was closed.")
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    for kind in ("attachedTemplate", "image", "footnotes", "styles"):
        document.part.relate_to("http://192.0.2.1/evil", f"{kinds}/{kind}", is_external=True)
    document.part.relate_to("file:///etc/passwd", f"{kinds}/subDocument", is_external=True)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def macros() -> bytes:
    return word(body(p("1. The pier was closed.")), **{"word/vbaProject.bin": b"\xd0\xcf"})


def slipping() -> bytes:
    return word(body(p("1. The pier was closed.")), **{"../../slipped.txt": "slipped"})


def pdf_bomb() -> bytes:
    """Return a PDF of 40 kB whose one page unpacks to 20 MB: 1.5 million words on one place."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    words = b"(the pier) Tj\n" * 1_500_000
    content = pdf.make_stream(zlib.compress(b"BT /F1 10 Tf 72 700 Td " + words + b"ET", 9))
    content.Filter = pikepdf.Name.FlateDecode
    names = pikepdf.Name
    font = pikepdf.Dictionary(Type=names.Font, Subtype=names.Type1, BaseFont=names.Helvetica)
    pdf.pages[0].Contents = content
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def pdf_loop() -> bytes:
    """Return a PDF whose tree of pages leads back to itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1000000>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def numbered(count: int) -> str:
    return "I. OPENING\n\n" + "".join(f"{n}. The pier was closed.\n\n" for n in range(1, count + 1))


def cases() -> dict[str, tuple[bytes, str]]:
    """Return the files: name, bytes, and the code of the error; empty for a right result."""
    return {
    "empty.txt": (b"", "import-empty"),
    "empty.docx": (b"PK\x05\x06" + bytes(18), "file-damaged"),
    "utf-16.txt": (FINE.encode("utf-16"), ""),
    "utf-16-be.txt": (b"\xfe\xff" + FINE.encode("utf-16-be"), ""),
    "utf-16-bare.txt": (FINE.encode("utf-16-le"), "control-character"),
    "latin-1.txt": (FINE.replace("closed", "fermé").encode("latin-1"), "not-utf8"),
    "nul.txt": (FINE.replace("closed", "clo\0sed").encode(), "control-character"),
    "program": (b"\x7fELF" + bytes(range(256)) * 4000, "not-utf8"),
    "windows.txt": (FINE.replace("\n", "\r\n").encode(), ""),
    "one-line.txt": (b"1. " + b"The pier was closed. " * 500_000, "import-too-large"),
    "100-000.txt": (numbered(100_000).encode(), "import-too-large"),
    "100-000.docx": (
        word(body("".join(p(f"{n}. The pier was closed.") for n in range(1, 100_001)))),
        "import-too-large",
    ),
    "bomb.docx": (word(body(p("1. The pier " + "a" * 100_000_000))), "file-unsafe"),
    "deep.docx": (word(body("<w:p>" * 5000 + "</w:p>" * 5000)), "file-damaged"),
    "slip.docx": (slipping(), "file-unsafe"),
    "entity.docx": (
        word(body(p("1. &e;"), "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>")),
        "file-unsafe",
    ),
    "laughs.docx": (
        word(body(p("1. &l9;"), f"<!DOCTYPE d [<!ENTITY l0 'ha'>{LAUGHS}]>")), "file-unsafe",
    ),
    "macros.docm": (macros(), "file-unsafe"),
    "outside.docx": (outside(), ""),
    "bomb.pdf": (pdf_bomb(), "file-unsafe"),
    "loop.pdf": (pdf_loop(), "import-too-large"),
    "scanned.pdf": (papers.scanned(), "import-empty"),
    }  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited so on Linux only")
def test_each_gives_a_clear_error_or_a_right_result(tmp_path: Path) -> None:
    project = make_target(tmp_path / "project")
    codes = {}
    for name, (data, code) in cases().items():
        (tmp_path / name).write_bytes(data)
        codes[name] = code
    for name, start in (("200-mb.txt", b"1. "), ("200-mb.docx", b"PK\x03\x04")):
        codes[name] = "file-unreadable"
        with (tmp_path / name).open("wb") as file:
            file.write(start)
            file.truncate(200_000_000)
    before = _outside(tmp_path)

    done = subprocess.run(
        [sys.executable, "-c", TAKER, str(project.root), *(str(tmp_path / n) for n in codes)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert _outside(tmp_path) == before, "an import wrote outside of source/"
    outcomes = dict(zip(codes, map(json.loads, done.stdout.splitlines()), strict=True))
    wrong = {n: o for n, o in outcomes.items() if not _is_right(o, codes[n])}
    assert wrong == {}
    assert max(outcome["MB"] for outcome in outcomes.values()) < 1000


def _outside(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if "source" not in path.parts}


def _is_right(outcome: dict[str, Any], code: str) -> bool:
    if code:
        return outcome["code"] == 1 and f"error[{code}]" in outcome["said"]
    return outcome["code"] == 0 and "error" not in outcome["said"]
