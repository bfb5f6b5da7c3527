"""The list of service tickets for the window: filtered and sorted by the database, with how far each checklist is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, and_, case, func, join, or_, select
from sqlalchemy.orm import Session

from salesdesk.domain import service_ticket as rules
from salesdesk.domain.service_ticket import PENDING, STATES
from salesdesk.services.lists import Choice, ListSource, Sort, filled, local_day, row_number
from salesdesk.storage.records import Contract, Customer, Person, ServiceTicket, TicketItem

TO_DO: Final = "to_do"
OVERDUE: Final = "overdue"
"""What can be shown beside each state: all that isn't done, and what should have been by now."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as the list shows it; `points` of its checklist, `left` of them still to do."""

    id: uuid.UUID
    number: str
    kind: str
    state: str
    title: str
    customer_id: uuid.UUID
    customer: str
    contract_id: uuid.UUID | None
    contract: str
    owner: str
    due_on: date | None
    points: int
    left: int
    updated_at: datetime

    @property
    def days_late(self) -> int:
        """Return how many days ago it should have been done; none where it is, or has no day."""
        today = local_day()
        if self.due_on is None or not rules.is_overdue(self.state, self.due_on, today):
            return 0
        return (today - self.due_on).days


def _joined() -> FromClause:
    tables = join(ServiceTicket, Customer, Customer.id == ServiceTicket.customer_id)
    tables = tables.outerjoin(Contract, Contract.id == ServiceTicket.contract_id)
    return tables.outerjoin(Person, Person.id == ServiceTicket.owner_id)


def _points(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(func.count())
        .where(TicketItem.ticket_id == ServiceTicket.id, TicketItem.deleted_at.is_(None), *conditions)
        .correlate(ServiceTicket)
        .scalar_subquery()
    )


def _shown(wanted: str) -> ColumnElement[bool]:
    if wanted == TO_DO:
        return ServiceTicket.state.in_(PENDING)
    if wanted == OVERDUE:
        return and_(ServiceTicket.state.in_(PENDING), ServiceTicket.due_on < local_day())
    return ServiceTicket.state == wanted


def _of_owner(owner: uuid.UUID) -> ColumnElement[bool]:
    return ServiceTicket.owner_id == owner


def owners(session: Session) -> list[Choice]:
    """Return who is responsible for tickets, to filter by."""
    query = (
        select(Person.id, Person.name)
        .join(ServiceTicket, ServiceTicket.owner_id == Person.id)
        .where(ServiceTicket.deleted_at.is_(None))
    )
    return [(owner, name) for owner, name in session.execute(query.distinct().order_by(Person.name))]


def waiting(session: Session, person_id: uuid.UUID | None) -> tuple[int, int]:
    """Return how many tickets wait for somebody, and how many of these are overdue.

    For the service managers these are theirs and those that nobody is responsible for yet; for who raised one that
    was returned, that one.
    """
    if person_id is None:
        return 0, 0
    manages = session.scalar(select(Person.role).where(Person.id == person_id)) == "service_manager"
    mine: list[ColumnElement[bool]] = [
        and_(ServiceTicket.owner_id == person_id, ServiceTicket.state.in_(("open", "accepted"))),
        and_(ServiceTicket.created_by == person_id, ServiceTicket.state == "returned"),
    ]
    if manages:
        mine.append(and_(ServiceTicket.owner_id.is_(None), ServiceTicket.state == "open"))
    late = func.coalesce(func.sum(case((ServiceTicket.due_on < local_day(), 1), else_=0)), 0)
    query = select(func.count(), late).where(or_(*mine), ServiceTicket.deleted_at.is_(None))
    count, overdue = session.execute(query).one()
    return count, overdue


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, TicketRow]]:
    """Yield tickets by their row numbers."""
    query = select(
        row_number(ServiceTicket),
        ServiceTicket.id,
        ServiceTicket.number,
        ServiceTicket.kind,
        ServiceTicket.state,
        ServiceTicket.title,
        ServiceTicket.customer_id,
        Customer.name,
        ServiceTicket.contract_id,
        func.coalesce(Contract.number, ""),
        func.coalesce(Person.name, ""),
        ServiceTicket.due_on,
        _points(),
        _points(TicketItem.result == ""),
        ServiceTicket.updated_at,
    )
    found: Any = query.select_from(_joined()).where(row_number(ServiceTicket).in_(numbers))
    for number, *values in session.connection().execute(found):
        yield number, TicketRow(*values)


SOURCE: Final = ListSource(
    record=ServiceTicket,
    joined=_joined,
    sorts={
        "number": Sort(ServiceTicket.number, indexed=True),
        "state": Sort(case({name: place for place, name in enumerate(STATES)}, value=ServiceTicket.state)),
        "customer": Sort(filled(Customer.name)),
        "title": Sort(filled(ServiceTicket.title)),
        "contract": Sort(Contract.number),
        "owner": Sort(filled(Person.name)),
        "due_on": Sort(ServiceTicket.due_on),
        "late": Sort(-func.julianday(ServiceTicket.due_on)),
        "left": Sort(_points(TicketItem.result == "")),
        "updated_at": Sort(ServiceTicket.updated_at),
    },
    usual="due_on",
    texts=(ServiceTicket.number, ServiceTicket.title, Customer.name, Contract.number),
    filters={"show": _shown, "owner": _of_owner},
    read=read,
)
