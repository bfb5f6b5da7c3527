"""Contracts in lists: all of them, those of a customer or an opportunity, the versions of one."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.contract import BINDING, UNDER_WAY
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import contract_store as store
from salesdesk.services.contract_making import holds
from salesdesk.services.lists import local_day
from salesdesk.storage import records
from salesdesk.storage.records import (
    Contract,
    ContractFile,
    Customer,
    Instalment,
    Person,
    Quote,
    ReceiptAllocation,
)

_NUMBER: Final = re.compile(r"(?P<number>.+?)(?:-V(?P<version>\d{1,6}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list; `paid` is what came in for it, `overdue` what should have, `version` the newest."""

    id: uuid.UUID
    number: str
    kind: str
    state: str
    title: str
    customer_id: uuid.UUID
    customer: str
    opportunity_id: uuid.UUID | None
    quote_id: uuid.UUID | None
    owner_id: uuid.UUID | None
    owner: str
    total: Decimal
    paid: Decimal
    overdue: Decimal
    currency: str
    version: int
    dated_on: date
    signed_on: date | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of a contract in a list, with what an amendment adds."""

    id: uuid.UUID
    version: int
    kind: str
    state: str
    dated_on: date
    signed_on: date | None
    total: Decimal
    difference: Decimal
    reason: str


def contracts(session: Session) -> list[ContractRow]:
    """Return all contracts, the newest first."""
    return _rows(session, Contract.deleted_at.is_(None))


def of_customer(session: Session, customer_id: uuid.UUID) -> list[ContractRow]:
    """Return the contracts of a customer, the newest first."""
    return _rows(session, Contract.customer_id == customer_id)


def of_opportunity(session: Session, opportunity_id: uuid.UUID) -> list[ContractRow]:
    """Return the contracts of an opportunity, the newest first."""
    return _rows(session, Contract.opportunity_id == opportunity_id)


def brief(session: Session, contract_id: uuid.UUID) -> ContractRow:
    """Return a contract as a list shows it; InvalidInputError where it is gone."""
    found = _rows(session, Contract.id == contract_id)
    if not found:
        raise InvalidInputError(_("This contract is no longer there."))
    return found[0]


@dataclass(frozen=True, slots=True)
class AcceptedQuote:
    """A quote that a contract can be made of."""

    id: uuid.UUID
    number: str
    version: int
    customer: str
    total: Decimal
    currency: str
    customer_id: uuid.UUID


def accepted_quotes(
    session: Session, *, opportunity_id: uuid.UUID | None = None, customer_id: uuid.UUID | None = None
) -> tuple[AcceptedQuote, ...]:
    """Return the quotes that were accepted and have no contract yet, the newest first; only some where asked for."""
    version = records.QuoteVersion
    accepted = (
        select(version.quote_id, func.max(version.version).label("version"))
        .where(version.state == "accepted", version.deleted_at.is_(None))
        .group_by(version.quote_id)
        .subquery()
    )
    taken = select(Contract.quote_id).where(
        Contract.quote_id.is_not(None), Contract.state != "void", Contract.deleted_at.is_(None)
    )
    query = (
        select(
            Quote.id,
            Quote.number,
            version.version,
            Customer.name,
            version.gross_minor,
            version.currency,
            Quote.customer_id,
        )
        .join(accepted, accepted.c.quote_id == Quote.id)
        .join(version, (version.quote_id == Quote.id) & (version.version == accepted.c.version))
        .join(Customer, Customer.id == Quote.customer_id)
        .where(Quote.deleted_at.is_(None), version.deleted_at.is_(None), Quote.id.not_in(taken))
        .order_by(Quote.number.desc())
    )
    if opportunity_id is not None:
        query = query.where(Quote.opportunity_id == opportunity_id)
    if customer_id is not None:
        query = query.where(Quote.customer_id == customer_id)
    return tuple(
        AcceptedQuote(row, number, newest, customer, money.from_minor(minor, currency), currency, customer_id)
        for row, number, newest, customer, minor, currency, customer_id in session.execute(query)
    )


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework agreement in force, under which contracts are made."""

    id: uuid.UUID
    number: str
    title: str
    customer_id: uuid.UUID
    valid_until: date | None


def frameworks(session: Session, *, on: date) -> tuple[Framework, ...]:
    """Return the framework agreements that hold on a day, the newest first."""
    version = records.ContractVersion
    query = (
        select(Contract, version)
        .join(version, version.contract_id == Contract.id)
        .where(
            Contract.kind == "framework",
            Contract.state.in_(UNDER_WAY),
            version.state == "signed",
            Contract.deleted_at.is_(None),
            version.deleted_at.is_(None),
        )
        .order_by(Contract.number.desc())
    )
    return tuple(
        Framework(row.id, row.number, row.title, row.customer_id, signed.valid_until)
        for row, signed in session.execute(query)
        if holds(signed.valid_from, signed.valid_until, on)
    )


def under(session: Session, framework_id: uuid.UUID) -> list[ContractRow]:
    """Return the contracts that were made under a framework agreement, the newest first."""
    return _rows(session, Contract.framework_id == framework_id)


def _rows(session: Session, condition: ColumnElement[bool]) -> list[ContractRow]:
    version = records.ContractVersion
    newest = (
        select(version.contract_id, func.max(version.version).label("version"))
        .where(version.deleted_at.is_(None))
        .group_by(version.contract_id)
        .subquery()
    )
    paid: Any = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .join(Instalment, Instalment.id == ReceiptAllocation.instalment_id)
        .where(Instalment.contract_id == Contract.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Contract)
        .scalar_subquery()
    )
    query = (
        select(Contract, version.version, version.dated_on, Customer.name, Person.name, paid, _overdue())
        .join(newest, newest.c.contract_id == Contract.id)
        .join(version, (version.contract_id == Contract.id) & (version.version == newest.c.version))
        .join(Customer, Customer.id == Contract.customer_id)
        .outerjoin(Person, Person.id == Contract.owner_id)
        .where(condition, Contract.deleted_at.is_(None), version.deleted_at.is_(None))
        .order_by(Contract.number.desc())
    )
    return [
        ContractRow(
            id=row.id,
            number=row.number,
            kind=row.kind,
            state=row.state,
            title=row.title,
            customer_id=row.customer_id,
            customer=customer,
            opportunity_id=row.opportunity_id,
            quote_id=row.quote_id,
            owner_id=row.owner_id,
            owner=owner or "",
            total=money.from_minor(row.gross_minor, row.currency),
            paid=money.from_minor(received, row.currency),
            overdue=money.from_minor(late if row.state in (*BINDING, "terminated") else 0, row.currency),
            currency=row.currency,
            version=number,
            dated_on=dated_on,
            signed_on=row.signed_on,
        )
        for row, number, dated_on, customer, owner, received, late in session.execute(query)
    ]


def _overdue() -> Any:
    """Return what is still open of the instalments of a contract that were due before today."""
    paid = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.instalment_id == Instalment.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Instalment)
        .scalar_subquery()
    )
    return (
        select(func.coalesce(func.sum(Instalment.amount_minor - paid), 0))
        .where(
            Instalment.contract_id == Contract.id,
            Instalment.due_on < local_day(),
            Instalment.amount_minor > paid,
            ~Instalment.voided,
            Instalment.deleted_at.is_(None),
        )
        .correlate(Contract)
        .scalar_subquery()
    )


def versions(session: Session, contract_id: uuid.UUID) -> tuple[VersionRow, ...]:
    """Return all versions of a contract, the newest first."""
    contract, _newest = store.rows_of(session, contract_id)
    version = records.ContractVersion
    query = select(version).where(version.contract_id == contract_id, version.deleted_at.is_(None))
    return tuple(
        VersionRow(
            id=row.id,
            version=row.version,
            kind=row.kind,
            state=row.state,
            dated_on=row.dated_on,
            signed_on=row.signed_on,
            total=money.from_minor(row.gross_minor, contract.currency),
            difference=money.from_minor(row.difference_minor, contract.currency),
            reason=row.reason,
        )
        for row in session.scalars(query.order_by(version.version.desc()))
    )


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that is kept with a contract, never altered: `hash` is the SHA-256 of its content."""

    name: str
    size: int
    hash: str
    kind: str
    kept_at: datetime
    person: str


def kept_files(session: Session, contract_id: uuid.UUID) -> tuple[FileRow, ...]:
    """Return the files that are kept with a contract, the newest first."""
    query = (
        select(ContractFile, Person.name)
        .outerjoin(Person, Person.id == ContractFile.created_by)
        .where(ContractFile.contract_id == contract_id, ContractFile.deleted_at.is_(None))
        .order_by(ContractFile.created_at.desc(), ContractFile.id)
    )
    return tuple(
        FileRow(row.name, row.size, row.hash, row.kind, row.created_at, person or "")
        for row, person in session.execute(query)
    )


def issued_file(session: Session, contract_id: uuid.UUID, version: int) -> str:
    """Return the name of the stored PDF that a version was issued as; empty where none was kept."""
    _contract, row = store.rows_of(session, contract_id, version)
    return row.pdf_hash


def load(session: Session, number: str) -> ContractVersion:
    """Return a contract's newest version, or the one that the number names (`C-2026-0001-V2`)."""
    parts = _NUMBER.fullmatch(number.strip())
    wanted = parts["number"].upper() if parts else ""
    query = select(Contract.id).where(Contract.number == wanted, Contract.deleted_at.is_(None))
    contract_id = session.scalar(query)
    if parts is None or contract_id is None:
        raise InvalidInputError(_("There is no contract “{number}” here.").format(number=number[:60]))
    version = int(parts["version"]) if parts["version"] else None
    return store.read(session, *store.rows_of(session, contract_id, version))
