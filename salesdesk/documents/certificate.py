"""A certificate with its key, read from a PKCS#12 file (.pfx, .p12) that the user chose: whose it is, and for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _, day

MAX_BYTES: Final = 1024 * 1024
"""Of a certificate's file: real ones have some kilobytes."""
MAX_ROUNDS: Final = 10_000_000
"""How often a passphrase is hashed at most to open a file; the usual tools do it 2,000 to 1,000,000 times."""
LONGEST_NAME: Final = 120
_WEAKEST_RSA: Final = 2048
_CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
_PURPOSES: Final = {
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.CLIENT_AUTH,
    x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # document signing (RFC 9336)
    x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # the same, Microsoft's
    x509.ObjectIdentifier("1.2.840.113583.1.1.5"),  # the same, Adobe's
}
"""What a certificate that names its purposes may be issued for, one of them at least, so that it signs documents."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its private key and the certificates above it; names are for showing."""

    subject: str
    issuer: str
    valid_from: datetime
    valid_until: datetime
    self_signed: bool
    leaf: x509.Certificate = field(repr=False)
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(repr=False)


def read_file(file: Path, passphrase: str, now: datetime) -> Certificate:
    """Return the certificate in a file, one that signs documents at `now`; SalesDeskError says what is wrong."""
    try:
        if not file.is_file():
            raise InvalidInputError(_("“{path}” is not a file.").format(path=file))
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a path may be no path at all
        reason = getattr(error, "strerror", None) or error
        raise InvalidInputError(
            _("“{path}” can't be read: {reason}").format(path=file, reason=reason)
        ) from error
    if len(content) > MAX_BYTES:
        raise InvalidInputError(_("“{name}” is too large for a certificate.").format(name=file.name))
    found = read(content, passphrase)
    check(found, now)
    return found


def read(content: bytes, passphrase: str) -> Certificate:
    """Return what a PKCS#12 file holds; InvalidInputError where it is none, or isn't opened by the passphrase."""
    _refuse_foreign(content)
    opened = _opened(content, passphrase)
    if opened.key is None:
        raise InvalidInputError(
            _("This file holds no private key. Export the certificate anew with its key.")
        )
    if opened.cert is None:
        raise InvalidInputError(_("This file holds no certificate that belongs to its key."))
    try:
        return _certificate(opened.cert.certificate, opened.key, opened.additional_certs)
    except UnsupportedAlgorithm as error:
        raise _unknown_kind() from error
    except ValueError as error:  # its parts are read as they are asked for
        raise InvalidInputError(_("This certificate is damaged.")) from error


def _certificate(leaf: x509.Certificate, key: Any, above: Sequence[pkcs12.PKCS12Certificate]) -> Certificate:
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise _unknown_kind()
    if leaf.public_key() != key.public_key():
        raise InvalidInputError(_("This file holds no certificate that belongs to its key."))
    return Certificate(
        subject=_shown(leaf.subject),
        issuer=_shown(leaf.issuer),
        valid_from=leaf.not_valid_before_utc,
        valid_until=leaf.not_valid_after_utc,
        self_signed=_self_signed(leaf),
        leaf=leaf,
        key=key,
        chain=tuple(one.certificate for one in above),
    )


def check(certificate: Certificate, now: datetime) -> None:
    """Refuse a certificate that signs no document at `now`: RuleError says why."""
    if now < certificate.valid_from:
        text = _("This certificate isn't valid before {day}.")
        raise RuleError(text.format(day=day(certificate.valid_from.astimezone().date())))
    if now > certificate.valid_until:
        text = _("This certificate expired on {day}.")
        raise RuleError(text.format(day=day(certificate.valid_until.astimezone().date())))
    key = certificate.key
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < _WEAKEST_RSA:
        text = _("The key of this certificate is too weak: {size} bits. It takes {least}.")
        raise RuleError(text.format(size=key.key_size, least=_WEAKEST_RSA))
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name not in _CURVES:
        raise _unknown_kind()
    if not _meant_for_documents(certificate.leaf):
        raise RuleError(
            _("This certificate was issued for other uses, such as a web server, not to sign documents.")
        )


def _meant_for_documents(leaf: x509.Certificate) -> bool:
    try:
        usage = _extension(leaf, x509.KeyUsage)
        purposes = _extension(leaf, x509.ExtendedKeyUsage)
    except (ValueError, x509.DuplicateExtension) as error:
        raise InvalidInputError(_("This certificate is damaged.")) from error
    signs = usage is None or usage.digital_signature or usage.content_commitment
    return signs and (purposes is None or not _PURPOSES.isdisjoint(purposes))


def _extension(leaf: x509.Certificate, kind: type[Any]) -> Any:
    try:
        return leaf.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _opened(content: bytes, passphrase: str) -> pkcs12.PKCS12KeyAndCertificates:
    """Open a file; one without a passphrase may have none at all, or an empty one."""
    for tried in [passphrase.encode()] if passphrase else [None, b""]:
        try:
            return pkcs12.load_pkcs12(content, tried)
        except UnsupportedAlgorithm as error:
            raise _unknown_kind() from error
        except (ValueError, TypeError):
            continue
    # What the library says of it never goes further: it isn't for users.
    raise InvalidInputError(
        _("The passphrase doesn't open this file.") if passphrase else _("This file has a passphrase.")
    )


def _unknown_kind() -> InvalidInputError:
    return InvalidInputError(
        _("A PDF isn't signed here by a key of this kind (such as SM2); RSA and ECDSA (P-256 to P-521) are.")
    )


def _self_signed(leaf: x509.Certificate) -> bool:
    if leaf.issuer != leaf.subject:
        return False
    try:
        leaf.verify_directly_issued_by(leaf)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _shown(name: x509.Name) -> str:
    """Return a name for showing: the common name and, where it is another one, the organisation."""
    wanted = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    parts = [str(one.value) for kind in wanted for one in name.get_attributes_for_oid(kind)]
    shown = list(dict.fromkeys(filter(None, map(one_line, parts)))) or [name.rfc4514_string()]
    return " · ".join(shown)[:LONGEST_NAME]


# --- the file before any key is made of the passphrase ------------------------------------------------------------


def _refuse_foreign(content: bytes) -> None:
    """Refuse what is no PKCS#12 file, or would keep the machine busy for long."""
    from asn1crypto import pkcs12 as structure  # noqa: PLC0415 - only who signs needs it

    try:
        rounds = max(_rounds(structure.Pfx.load(content, strict=True)), default=0)
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
        raise InvalidInputError(
            _("This is no certificate with its key (a .pfx or .p12 file), or it is damaged.")
        ) from error
    if rounds > MAX_ROUNDS:
        raise InvalidInputError(_("This file is protected in a way that would take too long to open."))


def _rounds(pfx: Any) -> Iterator[int]:
    """Yield how often the passphrase is hashed for each part of a file that says so openly."""
    if pfx["mac_data"].native:
        yield pfx["mac_data"]["iterations"].native
    for part in pfx.authenticated_safe:
        kind = part["content_type"].native
        if kind == "encrypted_data":
            yield from _hashing(part["content"]["encrypted_content_info"]["content_encryption_algorithm"])
        elif kind == "data":
            for bag in _bags(part["content"].native):
                if bag["bag_id"].native == "pkcs8_shrouded_key_bag":
                    yield from _hashing(bag["bag_value"]["encryption_algorithm"])


def _bags(content: bytes) -> Iterator[Any]:
    from asn1crypto import pkcs12 as structure  # noqa: PLC0415 - as above

    yield from structure.SafeContents.load(content, strict=True)


def _hashing(algorithm: Any) -> Iterator[int]:
    try:
        yield int(algorithm.kdf_iterations)
    except (
        ValueError
    ):  # another way of making the key: the library that opens the file knows it, or refuses it
        return
