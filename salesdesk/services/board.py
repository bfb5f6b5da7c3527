"""The board: a pipeline's open stages and the cards in them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.i18n import language
from salesdesk.services import company
from salesdesk.storage.records import Customer, Opportunity, Person, Pipeline, Stage
from salesdesk.storage.records.base import now

Rows: TypeAlias = Select[*tuple[Any, ...]]


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


def pipelines(session: Session) -> list[PipelineChoice]:
    """Return the pipelines, in their order."""
    query = (
        select(Pipeline.id, Pipeline.name, Pipeline.name_en)
        .where(Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.created_at)
    )
    return [PipelineChoice(row.id, named(row.name, row.name_en)) for row in session.execute(query)]


def load(session: Session, board_filter: BoardFilter) -> Board:
    """Return the heads of the board's columns, with counts and sums over the filter."""
    currency = company.currency(session)
    choices = pipelines(session)
    chosen = next((choice for choice in choices if choice.id == board_filter.pipeline_id), None)
    pipeline = chosen or (choices[0] if choices else None)
    if pipeline is None:
        return Board(None, (), currency)
    heads = session.connection().execute(_heads(pipeline.id, board_filter))
    return Board(pipeline, tuple(_column(head, currency) for head in heads), currency)


@lru_cache(maxsize=8)
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
        name=named(name, name_en),
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


def shown(query: Rows, stage_id: uuid.UUID, board_filter: BoardFilter) -> Rows:
    """Narrow a query over opportunities to the cards that a column shows."""
    return query.where(Opportunity.stage_id == stage_id, *_conditions(board_filter))


def ordered(query: Rows) -> Rows:
    """Sort a query over opportunities as a column shows them."""
    return query.order_by(Opportunity.position, Opportunity.id)


def card_ids(session: Session, stage_id: uuid.UUID, board_filter: BoardFilter) -> list[uuid.UUID]:
    """Return the ids of a column's cards, in board order."""
    return list(session.scalars(ordered(shown(select(Opportunity.id), stage_id, board_filter))))


def first_cards(
    session: Session, stage_id: uuid.UUID, board_filter: BoardFilter, *, limit: int = 40
) -> list[Card]:
    """Return the topmost cards of a column."""
    return _cards(session, _column_query(stage_id, board_filter, limit))


def cards(session: Session, ids: Sequence[uuid.UUID]) -> list[Card]:
    """Return the cards with these ids, in this order; ids that are gone are left out."""
    found = {card.id: card for card in _cards(session, _card_query().where(Opportunity.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


@lru_cache(maxsize=32)
def _column_query(stage_id: uuid.UUID, board_filter: BoardFilter, limit: int) -> Rows:
    return ordered(shown(_card_query(), stage_id, board_filter)).limit(limit)


@cache
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


def named(name: str, name_en: str) -> str:
    """Return the name of a stage or pipeline in the language of the window."""
    return name_en if name_en and language() == "en" else name
