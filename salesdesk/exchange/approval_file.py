"""Approvals by file: the request that travels to somebody elsewhere, their signed decision, their public key.

All are JSON. What is signed is the canonical form of everything but the signature, so that no byte of it can change.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from salesdesk.domain.approval import DEFAULT_RULES, Need, Terms, needs
from salesdesk.domain.approval_needs import needs_as_json, needs_from_json
from salesdesk.domain.errors import InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.quote import QuoteDraft, QuoteTotals, totals
from salesdesk.domain.quote_content import content_hash
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.exchange import approval_keys, output
from salesdesk.exchange.approval_keys import PublicKey
from salesdesk.i18n import _

REQUEST: Final = "salesdesk.approval-request"
DECISION: Final = "salesdesk.approval-decision"
KEY: Final = "salesdesk.public-key"
SUFFIX: Final = ".sdapproval"
VERSION: Final = 1
_LARGEST: Final = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Request:
    """A quote that somebody is to approve, whole and readable; `id` is the request's, used once."""

    id: str
    label: str
    content_hash: str
    asked_by: str
    asked_at: datetime
    reason: str
    issued_on: date
    valid_until: date
    draft: QuoteDraft
    needs: tuple[Need, ...]

    @property
    def totals(self) -> QuoteTotals:
        """Return the quote's figures, computed here and not taken from the file."""
        return totals(self.draft)

    def why(self) -> tuple[Need, ...]:
        """Return why approval is needed, computed here: by the rules that the file names, and the usual ones."""
        rules = dict.fromkeys([*(need.rule for need in self.needs), *DEFAULT_RULES])
        terms = Terms(self.issued_on, self.valid_until)
        return needs(self.draft, self.totals, terms, tuple(rules))


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided of a request, and their signature over all of it."""

    request: str
    label: str
    content_hash: str
    approve: bool
    comment: str
    approver: str
    key: str
    decided_at: datetime
    signature: str


def write_request(file: Path, request: Request) -> None:
    """Write a request."""
    content = {
        "kind": REQUEST,
        "v": VERSION,
        "request": request.id,
        "quote": request.label,
        "content_hash": request.content_hash,
        "asked_by": request.asked_by,
        "asked_at": request.asked_at.isoformat(),
        "reason": request.reason,
        "issued_on": request.issued_on.isoformat(),
        "valid_until": request.valid_until.isoformat(),
        "needs": needs_as_json(request.needs),
        "draft": draft_as_json(request.draft),
    }
    output.write(file, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode())


def read_request(file: Path) -> Request:
    """Read a request; RuleError where the quote in it isn't the one that its fingerprint names."""
    value = _read(file, REQUEST)
    try:
        found = Request(
            id=str(value["request"]),
            label=str(value["quote"]),
            content_hash=str(value["content_hash"]),
            asked_by=str(value["asked_by"]),
            asked_at=datetime.fromisoformat(value["asked_at"]),
            reason=str(value["reason"]),
            issued_on=date.fromisoformat(value["issued_on"]),
            valid_until=date.fromisoformat(value["valid_until"]),
            draft=draft_restored(value["draft"]),
            needs=needs_from_json(value["needs"]),
        )
        totals(found.draft)
        fingerprint = content_hash(found.draft, found.valid_until)
    except (LookupError, TypeError, ValueError, SalesDeskError) as error:
        raise _damaged() from error
    if fingerprint != found.content_hash:
        raise RuleError(
            _("The quote in this file was changed after the request was written. Ask for a new one.")
        )
    return found


def write_decision(
    file: Path, request: Request, *, approve: bool, comment: str, pin: str, at: datetime
) -> None:
    """Decide a request and write the decision, signed by this device's key; RuleError where the PIN is wrong."""
    key = approval_keys.own()
    if key is None:
        raise RuleError(_("This device has no key to sign with yet. Make one in the settings."))
    if not approve and not comment.strip():
        raise InvalidInputError(_("Say why you refuse."))
    content = {
        "kind": DECISION,
        "v": VERSION,
        "request": request.id,
        "quote": request.label,
        "content_hash": request.content_hash,
        "decision": "approved" if approve else "refused",
        "comment": comment.strip(),
        "approver": key.name,
        "key": key.key,
        "decided_at": at.isoformat(),
    }
    signed = content | {"signature": approval_keys.sign(canonical(content), pin)}
    output.write(file, json.dumps(signed, ensure_ascii=False, indent=1, sort_keys=True).encode())


def read_decision(file: Path) -> Decision:
    """Read a decision and verify that it is whole: signed by the key that it names; whose that is, isn't known here."""
    value = _read(file, DECISION)
    try:
        signature = str(value.pop("signature"))
        if value["decision"] not in ("approved", "refused"):
            raise ValueError(value["decision"])
        found = Decision(
            request=str(value["request"]),
            label=str(value["quote"]),
            content_hash=str(value["content_hash"]),
            approve=value["decision"] == "approved",
            comment=str(value["comment"]),
            approver=str(value["approver"]),
            key=str(value["key"]),
            decided_at=datetime.fromisoformat(value["decided_at"]),
            signature=signature,
        )
        if found.decided_at.tzinfo is None:
            raise ValueError(found.decided_at)
        signed = canonical(value)
    except (LookupError, TypeError, ValueError) as error:
        raise _damaged() from error
    if not approval_keys.verify(found.key, signed, signature):
        raise RuleError(_("The signature doesn't fit: the file was changed after it was signed."))
    return found


def write_key(file: Path, key: PublicKey) -> None:
    """Write somebody's public key, for the others to import."""
    content = {"kind": KEY, "v": VERSION, "name": key.name, "key": key.key, "fingerprint": key.fingerprint}
    output.write(file, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode())


def read_key(file: Path) -> PublicKey:
    """Read somebody's public key."""
    value = _read(file, KEY)
    try:
        found = PublicKey(str(value["name"]), str(value["key"]))
        if value["fingerprint"] != found.fingerprint:
            raise ValueError(value["fingerprint"])
    except (LookupError, TypeError, ValueError) as error:
        raise _damaged() from error
    return found


def canonical(content: dict[str, Any]) -> bytes:
    """Return the one form of a content that is signed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read(file: Path, kind: str) -> dict[str, Any]:
    try:
        if file.stat().st_size > _LARGEST:
            raise _damaged()
        value = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidInputError(
            _("“{path}” can't be opened: {reason}").format(path=file, reason=error.strerror or error)
        ) from error
    except (ValueError, RecursionError) as error:
        raise _damaged() from error
    if not isinstance(value, dict) or value.get("v") != VERSION:
        raise _damaged()
    if value.get("kind") != kind:
        raise InvalidInputError(_wrong(str(value.get("kind")), kind))
    return value


def _wrong(found: str, wanted: str) -> str:
    names = {
        REQUEST: _("a request of approval"),
        DECISION: _("a decision of approval"),
        KEY: _("somebody's public key"),
    }
    if found not in names:
        return _damaged().message
    return _("This file is {found}; {wanted} is needed.").format(found=names[found], wanted=names[wanted])


def _damaged() -> InvalidInputError:
    return InvalidInputError(_("This file is damaged or not one of SalesDesk's."))
