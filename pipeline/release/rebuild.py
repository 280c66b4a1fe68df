"""The rebuild: the same source made again elsewhere, to see that the same bytes come out.

Another folder, another process, another order of hashing, another time zone: what would make a
colleague's files differ from ours differs here too. Run as a program it prints a digest a file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.build import Request, make_publication
from pipeline.folders import HERE, Project
from pipeline.model import Issue, Waiver

if TYPE_CHECKING:
    from collections.abc import Mapping

ELSEWHERE = {"PYTHONHASHSEED": "20190", "TZ": "Pacific/Kiritimati", "LANG": "C.UTF-8"}
"""What is otherwise in the environment of the rebuild."""


def rebuild(project: Project, request: Request) -> dict[str, str]:
    """Return the SHA-256 of every file by path, made again from copies of source and templates.

    Raises ``RuntimeError`` with what was said where the rebuild fails.
    """
    with tempfile.TemporaryDirectory(prefix="rebuild-") as name:
        root = Path(name) / "elsewhere"
        shutil.copytree(project.source / request.slug, root / "source" / request.slug)
        shutil.copytree(project.templates, root / "templates")
        done = subprocess.run(
            [sys.executable, "-m", "pipeline.release.rebuild", str(root), _to_json(request)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=HERE.root,
            env={**os.environ, **ELSEWHERE},
            check=False,
        )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr else "no reason")
    digests: dict[str, str] = json.loads(done.stdout)
    return digests


def differing(made: Mapping[str, str], again: Mapping[str, str]) -> list[str]:
    """Return the paths whose bytes are not the same in both, or that one of them lacks."""
    return sorted(path for path in made.keys() | again.keys() if made.get(path) != again.get(path))


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every file."""
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


def _to_json(request: Request) -> str:
    issue = request.issue or Issue(1)
    return json.dumps(
        {
            "slug": request.slug,
            "languages": request.languages,
            "revision": issue.revision,
            "waivers": [[w.language, w.code, w.by, w.why, w.count] for w in issue.waivers],
        }
    )


def _from_json(text: str) -> Request:
    values = json.loads(text)
    waivers = tuple(Waiver(*waiver) for waiver in values["waivers"])
    issue = Issue(values["revision"], waivers)
    return Request(values["slug"], (), tuple(values["languages"]), issue=issue)


def _main() -> None:
    project = Project(Path(sys.argv[1]))
    made = make_publication(project, _from_json(sys.argv[2]), {}, lambda *_: None)
    json.dump(digests_of({file.path: file.data for file in made.files}), sys.stdout)


if __name__ == "__main__":
    _main()
