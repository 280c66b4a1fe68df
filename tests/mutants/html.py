"""Pages for staff with one fault each, and the check that must find it."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.mutants.table import Mutant


def replaced(pattern: str, by: str) -> Callable[[bytes], bytes]:
    def damage(data: bytes) -> bytes:
        text = data.decode()
        changed = re.sub(pattern, by, text, count=1, flags=re.DOTALL)
        assert changed != text, "the mutant is no mutant"
        return changed.encode()

    return damage


HTML_MUTANTS = (
    Mutant("html", "a page without a language", replaced(' lang="en"', ""), "axe-core"),
    Mutant("html", "a page without a title", replaced("<title>.*?</title>", ""), "axe-core"),
    Mutant("html", "grey words on white", replaced("--quiet: #4a4f57", "--quiet: #aaa"), "axe-core"),
    Mutant("html", "a region no keyboard reaches", replaced(' role="region"', ' role="rubbish"'), "axe-core"),
)  # fmt: skip
