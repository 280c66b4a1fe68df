"""A mutant: a finished file with one fault, which a check must find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One fault, and who must find it."""

    format: str
    """The suffix of the file; behind it the profile, ``pdf 2.0``, where it is not the usual one."""
    name: str
    damage: Callable[[bytes], bytes]
    catcher: str
    """Name of a check of ``tests.mutants.catchers``."""
