"""Approvals that travel as files, on the side of the workspace that the quote is in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.exchange import approval_file
from salesdesk.exchange.approval_file import Decision, Request
from salesdesk.exchange.approval_keys import PublicKey
from salesdesk.i18n import _
from salesdesk.services import approval_rules, approvals, pins, quote_store as store, seals
from salesdesk.services.approval_reading import RequestView, request as view_of
from salesdesk.services.pins import Proof
from salesdesk.services.quote_reading import rows_of
from salesdesk.storage import records
from salesdesk.storage.records import ApprovalRequest, Person
from salesdesk.storage.records.base import now

FRESH: Final = timedelta(days=30)
"""A signed decision older than this is taken no more."""
_CLOCKS: Final = timedelta(days=1)
"""How far the clocks of two devices may differ."""


def request_of(session: Session, request_id: uuid.UUID) -> Request:
    """Return a request that waits, as it goes out; RuleError where it doesn't wait any more."""
    view = view_of(session, request_id)
    row = session.get(ApprovalRequest, request_id)
    version = session.get(records.QuoteVersion, row.version_id) if row else None
    if view is None or version is None:
        raise InvalidInputError(_("This request of approval isn't here."))
    if view.state != "pending":
        raise RuleError(_("This request of approval was decided or taken back already."))
    quote, version = rows_of(session, version.quote_id, version.version)
    stored = store.read_version(session, quote, version)
    return Request(
        id=request_id.hex,
        label=stored.label,
        content_hash=view.content_hash,
        asked_by=view.asker,
        asked_at=view.asked_at,
        reason=view.reason,
        issued_on=stored.issued_on,
        valid_until=stored.valid_until,
        draft=stored.draft,
        needs=view.needs,
    )


def take_decision(session: Session, file: Path, *, clock: Callable[[], datetime] = now) -> RequestView:
    """Enter a signed decision: verified, of somebody known here, for exactly this quote, and taken once."""
    decision = approval_file.read_decision(file)
    row = _row_of(session, decision)
    if row.state != "pending":
        raise RuleError(_("This request of approval was decided or taken back already."))
    if row.content_hash != decision.content_hash:
        raise RuleError(_("The decision is about another state of the quote."))
    _refuse_old(decision, row.asked_at, clock())
    person = session.scalar(
        select(Person.id).where(Person.public_key == decision.key, Person.deleted_at.is_(None))
    )
    if person is None:
        raise RuleError(
            _("The key of {name} isn't known here. Import their key file in the settings first.").format(
                name=decision.approver[:60]
            )
        )
    return approvals.decide(
        session,
        row.id,
        approve=decision.approve,
        comment=decision.comment,
        signed_by=person,
        signature=decision.signature,
    )


def _row_of(session: Session, decision: Decision) -> ApprovalRequest:
    try:
        row = session.get(ApprovalRequest, uuid.UUID(decision.request))
    except ValueError:
        row = None
    if row is None or row.deleted_at is not None:
        raise RuleError(
            _("The request for {number} that this decides isn't in this workspace.").format(
                number=decision.label[:60]
            )
        )
    return row


def _refuse_old(decision: Decision, asked_at: datetime, today: datetime) -> None:
    if decision.decided_at > today + _CLOCKS or decision.decided_at < asked_at - _CLOCKS:
        raise RuleError(_("The decision is dated before the request, or in the future: check the clocks."))
    if decision.decided_at < today - FRESH:
        raise RuleError(_("The decision is older than {days} days. Ask again.").format(days=FRESH.days))


def set_key(session: Session, person: uuid.UUID, key: PublicKey, *, proof: Proof | None = None) -> None:
    """Trust a public key as somebody's, whose fingerprint was compared.

    Once a director has a PIN, only a director's PIN lets a key in: else everybody could sign as anybody.
    """
    row = session.get(Person, person)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("Choose somebody who works here."))
    if approval_rules.guarded(session):
        approval_rules.require(session, proof)
    other = session.scalar(
        select(Person.name).where(
            Person.public_key == key.key, Person.id != person, Person.deleted_at.is_(None)
        )
    )
    if other is not None:
        raise RuleError(_("This is the key of {name} already.").format(name=other[:60]))
    row.public_key = key.key
    session.flush()


def set_pin(
    session: Session, person: uuid.UUID, pin: str, *, before: str = "", proof: Proof | None = None
) -> None:
    """Set somebody's PIN; the first one of who approves or keeps a seal needs a director's, once there is one."""
    if first_needs_proof(session, person):
        approval_rules.require(session, proof)
    pins.set_pin(session, person, pin, before=before)


def first_needs_proof(session: Session, person: uuid.UUID) -> bool:
    """Tell whether a director must be there when somebody sets their first PIN: else anybody could in their place.

    So it is for who approves quotes and for who keeps a seal.
    """
    role = session.scalar(select(Person.role).where(Person.id == person, Person.pin_hash == ""))
    if role is None or not approval_rules.guarded(session):
        return False
    return role in approval_rules.APPROVERS or seals.is_keeper(session, person)


def reset_pin(session: Session, person: uuid.UUID, *, proof: Proof | None) -> None:
    """Take away a PIN that somebody forgot; a director does, by their own PIN."""
    approval_rules.require(session, proof)
    pins.clear(session, person)


def keys(session: Session) -> dict[uuid.UUID, str]:
    """Return the public keys that are known here, by person."""
    query = select(Person.id, Person.public_key).where(Person.deleted_at.is_(None), Person.public_key != "")
    return {row.id: row.public_key for row in session.execute(query)}
