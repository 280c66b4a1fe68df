"""Attacks: what a hostile writer, translator or editor hands in opens and runs nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.badly import broken
from tests.faults.guard import CAUGHT, guarding
from tests.fuzz import targets
from tests.support import make_project

HIDDEN = "what stands in another folder"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project", templates=True)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(HIDDEN, "utf-8")
    return path


@pytest.mark.parametrize(
    "reach",
    [
        "open({secret!r})",
        "open({secret!r}, 'w')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.rename({root!r} + '/build', {secret!r} + '.d')",
        "import urllib.request as u; u.urlopen('http://127.0.0.1:9/')",
        "import os; os.listdir('/root')",
    ],
)
def test_the_guard_catches(root: Path, secret: Path, reach: str) -> None:
    (root / "build").mkdir()
    code = guarding(root) + reach.format(secret=str(secret), root=str(root))
    assert broken(code, root, "check").returncode == CAUGHT
    assert secret.read_text("utf-8") == HIDDEN


def test_a_sound_build_stays_within(root: Path) -> None:
    done = broken(guarding(root), root, "build", "-q", "--jobs", "1")
    assert done.returncode == 0, done.stderr


TEXT = """\
{{#s-a}}
## A ![x]({secret}) <img src="file://{secret}"> {{{{ ''.__class__.__mro__ }}}}

{{#p1}}
<script src="http://127.0.0.1:9/x.js"></script> <iframe src="file://{secret}"></iframe>
![x](file://{secret}) ![](http://127.0.0.1:9/a.png) <link rel=attachment href="file://{secret}">
{{% include "{secret}" %}} {{{{ open("{secret}").read() }}}} [a](javascript:alert(1)) <{secret}>

{{#p2}}
\\input{{{secret}}} =HYPERLINK("http://127.0.0.1:9") {{ INCLUDETEXT "{secret}" }} [w][evil].
"""
LINKS = """
[evil]
title = "{{{{ config }}}}"
publisher = "<script>"
accessed = "2025"
url.en = "file://{secret}"
"""
PO = """msgid ""
msgstr "Language: fr\\n"

#: {secret}
msgctxt "p1"
msgid "x"
msgstr "![x](file://{secret}) {{{{ open('{secret}') }}}} <img src='http://127.0.0.1:9/'>"
"""


def write(path: Path, text: str, secret: Path) -> None:
    path.write_text(text.format(secret=secret), "utf-8")


@pytest.mark.parametrize("command", ["check", "build", "status", "sync", "fmt"])
@pytest.mark.parametrize("file", ["report/20-evil.md", "links.toml", "translations/fr.po"])
def test_hostile_sources(root: Path, secret: Path, command: str, file: str) -> None:
    text = {"md": TEXT, "toml": LINKS, "po": PO}[file.rpartition(".")[2]]
    write(root / "source/sample" / file, text, secret)
    code = guarding(root)
    done = broken(code, root, command, *(["fr"] if command in ("status", "sync") else []))
    assert done.returncode in (0, 1, 2), done.stderr
    assert HIDDEN not in done.stderr + done.stdout
    assert not (root / "build/sample").exists() or command != "build"


def word(change: Callable[[dict[str, bytes]], None], kind: str = "report") -> bytes:
    """Return a Word file of ours after a change of its parts."""
    data = targets.report() if kind == "report" else targets.exported("docx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def entity(secret: Path) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        head, _, rest = parts[targets.DOCUMENT].partition(b"?>")
        doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
        parts[targets.DOCUMENT] = head + b"?>" + doctype + rest.replace(b"</w:t>", b"&e;</w:t>", 1)

    return change


def relation(secret: Path) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        name = "word/_rels/document.xml.rels"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        evil = "".join(
            f'<Relationship Id="evil{n}" Type="{office}/{kind}" Target="{target}" '
            'TargetMode="External"/>'
            for n, (kind, target) in enumerate(
                [
                    ("attachedTemplate", "http://127.0.0.1:9/t.dotm"),
                    ("aFChunk", f"file://{secret}"),
                    ("image", f"file://{secret}"),
                    ("footnotes", f"file://{secret}"),
                ]
            )
        )
        parts[name] = parts[name].replace(b"</Relationships>", evil.encode() + b"</Relationships>")

    return change


def climb(secret: Path) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[f"../../../../../../..{secret}"] = b"overwritten"

    return change


def macros(_: Path) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/vbaProject.bin"] = b"macro"

    return change


def bomb(_: Path) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.png"] = bytes(60_000_000)

    return change


@pytest.mark.parametrize("kind", ["report", "translation"])
@pytest.mark.parametrize("attack", [entity, relation, climb, macros, bomb])
def test_hostile_word_files(
    root: Path,
    secret: Path,
    tmp_path: Path,
    kind: str,
    attack: Callable[[Path], Callable[[dict[str, bytes]], None]],
) -> None:
    path = tmp_path / "evil.docx"
    path.write_bytes(word(attack(secret), kind))
    more = ["--as", "made", "--lenient"] if kind == "report" else []
    done = broken(guarding(root, path, tmp_path), root, "import", str(path), *more)
    assert done.returncode in (0, 1, 2), done.stderr
    if attack is not relation:
        assert done.returncode == 1, done.stderr
    assert secret.read_text("utf-8") == HIDDEN
    texts = [p.read_text("utf-8", "replace") for p in (root / "source").rglob("*") if p.is_file()]
    assert not [text for text in texts if HIDDEN in text]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_hostile_xliff(root: Path, secret: Path, tmp_path: Path, doctype: str) -> None:
    head, _, rest = targets.exported("xliff").decode().partition("?>")
    path = tmp_path / "evil.xlf"
    evil = rest.replace("</target>", "&e;</target>", 1).replace("</source>", "&e;</source>", 1)
    path.write_text(f"{head}?>{doctype.format(secret=secret)}{evil}", "utf-8")
    done = broken(guarding(root, path, tmp_path), root, "import", str(path))
    assert done.returncode == 1, done.stderr
    assert "error[file-unsafe]" in done.stderr
    assert HIDDEN not in done.stderr
