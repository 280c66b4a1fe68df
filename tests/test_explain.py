"""``explain`` tells what a code means, as the catalogue and the cases have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codes import CODES
from pipeline.explain import example
from tests.support import run


def test_a_code_is_told_with_an_example_and_what_to_do(project: Path) -> None:
    ran = run(project, "explain", "unknown-id")
    assert ran.code == 0
    assert ran.out.startswith("unknown-id: A cross-reference leads to no block.\n\nFor example:\n")
    assert "error[unknown-id]: no block has the id" in ran.out
    assert "hint: did you mean" in ran.out


def test_a_code_as_it_is_printed_and_several_at_once(project: Path) -> None:
    ran = run(project, "explain", "[stale]", "draft")
    assert ran.out.index("stale: ") < ran.out.index("draft: ")


def test_an_unknown_code_gets_the_nearest_one(project: Path) -> None:
    ran = run(project, "explain", "unknwon-id")
    assert ran.code == 2
    assert "error[unknown-code]: there is no code “unknwon-id”" in ran.err
    assert "hint: did you mean “unknown-id”?" in ran.err


def test_without_a_code_all_are_listed(project: Path) -> None:
    lines = run(project, "explain").out.splitlines()
    assert [line.split()[0] for line in lines] == list(CODES)


@pytest.mark.parametrize("code", ["number-differs", "po-joined-words", "file-outside"])
def test_an_example_is_one_finding(code: str) -> None:
    assert example(code).count("[") - example(code).count("[doors]") >= 1
    assert example(code).count("error[") + example(code).count("warning[") == 1
    assert "hint: " in example(code)
