"""A project that can be released, and a release of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.conformance.outcome import Outcome
from pipeline.conformance.run import checks, run_checks
from pipeline.folders import Project
from pipeline.model import Waiver
from pipeline.publish import locked
from pipeline.release.run import Order, Result, Tools, release_publication
from pipeline.release.signature import Signer
from tests.support import made_once, make_project

NOW = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
WAIVER = Waiver("fr", "unapproved", "M. Dupont", "the session opens tomorrow")


def examine(folder: Path, files: Sequence[str]) -> tuple[Outcome, ...]:
    """The checks of ours, which need no validator installed; the others take minutes."""
    own = [check for check in checks() if check.tool in ("own check", "page-validation")]
    return run_checks(folder, files, own)[0]


@dataclass(frozen=True)
class Releaser:
    """Releases the one publication of a project as a test likes."""

    project: Project

    def __call__(
        self,
        revision: int = 1,
        *,
        languages: tuple[str, ...] = (),
        waivers: tuple[Waiver, ...] = (WAIVER,),
        now: datetime = NOW,
        signer: Signer | None = None,
    ) -> Result:
        order = Order("sample", revision, languages, waivers)
        with locked(self.project.build, lambda _: None):
            return release_publication(
                self.project, order, Tools(now, examine, signer), lambda _: None
            )

    def edit(self, old: str, new: str, file: str = "report/10-things.md") -> None:
        path = self.project.source / "sample" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


def releasable(root: Path, status: str = 'status = "final"') -> Releaser:
    make_project(root)
    path = root / "source/sample/publication.toml"
    path.write_text(f"{status}\n{path.read_text('utf-8')}", "utf-8")
    return Releaser(Project(root))


@pytest.fixture
def release(tmp_path: Path) -> Releaser:
    return releasable(tmp_path / "project")


@pytest.fixture(scope="session")
def released_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two revisions, the second in one language only; never to be changed."""
    return made_once(tmp_path_factory, "released-twice", _release_twice)


def _release_twice(root: Path) -> None:
    release = releasable(root)
    assert release(1).release
    release.edit("is better than", "is far better than")
    assert release(2, languages=("en",), waivers=()).release


@pytest.fixture
def released(released_once: Path, tmp_path: Path) -> Project:
    """A copy of them."""
    shutil.copytree(released_once, tmp_path / "released", symlinks=True)
    return Project(tmp_path / "released")
