"""What a quote refers to, as it is now: its customer, found or made, its opportunity, its products."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.i18n import _
from salesdesk.services import document_designs
from salesdesk.storage.records import Customer, Opportunity, Product


def living(session: Session, record: type[Any], row_id: uuid.UUID | None) -> Any:
    """Return a record by its id; None where it isn't there, or was deleted."""
    row = session.get(record, row_id) if row_id else None
    return row if row is not None and row.deleted_at is None else None


def with_living_references(session: Session, draft: QuoteDraft) -> QuoteDraft:
    """Return the draft without what was deleted while it was open: its opportunity, products of lines.

    A design that was deleted still gives its look; one that was never here gives way to the firm's default.
    """
    products = {line.product_id for line in draft.lines} - {None}
    there = set(
        session.scalars(select(Product.id).where(Product.id.in_(products), Product.deleted_at.is_(None)))
        if products
        else ()
    )
    lines = tuple(
        line if line.product_id is None or line.product_id in there else replace(line, product_id=None)
        for line in draft.lines
    )
    opportunity = living(session, Opportunity, draft.opportunity_id)
    return replace(
        draft,
        lines=lines,
        opportunity_id=opportunity.id if opportunity else None,
        design_id=document_designs.known_id(session, draft.design_id),
    )


def customer_of(session: Session, draft: QuoteDraft) -> Customer:
    """Return the customer of a draft, made where nobody bears the name; InvalidInputError where it was deleted."""
    found = known_customer(session, draft)
    if found is not None:
        return found
    if draft.customer_id:
        raise InvalidInputError(
            _("The customer “{name}” was deleted. Choose another one.").format(name=draft.customer)
        )
    made = Customer(name=draft.customer)
    session.add(made)
    session.flush()
    return made


def known_customer(session: Session, draft: QuoteDraft) -> Customer | None:
    """Return the customer of a draft by its id, or by exact name; None where there is none."""
    if draft.customer_id:
        found: Customer | None = living(session, Customer, draft.customer_id)
        return found
    return session.scalars(
        select(Customer)
        .where(Customer.name == draft.customer, Customer.deleted_at.is_(None))
        .order_by(Customer.id)
        .limit(1)
    ).one_or_none()
