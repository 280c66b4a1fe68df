"""How the tests of faults spoil a publication, and what the commands then say."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.support import run

TEXT = "source/sample/report/10-things.md"
SETTINGS = "source/sample/publication.toml"
GLOSSARY = "source/sample/glossary.toml"
LINKS = "source/sample/links.toml"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, as ``--output-format json`` tells it."""

    code: str
    severity: str
    place: str
    """``source/sample/report/10-things.md:5:2``, as far as it goes."""
    message: str
    hint: str


def findings(project: Path, command: str = "check", *arguments: str) -> list[Finding]:
    """Return what a command finds."""
    result = run(project, command, "--output-format", "json", *arguments)
    assert "internal error" not in result.err
    start = result.out.find("[")
    told = json.loads(result.out[start : result.out.rindex("]") + 1]) if start >= 0 else []
    found = [
        Finding(
            each["code"],
            each["severity"],
            ":".join(str(each[part]) for part in ("file", "line", "column") if each[part]),
            each["message"],
            each["hint"],
        )
        for each in told
    ]
    assert result.code == (1 if any(f.severity == "error" for f in found) else 0)
    return found


def codes(project: Path, command: str = "check", *arguments: str) -> list[str]:
    """Return the codes of what a command finds, each once."""
    return list(dict.fromkeys(f.code for f in findings(project, command, *arguments)))


def write(project: Path, words: str) -> None:
    """Put words at the beginning of the first paragraph, after which the line goes on."""
    path = project / TEXT
    text = path.read_text("utf-8").replace("The first thing", f"{words} The first thing")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))


def set_value(project: Path, name: str, value: str) -> None:
    """Give a setting of publication.toml another value, as TOML."""
    path = project / SETTINGS
    lines = path.read_text("utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{name} ="))
    lines[at] = f"{name} = {value}"
    path.write_text("\n".join([*lines, ""]), "utf-8")


def spoil_template(project: Path, name: str, old: str, new: str) -> None:
    """Replace the first of something in a template of the project's own."""
    path = project / "templates" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def english_only(project: Path) -> Path:
    """Take the translation out of the publication of ``make_project``."""
    (project / "source/sample/translations/fr.po").unlink()
    set_value(project, "languages", '["en"]')
    return project


def read_part(file: Path, end: str) -> str:
    """Return the text of the one part of a DOCX or EPUB whose name ends so."""
    with zipfile.ZipFile(file) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(end)]
        return archive.read(name).decode("utf-8")
