"""The board: the columns of a pipeline and the cards in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import Session

from salesdesk.services import board_cards, board_groups, company
from salesdesk.services.board_cards import TABLES, Card, NextStep
from salesdesk.services.board_filter import IS_OPEN, BoardFilter
from salesdesk.services.board_groups import GROUPINGS, LATER, OVERDUE, Column, Grouping, Key, OtherSum
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import Opportunity, Pipeline

__all__ = [
    "GROUPINGS",
    "LATER",
    "OVERDUE",
    "TABLES",
    "Board",
    "BoardFilter",
    "Card",
    "Column",
    "Grouping",
    "Key",
    "NextStep",
    "OtherSum",
    "PipelineChoice",
    "Rows",
    "card_ids",
    "cards",
    "first_cards",
    "first_of",
    "load",
    "load_touched",
    "named",
    "ordered",
    "pipelines",
    "shown",
]


_NOTHING: Final[Mapping[uuid.UUID, Card]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PipelineChoice:
    """A pipeline as menus list it."""

    id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Board:
    """The columns of a pipeline's open opportunities; no pipeline in an empty workspace.

    `after` are the stages behind the signature, where they were asked for: they count in no open figure.
    """

    pipeline: PipelineChoice | None
    columns: tuple[Column, ...]
    currency: str
    grouping: Grouping = "stage"
    after: tuple[Column, ...] = ()


def pipelines(session: Session) -> list[PipelineChoice]:
    """Return the pipelines, in their order."""
    query = (
        select(Pipeline.id, Pipeline.name, Pipeline.name_en)
        .where(Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.created_at)
    )
    return [PipelineChoice(row.id, named(row.name, row.name_en)) for row in session.execute(query)]


def load(
    session: Session, board_filter: BoardFilter, grouping: Grouping = "stage", *, after_sale: bool = False
) -> Board:
    """Return the heads of the board's columns, with counts and sums over the filter.

    Behind the signature (`after_sale`) a won stage has what was signed in the last 90 days, a stage after the sale
    all its cards, or where it has no end (after-sales care) those that entered it in the last 30 days.
    """
    currency = company.currency(session)
    choices = pipelines(session)
    chosen = next((choice for choice in choices if choice.id == board_filter.pipeline_id), None)
    pipeline = chosen or (choices[0] if choices else None)
    if pipeline is None:
        return Board(None, (), currency, grouping)
    columns, after = (
        tuple(_columns(session, kind, pipeline.id, board_filter, currency)) if wanted else ()
        for kind, wanted in ((grouping, True), ("after_sale", after_sale))
    )
    return Board(pipeline, columns, currency, grouping, after)


def load_touched(
    session: Session, board_filter: BoardFilter, before: Board, opportunity_id: uuid.UUID, left: Key
) -> Board | None:
    """Return a board by stages with two heads read anew: of the stage where an opportunity stood and where it stands.

    Only this opportunity has changed since `before` was read. None where more heads may have: one that is no longer
    before the sale, or stands in another pipeline.
    """
    if before.pipeline is None or before.grouping != "stage":
        return None
    query = select(Opportunity.stage_id).where(
        Opportunity.id == opportunity_id, IS_OPEN, Opportunity.deleted_at.is_(None)
    )
    entered = session.connection().execute(query).scalar()
    keys = [column.stage_id for column in before.columns if column.key in (left, entered)]
    if len(keys) < len({left, entered}):
        return None
    two = replace(board_filter, stage_ids=tuple(keys))
    anew = {head.key: head for head in _columns(session, "stage", before.pipeline.id, two, before.currency)}
    return replace(before, columns=tuple(anew.get(column.key, column) for column in before.columns))


def _columns(
    session: Session, kind: Grouping, pipeline_id: uuid.UUID, board_filter: BoardFilter, currency: str
) -> Iterator[Column]:
    others = board_groups.in_others(session, kind, pipeline_id, board_filter, currency)
    for head in board_groups.heads(session, kind, pipeline_id, board_filter):
        yield board_groups.column(kind, head, currency, others.get(head[0], ()))


def shown(query: Rows, key: Key, board_filter: BoardFilter, *, grouping: Grouping = "stage") -> Rows:
    """Narrow a query over opportunities to the cards that a column shows."""
    return board_groups.placed(query, grouping, key, board_filter)


def ordered(query: Rows, *, grouping: Grouping = "stage") -> Rows:
    """Sort a query over opportunities as a column shows them."""
    return board_groups.sorted_in(query, grouping)


def card_ids(
    session: Session, key: Key, board_filter: BoardFilter, *, grouping: Grouping = "stage"
) -> list[uuid.UUID]:
    """Return the ids of a column's cards, in board order; `grouping` is the column's own."""
    return list(session.connection().execute(_ids(key, board_filter, grouping)).scalars())


def first_cards(
    session: Session,
    key: Key,
    board_filter: BoardFilter,
    *,
    grouping: Grouping = "stage",
    limit: int = 40,
) -> list[Card]:
    """Return the topmost cards of a column; `grouping` is the column's own."""
    return cards(session, _top(session, key, board_filter, grouping, limit), grouping=grouping)


def first_of(
    session: Session,
    columns: Iterable[Column],
    board_filter: BoardFilter,
    *,
    limit: int = 40,
    known: Mapping[uuid.UUID, Card] = _NOTHING,
) -> dict[Key, list[Card]]:
    """Return the topmost cards of columns by their keys, all of a grouping read at once.

    `known` are cards that are still as they were read; they are taken over.
    """
    ids: dict[Grouping, dict[Key, Sequence[uuid.UUID]]] = {}
    for column in columns:
        top = _top(session, column.key, board_filter, column.grouping, limit) if column.count else ()
        ids.setdefault(column.grouping, {})[column.key] = top
    first: dict[Key, list[Card]] = {}
    for grouping, tops in ids.items():
        wanted = [one for top in tops.values() for one in top if one not in known]
        found = {**known, **board_cards.read(session, wanted, grouping)}
        first |= {key: [found[one] for one in top if one in found] for key, top in tops.items()}
    return first


def cards(session: Session, ids: Sequence[uuid.UUID], *, grouping: Grouping = "stage") -> list[Card]:
    """Return the cards with these ids, in this order; ids that are gone are left out."""
    found = board_cards.read(session, ids, grouping)
    return [found[one] for one in ids if one in found]


def _top(
    session: Session, key: Key, board_filter: BoardFilter, grouping: Grouping, limit: int
) -> Sequence[uuid.UUID]:
    query = _ids(key, board_filter, grouping, limited=True)
    return session.connection().execute(query, {"limit": limit}).scalars().all()


@lru_cache(maxsize=64)
def _ids(key: Key, board_filter: BoardFilter, grouping: Grouping, *, limited: bool = False) -> Rows:
    query = ordered(shown(select(Opportunity.id), key, board_filter, grouping=grouping), grouping=grouping)
    return query.limit(bindparam("limit", type_=Integer())) if limited else query
