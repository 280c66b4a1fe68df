"""A signature in a PDF, as PAdES wants it (ETSI EN 319 142-1), made by pyHanko.

It is an addition at the end of a file whose other bytes are final and stay as they are. Which level
is reached is told as it is: without a time stamp no signature is more than B-B, whatever else is
embedded. Nothing is fetched. pyHanko is installed only where releases are signed.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.diagnostics import Diagnostic, ReportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    Password = Callable[[str, str], str]

FIELD = "Signature"
"""Name of the signature field."""

LIBRARIES = (".so", ".dll", ".dylib")
"""Endings of a PKCS#11 library, the driver of a token; any other file is a PKCS#12 file."""


KEY_PASSWORD, STAMP_PASSWORD = "RELEASE_KEY_PASSWORD", "RELEASE_STAMP_PASSWORD"
"""Environment variables that hold a password or PIN where nobody sits to type it."""


@dataclass(frozen=True, slots=True)
class Signing:
    """What to sign with."""

    key: Path
    """PKCS#12 file, or the PKCS#11 library of a token."""
    token: str = ""
    """Label of the token; the only one where it is empty."""
    label: str = ""
    """Label of key and certificate in the token."""
    reason: str = ""
    """Stands in the signature."""
    trust: tuple[Path, ...] = ()
    """Root certificates that the signature can be followed to, PEM or DER."""
    revocation: tuple[Path, ...] = ()
    """Lists of revoked certificates, DER, to be embedded."""
    stamp: Path | None = None
    """PKCS#12 file of the house's own time-stamp authority."""


@dataclass(frozen=True, slots=True)
class Signer:
    """An opened key."""

    sign: Callable[[bytes], bytes]
    """Returns a PDF with the signature added."""
    told: str
    """By whom, and to which level."""


def open_signer(signing: Signing, password: Password, now: datetime) -> Signer:
    """Open the key; ``password(variable, for what)`` gives its password or PIN.

    Raises ``ReportError`` ``release-signature`` where the key cannot be used: not there, another
    password, an expired certificate, no pyHanko (exit code 3).
    """
    try:
        from pyhanko.sign import fields, signers  # noqa: PLC0415 - optional
        from pyhanko.sign.signers import pdf_signer  # noqa: PLC0415
    except ImportError as error:
        raise _wrong(
            "what signs PDFs is not installed",
            "nox -s release installs it; or: pip install -r requirements-sign.txt",
            exit_code=3,
        ) from error
    # It warns of what is meant here: that nothing is fetched.
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    signer = _signer(signing, password)
    certificate = signer.signing_cert
    _check_dates(certificate, now)
    stamper = _stamper(signing, password, now)
    context = _context(signing, signer, stamper)
    metadata = pdf_signer.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        name=_name(certificate),
        reason=signing.reason or None,
        embed_validation_info=context is not None,
        validation_context=context,
        # In one piece with the signature, so that nothing stands outside of what is signed.
        dss_settings=pdf_signer.DSSContentSettings(
            include_vri=False,
            placement=pdf_signer.SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE,
        ),
    )
    field = fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name="Signature of the publisher",
        # A widget that nobody sees is no form field to be tagged only off the page
        # (ISO 14289-1, 7.18.1), and PDF/A lets none be hidden (ISO 19005-3, 6.3.3).
        invis_sig_settings=fields.InvisSigSettings(box_out_of_bounds=True),
    )
    maker = signers.PdfSigner(metadata, signer, timestamper=stamper, new_field_spec=field)
    told = f"{_name(certificate)} ({_level(signing)})"
    return Signer(lambda data: _signed(maker, data), told)


def _signed(maker: Any, data: bytes) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign.general import SigningError  # noqa: PLC0415
    from pyhanko_certvalidator.errors import ValidationError  # noqa: PLC0415

    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    # pyHanko 0.38 would write the metadata anew (pdf_utils/writer.py), in a form of RDF that is not
    # that of PDF/A extension schemas, and with a date that the other formats do not have.
    if not hasattr(writer, "_update_meta"):
        raise RuntimeError("pyHanko keeps the metadata in another way now; see signature.py")
    vars(writer)["_update_meta"] = lambda: None
    try:
        return bytes(maker.sign_pdf(writer).getvalue())
    except (SigningError, ValidationError) as error:
        raise _wrong(
            f"the PDF cannot be signed: {error}",
            "look whether --trust and --revocation are of the authority that issued the key",
        ) from error


def _signer(signing: Signing, password: Password) -> Any:
    if not signing.key.is_file():
        raise _wrong(f"there is no “{signing.key.name}”", "name the file of the key, or a driver")
    if signing.key.suffix in LIBRARIES:
        return _from_token(signing, password)
    return _from_file(signing.key, password)


def _from_file(path: Path, password: Password, variable: str = KEY_PASSWORD) -> Any:
    from pyhanko.sign import signers  # noqa: PLC0415

    secret = password(variable, f"the key in {path.name}").encode()
    try:
        return signers.SimpleSigner.load_pkcs12_data(path.read_bytes(), (), secret)
    except (ValueError, OSError, AttributeError, TypeError):
        pass
    # Outside of the handler: what the library says might quote what was typed.
    raise _wrong(
        f"“{path.name}” cannot be opened",
        "the password is another, or the file is no PKCS#12 (.p12, .pfx) with key and certificate",
    )


def _from_token(signing: Signing, password: Password) -> Any:
    import pkcs11  # noqa: PLC0415
    from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415

    criteria = TokenCriteria(label=signing.token) if signing.token else None
    pin = password(KEY_PASSWORD, f"the token {signing.token}".rstrip())
    try:
        session = open_pkcs11_session(str(signing.key), token_criteria=criteria, user_pin=pin)
        signer = PKCS11Signer(session, cert_label=signing.label, key_label=signing.label)
        signer.signing_cert  # noqa: B018 - read from the token now
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        why = str(error) or type(error).__name__
        raise _wrong(
            f"the token cannot be used: {why}",
            "look at --token, --key-label and the PIN; a token locks itself after wrong ones",
        ) from error
    return signer


def _stamper(signing: Signing, password: Password, now: datetime) -> Any:
    if signing.stamp is None:
        return None
    from pyhanko.sign.timestamps import DummyTimeStamper  # noqa: PLC0415

    if not signing.stamp.is_file():
        raise _wrong(f"there is no “{signing.stamp.name}”", "name the key of the time stamps")
    key = _from_file(signing.stamp, password, STAMP_PASSWORD)
    _check_dates(key.signing_cert, now)
    # Named so because it trusts whoever asks: here that is the house itself.
    return DummyTimeStamper(key.signing_cert, key.signing_key, key.cert_registry)


def _context(signing: Signing, signer: Any, stamper: Any) -> Any:
    """Return what the chain is validated and embedded with; None where nothing is embedded."""
    if not signing.revocation:
        return None
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    try:
        roots = [_certificate(path.read_bytes()) for path in signing.trust]
        lists = [path.read_bytes() for path in signing.revocation]
        known = [*signer.cert_registry, *([stamper.tsa_cert] if stamper else [])]
        return ValidationContext(
            trust_roots=roots,
            crls=lists,
            other_certs=known,
            allow_fetching=False,
            # Of every certificate, also of one that does not say where its list is.
            revocation_mode="require",
        )
    except (OSError, ValueError) as error:
        raise _wrong(
            f"what --trust or --revocation names cannot be read: {error}",
            "name root certificates (PEM or DER), and lists of revoked certificates (DER)",
        ) from error


def _certificate(data: bytes) -> Any:
    from asn1crypto import pem, x509  # noqa: PLC0415

    certificate = x509.Certificate.load(pem.unarmor(data)[2] if pem.detect(data) else data)
    certificate.native  # noqa: B018 - read now, whether it is one
    return certificate


def _level(signing: Signing) -> str:
    """Return the level that is reached, by its name (ETSI EN 319 142-1, 6)."""
    if signing.stamp:
        return "PAdES B-LT" if signing.revocation else "PAdES B-T"
    if signing.revocation:
        return "PAdES B-B with revocation data, no time stamp"
    return "PAdES B-B"


def _check_dates(certificate: Any, now: datetime) -> None:
    if not certificate.not_valid_before <= now <= certificate.not_valid_after:
        raise _wrong(
            f"the certificate of {_name(certificate)} holds from "
            f"{certificate.not_valid_before:%d.%m.%Y} to {certificate.not_valid_after:%d.%m.%Y}",
            "sign with one that holds today",
        )


def _name(certificate: Any) -> str:
    return str(certificate.subject.native.get("common_name") or certificate.subject.human_friendly)


def _wrong(message: str, hint: str, exit_code: int = 1) -> ReportError:
    found = Diagnostic("release-signature", message, None, hint)
    return ReportError([found], exit_code=exit_code)
