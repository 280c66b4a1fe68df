"""Where things that can be made again at any time are kept between runs: fonts, templates.

In the virtual environment, beside the packages that they are made from; else among temporary
files. Deleting the folder loses nothing but a second.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from functools import cache
from pathlib import Path


@cache
def cache_folder(name: str) -> Path:
    """Return a writable folder of that name. Raises ``PermissionError`` where there is none."""
    for base in (Path(sys.prefix) / "var", Path(tempfile.gettempdir())):
        folder = base / "report-pipeline" / name
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK):
                return folder
    raise PermissionError(name)
