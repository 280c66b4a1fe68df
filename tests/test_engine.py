"""What makes WeasyPrint faster moves nothing: the same PDF comes out with and without it."""

from __future__ import annotations

import io
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pikepdf
import pytest

from pipeline.formats.pdf import speed
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RENDER = """
import contextlib, pathlib, sys
from pipeline.formats.pdf import speed
if "plain" in sys.argv:
    speed.install = lambda: None
    speed.quick_import = contextlib.nullcontext
from pipeline.diagnostics import Collector
from pipeline.formats import FORMATS, Context
from pipeline.folders import Project
from pipeline.project import load_publication
from pipeline.resolve import resolve_edition
from pipeline.theme import load_theme
root = pathlib.Path()
loaded = load_publication(Project(root), "nato-russia-2019", Collector())
edition = resolve_edition(loaded.documents["fr"], loaded.labels["fr"])
context = Context(root / "templates", load_theme(root / "templates", Collector()))
pathlib.Path(sys.argv[1]).write_bytes(FORMATS["pdf"]().render(edition, context))
"""


def uncompressed(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(
            out,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            static_id=True,
        )
    return out.getvalue()


def test_the_pages_are_the_same_without_what_makes_them_faster(tmp_path: Path) -> None:
    made = []
    for name in ("quick", "plain"):
        path = tmp_path / f"{name}.pdf"
        subprocess.run([sys.executable, "-c", RENDER, str(path), name], check=True, cwd=ROOT)
        made.append(path.read_bytes())
    assert made[0] != made[1], "the plain one is compressed in another way"
    assert uncompressed(made[0]) == uncompressed(made[1])


def test_an_edit_that_no_longer_fits_is_refused() -> None:
    def function() -> int:
        return 1

    owner = SimpleNamespace(function=function)
    with pytest.raises(RuntimeError, match="is not as expected"):
        speed.edit(owner, "function", ("return 2", "return 3"))
