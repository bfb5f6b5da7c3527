"""The key by which somebody signs approvals on this device; the private half never leaves its application data."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk import paths
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.i18n import _

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

# The library loads when something is signed or verified: few starts need it.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of somebody's key, which others verify signatures with."""

    name: str
    key: str

    @property
    def fingerprint(self) -> str:
        """Return what two people compare, on the telephone, before they trust the key."""
        return fingerprint(self.key)


def fingerprint(key: str) -> str:
    """Return the fingerprint of a public key, in groups of four."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:24].upper()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def own() -> PublicKey | None:
    """Return this device's key; None where there is none yet."""
    value = _stored()
    return None if value is None else PublicKey(value["name"], value["public"])


def create(name: str, pin: str) -> PublicKey:
    """Make this device's key, for somebody by name; the PIN is asked for at each signature.

    RuleError where there is one already: what was signed by it would lose its owner.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        PublicFormat,
    )

    if _stored() is not None:
        raise RuleError(_("This device has a key already."))
    made = Ed25519PrivateKey.generate()
    public = base64.b64encode(made.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
    private = made.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(pin.strip().encode())
    ).decode()
    _write({"name": name, "public": public, "private": private})
    return PublicKey(name, public)


def sign(content: bytes, pin: str) -> str:
    """Return the signature of this device's key; RuleError where the PIN is wrong."""
    return base64.b64encode(_private(pin).sign(content)).decode()


def verify(key: str, content: bytes, signature: str) -> bool:
    """Tell whether a signature is of the key and of exactly this content."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        public.verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(pin: str) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    value = _stored()
    if value is None:
        raise RuleError(_("This device has no key to sign with yet. Make one in the settings."))
    try:
        found = load_pem_private_key(value["private"].encode(), pin.strip().encode() or b" ")
    except (ValueError, TypeError) as error:
        raise RuleError(_("The PIN is wrong.")) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise InvalidInputError(_("The key of this device is damaged."))
    return found


def _file() -> Path:
    return paths.data_dir() / "approval-key.json"


def _stored() -> dict[str, str] | None:
    try:
        value: Any = json.loads(_file().read_text(encoding="utf-8"))
        return {name: str(value[name]) for name in ("name", "public", "private")}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise InvalidInputError(_("The key of this device is damaged.")) from error


def _write(value: dict[str, str]) -> None:
    """Write the key so that no other user of this device can read it."""
    file = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        json.dump(value, stream, ensure_ascii=False, indent=1)
