"""What the tests of faults share: one publication, built whole once for all processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from tests.support import add_languages, make_project, replace_in, run


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a project built in every language and every format; nobody may change it.

    English, French, Ukrainian and Arabic; PDF, DOCX, EPUB, and the large print of both.
    """
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "published"
    with FileLock(f"{root}.lock"):
        if not (root / "build/sample").exists():
            add_languages(make_project(root), "uk", "ar")
            every = 'formats = ["pdf", "docx", "epub", "pdf-large", "docx-large"]'
            settings = root / "source/sample/publication.toml"
            replace_in(settings, "date = ", f"{every}\ndate = ")
            built = run(root, "build")
            assert built.code == 0, built.err
    return root
