"""An authority made for the tests: a root, keys to sign and to stamp with, lists of revoked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD, PIN = "correct horse battery", "123456"


class Authority:
    """Files as an authority hands them out."""

    def __init__(self, folder: Path) -> None:
        self.now = datetime.now(UTC)
        self.root, self.key = folder / "root.pem", folder / "report.p12"
        self.stamp_key = folder / "stamp.p12"
        self.revoked, self.all_revoked = folder / "revoked.crl", folder / "all-revoked.crl"
        self.private = rsa.generate_private_key(65537, 2048)
        self.certificate = self._certificate("Test authority", self.private, 1)
        self.root.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        self._issue("The Secretariat", 2, self.key)
        self._issue("House time", 3, self.stamp_key, stamps=True)
        self.revoked.write_bytes(self._list())
        self.all_revoked.write_bytes(self._list(2, 3))

    def _issue(self, name: str, serial: int, path: Path, *, stamps: bool = False) -> None:
        key = rsa.generate_private_key(65537, 2048)
        certificate = self._certificate(name, key, serial, stamps=stamps)
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"report",
                key,
                certificate,
                [self.certificate],
                serialization.BestAvailableEncryption(PASSWORD.encode()),
            )
        )

    def _certificate(
        self, name: str, key: rsa.RSAPrivateKey, serial: int, *, stamps: bool = False
    ) -> x509.Certificate:
        is_root = serial == 1
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name("Test authority"))
            .public_key(key.public_key())
            .serial_number(serial)
            .not_valid_before(self.now - timedelta(days=1))
            .not_valid_after(self.now + timedelta(days=365))
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(_usage(is_root=is_root), critical=True)
            .add_extension(
                x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
            )
            .add_extension(self._issuer(), critical=False)
        )
        if stamps:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self.private, hashes.SHA256())

    def _issuer(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self.private.public_key())

    def _list(self, *serials: int) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(_name("Test authority"))
            .last_update(self.now - timedelta(hours=1))
            .next_update(self.now + timedelta(days=30))
            .add_extension(x509.CRLNumber(1), critical=False)
            .add_extension(self._issuer(), critical=False)
        )
        for serial in serials:
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder()
                .serial_number(serial)
                .revocation_date(self.now - timedelta(hours=2))
                .build()
            )
        return builder.sign(self.private, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def put_into_token(driver: Path, token: str, pin: str, file: Path) -> None:
    """Put key and certificate of a PKCS#12 file into a token, under the label ``report``."""
    import pkcs11  # noqa: PLC0415 - only where there is a token
    from pkcs11.util.rsa import decode_rsa_private_key  # noqa: PLC0415
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    key, certificate, _ = pkcs12.load_key_and_certificates(file.read_bytes(), PASSWORD.encode())
    assert isinstance(key, rsa.RSAPrivateKey)
    assert certificate is not None
    encoded = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    private = decode_rsa_private_key(encoded)
    public = decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
    label = {pkcs11.Attribute.LABEL: "report", pkcs11.Attribute.TOKEN: True}
    found = pkcs11.lib(str(driver)).get_token(token_label=token)
    with found.open(rw=True, user_pin=pin) as session:
        session.create_object({**private, **label})
        session.create_object({**public, **label})


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
