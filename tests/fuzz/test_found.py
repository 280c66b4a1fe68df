"""What the fuzzer once found stays found: each kept input is taken or refused, and does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz import targets

FOUND = sorted((Path(__file__).resolve().parent / "found").iterdir())


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_found(path: Path) -> None:
    targets.run(path.name.removeprefix("slow-").partition("-")[0], path.read_bytes())


@pytest.mark.parametrize("name", targets.TARGETS)
def test_every_target_begins_from_sound_inputs(name: str) -> None:
    seeds = list(targets.seeds(name))
    assert any(seeds)
    for data in seeds[:2]:
        targets.run(name, data)
