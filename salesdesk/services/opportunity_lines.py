"""Opportunities as lists of findings name them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.services.rows import named
from salesdesk.storage.records import Customer, Opportunity, Person, Stage

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class OpportunityLine:
    """What a finding or a figure is about: an opportunity in one line; an unknown amount is None."""

    id: uuid.UUID
    title: str
    customer: str
    owner: str
    stage: str
    status: str
    amount: Decimal | None
    currency: str


def lines(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, OpportunityLine]:
    """Return opportunities by their ids, as lists name them; those that are gone are left out."""
    found: dict[uuid.UUID, OpportunityLine] = {}
    query = (
        select(
            Opportunity.id,
            Opportunity.name,
            func.coalesce(Customer.name, ""),
            func.coalesce(Person.name, ""),
            Stage.name,
            Stage.name_en,
            Opportunity.status,
            Opportunity.amount_minor,
            Opportunity.currency,
            Opportunity.deleted_at,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
    )
    for start in range(0, len(ids), _CHUNK):
        # Deleted ones are left out here: the condition would let the database look through all that are not.
        part = query.where(Opportunity.id.in_(ids[start : start + _CHUNK]))
        for one, title, customer, owner, stage, stage_en, status, minor, currency, gone in session.execute(
            part
        ):
            if gone is not None:
                continue
            amount = None if minor is None else money.from_minor(minor, currency)
            at = named(stage, stage_en)
            found[one] = OpportunityLine(one, title, customer, owner, at, status, amount, currency)
    return found
