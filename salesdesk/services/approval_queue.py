"""The approvals of all quotes: what waits for whom and why, and what was decided."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.domain.approval import Need
from salesdesk.domain.approval_needs import needs_from_text
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.services import approval_reading, approval_rules, quote_store
from salesdesk.services.approval_reading import RequestView
from salesdesk.services.quote_reading import rows_of
from salesdesk.storage import records
from salesdesk.storage.records import ApprovalRequest, ApprovalStep, Customer, Person, Quote

Scope = Literal["mine", "waiting", "decided"]
MOST: Final = 500
"""No more of what was decided is listed: the newest."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A request as the list shows it; `role` is whose decision it waits for."""

    id: uuid.UUID
    quote_id: uuid.UUID
    label: str
    customer: str
    total: Decimal
    currency: str
    state: str
    asker: str
    asked_at: datetime
    role: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class QueueDetail:
    """A request with the version that it is for, and who may decide it."""

    request: RequestView
    version: QuoteVersion
    deciders: tuple[tuple[uuid.UUID, str], ...]


def queue(session: Session, scope: Scope, person: uuid.UUID | None) -> Sequence[QueueRow]:
    """Return what waits for somebody, what waits at all, or what was decided; the oldest that waits comes first."""
    version, step = records.QuoteVersion, aliased(ApprovalStep)
    role = (
        select(step.role)
        .where(step.request_id == ApprovalRequest.id, step.decision == "", step.deleted_at.is_(None))
        .order_by(step.position)
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            ApprovalRequest.id,
            Quote.id,
            Quote.number,
            version.version,
            Customer.name,
            version.gross_minor,
            version.currency,
            ApprovalRequest.state,
            func.coalesce(Person.name, ""),
            ApprovalRequest.asked_at,
            func.coalesce(role, ""),
            ApprovalRequest.needs,
        )
        .join(version, version.id == ApprovalRequest.version_id)
        .join(Quote, Quote.id == version.quote_id)
        .join(Customer, Customer.id == Quote.customer_id)
        .outerjoin(Person, Person.id == ApprovalRequest.asked_by)
        .where(
            ApprovalRequest.deleted_at.is_(None),
            version.deleted_at.is_(None),
            Quote.deleted_at.is_(None),
            *_within(session, scope, person),
        )
    )
    asked = ApprovalRequest.asked_at
    query = query.order_by(asked.desc() if scope == "decided" else asked, ApprovalRequest.id).limit(MOST)
    return [
        QueueRow(
            request,
            quote,
            f"{number}-V{count}",
            customer,
            money.from_minor(minor, currency),
            currency,
            state,
            asker,
            at,
            waits if state == "pending" else "",
            needs_from_text(needs),
        )
        for request, quote, number, count, customer, minor, currency, state, asker, at, waits, needs in (
            session.execute(query)
        )
    ]


def _within(session: Session, scope: Scope, person: uuid.UUID | None) -> list[ColumnElement[bool]]:
    if scope == "decided":
        return [ApprovalRequest.state != "pending"]
    waiting = [ApprovalRequest.state == "pending", records.QuoteVersion.state == "pending_approval"]
    if scope == "waiting" or approval_rules.works_alone(session):
        return waiting
    role = session.scalar(select(Person.role).where(Person.id == person, Person.deleted_at.is_(None)))
    return [*waiting, approval_reading.waits_for(person, role) if role else false()]


def detail(session: Session, request_id: uuid.UUID) -> QueueDetail | None:
    """Return a request with what it is for, or None where it is gone."""
    view = approval_reading.request(session, request_id)
    row = session.get(ApprovalRequest, request_id)
    version = session.get(records.QuoteVersion, row.version_id) if row else None
    if view is None or version is None:
        return None
    quote, stored = rows_of(session, version.quote_id, version.version)
    deciders = tuple(approval_reading.deciders(session, view))
    return QueueDetail(view, quote_store.read_version(session, quote, stored), deciders)
