"""A mutant: a finished file with one fault, which a check must find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One fault, and who must find it."""

    format: str
    name: str
    damage: Callable[[bytes], bytes]
    catcher: str
    """Name of a check of ``tests.mutants.catchers``."""
