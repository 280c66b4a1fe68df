"""What the tests of faults share: one publication, built whole once for all processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from tests.faults.support import SETTINGS, TEXT, english_only
from tests.support import add_languages, make_project, replace_in, run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose publication is in English only: quick to check and to build."""
    return english_only(make_project(tmp_path / "project"))


@pytest.fixture
def own_templates(tmp_path: Path) -> Path:
    """Return the same with templates that a test may change."""
    return english_only(make_project(tmp_path / "project", templates=True))


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
            replace_in(root / SETTINGS, "date = ", f"{every}\ndate = ")
            _make_odd(root)
            with pytest.MonkeyPatch.context() as person:
                for name in ("USER", "LOGNAME", "USERNAME", "HOSTNAME"):
                    person.setenv(name, BUILDER)
                built = run(root, "build")
            assert built.code == 0, built.err
    return root


BUILDER = "j.q.builder"
"""Who builds, of whom no file may tell."""

ODD = (
    r"\{\{7\*7\}\} \{% include 'x' %\} \<script\> \]\]\> -- \<? \<!-- & \&amp; "
    r"$x^2$ ::error:: on|one "
    "\"q\" 'a' DDEAUTO so\u00adft a\u00a0b c\u202fd \u00e9."
)
"""Words that are harmless and look as if they were not to every format, template and program."""


def _make_odd(root: Path) -> None:
    """Put odd words wherever words may stand."""
    replace_in(root / TEXT, "A note of the writer", f"{ODD} A note of the writer")
    replace_in(root / TEXT, "The first thing", f"{ODD} The first thing")
    replace_in(root / TEXT, "one thing;", f"{ODD} one thing;")
    replace_in(root / TEXT, "## The end", '## The <end> & "so" on'.replace("<", r"\<"))
    for name in ("notice", "description", "subtitle"):
        replace_in(root / SETTINGS, f'{name} = "', f'{name} = "<b> & \'q\' \\"x\\" ]]> -- ')
    replace_in(
        root / "source/sample/glossary.toml", "The body", 'The <b>body</b> & \\"so\\" ]]> {{7*7}}'
    )
    # The catalogues follow: in a draft, a mark behind the address of a note that is out of date
    # would turn it round in Arabic.
    title = "On <doors> & walls"
    replace_in(root / "source/sample/links.toml", "On doors", title)
    for catalogue in (root / "source/sample/translations").glob("*.po"):
        replace_in(catalogue, 'msgid "On doors"', f'msgid "{title}"')
