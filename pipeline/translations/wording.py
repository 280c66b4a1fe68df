"""What was changed in a text, word by word: shown to whoever has to follow an amendment."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words that stayed, went or came."""

    kind: Literal["same", "removed", "added"]
    text: str


def word_diff(before: str, after: str) -> tuple[Run, ...]:
    """Return both texts as runs: those not added make ``before``, those not removed ``after``."""
    old, new = _words(before), _words(after)
    runs: list[Run] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            runs.append(Run("removed", "".join(old[i1:i2])))
        if j1 < j2:
            runs.append(Run("added", "".join(new[j1:j2])))
    return tuple(runs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)


def marked(runs: Iterable[Run], context: int = 40) -> str:
    """Return runs as plain text, ``[-old-]{+new+}``, long stretches that stayed cut short."""
    out = []
    for run in runs:
        match run.kind:
            case "removed":
                out.append(f"[-{run.text}-]")
            case "added":
                out.append(f"{{+{run.text}+}}")
            case _:
                text = run.text
                if len(text) > 2 * context:
                    text = f"{text[:context]} … {text[-context:]}"
                out.append(text)
    return "".join(out)
