"""All that concerns the money of one contract, read at once: plan, events, receipts, invoices."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.contract import BINDING, UNDER_WAY
from salesdesk.domain.contract_version import plan_amounts
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.services import contract_events, contract_store as store, invoices, payment_plans, payments
from salesdesk.services.contract_events import EventView
from salesdesk.services.invoices import InvoiceView
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.services.payments import ReceiptView
from salesdesk.storage.records import Customer


@dataclass(frozen=True, slots=True)
class ContractPayments:
    """The money of a contract; before it is signed the plan is as its newest version agrees it, without days.

    `receipts` are those that pay it, and those of the customer that are for nothing yet.
    """

    contract_id: uuid.UUID
    number: str
    state: str
    customer_id: uuid.UUID
    customer: str
    currency: str
    total: Decimal
    signed_on: date | None
    plan: tuple[InstalmentView, ...]
    events: tuple[EventView, ...]
    receipts: tuple[ReceiptView, ...]
    invoices: tuple[InvoiceView, ...]
    warranty_until: date | None = None

    @property
    def signed(self) -> bool:
        """Tell whether the contract was signed, so that its payments are receivables."""
        return self.signed_on is not None

    @property
    def under_way(self) -> bool:
        """Tell whether the contract is signed and not at its end."""
        return self.state in UNDER_WAY

    @property
    def agreeable(self) -> bool:
        """Tell whether another plan can be agreed for what is open, also of what stays of a terminated contract."""
        return self.under_way or self.state == "terminated"

    @property
    def binding(self) -> bool:
        """Tell whether things still happen to the contract, and invoices are made."""
        return self.state in BINDING

    @property
    def billable(self) -> bool:
        """Tell whether invoices are asked for: also over what stays of a terminated contract."""
        return (self.binding or self.state == "terminated") and self.invoiced < self.total

    @property
    def received(self) -> Decimal:
        """Return what came in for the payments."""
        return sum((row.paid for row in self.plan), Decimal(0))

    @property
    def overdue(self) -> Decimal:
        """Return what is overdue."""
        return sum((row.outstanding for row in self.plan if row.status == "overdue"), Decimal(0))

    @property
    def outstanding(self) -> Decimal:
        """Return what is still to be paid."""
        return sum((row.outstanding for row in self.plan), Decimal(0))

    @property
    def invoiced(self) -> Decimal:
        """Return what was asked for or issued in invoices, red ones taken off."""
        return sum((row.gross for row in self.invoices if row.state != "void"), Decimal(0))


def load(session: Session, contract_id: uuid.UUID, *, today: date) -> ContractPayments:
    """Return the money of a contract; InvalidInputError where the contract is gone."""
    contract, newest = store.rows_of(session, contract_id)
    customer = session.get_one(Customer, contract.customer_id)
    if contract.signed_on is None:
        version = store.read(session, contract, newest)
        total = version.amounts.gross
        pairs = zip(version.plan, plan_amounts(version), strict=True)
        plan = tuple(_agreed(place, line, amount) for place, (line, amount) in enumerate(pairs, start=1))
    else:
        total = money.from_minor(contract.gross_minor + contract.termination_minor, contract.currency)
        plan = payment_plans.plan(session, contract_id, today=today)
    return ContractPayments(
        contract_id=contract_id,
        number=contract.number,
        state=contract.state,
        customer_id=customer.id,
        customer=customer.name,
        currency=contract.currency,
        total=total,
        signed_on=contract.signed_on,
        plan=plan,
        events=contract_events.events(session, contract_id),
        receipts=_receipts(session, contract_id, customer.id, contract.currency),
        invoices=invoices.of_contract(session, contract_id),
        warranty_until=contract_events.warranty_end(session, contract),
    )


def _receipts(
    session: Session, contract_id: uuid.UUID, customer_id: uuid.UUID, currency: str
) -> tuple[ReceiptView, ...]:
    """Return what pays the contract, and what its customer has paid that is for nothing yet."""
    own = payments.receipts(session, contract_id)
    known = {row.id for row in own}
    free = payments.free(session, customer_id, currency)
    return (*own, *(row for row in free if row.id not in known))


def _agreed(place: int, line: PlanLine, amount: Decimal) -> InstalmentView:
    """Return a part of a plan that isn't in force yet; its id is its place."""
    return InstalmentView(
        id=uuid.UUID(int=place),
        row_version=0,
        label=line.label,
        label_en=line.label_en,
        trigger=line.trigger,
        offset_days=line.offset_days,
        share=line.share,
        amount=amount,
        paid=Decimal(0),
        planned_on=line.fixed_on,
        due_on=None,
        is_retention=line.retention,
        status="pending",
        last_paid_on=None,
    )
