"""Messages → an outbox: a folder of ``.eml`` files that any mail program opens. Nothing is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.safe_write import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.distribute.dispatch import Dispatch
    from pipeline.distribute.ledger import Ledger
    from pipeline.distribute.message import Composer

SUFFIX = ".eml"


def fill_outbox(
    folder: Path, dispatches: Sequence[Dispatch], composer: Composer, ledger: Ledger
) -> int:
    """Write a file for each message, and remove those that are no longer to be sent.

    Returns how many bytes they have. Raises ``ReportError``: ``file-unwritable``, and what the
    making of a message raises.
    """
    total, names = 0, set()
    for dispatch in dispatches:
        data, copies = composer.message(dispatch)
        if copies:
            ledger.keep_copies(dispatch, copies)
        name = file_name(dispatch)
        names.add(name)
        write_file(folder / name, data, name)
        total += len(data)
    for old in folder.glob(f"*{SUFFIX}"):
        if old.name not in names:
            old.unlink()
    return total


def file_name(dispatch: Dispatch) -> str:
    """Return the name of a message's file: the address, as file systems take it, and the id."""
    address = re.sub(r"[^A-Za-z0-9.@_-]", "_", dispatch.order.address)
    return f"{address}.{dispatch.order.id[1:9]}{SUFFIX}"
