"""The documents for newcomers name what is there: every command, every package, nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), ROOT / "build/README.md", *ROOT.glob("docs/*.md")]


def sessions() -> set[str]:
    """Return the names after ``nox -s``, as noxfile.py defines them."""
    found = set()
    for node in ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in map(ast.unparse, node.decorator_list):
            if decorator.startswith("nox.session"):
                name = re.search(r"name='([^']+)'", decorator)
                found.add(name[1] if name else node.name)
    return found


def named(text: str) -> set[str]:
    return set(re.findall(r"nox -s ([a-z]+(?:-[a-z]+)*)", text))


def test_every_command_that_is_named_exists() -> None:
    there = sessions()
    wrong = {
        f"{path.relative_to(ROOT)}: nox -s {name}"
        for path in [*DOCUMENTS, *ROOT.glob("pipeline/**/*.py")]
        for name in named(path.read_text(encoding="utf-8")) - there
    }
    assert not wrong


def test_every_command_is_told_of() -> None:
    told = {name for path in DOCUMENTS for name in named(path.read_text(encoding="utf-8"))}
    assert not sessions() - told


def test_contributing_names_every_package() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in ROOT.glob("pipeline/*/__init__.py")}
    assert not {name for name in packages if f"`{name}/`" not in text}
