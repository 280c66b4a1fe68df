"""A signed PDF is what it was, conforms as before, and says who signed it, as far as it can be."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from pipeline.cli import main
from pipeline.conformance.run import checks, run_checks
from pipeline.diagnostics import ReportError
from pipeline.release.manifest import read_release
from pipeline.release.register import known_releases
from pipeline.release.signature import Signing, _certificate, open_signer
from pipeline.release.verify import Verifier
from tests.release.authority import PASSWORD, PIN, Authority
from tests.release.conftest import Releaser
from tests.support import ROOT

NOW = datetime.now(UTC)
TOKEN = next(
    (p for p in sorted(Path("/usr/lib").glob("**/softhsm/libsofthsm2.so"))), Path("/nowhere")
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def pdf(released_once: Path) -> bytes:
    return (released_once / "build/releases/sample/2/1-T-26-E-rev2.pdf").read_bytes()


def password(*_: str) -> str:
    return PASSWORD


def trusting(authority: Authority) -> ValidationContext:
    return ValidationContext(trust_roots=[_certificate(authority.root.read_bytes())])


def sign(signing: Signing, data: bytes) -> bytes:
    return open_signer(signing, password, NOW).sign(data)


def test_a_signature_is_added_and_changes_no_byte(authority: Authority, pdf: bytes) -> None:
    signed = sign(Signing(authority.key, reason="Released"), pdf)
    assert signed.startswith(pdf)
    reader = PdfFileReader(io.BytesIO(signed))
    (signature,) = reader.embedded_signatures
    status = validate_pdf_signature(signature, trusting(authority))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Reason"] == "Released"


@pytest.mark.parametrize("place", [100, 5000, -400])
def test_one_flipped_byte_breaks_it(authority: Authority, pdf: bytes, place: int) -> None:
    signed = bytearray(sign(Signing(authority.key), pdf))
    signed[place] ^= 1
    try:
        (signature,) = PdfFileReader(io.BytesIO(bytes(signed)), strict=False).embedded_signatures
        valid = validate_pdf_signature(signature, trusting(authority)).bottom_line
    except Exception:  # noqa: BLE001 - whatever a broken file makes of the reader
        valid = False
    assert not valid


LEVELS: dict[str, Callable[[Authority], Signing]] = {
    "PAdES B-B": lambda a: Signing(a.key),
    "PAdES B-T": lambda a: Signing(a.key, stamp=a.stamp_key),
    "PAdES B-B with revocation data, no time stamp": lambda a: Signing(
        a.key, trust=(a.root,), revocation=(a.revoked,)
    ),
    "PAdES B-LT": lambda a: Signing(
        a.key, trust=(a.root,), revocation=(a.revoked,), stamp=a.stamp_key
    ),
}


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_that_is_told_is_the_one_that_is_reached(
    authority: Authority, pdf: bytes, level: str, tmp_path: Path
) -> None:
    signing = LEVELS[level](authority)
    assert open_signer(signing, password, NOW).told == f"The Secretariat ({level})"
    signed = sign(signing, pdf)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    added = signature.signer_info["unsigned_attrs"]
    stamped = "signature_time_stamp_token" in {attribute["type"].native for attribute in added}
    assert stamped == bool(signing.stamp)
    with pikepdf.open(io.BytesIO(signed)) as opened:
        embedded = "/DSS" in opened.Root and len(opened.Root.DSS.CRLs) > 0
    assert embedded == bool(signing.revocation)
    # The own checks and a second opinion on PDF/UA-1 and PDF/A-3a; veraPDF in tests/mutants.
    (tmp_path / "a.pdf").write_bytes(signed)
    fast = [c for c in checks() if c.tool in ("own check", "page-validation")]
    outcomes, _ = run_checks(tmp_path, ["a.pdf"], fast)
    assert {(o.tool, o.profile): o.findings for o in outcomes if o.status != "passed"} == {}


def test_b_lt_is_valid_offline_by_what_is_embedded_alone(authority: Authority, pdf: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(sign(LEVELS["PAdES B-LT"](authority), pdf)))
    (signature,) = reader.embedded_signatures
    settings = {
        "trust_roots": [_certificate(authority.root.read_bytes())],
        "allow_fetching": False,
        "revocation_mode": "require",
    }
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
    status = validate_pdf_signature(signature, context, context)
    assert status.bottom_line
    assert status.timestamp_validity
    assert status.timestamp_validity.valid


def test_a_release_is_signed_registered_and_verified(
    release: Releaser, authority: Authority
) -> None:
    signer = open_signer(Signing(authority.key), password, NOW)
    result = release(languages=("en",), waivers=(), signer=signer)
    assert result.release
    found = read_release(result.folder)
    assert found.signed == "The Secretariat (PAdES B-B)"
    assert found.gates["signature"] == "1 PDFs: The Secretariat (PAdES B-B)"
    text = (result.folder / "manifest.json").read_text("utf-8")
    assert PASSWORD not in text
    assert authority.key.name not in text
    path = result.folder / "1-T-26-E-rev1.pdf"
    assert len(list(PdfFileReader(io.BytesIO(path.read_bytes())).embedded_signatures)) == 1
    with known_releases(release.project.build) as (register, _):
        verifier = Verifier(release.project.build, register)
        assert {v.state for v in verifier.verify([result.folder])} == {"current"}
        data = bytearray(path.read_bytes())
        data[-300] ^= 1  # within the signature
        path.write_bytes(data)
        assert [v.state for v in verifier.verify([path])] == ["altered"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"key": Path("nowhere.p12")}, "there is no “nowhere.p12”"),
        ({"key": ROOT / "LICENSE"}, "cannot be opened"),
        ({"trust": (ROOT / "LICENSE",), "revocation": (ROOT / "LICENSE",)}, "cannot be read"),
        ({"stamp": Path("nowhere.p12")}, "there is no “nowhere.p12”"),
    ],
)
def test_a_key_that_cannot_be_used_is_told(
    authority: Authority, change: dict[str, object], said: str
) -> None:
    with pytest.raises(ReportError, match=said) as raised:
        open_signer(replace(Signing(authority.key), **change), password, NOW)  # type: ignore[arg-type]
    assert [d.code for d in raised.value.diagnostics] == ["release-signature"]


def test_a_certificate_that_has_run_out_signs_nothing(authority: Authority) -> None:
    with pytest.raises(ReportError, match="holds from"):
        open_signer(Signing(authority.key), password, NOW + timedelta(days=4000))


def test_a_key_that_was_revoked_signs_nothing(authority: Authority, pdf: bytes) -> None:
    signing = Signing(authority.key, trust=(authority.root,), revocation=(authority.all_revoked,))
    with pytest.raises(ReportError, match="cannot be signed"):
        sign(signing, pdf)


def test_a_wrong_password_is_told_and_stands_in_no_message(
    authority: Authority,
    release: Releaser,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RELEASE_KEY_PASSWORD", "hunter2-is-secret")
    command = ["release", "sample", "--revision", "1", "--root", str(release.project.root)]
    assert main([*command, "--sign-with", str(authority.key)]) == 1
    out, err = capfd.readouterr()
    assert "the password is another" in err
    assert "hunter2" not in out + err
    assert not list((release.project.build / "releases").glob("sample/*"))


def test_without_pyhanko_a_plain_sentence_says_what_to_install(authority: Authority) -> None:
    program = (
        "import sys, pathlib, datetime\n"
        "sys.modules['pyhanko'] = sys.modules['pyhanko.sign'] = None\n"
        "from pipeline.diagnostics import ReportError\n"
        "from pipeline.release.signature import Signing, open_signer\n"
        "try:\n"
        "    open_signer(Signing(pathlib.Path(sys.argv[1])), None, None)\n"
        "except ReportError as error:\n"
        "    print(error, '|', error.diagnostics[0].hint, '|', error.exit_code)\n"
    )
    command = [sys.executable, "-c", program, str(authority.key)]
    said = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout
    assert said.startswith("what signs PDFs is not installed | nox -s release installs it")
    assert said.strip().endswith("| 3")


@pytest.mark.skipif(
    not TOKEN.exists() or not shutil.which("softhsm2-util"), reason="no SoftHSM here"
)
def test_a_key_in_a_token_signs(
    authority: Authority, pdf: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a process of its own: a PKCS#11 library is opened once and keeps its settings."""
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nlog.level = ERROR\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    init = ["softhsm2-util", "--init-token", "--free", "--label", "house"]
    subprocess.run([*init, "--pin", PIN, "--so-pin", PIN], check=True, capture_output=True)
    (tmp_path / "in.pdf").write_bytes(pdf)
    program = (
        "import sys, pathlib\n"
        "from datetime import UTC, datetime\n"
        "from pipeline.diagnostics import ReportError\n"
        "from pipeline.release.signature import Signing, open_signer\n"
        "from tests.release.authority import put_into_token\n"
        "driver, folder, key = map(pathlib.Path, sys.argv[1:4])\n"
        "put_into_token(driver, 'house', sys.argv[4], key)\n"
        "signing = Signing(driver, token='house', label='report')\n"
        "signer = open_signer(signing, lambda *_: sys.argv[4], datetime.now(UTC))\n"
        "(folder / 'out.pdf').write_bytes(signer.sign((folder / 'in.pdf').read_bytes()))\n"
        "try:\n"
        "    open_signer(signing, lambda *_: 'wrong', datetime.now(UTC))\n"
        "except ReportError as error:\n"
        "    print(error)\n"
    )
    command = [sys.executable, "-c", program, str(TOKEN), str(tmp_path), str(authority.key), PIN]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "the token cannot be used" in done.stdout
    signed = (tmp_path / "out.pdf").read_bytes()
    assert signed.startswith(pdf)
    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert validate_pdf_signature(signature, trusting(authority)).bottom_line
