"""Certificates with their keys, made for a test: self-signed or from an authority, in files as people get them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    KeySerializationEncryption,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE: Final = "口令 Passphrase"  # noqa: S105 - of files that a test makes
WEB_SERVER: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
MAIL: Final = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])


@cache
def rsa_key(size: int = 2048) -> rsa.RSAPrivateKey:
    """Return an RSA key, the same for every test: one takes a while to make."""
    return rsa.generate_private_key(65537, size)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    """Return a key on P-256, the same for every test."""
    return ec.generate_private_key(ec.SECP256R1())


def name(common: str, organisation: str = "云帆砺行装备制造(演示)有限公司") -> x509.Name:
    """Return a name as certificates have it."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def certificate(key: Any, **values: Any) -> x509.Certificate:
    """Return a certificate of a key, self-signed unless an issuer is given, valid for 30 days around now."""
    subject = values.get("subject", name("林晓"))
    issuer, issuing_key = values.get("issuer", (subject, key))
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(values.get("start", datetime.now(UTC) - timedelta(days=15)))
        .not_valid_after(values.get("end", datetime.now(UTC) + timedelta(days=15)))
    )
    for extension in values.get("extensions", ()):
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(issuing_key, None if values.get("plain") else hashes.SHA256())


def usage(**wanted: bool) -> x509.KeyUsage:
    """Return what a key may be used for, nothing but what is wanted."""
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{one: wanted.get(one, False) for one in every})


def file(
    key: Any = None,
    made: x509.Certificate | None = None,
    passphrase: str = PASSPHRASE,
    chain: list[x509.Certificate] | None = None,
) -> bytes:
    """Return a PKCS#12 file of a key and its certificate, a new self-signed one where none is given."""
    own = key or ec_key()
    shut: KeySerializationEncryption = (
        BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    )
    return pkcs12.serialize_key_and_certificates("林晓".encode(), own, made or certificate(own), chain, shut)
