"""Money that comes in: receipts spread over instalments, taken back, spread anew; and what that sets going."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.contract import BINDING, after, allows
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.receivables import Allocation, OpenPart, check_allocations, proposed
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, _
from salesdesk.services import payment_plans
from salesdesk.services.contract_making import reason_of
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Contract, Customer, Instalment, Receipt, ReceiptAllocation
from salesdesk.storage.records.base import now

METHODS: Final = {
    "transfer": N_("Bank transfer"),
    "acceptance": N_("Acceptance bill"),
    "cheque": N_("Cheque"),
    "cash": N_("Cash"),
    "other": N_("Other way"),
}
"""How money comes in, with names to be translated."""
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt with what it is for; `free` is what no instalment has of it."""

    id: uuid.UUID
    received_on: date
    amount: Decimal
    currency: str
    method: str
    payer: str
    reference: str
    remark: str
    reversed: bool
    reverses: uuid.UUID | None
    free: Decimal
    allocations: tuple[Allocation, ...]


# --- receipts -----------------------------------------------------------------------------------------------------


def record(
    session: Session,
    customer_id: uuid.UUID,
    *,
    on: date,
    amount: Decimal,
    currency: str = "CNY",
    allocations: Sequence[Allocation] | None = None,
    method: str = "transfer",
    payer: str = "",
    reference: str = "",
    remark: str = "",
    bank_key: str = "",
) -> uuid.UUID:
    """Record money that came in from a customer and return its id.

    Without allocations it pays what is due earliest; what is left over stays free. A contract that was only signed is
    under way from then on.
    """
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    if method not in METHODS:
        raise InvalidInputError(_("Choose how the money came in."))
    minor = money.to_minor(amount, currency)
    if minor <= 0:
        raise InvalidInputError(_("The amount must be more than zero."))
    _refuse_later(on)
    if bank_key and bank_keys(session, [bank_key]):
        raise ConflictError(_("This line of the bank's statement was taken already."))
    wanted = (
        proposed(amount, open_parts(session, customer_id, currency)) if allocations is None else allocations
    )
    row = Receipt(
        customer_id=customer_id,
        received_on=on,
        amount_minor=minor,
        currency=currency,
        method=method,
        payer=one_line(payer)[:LONGEST] or customer.name,
        reference=one_line(reference)[:LONGEST],
        bank_key=bank_key,
        remark=paragraphs(remark),
    )
    session.add(row)
    session.flush()
    _allocate(session, row, wanted)
    return row.id


def reverse(session: Session, receipt_id: uuid.UUID, *, on: date, reason: str) -> uuid.UUID:
    """Take a receipt back by its counterpart, a bounced bill or a repayment, and return that one's id.

    What it paid is open again; a contract that was completed runs on.
    """
    row = _living(session, receipt_id)
    why = reason_of(reason)
    _refuse_later(on)
    if row.reverses_id is not None or _reversed(session, row.id):
        raise RuleError(_("This receipt was taken back already."))
    if on < row.received_on:
        raise InvalidInputError(_("Money can't be taken back before it came in."))
    counter = Receipt(
        customer_id=row.customer_id,
        received_on=on,
        amount_minor=-row.amount_minor,
        currency=row.currency,
        method=row.method,
        payer=row.payer,
        reference=row.reference,
        remark=why,
        reverses_id=row.id,
    )
    session.add(counter)
    session.flush()
    given = _allocations(session, row.id)
    for each in given:
        session.add(
            ReceiptAllocation(
                receipt_id=counter.id, instalment_id=each.instalment_id, amount_minor=-each.amount_minor
            )
        )
    session.flush()
    _follow(session, {each.instalment_id for each in given})
    return counter.id


def spread(session: Session, receipt_id: uuid.UUID, allocations: Sequence[Allocation]) -> None:
    """Spread a receipt over other instalments than before."""
    row = _living(session, receipt_id)
    if row.reverses_id is not None or _reversed(session, row.id):
        raise RuleError(_("This receipt was taken back already."))
    before = _allocations(session, row.id)
    for each in before:
        each.deleted_at = now()
    session.flush()
    _allocate(session, row, allocations, also={each.instalment_id for each in before})


def _allocate(
    session: Session, row: Receipt, wanted: Sequence[Allocation], *, also: set[uuid.UUID] | None = None
) -> None:
    amount = money.from_minor(row.amount_minor, row.currency)
    parts = open_parts(session, row.customer_id, row.currency)
    check_allocations(amount, wanted, {part.id: part.outstanding for part in parts})
    for each in wanted:
        minor = money.to_minor(each.amount, row.currency)
        session.add(
            ReceiptAllocation(receipt_id=row.id, instalment_id=each.instalment_id, amount_minor=minor)
        )
    session.flush()
    _follow(session, {each.instalment_id for each in wanted} | (also or set()))


def open_parts(session: Session, customer_id: uuid.UUID, currency: str) -> tuple[OpenPart, ...]:
    """Return the instalments of a customer's contracts in a currency that still wait for money."""
    paid = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.instalment_id == Instalment.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Instalment)
        .scalar_subquery()
    )
    query = (
        select(Instalment.id, Instalment.amount_minor - paid, Instalment.due_on)
        .join(Contract, Contract.id == Instalment.contract_id)
        .where(
            Contract.customer_id == customer_id,
            Contract.currency == currency,
            Contract.state.in_((*BINDING, "terminated")),
            Contract.deleted_at.is_(None),
            ~Instalment.voided,
            Instalment.deleted_at.is_(None),
            Instalment.amount_minor > paid,
        )
        .order_by(Contract.number, Instalment.position)
    )
    return tuple(
        OpenPart(each, money.from_minor(minor, currency), due) for each, minor, due in session.execute(query)
    )


def _follow(session: Session, instalments: set[uuid.UUID]) -> None:
    """Let the contracts follow from money that came or went: begun, taken up again, days that hang on it."""
    query = select(Contract).where(
        Contract.id.in_(select(Instalment.contract_id).where(Instalment.id.in_(instalments)))
    )
    for contract in session.scalars(query).all():
        if allows(contract.state, "start"):
            contract.state = after(contract.state, "start")
        if contract.state == "completed" and payment_plans.outstanding(session, contract.id):
            contract.state, contract.completed_on = after(contract.state, "reopen"), None
        payment_plans.refresh(session, contract)
    session.flush()


def receipts(session: Session, contract_id: uuid.UUID) -> tuple[ReceiptView, ...]:
    """Return the receipts that pay a contract, the newest first, each with all that it pays."""
    paying = (
        select(ReceiptAllocation.receipt_id)
        .join(Instalment, Instalment.id == ReceiptAllocation.instalment_id)
        .where(Instalment.contract_id == contract_id, ReceiptAllocation.deleted_at.is_(None))
    )
    return _views(session, Receipt.id.in_(paying))


def of_customer(session: Session, customer_id: uuid.UUID) -> tuple[ReceiptView, ...]:
    """Return all receipts of a customer, the newest first."""
    return _views(session, Receipt.customer_id == customer_id)


def free(session: Session, customer_id: uuid.UUID, currency: str) -> tuple[ReceiptView, ...]:
    """Return the receipts of a customer in a currency of which something is for nothing yet, the newest first."""
    used = (
        select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0))
        .where(ReceiptAllocation.receipt_id == Receipt.id, ReceiptAllocation.deleted_at.is_(None))
        .correlate(Receipt)
        .scalar_subquery()
    )
    of_them = and_(Receipt.customer_id == customer_id, Receipt.currency == currency)
    found = _views(session, and_(of_them, Receipt.reverses_id.is_(None), Receipt.amount_minor > used))
    return tuple(row for row in found if not row.reversed)


def _views(session: Session, condition: ColumnElement[bool]) -> tuple[ReceiptView, ...]:
    query = select(Receipt).where(condition, Receipt.deleted_at.is_(None))
    rows = session.scalars(query.order_by(Receipt.received_on.desc(), Receipt.id.desc())).all()
    counterparts = select(Receipt.reverses_id).where(
        Receipt.reverses_id.in_([row.id for row in rows]), Receipt.deleted_at.is_(None)
    )
    back = set(session.scalars(counterparts))
    given: dict[uuid.UUID, list[ReceiptAllocation]] = {}
    for each in session.scalars(
        _living_allocations().where(ReceiptAllocation.receipt_id.in_([r.id for r in rows]))
    ):
        given.setdefault(each.receipt_id, []).append(each)
    return tuple(_view(row, given.get(row.id, []), reversed_=row.id in back) for row in rows)


def _view(row: Receipt, given: Sequence[ReceiptAllocation], *, reversed_: bool) -> ReceiptView:
    used = sum(each.amount_minor for each in given)
    return ReceiptView(
        id=row.id,
        received_on=row.received_on,
        amount=money.from_minor(row.amount_minor, row.currency),
        currency=row.currency,
        method=row.method,
        payer=row.payer,
        reference=row.reference,
        remark=row.remark,
        reversed=reversed_,
        reverses=row.reverses_id,
        free=money.from_minor(row.amount_minor - used, row.currency),
        allocations=tuple(
            Allocation(each.instalment_id, money.from_minor(each.amount_minor, row.currency))
            for each in given
        ),
    )


def _living_allocations() -> Select[ReceiptAllocation]:
    return (
        select(ReceiptAllocation).where(ReceiptAllocation.deleted_at.is_(None)).order_by(ReceiptAllocation.id)
    )


def _allocations(session: Session, receipt_id: uuid.UUID) -> list[ReceiptAllocation]:
    return list(session.scalars(_living_allocations().where(ReceiptAllocation.receipt_id == receipt_id)))


def _living(session: Session, receipt_id: uuid.UUID) -> Receipt:
    return chosen(session, Receipt, receipt_id)


def _reversed(session: Session, receipt_id: uuid.UUID) -> bool:
    query = select(Receipt.id).where(Receipt.reverses_id == receipt_id, Receipt.deleted_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def bank_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Return which lines of bank statements were taken already."""
    query = select(Receipt.bank_key).where(Receipt.bank_key.in_(keys), Receipt.deleted_at.is_(None))
    return set(session.scalars(query))


def _refuse_later(on: date) -> None:
    if on > now().astimezone().date():
        raise InvalidInputError(_("What happened can't lie in the future."))
