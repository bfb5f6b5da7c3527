"""An opportunity with everything that its page and its drawer show."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import stage_history
from salesdesk.services.quote_primary import Source, source_of
from salesdesk.services.rows import Rows, named
from salesdesk.services.stage_history import CLOSED, StageStep
from salesdesk.storage.records import Competitor, Customer, Opportunity, Person, Pipeline, Product, Stage
from salesdesk.storage.records.base import now


@dataclass(frozen=True, slots=True)
class Summary:
    """An opportunity with all its fields, and the way through its stages.

    `probability` is a fraction: its own one where `has_probability`, else the stage's. `amount_from` is the quote that
    the amount comes from, if it does.
    """

    id: uuid.UUID
    row_version: int
    title: str
    customer_id: uuid.UUID | None
    customer: str | None
    stage_id: uuid.UUID
    stage: str
    pipeline: str
    status: str
    amount: Decimal | None
    currency: str
    probability: Decimal
    has_probability: bool
    owner_id: uuid.UUID | None
    owner: str | None
    sr_id: uuid.UUID | None
    sr: str | None
    fr_id: uuid.UUID | None
    fr: str | None
    need: str
    budget_min: Decimal | None
    budget_max: Decimal | None
    roadmap: str
    product_id: uuid.UUID | None
    product: str | None
    source: str
    created_on: date
    expected_close_on: date | None
    slips: int
    closed_on: date | None
    loss_reason: str
    loss_note: str
    lost_to: str
    lost_to_name: str | None
    reopened_from_id: uuid.UUID | None
    remark: str
    days_in_stage: int
    steps: tuple[StageStep, ...]
    amount_from: Source | None = None

    @property
    def is_closed(self) -> bool:
        """Tell whether it is won or lost: then only its remark can be changed."""
        return self.status in CLOSED


def summary(session: Session, opportunity_id: uuid.UUID) -> Summary:
    """Return everything that is known of an opportunity."""
    found = session.execute(_query(opportunity_id)).one_or_none()
    if found is None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    row, customer, stage, pipeline, owner, sr, fr, product, competitor = found
    return Summary(
        id=row.id,
        row_version=row.row_version,
        title=row.name,
        customer_id=row.customer_id,
        customer=customer,
        stage_id=row.stage_id,
        stage=named(stage.name, stage.name_en),
        pipeline=named(pipeline.name, pipeline.name_en),
        status=row.status,
        amount=_amount(row.amount_minor, row.currency),
        currency=row.currency,
        probability=_probability(row, stage),
        has_probability=row.probability is not None,
        owner_id=row.owner_id,
        owner=owner,
        sr_id=row.sr_id,
        sr=sr,
        fr_id=row.fr_id,
        fr=fr,
        need=row.need,
        budget_min=_amount(row.budget_min_minor, row.currency),
        budget_max=_amount(row.budget_max_minor, row.currency),
        roadmap=row.roadmap,
        product_id=row.product_id,
        product=product,
        source=row.source,
        created_on=row.created_on,
        expected_close_on=row.expected_close_on,
        slips=row.slips,
        closed_on=row.closed_on,
        loss_reason=row.loss_reason,
        loss_note=row.loss_note,
        lost_to=row.lost_to,
        lost_to_name=competitor,
        reopened_from_id=row.reopened_from_id,
        remark=row.remark,
        days_in_stage=(now() - row.stage_entered_at).days,
        steps=stage_history.steps(session, row),
        amount_from=source_of(session, row.id),
    )


def _query(opportunity_id: uuid.UUID) -> Rows:
    solver, deliverer = aliased(Person), aliased(Person)
    return (
        select(Opportunity, Customer.name, Stage, Pipeline, Person.name, solver.name, deliverer.name)
        .add_columns(Product.name, Competitor.name)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .outerjoin(solver, solver.id == Opportunity.sr_id)
        .outerjoin(deliverer, deliverer.id == Opportunity.fr_id)
        .outerjoin(Product, Product.id == Opportunity.product_id)
        .outerjoin(Competitor, Competitor.id == Opportunity.lost_to_id)
        .where(Opportunity.id == opportunity_id, Opportunity.deleted_at.is_(None))
    )


def _amount(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else money.from_minor(minor, currency)


def _probability(row: Opportunity, stage: Stage) -> Decimal:
    certain = {"won": Decimal(1), "lost": Decimal(0)}.get(row.status)
    if certain is not None:
        return certain
    return stage.probability if row.probability is None else row.probability
