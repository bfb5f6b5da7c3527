"""Invoices of contracts: asked for, issued under the number of the tax system, cancelled by red ones."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money, tax
from salesdesk.domain.contract import BINDING
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.quote_version import Party
from salesdesk.domain.texts import one_line, paragraphs
from salesdesk.i18n import N_, _
from salesdesk.services import contract_store as store, payment_plans
from salesdesk.services.contract_making import reason_of
from salesdesk.services.quote_store import party_from
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Contract, Instalment, Invoice
from salesdesk.storage.records.base import now

STATES: Final = {"requested": N_("Asked for"), "issued": N_("Issued"), "void": N_("Void")}
KINDS: Final = {"special": N_("VAT special invoice"), "ordinary": N_("Ordinary invoice")}
LONGEST_NUMBER: Final = 40


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice as its contract shows it; a red one has negative amounts and names the one it cancels."""

    id: uuid.UUID
    contract_id: uuid.UUID
    contract: str
    instalment_id: uuid.UUID | None
    state: str
    kind: str
    number: str
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
    requested_on: date
    issued_on: date | None
    title: Party
    remark: str
    red_of: uuid.UUID | None


def request(
    session: Session,
    contract_id: uuid.UUID,
    *,
    amount: Decimal,
    on: date,
    kind: str = "special",
    instalment_id: uuid.UUID | None = None,
    remark: str = "",
) -> uuid.UUID:
    """Ask for an invoice over an amount with tax, and return its id.

    The tax is the contract's in proportion; the last invoice takes what the others leave, so that all make the
    contract, or what stays of a terminated one. RuleError where more would be invoiced than that.
    """
    contract, _newest = store.rows_of(session, contract_id)
    version = store.in_force(session, contract_id)
    if contract.state not in (*BINDING, "terminated") or version is None:
        raise RuleError(_("{number} isn't signed yet, or is at its end.").format(number=contract.number))
    if kind not in KINDS:
        raise InvalidInputError(_("Choose the kind of invoice."))
    if instalment_id is not None:
        _refuse_foreign(session, contract_id, instalment_id)
    minor = money.to_minor(amount, contract.currency)
    if minor <= 0:
        raise InvalidInputError(_("The amount must be more than zero."))
    net, of_tax = _split(session, contract, minor)
    buyer = party_from(json.loads(version.buyer))
    row = Invoice(
        contract_id=contract_id,
        instalment_id=instalment_id,
        kind=kind,
        net_minor=net,
        tax_minor=of_tax,
        gross_minor=minor,
        requested_on=on,
        requested_by=session.info.get("person"),
        title=json.dumps(asdict(buyer), ensure_ascii=False),
        remark=paragraphs(remark),
    )
    session.add(row)
    session.flush()
    return row.id


def _split(session: Session, contract: Contract, minor: int) -> tuple[int, int]:
    """Return net and tax of an amount; all of a contract's invoices together have its net and tax."""
    sums = select(
        func.coalesce(func.sum(Invoice.gross_minor), 0), func.coalesce(func.sum(Invoice.tax_minor), 0)
    )
    gross, of_tax = session.execute(
        sums.where(Invoice.contract_id == contract.id, Invoice.state != "void", Invoice.deleted_at.is_(None))
    ).one()
    stays = contract.gross_minor + contract.termination_minor
    whole = [Decimal(stays), Decimal(-contract.termination_minor)]
    left, left_tax = stays - gross, int(tax.allocate(Decimal(contract.tax_minor), whole, 0)[0]) - of_tax
    if minor > left:
        raise RuleError(
            _("Only {amount} of the contract isn't invoiced yet.").format(
                amount=money.text(money.from_minor(max(left, 0), contract.currency), contract.currency)
            )
        )
    parts = [Decimal(minor), Decimal(left - minor)]
    share = left_tax if minor == left else int(tax.allocate(Decimal(left_tax), parts, 0)[0])
    return minor - share, share


def issue(session: Session, invoice_id: uuid.UUID, *, number: str, on: date) -> None:
    """Record that an invoice was issued, under the number that the tax system gave; payments may become due by it."""
    row, contract = _living(session, invoice_id)
    if row.state != "requested":
        raise RuleError(_("Only an invoice that was asked for is issued."))
    text = one_line(number)
    if not text or len(text) > LONGEST_NUMBER:
        raise InvalidInputError(_("Write the number of the invoice."))
    if on > now().astimezone().date():
        raise InvalidInputError(_("What happened can't lie in the future."))
    same = select(Invoice.id).where(Invoice.number == text, Invoice.deleted_at.is_(None)).limit(1)
    if session.scalar(same) is not None:
        raise RuleError(_("There is an invoice {number} already.").format(number=text))
    row.state, row.number, row.issued_on = "issued", text, on
    session.flush()
    payment_plans.refresh(session, contract)


def void(session: Session, invoice_id: uuid.UUID, *, reason: str) -> None:
    """Give up an invoice that was asked for; what was issued is cancelled by a red one."""
    row, _contract = _living(session, invoice_id)
    if row.state != "requested":
        raise RuleError(_("An invoice that was issued is cancelled by a red one."))
    row.state, row.remark = "void", reason_of(reason)
    session.flush()


def red(session: Session, invoice_id: uuid.UUID, *, number: str, on: date, reason: str) -> uuid.UUID:
    """Cancel an issued invoice by its red counterpart, and return that one's id; its amount can be invoiced again."""
    row, _contract = _living(session, invoice_id)
    why = reason_of(reason)
    done = select(Invoice.id).where(Invoice.red_of_id == row.id, Invoice.deleted_at.is_(None)).limit(1)
    if row.state != "issued" or row.red_of_id is not None or session.scalar(done) is not None:
        raise RuleError(_("Only an issued invoice that isn't cancelled yet is cancelled by a red one."))
    if row.issued_on is not None and on < row.issued_on:
        raise InvalidInputError(_("A red invoice can't be older than the one it cancels."))
    counter = Invoice(
        contract_id=row.contract_id,
        instalment_id=row.instalment_id,
        kind=row.kind,
        net_minor=-row.net_minor,
        tax_minor=-row.tax_minor,
        gross_minor=-row.gross_minor,
        requested_on=on,
        requested_by=session.info.get("person"),
        title=row.title,
        remark=why,
        red_of_id=row.id,
    )
    session.add(counter)
    session.flush()
    issue(session, counter.id, number=number, on=on)
    return counter.id


def of_contract(session: Session, contract_id: uuid.UUID) -> tuple[InvoiceView, ...]:
    """Return the invoices of a contract, the newest first."""
    return _views(session, contract_id)


def waiting(session: Session) -> tuple[InvoiceView, ...]:
    """Return the invoices of all contracts that were asked for and aren't issued, the oldest first."""
    return tuple(reversed([view for view in _views(session, None) if view.state == "requested"]))


def _views(session: Session, contract_id: uuid.UUID | None) -> tuple[InvoiceView, ...]:
    query = (
        select(Invoice, Contract.number, Contract.currency)
        .join(Contract, Contract.id == Invoice.contract_id)
        .where(Invoice.deleted_at.is_(None))
        .order_by(Invoice.requested_on.desc(), Invoice.id.desc())
    )
    if contract_id is not None:
        query = query.where(Invoice.contract_id == contract_id)
    return tuple(
        InvoiceView(
            id=row.id,
            contract_id=row.contract_id,
            contract=number,
            instalment_id=row.instalment_id,
            state=row.state,
            kind=row.kind,
            number=row.number,
            net=money.from_minor(row.net_minor, currency),
            tax=money.from_minor(row.tax_minor, currency),
            gross=money.from_minor(row.gross_minor, currency),
            currency=currency,
            requested_on=row.requested_on,
            issued_on=row.issued_on,
            title=party_from(json.loads(row.title)),
            remark=row.remark,
            red_of=row.red_of_id,
        )
        for row, number, currency in session.execute(query)
    )


def _living(session: Session, invoice_id: uuid.UUID) -> tuple[Invoice, Contract]:
    row = chosen(session, Invoice, invoice_id)
    return row, store.rows_of(session, row.contract_id)[0]


def _refuse_foreign(session: Session, contract_id: uuid.UUID, instalment_id: uuid.UUID) -> None:
    part = session.get(Instalment, instalment_id)
    if part is None or part.contract_id != contract_id or part.deleted_at is not None or part.voided:
        raise InvalidInputError(_("This instalment is no longer there."))
