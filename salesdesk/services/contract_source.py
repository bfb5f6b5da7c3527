"""The list of contracts for the window: filtered and sorted by the database, with what is due next."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, case, func, join, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.contract import BINDING, STATES
from salesdesk.services.lists import Choice, ListSource, Sort, filled, row_number, used_values
from salesdesk.storage.records import Contract, Customer, Instalment, Person, ReceiptAllocation


@dataclass(frozen=True, slots=True)
class ContractListRow:
    """A contract as the list shows it; `next_due` is the earliest day on which money is due that isn't there."""

    id: uuid.UUID
    number: str
    kind: str
    state: str
    title: str
    customer_id: uuid.UUID
    customer: str
    owner: str
    total: Decimal
    currency: str
    signed_on: date | None
    next_due: date | None
    updated_at: datetime


_TOTAL: Final = [one.name for one in fields(ContractListRow)].index("total")


def _joined() -> FromClause:
    tables = join(Contract, Customer, Customer.id == Contract.customer_id)
    return tables.outerjoin(Person, Person.id == Contract.owner_id)


def _next_due() -> Any:
    """Return the earliest due day of what isn't paid of a contract that binds both sides."""
    paid = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.instalment_id == Instalment.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Instalment)
        .scalar_subquery()
    )
    return (
        select(func.min(Instalment.due_on))
        .where(
            Instalment.contract_id == Contract.id,
            Contract.state.in_((*BINDING, "terminated")),
            ~Instalment.voided,
            Instalment.deleted_at.is_(None),
            paid < Instalment.amount_minor,
        )
        .correlate(Contract)
        .scalar_subquery()
    )


def _in_state(state: str) -> ColumnElement[bool]:
    return Contract.state == state


def _of_owner(name: str) -> ColumnElement[bool]:
    return Person.name == name


def owners(session: Session) -> list[Choice]:
    """Return the names of those to whom contracts may belong."""
    return used_values(session, Person.name)


def read(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, ContractListRow]]:
    """Yield contracts by their row numbers."""
    columns: tuple[Any, ...] = (
        row_number(Contract),
        Contract.id,
        Contract.number,
        Contract.kind,
        Contract.state,
        Contract.title,
        Contract.customer_id,
        Customer.name,
        func.coalesce(Person.name, ""),
        Contract.gross_minor,
        Contract.currency,
        Contract.signed_on,
        _next_due(),
        Contract.updated_at,
    )
    query = select(*columns).select_from(_joined()).where(row_number(Contract).in_(numbers))
    for number, *values in session.connection().execute(query):
        values[_TOTAL] = money.from_minor(values[_TOTAL], values[_TOTAL + 1])
        yield number, ContractListRow(*values)


SOURCE: Final = ListSource(
    record=Contract,
    joined=_joined,
    sorts={
        "number": Sort(Contract.number, indexed=True),
        "state": Sort(case({name: place for place, name in enumerate(STATES)}, value=Contract.state)),
        "customer": Sort(filled(Customer.name)),
        "title": Sort(filled(Contract.title)),
        "total": Sort(Contract.gross_minor),
        "signed_on": Sort(Contract.signed_on),
        "owner": Sort(filled(Person.name)),
        "next_due": Sort(_next_due()),
        "updated_at": Sort(Contract.updated_at),
    },
    usual="number",
    texts=(Contract.number, Contract.title, Customer.name),
    filters={"state": _in_state, "owner": _of_owner},
    read=read,
)
