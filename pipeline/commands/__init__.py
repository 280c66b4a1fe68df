"""The commands of the command line: a module each, looked up in ``COMMANDS``.

A module adds its own arguments, calls the stages, prints what they return and gives the exit code.
It holds no logic, and imports what is heavy only when its command runs.
"""

from __future__ import annotations

from pipeline.commands import (
    approve,
    bench,
    build,
    check,
    conformance,
    distribute,
    explain,
    export,
    fmt,
    import_,
    new_language,
    preview,
    release,
    status,
    sync,
    verify,
    watch,
)

COMMANDS = (
    build,
    watch,
    check,
    explain,
    status,
    preview,
    sync,
    fmt,
    approve,
    new_language,
    export,
    import_,
    conformance,
    release,
    verify,
    distribute,
    bench,
)
"""In the order in which ``--help`` lists them; each module has one function, ``add``."""
