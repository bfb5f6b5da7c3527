"""The list of quotes, each with the version that stands, and with the next one where it is in the making."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, func, join, not_, or_, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.domain.quote_life import EXPIRING_DAYS
from salesdesk.services.approval_reading import waits_for
from salesdesk.services.lists import Choice, ListSource, Sort, filled, local_day, row_number, used_values
from salesdesk.services.quote_current import current_id, in_work_id
from salesdesk.storage.records import Customer, Opportunity, Quote, QuoteVersion
from salesdesk.storage.records.quotes import STATES

EXPIRED: Final = "expired"
"""The state of a quote that was sent and is past its last day; it isn't stored."""
EXPIRING: Final = "expiring"
"""What was sent and is near its last day, to filter by."""


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """The version of a quote that stands, as the list shows it; `state` is a stored one or `EXPIRED`.

    `next_version` and `next_state` are of a newer one in the making. `last_reason` says why the newest was made.
    """

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
    is_primary: bool
    next_version: int | None
    next_state: str
    last_reason: str


_NEXT: Final[Any] = aliased(QuoteVersion, name="next_version")
_TOTAL: Final = [one.name for one in fields(QuoteRow)].index("total")


def _joined() -> FromClause:
    version = and_(QuoteVersion.quote_id == Quote.id, QuoteVersion.id == current_id())
    following = and_(_NEXT.id == in_work_id(), _NEXT.version > QuoteVersion.version)
    tables = join(Quote, QuoteVersion, version).outerjoin(_NEXT, following)
    tables = tables.outerjoin(Customer, Customer.id == Quote.customer_id)
    return tables.outerjoin(Opportunity, Opportunity.id == Quote.opportunity_id)


def _expired() -> ColumnElement[bool]:
    return and_(QuoteVersion.state == "sent", QuoteVersion.valid_until < local_day())


def _in_state(state: str) -> ColumnElement[bool]:
    """Fit quotes whose standing version is in a state, or the next one in the making."""
    if state == EXPIRED:
        return _expired()
    if state == EXPIRING:
        last = local_day() + timedelta(days=EXPIRING_DAYS)
        return and_(QuoteVersion.state == "sent", QuoteVersion.valid_until.between(local_day(), last))
    same = or_(QuoteVersion.state == state, _NEXT.state == state)
    return and_(QuoteVersion.state == state, not_(_expired())) if state == "sent" else same


def _waits_for(value: str) -> ColumnElement[bool]:
    """Fit what waits for somebody's decision; the value is their role and id, as `waiting_choice` gives it."""
    role, _colon, person = value.partition(":")
    waiting = waits_for(uuid.UUID(person), role)
    return Quote.id.in_(
        select(QuoteVersion.quote_id).where(
            QuoteVersion.state == "pending_approval", QuoteVersion.deleted_at.is_(None), waiting
        )
    )


def _of_seller(name: str) -> ColumnElement[bool]:
    return QuoteVersion.seller_person == name


def sellers(session: Session) -> list[Choice]:
    """Return the names of those who sell, as they stand on quotes."""
    return used_values(session, QuoteVersion.seller_person)


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
        Quote.is_primary,
        _NEXT.version,
        func.coalesce(_NEXT.state, ""),
        func.coalesce(_NEXT.reason, QuoteVersion.reason),
    )
    query = select(*columns).select_from(_joined()).where(row_number(Quote).in_(numbers))
    for number, *values in session.connection().execute(query):
        values[_TOTAL] = money.from_minor(values[_TOTAL], values[_TOTAL + 1])
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
        "reason": Sort(filled(func.coalesce(_NEXT.reason, QuoteVersion.reason))),
        "updated_at": Sort(QuoteVersion.updated_at),
    },
    usual="number",
    texts=(Quote.number, Customer.name, Opportunity.name),
    filters={"state": _in_state, "waits_for": _waits_for, "seller": _of_seller},
    read=read,
)
