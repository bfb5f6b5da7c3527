"""Opportunities: what is known of one, and what one can do with it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pipeline import LOSS_REASONS
from salesdesk.i18n import _
from salesdesk.services.board import BoardFilter, Rows, named, ordered, shown
from salesdesk.services.history import HistoryEntry, record_history
from salesdesk.storage import bulk
from salesdesk.storage.records import Customer, Opportunity, Person, Pipeline, Product, Stage
from salesdesk.storage.records.base import now
from salesdesk.storage.records.opportunities import MAX_AMOUNT_MINOR

STEP: Final = 1 << 32
"""The distance between two cards' positions: 32 cards fit at one place before the column is renumbered."""


@dataclass(frozen=True, slots=True)
class Summary:
    """An opportunity with all its fields and its history."""

    id: uuid.UUID
    row_version: int
    title: str
    customer: str | None
    stage: str
    pipeline: str
    status: str
    amount: Decimal | None
    currency: str
    probability: Decimal
    owner: str | None
    product: str | None
    source: str
    created_on: date
    expected_close_on: date | None
    closed_on: date | None
    loss_reason: str
    loss_note: str
    remark: str
    days_in_stage: int
    history: tuple[HistoryEntry, ...]


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
        customer=customer,
        stage=named(stage.name, stage.name_en),
        pipeline=named(pipeline.name, pipeline.name_en),
        status=row.status,
        amount=None if row.amount_minor is None else money.from_minor(row.amount_minor, row.currency),
        currency=row.currency,
        probability=_probability(row, stage),
        owner=owner,
        product=product,
        source=row.source,
        created_on=row.created_on,
        expected_close_on=row.expected_close_on,
        closed_on=row.closed_on,
        loss_reason=row.loss_reason,
        loss_note=row.loss_note,
        remark=row.remark,
        days_in_stage=(now() - row.stage_entered_at).days,
        history=record_history(session, opportunity_id),
    )


def _probability(row: Opportunity, stage: Stage) -> Decimal:
    certain = {"won": Decimal(1), "lost": Decimal(0)}.get(row.status)
    if certain is not None:
        return certain
    return stage.probability if row.probability is None else row.probability


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
    row.position = _position_at(session, row.id, stage_id, position or 0, board_filter or BoardFilter())
    if row.stage_id != stage_id:
        row.stage_id = stage_id
        row.stage_entered_at = now()


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


def _position_at(
    session: Session, moving: uuid.UUID, stage_id: uuid.UUID, index: int, board_filter: BoardFilter
) -> int:
    """Return a position that puts a card at the index; a column without room is renumbered."""
    for _attempt in range(2):
        before, after = _neighbours(session, moving, stage_id, index, board_filter)
        if before is None or after is None:
            return _beside(before, after)
        if after - before > 1:
            return (before + after) // 2
        _renumber(session, stage_id)
    raise AssertionError


def _neighbours(
    session: Session, moving: uuid.UUID, stage_id: uuid.UUID, index: int, board_filter: BoardFilter
) -> tuple[int | None, int | None]:
    """Return the positions, in the whole column, between which the index of the shown cards lies."""

    def positions(query: Rows, limit: int) -> list[int | None]:
        found = session.connection().execute(query.limit(limit), {"moving": moving}).scalars().all()
        return [*found, *[None] * (limit - len(found))]

    visible = ordered(_others(stage_id, board_filter))
    if index:
        before, after = positions(visible.offset(index - 1), 2)
        if before is None:  # beyond the end: below the last
            (before,) = positions(visible.order_by(None).order_by(Opportunity.position.desc()), 1)
    else:
        before, after = None, positions(visible, 1)[0]
    if board_filter.narrows:
        column = _others(stage_id, BoardFilter())
        if before is not None:
            (after,) = positions(
                column.where(Opportunity.position > before).order_by(Opportunity.position), 1
            )
        else:
            above = column if after is None else column.where(Opportunity.position < after)
            (before,) = positions(above.order_by(Opportunity.position.desc()), 1)
    return before, after


@lru_cache(maxsize=32)
def _others(stage_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    """Select the positions of a column's cards but the moving one's."""
    query = select(Opportunity.position).where(Opportunity.id != bindparam("moving"))
    return shown(query, stage_id, board_filter)


def _beside(before: int | None, after: int | None) -> int:
    if before is not None:
        return before + STEP
    return 0 if after is None else after - STEP


def _renumber(session: Session, stage_id: uuid.UUID) -> None:
    rank = func.row_number().over(order_by=(Opportunity.position, Opportunity.id))
    ranks = shown(select(Opportunity.id, (rank * STEP).label("position")), stage_id, BoardFilter()).subquery()
    bulk.update_rows(
        session,
        update(Opportunity).where(Opportunity.id == ranks.c.id).values(position=ranks.c.position),
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
    minor = money.to_minor(amount, row.currency)
    if not 0 < minor <= MAX_AMOUNT_MINOR:
        raise InvalidInputError(_("The amount must be more than zero and at most 1,000,000,000,000."))
    row.status, row.closed_on, row.amount_minor = "won", on, minor
    row.stage_id = _stage_after_winning(session, row.stage_id)


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
    row.closed_on = now().astimezone().date()


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
    if row.status in ("won", "lost"):
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
