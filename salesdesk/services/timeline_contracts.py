"""What contracts and their payments add to a timeline: issued, signed, ended, tests and deliveries, money."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.contract import EVENT_RESULTS, EVENTS
from salesdesk.i18n import _, money as money_text
from salesdesk.services.rows import Rows
from salesdesk.services.timeline_events import EXCERPT, NAME, Scope, TimelineEvent, at_on, happened, holds
from salesdesk.storage.records import (
    Contract,
    ContractEvent,
    ContractVersion,
    Instalment,
    Person,
    Receipt,
    ReceiptAllocation,
)


def _versions(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    """Yield when each version was issued and signed."""
    for contract, row, person in scope.rows(session, _versions_query(scope.by_opportunity)):
        which = {"number": contract.number[:NAME], "version": row.version}
        text = (
            _amount(row.gross_minor, contract.currency) if contract.kind == "sale" else contract.title[:NAME]
        )
        record = ("contract", contract.id)
        if row.issued_at is not None:
            title = _("Contract {number} V{version} issued").format(**which)
            yield happened("contract_issued", row.issued_at, title, text, person=person, record=record)
        if row.signed_on is not None:
            title = _("Contract {number} V{version} signed").format(**which)
            at = at_on(row.signed_on, row.updated_at)
            yield happened("contract_signed", at, title, text, person=person, record=record)


@cache
def _versions_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    return (
        select(Contract, ContractVersion, Person.name)
        .join(ContractVersion, ContractVersion.contract_id == Contract.id)
        .outerjoin(Person, Person.id == ContractVersion.updated_by)
        .where(holds(by_opportunity, Contract.opportunity_id, Contract.customer_id))
        .where(Contract.deleted_at.is_(None), ContractVersion.deleted_at.is_(None))
    )


def _ended(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    """Yield when contracts were completed or terminated."""
    for contract, person in scope.rows(session, _ended_query(scope.by_opportunity)):
        ended = contract.terminated_on or contract.completed_on
        title, text = _("Contract {number} completed"), ""
        if contract.terminated_on is not None:
            title, text = _("Contract {number} terminated"), contract.termination_reason[:EXCERPT]
        yield happened(
            "contract_ended" if contract.terminated_on else "contract_signed",
            at_on(ended, contract.updated_at),
            title.format(number=contract.number[:NAME]),
            text,
            person=person,
            record=("contract", contract.id),
        )


@cache
def _ended_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    return (
        select(Contract, Person.name)
        .outerjoin(Person, Person.id == Contract.updated_by)
        .where(holds(by_opportunity, Contract.opportunity_id, Contract.customer_id))
        .where(Contract.state.in_(("completed", "terminated")), Contract.deleted_at.is_(None))
    )


def _events(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    """Yield what happened to contracts under way."""
    for row, number, person in scope.rows(session, _events_query(scope.by_opportunity)):
        name = _(EVENTS.get(row.kind, row.kind))
        if row.result:
            name = _("{event}: {result}").format(
                event=name, result=_(EVENT_RESULTS.get(row.result, row.result))
            )
        yield happened(
            "contract_failed" if row.result == "failed" else "contract_event",
            at_on(row.on_day, row.created_at),
            name,
            " · ".join(part for part in (number[:NAME], row.note[:EXCERPT]) if part),
            person=person,
            record=("contract", row.contract_id),
        )


@cache
def _events_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    return (
        select(ContractEvent, Contract.number, Person.name)
        .join(Contract, Contract.id == ContractEvent.contract_id)
        .outerjoin(Person, Person.id == ContractEvent.created_by)
        .where(holds(by_opportunity, Contract.opportunity_id, Contract.customer_id))
        .where(Contract.deleted_at.is_(None), ContractEvent.deleted_at.is_(None))
    )


def _receipts(session: Session, scope: Scope) -> Iterator[TimelineEvent]:
    """Yield what came in and what was taken back, each with the contracts that it is for."""
    found: dict[uuid.UUID, tuple[Receipt, str | None, dict[uuid.UUID, str]]] = {}
    for row, person, contract, number in scope.rows(session, _receipts_query(scope.by_opportunity)):
        paid = found.setdefault(row.id, (row, person, {}))[2]
        if contract is not None:
            paid[contract] = number
    for row, person, paid in found.values():
        amount = _amount(abs(row.amount_minor), row.currency)
        title = _("{amount} received") if row.reverses_id is None else _("{amount} taken back")
        told = (*paid.values(), row.reference[:NAME], row.remark[:EXCERPT])
        yield happened(
            "receipt" if row.reverses_id is None else "receipt_back",
            at_on(row.received_on, row.created_at),
            title.format(amount=amount),
            " · ".join(part for part in told if part),
            person=person,
            record=("contract", next(iter(paid))) if paid else None,
        )


@cache
def _receipts_query(by_opportunity: bool) -> Rows:  # noqa: FBT001 - a key of the memory
    given: Any = ReceiptAllocation.deleted_at.is_(None)
    return (
        select(Receipt, Person.name, Contract.id, Contract.number)
        .outerjoin(ReceiptAllocation, (ReceiptAllocation.receipt_id == Receipt.id) & given)
        .outerjoin(Instalment, Instalment.id == ReceiptAllocation.instalment_id)
        .outerjoin(Contract, Contract.id == Instalment.contract_id)
        .outerjoin(Person, Person.id == Receipt.created_by)
        .where(holds(by_opportunity, Contract.opportunity_id, Receipt.customer_id))
        .where(Receipt.deleted_at.is_(None))
        .order_by(Contract.number)
    )


def _amount(minor: int, currency: str) -> str:
    return money_text(money.from_minor(minor, currency), currency)


SOURCES: Final = (_versions, _ended, _events, _receipts)
"""What yields the events of a scope, in no order."""
