"""Two folders change their names in one step, where the system has such a step."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_HERE = -100
"""AT_FDCWD: paths count from the working folder (linux/fcntl.h)."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of linux/fs.h, and RENAME_SWAP of macOS's sys/stdio.h."""


def swap(first: Path, second: Path) -> bool:
    """Give each folder the name of the other; False where the system cannot, with nothing done.

    Whoever looks meanwhile, or pulls the plug, finds both names, before or after.
    """
    if os.name != "posix":
        return False
    paths = os.fsencode(first), os.fsencode(second)
    library = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        done: int = library.renameat2(_HERE, paths[0], _HERE, paths[1], _EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        done = library.renamex_np(*paths, _EXCHANGE)
    else:
        return False
    return done == 0
