"""List items: after a colon, or where the one before is in the list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.importer.builder import Open, OpenList
from pipeline.importer.running_on import begin_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.importer.builder import Builder
    from pipeline.importer.draft import Line
    from pipeline.importer.labels import Label

BULLET = re.compile(r"(?P<sign>[•▪◦‣●○■□➢✓·*–—-])\s+(?=\S)")
_DASHES = "–—-*·"
_LIST_KINDS = frozenset({"lower", "lower-roman", "number", "letter"})


def list_begins(builder: Builder, label: Label) -> bool:
    """Tell whether a label may begin a list: the first of its kind, after a colon."""
    before = builder.previous()
    return (
        label.value == 1
        and label.kind in _LIST_KINDS
        and before is not None
        and before.text.endswith((":", ";"))
    )


def item_expected(builder: Builder, readings: Sequence[Label]) -> bool:
    """Tell whether the list that is open expects a label next."""
    current = builder.state.list
    return current is not None and any(
        r.style == current.style and r.value == current.value + 1 for r in readings
    )


def take_item(builder: Builder, line: Line, readings: Sequence[Label]) -> bool:
    """Take a line as a list item; tell whether it is one."""
    if line.list:
        _hinted_item(builder, line)
        return True
    current, before = builder.state.list, builder.previous()
    match = BULLET.match(line.text)
    if match:
        sign = match["sign"]
        after_colon = before is not None and before.text.endswith((":", ";"))
        in_list = current is not None and current.sign == sign
        if not (in_list or after_colon or (builder.is_strong(line) and sign not in _DASHES)):
            return False
        begins = not in_list
        builder.state.list = current if current and in_list else OpenList(sign, None)
        _begin_item(builder, line, sign, line.text[match.end() :], ordered=False, begins=begins)
        return True
    for label in readings:
        goes_on = (
            current is not None
            and label.style == current.style
            and label.value == current.value + 1
        )
        starts = list_begins(builder, label) or (
            label.value == 1
            and label.kind == "lower"
            and label.form in ("()", ")")
            and builder.is_strong(line)
        )
        if not (goes_on or starts) or not label.rest:
            continue
        builder.state.list = OpenList("", label.style, label.value)
        _begin_item(builder, line, label.typed, label.rest, ordered=True, begins=not goes_on)
        return True
    return False


def _hinted_item(builder: Builder, line: Line) -> None:
    """Take what the file itself calls a list item or a quotation."""
    kind, _, name = line.list.partition(":")
    if kind == "quote":
        begin_plain(builder, line, "its style says so", "sure", kind="quotation")
        return
    current = builder.state.list
    begins = current is None or current.sign != name or builder.units[-1].kind != "item"
    builder.state.list = OpenList(name, None)
    _begin_item(builder, line, "", line.text, ordered=kind == "number", begins=begins)


def _begin_item(
    builder: Builder, line: Line, label: str, text: str, *, ordered: bool, begins: bool
) -> None:
    where = f"¶ {builder.state.paragraph}, list" if builder.state.paragraph else "list"
    builder.units.append(
        Open("item", label, [line], [text], ordered=ordered, where=where, begins_list=begins)
    )
