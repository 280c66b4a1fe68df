"""How a place in a file is opened: a link for editors that have one, words to copy for all."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor; ``{file}`` and ``{line}`` stand for the place."""

    link: str
    """Address that opens it, the file as an absolute path; empty where it has none."""
    copy: str
    """What is typed to open it, the file from the root of the project."""


KNOWN: Mapping[str, Editor] = {
    "vscode": Editor("vscode://file{file}:{line}", "code --goto {file}:{line}"),
    "vscodium": Editor("vscodium://file{file}:{line}", "codium --goto {file}:{line}"),
    "cursor": Editor("cursor://file{file}:{line}", "cursor --goto {file}:{line}"),
    "zed": Editor("zed://file{file}:{line}", "zed {file}:{line}"),
    "sublime": Editor("subl://open?url=file://{file}&line={line}", "subl {file}:{line}"),
    "textmate": Editor("txmt://open?url=file://{file}&line={line}", "mate -l {line} {file}"),
    "emacs": Editor("", "emacs +{line} {file}"),
    "nano": Editor("", "nano +{line} {file}"),
    "vim": Editor("", "vim +{line} {file}"),
    "nvim": Editor("", "nvim +{line} {file}"),
    "none": Editor("", "{file}:{line}"),
}
"""What ``--editor`` takes by name."""

_PROGRAMS = {"code": "vscode", "codium": "vscodium", "subl": "sublime", "mate": "textmate"}
"""Programs whose name is not that of the editor."""


def editor(asked: str | None, environment: Mapping[str, str] | None = None) -> Editor:
    """Return the editor asked for by name or link, or else the one this machine seems to use.

    That is the one of VISUAL or EDITOR, or a known one with a link that is installed. Raises
    ``ValueError`` for a name that is not known, or a link without ``{file}``.
    """
    if asked:
        if asked in KNOWN:
            return KNOWN[asked]
        scheme, found, _ = asked.partition("://")
        if not found or not scheme.isalnum() or "{file}" not in asked:
            raise ValueError(asked)
        return Editor(asked, KNOWN["none"].copy)
    environment = os.environ if environment is None else environment
    for variable in ("VISUAL", "EDITOR"):
        name = PurePath(environment.get(variable, "").partition(" ")[0]).stem
        if (known := _PROGRAMS.get(name, name)) in KNOWN:
            return KNOWN[known]
    for program in ("code", "codium", "cursor", "zed", "subl"):
        if shutil.which(program, path=environment.get("PATH")):
            return KNOWN[_PROGRAMS.get(program, program)]
    return KNOWN["none"]
