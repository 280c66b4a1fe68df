"""``python -m pipeline COMMAND``."""

import contextlib
import os
import sys

from pipeline.cli import main
from pipeline.commands.common import EXIT_INTERRUPTED, EXIT_TERMINATED

if __name__ == "__main__":
    code = main()
    if code in {EXIT_INTERRUPTED, EXIT_TERMINATED}:
        # All is cleaned up; Python itself would wait for threads whose files nobody makes any more.
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError):  # whoever read it has gone
                stream.flush()
        os._exit(code)
    sys.exit(code)
