"""The PIN by which somebody proves at a shared device that they decide themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import secrets
import time
import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk import paths
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.i18n import _, ngettext
from salesdesk.storage.records import Person

SHORTEST: Final = 4
LONGEST: Final = 64
_SCRYPT: Final[dict[str, int]] = {"n": 2**14, "r": 8, "p": 1, "dklen": 32, "maxmem": 64 * 2**20}
_FREE_TRIES: Final = 2
_LONGEST_WAIT: Final = 300


@dataclass(frozen=True, slots=True)
class Proof:
    """Somebody, and the PIN that they typed."""

    person: uuid.UUID
    pin: str


def has_pin(session: Session, person: uuid.UUID) -> bool:
    """Tell whether somebody has set a PIN."""
    return bool(session.scalar(select(Person.pin_hash).where(Person.id == person)))


def with_pin(session: Session) -> frozenset[uuid.UUID]:
    """Return everybody who has set a PIN."""
    return frozenset(
        session.scalars(select(Person.id).where(Person.deleted_at.is_(None), Person.pin_hash != ""))
    )


def set_pin(session: Session, person: uuid.UUID, pin: str, *, before: str = "") -> None:
    """Set somebody's PIN; the one `before` must be known where there is one."""
    row = _row(session, person)
    if row.pin_hash:
        require(session, Proof(person, before))
    row.pin_hash = hashed(cleaned(pin))
    session.flush()


def clear(session: Session, person: uuid.UUID) -> None:
    """Take a PIN away that was forgotten; who may is for the caller to check."""
    _row(session, person).pin_hash = ""
    session.flush()


def require(session: Session, proof: Proof) -> None:
    """Refuse a wrong PIN, after some of them for longer and longer; RuleError where none is set."""
    row = _row(session, proof.person)
    if not row.pin_hash:
        raise RuleError(_("{name} has no PIN yet. Set one in the settings first.").format(name=row.name[:60]))
    wait = _waiting(proof.person)
    if wait:
        raise RuleError(_wait_text(wait))
    if not _fits(row.pin_hash, proof.pin):
        _failed(proof.person)
        raise RuleError(_("The PIN is wrong."))
    _forget(proof.person)


def cleaned(pin: str) -> str:
    """Return a new PIN; InvalidInputError where it is too easy."""
    text = pin.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidInputError(_("A PIN has at least {count} characters.").format(count=SHORTEST))
    if len(set(text)) == 1:
        raise InvalidInputError(_("Choose a PIN of more than one character."))
    return text


def hashed(pin: str) -> str:
    """Return what is kept of a PIN."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_b64(salt)}${_b64(_derived(pin, salt))}"


def _fits(stored: str, pin: str) -> bool:
    try:
        _name, salt, expected = stored.split("$")
        found = _derived(pin.strip(), base64.b64decode(salt))
        return hmac.compare_digest(found, base64.b64decode(expected))
    except ValueError:
        return False


def _derived(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(errors="replace"), salt=salt, **_SCRYPT)


def _b64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _row(session: Session, person: uuid.UUID) -> Person:
    row = session.get(Person, person)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("Choose somebody who works here."))
    return row


# --- wrong ones, remembered on this device ------------------------------------------------------------------------


def _file() -> Any:
    return paths.data_dir() / "wrong-pins.json"


def _running() -> float:
    """Return the seconds that this computer has been running, which nobody sets as they set its clock."""
    return time.monotonic()


def _known() -> dict[str, list[float]]:
    """Return how often each person was wrong in a row, and when last."""
    try:
        value = json.loads(_file().read_text(encoding="utf-8"))
        return {str(key): [int(count), float(since)] for key, (count, since) in value.items()}
    except (OSError, ValueError, TypeError, AttributeError, OverflowError):
        return {}


def _keep(value: dict[str, list[float]]) -> None:
    _file().write_text(json.dumps(value), encoding="utf-8")


def _waiting(person: uuid.UUID) -> int:
    """Return for how many seconds no further try is taken; a computer that was started anew begins the wait anew."""
    known = _known()
    count, since = known.get(person.hex, (0, 0))
    now = _running()
    if count and not since <= now:
        known[person.hex] = [count, now]
        _keep(known)
        since = now
    return max(math.ceil(_wait(int(count)) - (now - since)), 0)


def _wait(count: int) -> int:
    """Return how long to wait after so many wrong ones."""
    return 0 if count <= _FREE_TRIES else min(5 * 2 ** min(count - _FREE_TRIES - 1, 10), _LONGEST_WAIT)


def _failed(person: uuid.UUID) -> None:
    known = _known()
    known[person.hex] = [known.get(person.hex, (0, 0))[0] + 1, _running()]
    _keep(known)


def _forget(person: uuid.UUID) -> None:
    known = _known()
    if known.pop(person.hex, None) is not None:
        _keep(known)


def _wait_text(seconds: int) -> str:
    text = ngettext(
        "Too many wrong PINs. Try again in {count} second.",
        "Too many wrong PINs. Try again in {count} seconds.",
        seconds,
    )
    return text.format(count=seconds)
