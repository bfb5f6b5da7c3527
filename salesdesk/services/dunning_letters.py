"""What is written to a customer about an open payment: to whom, in which language, from which firm."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.dunning import Claim
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.i18n import LANGUAGES, Language, _, as_language
from salesdesk.services import activities, company, contacts, contract_store as store
from salesdesk.storage.records import Contract, Customer, Instalment, ReceiptAllocation
from salesdesk.storage.records.base import now


@dataclass(frozen=True, slots=True)
class Letter:
    """An open payment in each language, and who is written to; `language` is the customer's."""

    claims: dict[Language, Claim]
    language: Language
    to: str
    to_name: str
    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    opportunity_id: uuid.UUID | None


def letter(session: Session, instalment_id: uuid.UUID, *, seller_name: str) -> Letter:
    """Return what a letter about an instalment says; RuleError where nothing is due of it yet."""
    row = session.get(Instalment, instalment_id)
    if row is None or row.deleted_at is not None or row.voided:
        raise InvalidInputError(_("This instalment is no longer there."))
    contract = session.get_one(Contract, row.contract_id)
    customer = session.get_one(Customer, contract.customer_id)
    outstanding = money.from_minor(row.amount_minor - _paid(session, row.id), contract.currency)
    if row.due_on is None or outstanding <= 0:
        raise RuleError(_("Nothing of this payment is due yet, or it is paid."))
    claims = {
        language: Claim(
            customer=customer.name,
            seller=company.seller(session, fallback=seller_name).name,
            number=contract.number,
            label=row.label if language == "zh_CN" else row.label_en or row.label,
            outstanding=outstanding,
            currency=contract.currency,
            due_on=row.due_on,
        )
        for language in LANGUAGES
    }
    person = next(iter(contacts.of_customer(session, customer.id)), None)
    return Letter(
        claims=claims,
        language=_language(session, contract, customer),
        to=(person.email if person else "") or customer.email,
        to_name=person.name if person else "",
        customer_id=customer.id,
        contact_id=person.id if person else None,
        opportunity_id=contract.opportunity_id,
    )


def note(session: Session, letter: Letter, *, kind: str, subject: str, text: str) -> uuid.UUID:
    """Record with the customer that a letter went out, as a mail or as a copied text, and return the activity's id."""
    return activities.record(
        session,
        kind=kind,
        at=now(),
        subject=subject,
        note=text,
        customer_id=letter.customer_id,
        contact_id=letter.contact_id,
        opportunity_id=letter.opportunity_id,
        owner_id=session.info.get("person"),
    )


def _language(session: Session, contract: Contract, customer: Customer) -> Language:
    """Return the customer's language, else that of the contract."""
    version = store.in_force(session, contract.id)
    return as_language(customer.language or (version.language if version else ""))


def _paid(session: Session, instalment_id: uuid.UUID) -> int:
    query = select(func.coalesce(func.sum(ReceiptAllocation.amount_minor), 0)).where(
        ReceiptAllocation.instalment_id == instalment_id, ReceiptAllocation.deleted_at.is_(None)
    )
    return int(session.scalar(query) or 0)
