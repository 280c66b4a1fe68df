"""Messages whose end somebody has to look at → findings, one a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.diagnostics import Diagnostic
from pipeline.distribute.selection import concerns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.distribute.dispatch import Dispatch


def findings_of(dispatches: Sequence[Dispatch], only: tuple[str, ...]) -> tuple[Diagnostic, ...]:
    """Return what somebody has to look at, one finding a member."""
    out = []
    for dispatch in dispatches:
        if not concerns(dispatch.order, only):
            continue
        address, answer = dispatch.order.address, dispatch.answer
        if dispatch.state == "sending":
            message = f"whether {address} has the message {dispatch.order.id} is not known"
            hint = (
                "the line broke, or the program was stopped, before the server answered. Look in "
                f"the server's log for that id, then type --resolve {address} sent, or again"
            )
            out.append(Diagnostic("delivery-unclear", message, None, hint))
        elif dispatch.state == "refused":
            hint = f"correct the list; or, when its mailbox is in order: --resolve {address} again"
            out.append(Diagnostic("delivery-refused", f"{address}: {answer}", None, hint))
        elif dispatch.state == "pending":
            hint = "run it again later, or with --resume; nobody gets anything twice"
            out.append(
                Diagnostic("delivery-pending", f"{address}: {answer}", None, hint, "warning")
            )
    return tuple(out)
