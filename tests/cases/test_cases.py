"""Each folder here is a case named after the diagnostic that it must give.

``case.toml`` says what is done to the base publication (``_base``), and which command is run where
it is not ``check``; ``expected.txt`` is what it then prints. ``nox -s tests -- --update-golden``
writes the latter anew.
"""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.codes import CODES
from pipeline.explain import codes_page
from tests.support import make_project, run

CASES = Path(__file__).resolve().parent
NAMES = sorted(path.parent.name for path in CASES.glob("*/case.toml"))

ELSEWHERE = {
    "port-taken": "test_preview.py",
    "pdf-unreadable": "test_proof.py",
    "docx-unreadable": "test_proof.py",
    "epub-unreadable": "test_proof.py",
    "claim-withheld": "test_claims.py",
    "import-too-large": "importer/test_refusals.py",
    "import-loss": "importer/test_refusals.py",
    "library-missing": "test_command_line.py",
    "collation-missing": "unit/test_collation.py",
    "job-too-long": "faults/test_j_size.py",
    "job-too-large": "faults/test_j_size.py",
    "source-date": "faults/test_k_reproduce.py",
    "library-unsafe": "faults/test_l_environment.py",
    "machine-refuses": "faults/test_i_disk.py",
    "changed-meanwhile": "test_incremental.py",
    "release-status": "release/test_release.py",
    "release-never": "release/test_release.py",
    "release-waiver": "release/test_release.py",
    "release-rebuild": "release/test_release.py",
    "release-conformance": "release/test_release.py",
    "release-signature": "release/test_signature.py",
    "register-rebuilt": "release/test_register.py",
    "csv-syntax": "distribute/test_members.py",
    "column-missing": "distribute/test_members.py",
    "column-unknown": "distribute/test_members.py",
    "bad-address": "distribute/test_members.py",
    "member-twice": "distribute/test_members.py",
    "no-members": "distribute/test_members.py",
    "no-such-release": "distribute/test_refusals.py",
    "no-such-member": "distribute/test_refusals.py",
    "not-in-release": "distribute/test_refusals.py",
    "too-large": "distribute/test_message.py",
    "under-embargo": "distribute/test_refusals.py",
    "ledger-unreadable": "distribute/test_refusals.py",
    "server-unreachable": "distribute/test_refusals.py",
    "server-not-trusted": "distribute/test_refusals.py",
    "login-refused": "distribute/test_refusals.py",
    "sender-refused": "distribute/test_refusals.py",
    "delivery-refused": "distribute/test_delivery.py",
    "delivery-pending": "distribute/test_delivery.py",
    "delivery-unclear": "distribute/test_delivery.py",
    "copy-impossible": "distribute/test_copies.py",
    "release-manifest": "release/test_manifest.py",
    "release-altered": "release/test_manifest.py",
    "executor-missing": "test_many.py",
    "executor-unreachable": "archive/test_machines.py",
    "machine-differs": "test_many.py",
    "process-lost": "test_many.py",
}
"""Codes that no text of a publication can cause, and the module that causes them."""


PUBLICATION = ("report/", "translations/", "publication", "glossary", "links")
"""How the names of files begin that a case gives without ``source/sample/`` before them."""


def apply(edit: dict[str, str], project: Path) -> None:
    name = edit["file"]
    path = project / ("source/sample" if name.startswith(PUBLICATION) else "") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if "part" in edit:
        with_part(path, edit["part"], lambda text: changed(text, edit))
    elif edit.get("delete"):
        path.unlink()
    elif edit.get("folder"):
        path.unlink()
        path.mkdir()
    elif "link" in edit:
        path.symlink_to(edit["link"])
    elif "hex" in edit:
        path.write_bytes(bytes.fromhex(edit["hex"]))
    else:
        text = path.read_text("utf-8") if "find" in edit else ""
        path.write_text(changed(text, edit), "utf-8")


def changed(text: str, edit: dict[str, str]) -> str:
    if "write" in edit:
        return edit["write"]
    assert text.count(edit["find"]) == 1, f"“{edit['find']}” must stand there once"
    return text.replace(edit["find"], edit["replace"])


def with_part(path: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a part of a Word file, or add one."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts[name] = change(parts.get(name, b"").decode("utf-8")).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in parts.items():
            archive.writestr(each, data)


def check(project: Path) -> tuple[int, str]:
    result = run(project, "check")
    assert result.out == ""
    return result.code, result.err


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, tmp_path: Path, *, update_golden: bool) -> None:
    case = tomllib.loads((CASES / name / "case.toml").read_text("utf-8"))
    edits = case.get("edit", [])
    designs = any(edit["file"].startswith("templates/") for edit in edits)
    project = make_project(tmp_path / "project", templates=designs)
    if "before" in case:
        assert run(project, *case["before"]).code == 0
    for edit in edits:
        apply(edit, project)

    words = [word.format(project=project) for word in case.get("command", ["check"])]
    ran = run(project, *words)

    printed = ran.err.replace(f"{project}/", "").replace(str(project), "…")
    expected = CASES / name / "expected.txt"
    if update_golden:
        expected.write_text(printed, "utf-8")
    assert printed == expected.read_text("utf-8")
    assert f"[{name}]" in printed
    assert ran.code == case.get("exit", 1 if "error[" in printed else 0)


def test_the_base_publication_is_clean(project: Path) -> None:
    assert check(project) == (0, "")


def test_every_code_has_a_case() -> None:
    assert set(CODES) == set(NAMES) | set(ELSEWHERE)
    assert set(NAMES) & set(ELSEWHERE) == set()


def test_the_page_of_codes_is_what_catalogue_and_cases_say(*, update_golden: bool) -> None:
    page = CASES.parent.parent / "docs" / "codes.md"
    if update_golden:
        page.write_text(codes_page(), "utf-8")
    assert page.read_text("utf-8") == codes_page(), (
        "run `nox -s tests -- tests/cases --update-golden`, and read what it changed"
    )
