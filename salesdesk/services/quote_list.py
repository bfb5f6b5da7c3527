"""The list of quotes, each with its newest version."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, func, join, not_, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.services.approval_reading import waits_for
from salesdesk.services.lists import ListSource, Sort, filled, local_day, row_number
from salesdesk.storage.records import Customer, Opportunity, Quote, QuoteVersion
from salesdesk.storage.records.quotes import STATES

EXPIRED: Final = "expired"
"""The state of a quote that was sent and is past its last day; it isn't stored."""


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote's newest version as the list shows it; `state` is a stored one or `EXPIRED`."""

    id: uuid.UUID
    row_version: int
    number: str
    version: int
    state: str
    customer_id: uuid.UUID
    customer: str
    opportunity: str
    total: Decimal
    currency: str
    issued_on: date
    valid_until: date
    seller: str
    updated_at: datetime


def _joined() -> FromClause:
    other = aliased(QuoteVersion)
    newest = (
        select(func.max(other.version))
        .where(other.quote_id == Quote.id, other.deleted_at.is_(None))
        .scalar_subquery()
    )
    version = and_(
        QuoteVersion.quote_id == Quote.id,
        QuoteVersion.version == newest,
        QuoteVersion.deleted_at.is_(None),
    )
    tables = join(Quote, QuoteVersion, version).outerjoin(Customer, Customer.id == Quote.customer_id)
    return tables.outerjoin(Opportunity, Opportunity.id == Quote.opportunity_id)


def _expired() -> ColumnElement[bool]:
    return and_(QuoteVersion.state == "sent", QuoteVersion.valid_until < local_day())


def _in_state(state: str) -> ColumnElement[bool]:
    if state == EXPIRED:
        return _expired()
    same = QuoteVersion.state == state
    return and_(same, not_(_expired())) if state == "sent" else same


def _waits_for(value: str) -> ColumnElement[bool]:
    """Fit what waits for somebody's decision; the value is their role and id, as `waiting_choice` gives it."""
    role, _colon, person = value.partition(":")
    return and_(QuoteVersion.state == "pending_approval", waits_for(uuid.UUID(person), role))


def waiting_choice(person: uuid.UUID, role: str) -> str:
    """Return the value of the filter for what waits for somebody."""
    return f"{role}:{person.hex}"


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, QuoteRow]]:
    """Yield quotes by their row numbers."""
    columns: tuple[Any, ...] = (
        row_number(Quote),
        Quote.id,
        Quote.row_version,
        Quote.number,
        QuoteVersion.version,
        case((_expired(), EXPIRED), else_=QuoteVersion.state),
        Quote.customer_id,
        func.coalesce(Customer.name, ""),
        func.coalesce(Opportunity.name, ""),
        QuoteVersion.gross_minor,
        QuoteVersion.currency,
        QuoteVersion.issued_on,
        QuoteVersion.valid_until,
        QuoteVersion.seller_person,
        QuoteVersion.updated_at,
    )
    query = select(*columns).select_from(_joined()).where(row_number(Quote).in_(numbers))
    for number, *head, minor, currency, issued, until, seller, updated in session.connection().execute(query):
        total = money.from_minor(minor, currency)
        values: tuple[Any, ...] = (*head, total, currency, issued, until, seller, updated)
        yield number, QuoteRow(*values)


SOURCE: Final = ListSource(
    record=Quote,
    joined=_joined,
    sorts={
        "number": Sort(Quote.number, indexed=True),
        "customer": Sort(filled(Customer.name)),
        "opportunity": Sort(filled(Opportunity.name)),
        "state": Sort(case({name: place for place, name in enumerate(STATES)}, value=QuoteVersion.state)),
        "version": Sort(QuoteVersion.version),
        "currency": Sort(QuoteVersion.currency),
        "total": Sort(QuoteVersion.gross_minor),
        "issued_on": Sort(QuoteVersion.issued_on),
        "valid_until": Sort(QuoteVersion.valid_until),
        "seller": Sort(filled(QuoteVersion.seller_person)),
        "updated_at": Sort(QuoteVersion.updated_at),
    },
    usual="number",
    texts=(Quote.number, Customer.name),
    filters={"state": _in_state, "waits_for": _waits_for},
    read=read,
)
