"""The list of customers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import ScalarSelect, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.services import company, people
from salesdesk.services.lists import Choice, ListSource, Sort, filled, row_number, used_values
from salesdesk.storage.records import Activity, Customer, Opportunity, Person
from salesdesk.storage.records.customers import VALUE_CLASSES


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as the list shows it; `open_amount` is in the firm's currency, days are local."""

    id: uuid.UUID
    row_version: int
    name: str
    code: str
    value_class: str
    industry: str
    region: str
    city: str
    phone: str
    owner: str
    updated_at: datetime
    open_count: int
    open_amount: Decimal
    currency: str
    last_activity: date | None
    next_planned: date | None


class _Sums(NamedTuple):
    """What is counted for one customer."""

    open_count: int = 0
    open_minor: int = 0
    last_done: datetime | None = None
    next_planned: date | None = None


_NOTHING: Final = _Sums()
_COLUMNS: Final = (
    Customer.id,
    Customer.row_version,
    Customer.name,
    Customer.code,
    Customer.value_class,
    Customer.industry,
    Customer.region,
    Customer.city,
    Customer.phone,
    func.coalesce(Person.name, ""),
    Customer.updated_at,
)
_OPEN: Final = (Opportunity.status == "open", Opportunity.deleted_at.is_(None))
_DONE: Final = (Activity.done_at.is_not(None), Activity.deleted_at.is_(None))
_PLANNED: Final = (Activity.done_at.is_(None), Activity.deleted_at.is_(None))


@cache
def _by_numbers() -> Any:
    number = row_number(Customer)
    return (
        select(number, *_COLUMNS)
        .outerjoin(Person, Person.id == Customer.owner_id)
        .where(number.in_(bindparam("numbers", expanding=True)))
    )


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, CustomerRow]]:
    """Yield customers by their row numbers."""
    found = session.connection().execute(_by_numbers(), {"numbers": list(numbers)}).all()
    currency, sums = company.currency(session), _sums(session, [row[1] for row in found])
    for number, *values in found:
        counted = sums.get(values[0], _NOTHING)
        day = counted.last_done.astimezone().date() if counted.last_done else None
        amount = money.from_minor(counted.open_minor, currency)
        made: tuple[Any, ...] = (*values, counted.open_count, amount, currency, day, counted.next_planned)
        yield number, CustomerRow(*made)


def _sums(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, _Sums]:
    """Return what is counted for those customers that have anything."""
    connection = session.connection()
    open_ones, done, planned = (
        {row[0]: tuple(row[1:]) for row in connection.execute(query, {"ids": ids})} for query in _counts()
    )
    return {
        one: _Sums(*open_ones.get(one, (0, 0)), *done.get(one, (None,)), *planned.get(one, (None,)))
        for one in open_ones.keys() | done.keys() | planned.keys()
    }


@cache
def _counts() -> tuple[Select[Any], ...]:
    """Select, by customer, what is open, what was done last, what comes next."""
    amount = func.coalesce(func.sum(Opportunity.amount_minor), 0)
    return (
        _grouped(Opportunity.customer_id, _OPEN, func.count(), amount),
        _grouped(Activity.customer_id, _DONE, func.max(Activity.done_at)),
        _grouped(Activity.customer_id, _PLANNED, func.min(Activity.due_on)),
    )


def _grouped(customer: Any, conditions: Any, *counted: Any) -> Select[Any]:
    wanted = customer.in_(bindparam("ids", expanding=True))
    return select(customer, *counted).where(wanted, *conditions).group_by(customer)


def _by_customer(customer: Any, conditions: Any, value: Any) -> ScalarSelect[Any]:
    return select(value).where(customer == Customer.id, *conditions).scalar_subquery()


def owners(session: Session) -> list[Choice]:
    """Return whom customers may belong to."""
    return [(person.id, person.name) for person in people.people(session)]


def regions(session: Session) -> list[Choice]:
    """Return the regions that customers are in."""
    return used_values(session, Customer.region)


SOURCE: Final = ListSource(
    record=Customer,
    joined=lambda: Customer.__table__,
    sorts={
        "name": Sort(Customer.name, indexed=True),
        "code": Sort(filled(Customer.code)),
        "value_class": Sort(
            case({name: place for place, name in enumerate(VALUE_CLASSES)}, value=Customer.value_class)
        ),
        "industry": Sort(filled(Customer.industry)),
        "region": Sort(filled(Customer.region)),
        "city": Sort(filled(Customer.city)),
        "phone": Sort(filled(Customer.phone)),
        "owner": Sort(select(Person.name).where(Person.id == Customer.owner_id).scalar_subquery()),
        "open_count": Sort(
            func.nullif(_by_customer(Opportunity.customer_id, _OPEN, func.count()), 0),
        ),
        "open_amount": Sort(
            _by_customer(Opportunity.customer_id, _OPEN, func.sum(Opportunity.amount_minor)),
        ),
        "last_activity": Sort(_by_customer(Activity.customer_id, _DONE, func.max(Activity.done_at))),
        "next_planned": Sort(_by_customer(Activity.customer_id, _PLANNED, func.min(Activity.due_on))),
        "updated_at": Sort(Customer.updated_at),
    },
    usual="name",
    texts=(Customer.name, Customer.short_name, Customer.code, Customer.city, Customer.phone),
    filters={
        "owner": lambda owner: Customer.owner_id == owner,
        "value_class": lambda name: Customer.value_class == name,
        "region": lambda region: Customer.region == region,
    },
    read=read,
)
