"""The lists of an opportunity as its page shows them; `opportunity_rows` writes them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.services import products
from salesdesk.services.rows import Rows
from salesdesk.storage.records import (
    ActionStep,
    Competitor,
    Interest,
    Landmark,
    Opportunity,
    Person,
    Product,
    Requirement,
    Rival,
)


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A line of the requirement sheet; `met` is empty while nobody has said."""

    id: uuid.UUID
    row_version: int
    parameter: str
    required: str
    unit: str
    must: bool
    ours: str
    met: str


@dataclass(frozen=True, slots=True)
class RivalRow:
    """A competitor in the opportunity; strengths and weaknesses are the competitor's own."""

    id: uuid.UUID
    row_version: int
    competitor_id: uuid.UUID
    competitor: str
    standing: str
    note: str
    strengths: str
    weaknesses: str


@dataclass(frozen=True, slots=True)
class InterestRow:
    """A product of interest; `price` is what this customer pays for one of so many, tax included, if any."""

    id: uuid.UUID
    row_version: int
    product_id: uuid.UUID
    product: str
    model: str
    unit: str
    quantity: Decimal
    price: Decimal | None
    currency: str
    remark: str

    @property
    def amount(self) -> Decimal | None:
        """Return quantity × price, rounded to the currency."""
        if self.price is None:
            return None
        return money.round_half_up(self.quantity * self.price, money.minor_units(self.currency))


@dataclass(frozen=True, slots=True)
class LandmarkRow:
    """A dated point on the way to the signature."""

    id: uuid.UUID
    row_version: int
    name: str
    planned_on: date | None
    reached_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class ActionStepRow:
    """A line of the customer action map."""

    id: uuid.UUID
    row_version: int
    customer_step: str
    due_on: date | None
    customer_owner: str
    our_action: str
    owner_id: uuid.UUID | None
    owner: str
    evidence: str
    done_on: date | None


def requirements(session: Session, opportunity_id: uuid.UUID) -> list[RequirementRow]:
    """Return the requirement sheet."""
    query = select(*(getattr(Requirement, name) for name in RequirementRow.__dataclass_fields__))
    return [RequirementRow(*row) for row in session.execute(_of(query, Requirement, opportunity_id))]


def deviations(session: Session, opportunity_id: uuid.UUID) -> list[RequirementRow]:
    """Return the requirements that we don't meet or meet partly, for the deviation list of a quote (A03)."""
    return [row for row in requirements(session, opportunity_id) if row.met in ("no", "partly")]


def rivals(session: Session, opportunity_id: uuid.UUID) -> list[RivalRow]:
    """Return the competitors in an opportunity."""
    query = select(
        Rival.id,
        Rival.row_version,
        Competitor.id,
        Competitor.name,
        Rival.standing,
        Rival.note,
        Competitor.strengths,
        Competitor.weaknesses,
    ).join(Competitor, Competitor.id == Rival.competitor_id)
    return [RivalRow(*row) for row in session.execute(_of(query, Rival, opportunity_id))]


def interests(session: Session, opportunity_id: uuid.UUID) -> list[InterestRow]:
    """Return the products that the customer is interested in, with the price of the customer's price book."""
    customer_id = session.scalar(select(Opportunity.customer_id).where(Opportunity.id == opportunity_id))
    query = select(Interest, Product).join(Product, Product.id == Interest.product_id)
    return [
        InterestRow(
            row.id,
            row.row_version,
            product.id,
            product.name,
            product.model,
            product.unit,
            row.quantity,
            products.price(session, product.id, customer_id=customer_id, quantity=row.quantity),
            product.currency,
            row.remark,
        )
        for row, product in session.execute(_of(query, Interest, opportunity_id)).all()
    ]


def landmarks(session: Session, opportunity_id: uuid.UUID) -> list[LandmarkRow]:
    """Return the landmarks on the way to the signature."""
    query = select(*(getattr(Landmark, name) for name in LandmarkRow.__dataclass_fields__))
    return [LandmarkRow(*row) for row in session.execute(_of(query, Landmark, opportunity_id))]


def action_steps(session: Session, opportunity_id: uuid.UUID) -> list[ActionStepRow]:
    """Return the customer action map."""
    owner = aliased(Person)
    query = select(ActionStep, owner.name).outerjoin(owner, owner.id == ActionStep.owner_id)
    return [
        ActionStepRow(
            row.id,
            row.row_version,
            row.customer_step,
            row.due_on,
            row.customer_owner,
            row.our_action,
            row.owner_id,
            name or "",
            row.evidence,
            row.done_on,
        )
        for row, name in session.execute(_of(query, ActionStep, opportunity_id))
    ]


def _of(query: Rows, record: Any, opportunity_id: uuid.UUID) -> Rows:
    """Return the query narrowed to the living lines of an opportunity, in their order."""
    return query.where(record.opportunity_id == opportunity_id, record.deleted_at.is_(None)).order_by(
        record.position, record.id
    )
