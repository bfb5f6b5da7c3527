"""Opportunities: the board that shows them, and what one can do with them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pipeline import LOSS_REASONS
from salesdesk.i18n import _, language
from salesdesk.services import company
from salesdesk.services.history import HistoryEntry, record_history
from salesdesk.storage import bulk
from salesdesk.storage.records import Customer, Opportunity, Person, Pipeline, Product, Stage
from salesdesk.storage.records.base import now
from salesdesk.storage.records.opportunities import MAX_AMOUNT_MINOR

Rows: TypeAlias = Select[*tuple[Any, ...]]
STEP: Final = 1 << 32
"""The distance between two cards' positions: 32 cards fit at one place before the column is renumbered."""


@dataclass(frozen=True, slots=True)
class PipelineChoice:
    """A pipeline as menus list it."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """What the board shows: one pipeline (None: the first), one owner or all, cards that contain a text."""

    pipeline_id: uuid.UUID | None = None
    owner_id: uuid.UUID | None = None
    text: str = ""

    @property
    def narrows(self) -> bool:
        """Tell whether some cards of the pipeline may not be shown."""
        return self.owner_id is not None or bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Column:
    """A stage as the board heads it; `weighted` is the sum of amount × probability (a fraction)."""

    stage_id: uuid.UUID
    name: str
    probability: Decimal
    min_days: int | None
    max_days: int | None
    count: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True, slots=True)
class Board:
    """The open stages of a pipeline; no pipeline in an empty workspace."""

    pipeline: PipelineChoice | None
    columns: tuple[Column, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Card:
    """An opportunity as the board shows it; an unknown amount or customer is None."""

    id: uuid.UUID
    row_version: int
    stage_id: uuid.UUID
    title: str
    customer: str | None
    amount: Decimal | None
    currency: str
    owner: str | None
    days_in_stage: int | None
    past_max: bool


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


def pipelines(session: Session) -> list[PipelineChoice]:
    """Return the pipelines, in their order."""
    query = (
        select(Pipeline.id, Pipeline.name, Pipeline.name_en)
        .where(Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.created_at)
    )
    return [PipelineChoice(row.id, _named(row.name, row.name_en)) for row in session.execute(query)]


def board(session: Session, board_filter: BoardFilter) -> Board:
    """Return the heads of the board's columns, with counts and sums over the filter."""
    currency = company.currency(session)
    choices = pipelines(session)
    chosen = next((choice for choice in choices if choice.id == board_filter.pipeline_id), None)
    pipeline = chosen or (choices[0] if choices else None)
    if pipeline is None:
        return Board(None, (), currency)
    heads = session.connection().execute(_heads(pipeline.id, board_filter))
    return Board(pipeline, tuple(_column(head, currency) for head in heads), currency)


def _heads(pipeline_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    """Select the open stages with count, sum and weighted sum, each product rounded half up to the minor unit."""
    amount, usual = Opportunity.amount_minor, type_coerce(Stage.probability, BigInteger)
    share = func.coalesce(type_coerce(Opportunity.probability, BigInteger), usual)
    weighted = (amount // 10_000) * share + ((amount % 10_000) * share + 5_000) // 10_000
    cards_of_stage = and_(Opportunity.stage_id == Stage.id, *_conditions(board_filter))
    return (
        select(
            Stage.id,
            Stage.name,
            Stage.name_en,
            Stage.probability,
            Stage.min_days,
            Stage.max_days,
            func.count(Opportunity.stage_id),
            func.coalesce(func.sum(amount), 0),
            func.coalesce(func.sum(weighted), 0),
        )
        .outerjoin(Opportunity, cards_of_stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.kind == "open", Stage.deleted_at.is_(None))
        .group_by(Stage.id)
        .order_by(Stage.position)
    )


def _column(head: Any, currency: str) -> Column:
    stage_id, name, name_en, probability, min_days, max_days, count, amount, weighted = head
    return Column(
        stage_id=stage_id,
        name=_named(name, name_en),
        probability=probability,
        min_days=min_days,
        max_days=max_days,
        count=count,
        amount=money.from_minor(amount, currency),
        weighted=money.from_minor(weighted, currency),
    )


def _conditions(board_filter: BoardFilter) -> list[ColumnElement[bool]]:
    """Return what makes an opportunity a card that the board shows."""
    conditions = [Opportunity.status == "open", Opportunity.deleted_at.is_(None)]
    if board_filter.owner_id is not None:
        conditions.append(Opportunity.owner_id == board_filter.owner_id)
    if text := board_filter.text.strip():
        customers = select(Customer.id).where(Customer.name.icontains(text, autoescape=True))
        named = Opportunity.name.icontains(text, autoescape=True)
        conditions.append(or_(named, Opportunity.customer_id.in_(customers)))
    return conditions


def _shown(query: Rows, stage_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    """Narrow a query over opportunities to the cards that a column shows."""
    return query.where(Opportunity.stage_id == stage_id, *_conditions(board_filter))


def _ordered(query: Rows) -> Rows:
    return query.order_by(Opportunity.position, Opportunity.id)


def card_ids(session: Session, stage_id: uuid.UUID, board_filter: BoardFilter) -> list[uuid.UUID]:
    """Return the ids of a column's cards, in board order."""
    return list(session.scalars(_ordered(_shown(select(Opportunity.id), stage_id, board_filter))))


def first_cards(
    session: Session, stage_id: uuid.UUID, board_filter: BoardFilter, *, limit: int = 40
) -> list[Card]:
    """Return the topmost cards of a column."""
    return _cards(session, _ordered(_shown(_card_query(), stage_id, board_filter)).limit(limit))


def cards(session: Session, ids: Sequence[uuid.UUID]) -> list[Card]:
    """Return the cards with these ids, in this order; ids that are gone are left out."""
    found = {card.id: card for card in _cards(session, _card_query().where(Opportunity.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def _card_query() -> Rows:
    return (
        select(
            Opportunity.id,
            Opportunity.row_version,
            Opportunity.stage_id,
            Opportunity.name,
            Customer.name,
            Opportunity.amount_minor,
            Opportunity.currency,
            Person.name,
            Opportunity.stage_entered_at,
            Stage.max_days,
        )
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .outerjoin(Person, Person.id == Opportunity.owner_id)
    )


def _cards(session: Session, query: Rows) -> list[Card]:
    at, result = now(), []
    for row in session.connection().execute(query):
        identity, version, stage, title, customer, minor, currency, owner, entered, longest = row
        amount = None if minor is None else money.from_minor(minor, currency)
        days = (at - entered).days
        late = longest is not None and days > longest
        result.append(Card(identity, version, stage, title, customer, amount, currency, owner, days, late))
    return result


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
        stage=_named(stage.name, stage.name_en),
        pipeline=_named(pipeline.name, pipeline.name_en),
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
    if not _is_open_stage_beside(session, stage_id, row.stage_id):
        raise RuleError(_("“{name}” can't be moved to that stage.").format(name=row.name))
    row.position = _position_at(session, row.id, stage_id, position or 0, board_filter or BoardFilter())
    if row.stage_id != stage_id:
        row.stage_id = stage_id
        row.stage_entered_at = now()


def _is_open_stage_beside(session: Session, stage_id: uuid.UUID, other_id: uuid.UUID) -> bool:
    """Tell whether a stage takes open cards and belongs to the pipeline of the other one."""
    pipeline = select(Stage.pipeline_id).where(Stage.id == other_id).scalar_subquery()
    query = select(Stage.id).where(
        Stage.id == stage_id, Stage.kind == "open", Stage.deleted_at.is_(None), Stage.pipeline_id == pipeline
    )
    return session.connection().execute(query).scalar() is not None


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
        found = session.connection().execute(query.limit(limit)).scalars().all()
        return [*found, *[None] * (limit - len(found))]

    query = select(Opportunity.position).where(Opportunity.id != moving)
    shown = _ordered(_shown(query, stage_id, board_filter))
    if index:
        before, after = positions(shown.offset(index - 1), 2)
        if before is None:  # beyond the end: below the last
            (before,) = positions(shown.order_by(None).order_by(Opportunity.position.desc()), 1)
    else:
        before, after = None, positions(shown, 1)[0]
    if board_filter.narrows:
        column = _shown(query, stage_id, BoardFilter())
        if before is not None:
            (after,) = positions(
                column.where(Opportunity.position > before).order_by(Opportunity.position), 1
            )
        else:
            above = column if after is None else column.where(Opportunity.position < after)
            (before,) = positions(above.order_by(Opportunity.position.desc()), 1)
    return before, after


def _beside(before: int | None, after: int | None) -> int:
    if before is not None:
        return before + STEP
    return 0 if after is None else after - STEP


def _renumber(session: Session, stage_id: uuid.UUID) -> None:
    rank = func.row_number().over(order_by=(Opportunity.position, Opportunity.id))
    ranks = _shown(
        select(Opportunity.id, (rank * STEP).label("position")), stage_id, BoardFilter()
    ).subquery()
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


def _named(name: str, name_en: str) -> str:
    return name_en if name_en and language() == "en" else name
