"""What is still to come in of all contracts: rows, overdue ones, and their ages, counted by the database."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, cast

from sqlalchemy import ColumnElement, FromClause, Select, and_, case, func, join, select
from sqlalchemy.orm import Session

from salesdesk.domain import money, receivables
from salesdesk.domain.contract import BINDING
from salesdesk.domain.receivables import Bucket, Status
from salesdesk.i18n import language
from salesdesk.services.lists import Choice, ListQuery, ListSource, Sort, filled, local_day, row_number
from salesdesk.storage.records import Contract, Customer, Instalment, Person, ReceiptAllocation

Show = Literal["open", "overdue", "all"]
_COUNTS = (*BINDING, "terminated")


@dataclass(frozen=True, slots=True)
class ReceivableRow:
    """An instalment in the list of receivables."""

    id: uuid.UUID
    contract_id: uuid.UUID
    number: str
    customer_id: uuid.UUID
    customer: str
    owner_id: uuid.UUID | None
    owner: str
    label: str
    trigger: str
    currency: str
    amount: Decimal
    paid: Decimal
    planned_on: date | None
    due_on: date | None
    is_retention: bool
    status: Status
    bucket: Bucket
    days_late: int

    @property
    def outstanding(self) -> Decimal:
        """Return what is still to be paid."""
        return Decimal(0) if self.status == "void" else max(self.amount - self.paid, Decimal(0))


def rows(
    session: Session,
    *,
    today: date,
    show: Show = "open",
    customer_id: uuid.UUID | None = None,
    owners: Collection[uuid.UUID] | None = None,
    retention: bool | None = None,
    limit: int | None = None,
) -> list[ReceivableRow]:
    """Return instalments of contracts in force, the longest overdue first, those without a due day as planned.

    `show` leaves out what is paid, or all that isn't overdue; `retention` keeps retention money alone, or all else.
    """
    query = _query(today, show)
    if customer_id is not None:
        query = query.where(Contract.customer_id == customer_id)
    if owners is not None:
        query = query.where(Contract.owner_id.in_(owners))
    if retention is not None:
        query = query.where(Instalment.is_retention == retention)
    order = (
        Instalment.due_on.is_(None),
        Instalment.due_on,
        Instalment.planned_on,
        Contract.number,
        Instalment.position,
    )
    found = session.execute(query.order_by(*order, Instalment.position).limit(limit))
    return [_row(values, today) for values in found]


def _paid() -> Any:
    return (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.instalment_id == Instalment.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Instalment)
        .scalar_subquery()
    )


def _query(today: date, show: Show) -> Select[Any]:
    paid = _paid()
    query: Any = (
        select(Instalment, Contract, Customer.name, Person.name, paid)
        .join(Contract, Contract.id == Instalment.contract_id)
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Person, Person.id == Contract.owner_id)
        .where(
            ~Instalment.voided,
            Instalment.deleted_at.is_(None),
            Contract.deleted_at.is_(None),
            Contract.state.in_(_COUNTS),
        )
    )
    if show != "all":
        query = query.where(Instalment.amount_minor > paid)
    found: Select[Any] = query.where(Instalment.due_on < today) if show == "overdue" else query
    return found


def _row(values: Any, today: date) -> ReceivableRow:
    row, contract, customer, owner, minor = values
    amount, paid = (money.from_minor(each, contract.currency) for each in (row.amount_minor, minor))
    return ReceivableRow(
        id=row.id,
        contract_id=contract.id,
        number=contract.number,
        customer_id=contract.customer_id,
        customer=customer,
        owner_id=contract.owner_id,
        owner=owner or "",
        label=row.label if language() == "zh_CN" else row.label_en or row.label,
        trigger=row.trigger,
        currency=contract.currency,
        amount=amount,
        paid=paid,
        planned_on=row.planned_on,
        due_on=row.due_on,
        is_retention=row.is_retention,
        status=receivables.status(
            amount=amount, paid=paid, due_on=row.due_on, today=today, in_force=True, voided=row.voided
        ),
        bucket=receivables.bucket(row.due_on, today),
        days_late=receivables.days_late(row.due_on, today),
    )


@dataclass(frozen=True, slots=True)
class Age:
    """How much of a currency is how old, and how many instalments that are."""

    currency: str
    bucket: Bucket
    count: int
    outstanding: Decimal


def ages(
    session: Session,
    *,
    today: date,
    owners: Collection[uuid.UUID] | None = None,
    within: ListQuery | None = None,
) -> tuple[Age, ...]:
    """Return what is still to come in by currency and age, summed by the database; empty ages are left out.

    Where it is given, only the rows of a query of `SOURCE` count.
    """
    bucket, paid = _bucket(today), _paid()
    query = (
        select(Contract.currency, bucket, func.count(), func.sum(Instalment.amount_minor - paid))
        .join(Contract, Contract.id == Instalment.contract_id)
        .where(
            ~Instalment.voided,
            Instalment.deleted_at.is_(None),
            Contract.deleted_at.is_(None),
            Contract.state.in_(_COUNTS),
            Instalment.amount_minor > paid,
        )
        .group_by(Contract.currency, bucket)
    )
    if owners is not None:
        query = query.where(Contract.owner_id.in_(owners))
    if within is not None:
        query = query.where(row_number(Instalment).in_(SOURCE.select_numbers(within).order_by(None)))
    order = list(receivables.BUCKETS)
    found = [
        Age(currency, cast("Bucket", name), count, money.from_minor(minor, currency))
        for currency, name, count, minor in session.execute(query)
    ]
    return tuple(
        sorted(found, key=lambda age: (age.currency != "CNY", age.currency, order.index(age.bucket)))
    )


def overdue(session: Session, *, today: date, limit: int | None = None) -> list[ReceivableRow]:
    """Return the instalments that are overdue, the longest first."""
    return rows(session, today=today, show="overdue", limit=limit)


def overdue_count(session: Session) -> int:
    """Return how many instalments are overdue today."""
    query = select(func.count()).select_from(_joined())
    return session.scalar(query.where(Instalment.deleted_at.is_(None), _in_status("overdue"))) or 0


# --- as a list of the window ----------------------------------------------------------------------------------------

UNPAID: Final = "unpaid"
"""All that is still to come in, to filter by; the other values are statuses."""


def _bucket(today: date) -> ColumnElement[str]:
    """Return the age of what is still to come in of an instalment."""
    steps = [(Instalment.due_on >= today - timedelta(days=most), name) for most, name in receivables.LIMITS]
    return case(
        (Instalment.due_on.is_(None), "undated"), (Instalment.due_on >= today, "not_due"), *steps, else_="90+"
    )


def _status(today: date) -> ColumnElement[str]:
    """Return the status of an instalment, by the same rule as `receivables.status`."""
    paid = _paid()
    return case(
        (Instalment.voided, "void"),
        (and_(paid >= Instalment.amount_minor, (paid != 0) | (Instalment.amount_minor == 0)), "done"),
        (Instalment.due_on < today, "overdue"),
        (paid > 0, "partial"),
        else_="open",
    )


def _joined() -> FromClause:
    binds = and_(
        Contract.id == Instalment.contract_id, Contract.deleted_at.is_(None), Contract.state.in_(_COUNTS)
    )
    tables = join(Instalment, Contract, binds).join(Customer, Customer.id == Contract.customer_id)
    return tables.outerjoin(Person, Person.id == Contract.owner_id)


def _in_status(status: str) -> ColumnElement[bool]:
    if status == UNPAID:
        return and_(~Instalment.voided, Instalment.amount_minor > _paid())
    return _status(local_day()) == status


def _of_age(bucket: str) -> ColumnElement[bool]:
    return and_(_in_status(UNPAID), _bucket(local_day()) == bucket)


def _of_owner(owner: uuid.UUID) -> ColumnElement[bool]:
    return Contract.owner_id == owner


def owners(session: Session) -> list[Choice]:
    """Return who is responsible for contracts that have instalments, to filter by."""
    query = select(Person.id, Person.name).select_from(_joined()).distinct().order_by(Person.name)
    return [(owner, name) for owner, name in session.execute(query.where(Person.id.is_not(None)))]


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, ReceivableRow]]:
    """Yield instalments by their row numbers."""
    number, today = row_number(Instalment), local_day()
    query: Any = select(number, Instalment, Contract, Customer.name, Person.name, _paid())
    for found, *values in session.execute(query.select_from(_joined()).where(number.in_(numbers))):
        yield found, _row(values, today)


SOURCE: Final = ListSource(
    record=Instalment,
    joined=_joined,
    sorts={
        "number": Sort(Contract.number),
        "customer": Sort(filled(Customer.name)),
        "label": Sort(filled(Instalment.label)),
        "trigger": Sort(Instalment.trigger),
        "planned_on": Sort(Instalment.planned_on),
        "due_on": Sort(func.coalesce(Instalment.due_on, Instalment.planned_on)),
        "amount": Sort(Instalment.amount_minor),
        "paid": Sort(_paid()),
        "outstanding": Sort(Instalment.amount_minor - _paid()),
        "days_late": Sort(-func.julianday(Instalment.due_on)),
        "status": Sort(
            case(
                (Instalment.voided, 4),
                (_paid() >= Instalment.amount_minor, 3),
                (Instalment.due_on < func.date("now", "localtime"), 0),
                (_paid() > 0, 1),
                else_=2,
            )
        ),
        "owner": Sort(filled(Person.name)),
        "currency": Sort(Contract.currency),
    },
    usual="due_on",
    texts=(Contract.number, Customer.name, Instalment.label, Instalment.label_en),
    filters={"status": _in_status, "age": _of_age, "owner": _of_owner},
    read=read,
)
"""The instalments of contracts in force, those that are void among them."""
