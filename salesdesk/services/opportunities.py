"""Opportunities: what is known of one, and what one can do with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pipeline import LOSS_REASONS
from salesdesk.i18n import _
from salesdesk.services import card_places, company, opportunity_fields as fields, stage_history
from salesdesk.services.board import BoardFilter, Rows, named
from salesdesk.services.history import HistoryEntry, record_history
from salesdesk.services.opportunity_choices import open_stages
from salesdesk.services.stage_history import CLOSED, StageStep
from salesdesk.storage.records import Customer, Opportunity, Person, Pipeline, Product, Stage
from salesdesk.storage.records.base import now


@dataclass(frozen=True, slots=True)
class Summary:
    """An opportunity with all its fields, the way through its stages and its history.

    `probability` is a fraction: its own one where `has_probability`, else the stage's.
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
    product_id: uuid.UUID | None
    product: str | None
    source: str
    created_on: date
    expected_close_on: date | None
    slips: int
    closed_on: date | None
    loss_reason: str
    loss_note: str
    remark: str
    days_in_stage: int
    steps: tuple[StageStep, ...]
    history: tuple[HistoryEntry, ...]

    @property
    def is_closed(self) -> bool:
        """Tell whether it is won or lost: then only its remark can be changed."""
        return self.status in CLOSED


def summary(session: Session, opportunity_id: uuid.UUID) -> Summary:
    """Return everything that is known of an opportunity."""
    query = (
        select(Opportunity, Customer.name, Stage, Pipeline, Person.name, Product.name)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
        .outerjoin(Product, Product.id == Opportunity.product_id)
        .where(Opportunity.id == opportunity_id, Opportunity.deleted_at.is_(None))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    row, customer, stage, pipeline, owner, product = found
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
        amount=None if row.amount_minor is None else money.from_minor(row.amount_minor, row.currency),
        currency=row.currency,
        probability=_probability(row, stage),
        has_probability=row.probability is not None,
        owner_id=row.owner_id,
        owner=owner,
        product_id=row.product_id,
        product=product,
        source=row.source,
        created_on=row.created_on,
        expected_close_on=row.expected_close_on,
        slips=row.slips,
        closed_on=row.closed_on,
        loss_reason=row.loss_reason,
        loss_note=row.loss_note,
        remark=row.remark,
        days_in_stage=(now() - row.stage_entered_at).days,
        steps=stage_history.steps(session, row),
        history=record_history(session, opportunity_id),
    )


def _probability(row: Opportunity, stage: Stage) -> Decimal:
    certain = {"won": Decimal(1), "lost": Decimal(0)}.get(row.status)
    if certain is not None:
        return certain
    return stage.probability if row.probability is None else row.probability


def create(
    session: Session,
    *,
    name: str,
    customer: uuid.UUID | str | None = None,
    stage_id: uuid.UUID | None = None,
    amount: Decimal | None = None,
    owner_id: uuid.UUID | None = None,
    expected_close_on: date | None = None,
    source: str = "",
    remark: str = "",
    today: date,
) -> uuid.UUID:
    """Add an open opportunity at the top of a stage (None: the first one) and return its id.

    `customer` is an id, or a name: where nobody bears it, a customer is made.
    """
    currency = company.currency(session)
    stage = _open_stage(session, stage_id)
    row = Opportunity(
        name=fields.name(name),
        customer_id=fields.customer(session, customer),
        stage_id=stage,
        position=card_places.top(session, stage),
        amount_minor=fields.amount(amount, currency),
        currency=currency,
        owner_id=fields.owner(session, owner_id),
        source=fields.source(source),
        created_on=today,
        stage_entered_at=now(),
        expected_close_on=expected_close_on,
        remark=fields.remark(remark),
    )
    session.add(row)
    session.flush()
    stage_history.record(
        session, row.id, came_from=None, to=stage, status=row.status, at=row.stage_entered_at
    )
    return row.id


def _open_stage(session: Session, stage_id: uuid.UUID | None) -> uuid.UUID:
    ids = [stage.id for stage in open_stages(session)]
    if not ids or stage_id not in (None, *ids):
        raise InvalidInputError(_("There is no open stage to put the opportunity into."))
    return stage_id or ids[0]


def change(
    session: Session, opportunity_id: uuid.UUID, field: str, value: Any, *, row_version: int | None = None
) -> None:
    """Change one field, named as in `opportunity_fields.FIELDS`; of a closed opportunity only the remark."""
    row = _opportunity(session, opportunity_id, row_version)
    if field not in fields.STANDING:
        _refuse_closed(row)
    for column, new in fields.FIELDS[field](session, row, value).items():
        setattr(row, column, new)


def move(
    session: Session,
    opportunity_id: uuid.UUID,
    stage_id: uuid.UUID,
    *,
    position: int | None = None,
    board_filter: BoardFilter | None = None,
    row_version: int | None = None,
) -> None:
    """Put an open opportunity into an open stage of its pipeline.

    `position` is the card's index among the target column's other cards as `board_filter` shows them; None is the top.
    """
    row = _opportunity(session, opportunity_id, row_version)
    if row.status != "open":
        raise RuleError(_("“{name}” is closed and can't be moved.").format(name=row.name))
    if row.stage_id != stage_id and not _is_open_stage_beside(session, stage_id, row.stage_id):
        raise RuleError(_("“{name}” can't be moved to that stage.").format(name=row.name))
    row.position = card_places.position_at(
        session, row.id, stage_id, position or 0, board_filter or BoardFilter()
    )
    if row.stage_id != stage_id:
        _enter(session, row, stage_id, now())


def _enter(session: Session, row: Opportunity, stage_id: uuid.UUID, at: datetime) -> None:
    """Put a row into a stage, with the status it has by now, and write that down."""
    stage_history.record(session, row.id, came_from=row.stage_id, to=stage_id, status=row.status, at=at)
    row.stage_id = stage_id
    row.stage_entered_at = at


def _is_open_stage_beside(session: Session, stage_id: uuid.UUID, other_id: uuid.UUID) -> bool:
    """Tell whether a stage takes open cards and belongs to the pipeline of the other one."""
    values = {"stage": stage_id, "other": other_id}
    return session.connection().execute(_stage_beside(), values).scalar() is not None


@cache
def _stage_beside() -> Rows:
    pipeline = select(Stage.pipeline_id).where(Stage.id == bindparam("other")).scalar_subquery()
    return select(Stage.id).where(
        Stage.id == bindparam("stage"),
        Stage.kind == "open",
        Stage.deleted_at.is_(None),
        Stage.pipeline_id == pipeline,
    )


def win(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    on: date,
    amount: Decimal,
    row_version: int | None = None,
) -> None:
    """Record that the customer signed: date and amount; an opportunity without a customer is refused."""
    row = _opportunity(session, opportunity_id, row_version)
    _refuse_closed(row)
    if row.customer_id is None:
        raise RuleError(
            _("“{name}” has no customer yet. Fill it in before the win is recorded.").format(name=row.name)
        )
    minor = fields.amount(amount, row.currency)
    if not minor:
        raise InvalidInputError(_("The amount must be more than zero and at most 1,000,000,000,000."))
    row.status, row.closed_on, row.amount_minor = "won", on, minor
    signed = now() if on >= now().astimezone().date() else stage_history.instant_of(on)
    after = _stage_after_winning(session, row.stage_id)
    _enter(session, row, after, max(signed, row.stage_entered_at))


def lose(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    reason: str,
    note: str = "",
    row_version: int | None = None,
) -> None:
    """Record that the opportunity is lost, and why; `other` needs a note."""
    row = _opportunity(session, opportunity_id, row_version)
    _refuse_closed(row)
    if reason not in dict(LOSS_REASONS):
        raise InvalidInputError(_("Choose a reason for the loss."))
    if reason == "other" and not note.strip():
        raise InvalidInputError(_("Say in a few words why it was lost."))
    row.status, row.loss_reason, row.loss_note = "lost", reason, note.strip()
    at = now()
    row.closed_on = at.astimezone().date()
    stage_history.record(session, row.id, came_from=row.stage_id, to=row.stage_id, status=row.status, at=at)


def _opportunity(session: Session, opportunity_id: uuid.UUID, row_version: int | None) -> Opportunity:
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("“{name}” was changed elsewhere in the meantime. Look at it again.").format(name=row.name)
        )
    return row


def _refuse_closed(row: Opportunity) -> None:
    if row.status in CLOSED:
        raise RuleError(_("“{name}” is closed already.").format(name=row.name))


def _stage_after_winning(session: Session, stage_id: uuid.UUID) -> uuid.UUID:
    """Return the pipeline's won stage, else its first stage after the sale, else the stage itself."""
    pipeline = select(Stage.pipeline_id).where(Stage.id == stage_id).scalar_subquery()
    rank = case((Stage.kind == "won", 0), else_=1)
    query = (
        select(Stage.id)
        .where(Stage.pipeline_id == pipeline, Stage.kind != "open", Stage.deleted_at.is_(None))
        .order_by(rank, Stage.position)
        .limit(1)
    )
    return session.scalar(query) or stage_id
