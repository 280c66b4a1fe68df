"""What all tests share: a publication with one of everything, and what was built from it."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.support import make_project

# A shell that starts the tests in the background lets them ignore Ctrl-C, and every command that
# they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the expected outputs anew; read the difference before you commit it",
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")
