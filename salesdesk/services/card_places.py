"""The order of the cards in a stage: positions with room between them."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Final

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from salesdesk.services.board import BoardFilter, ordered, shown
from salesdesk.services.rows import Rows
from salesdesk.storage import bulk
from salesdesk.storage.records import Opportunity

STEP: Final = 1 << 32
"""The distance between two cards' positions: 32 cards fit at one place before the column is renumbered."""
_NOBODY: Final = uuid.UUID(int=0)


def top(session: Session, stage_id: uuid.UUID) -> int:
    """Return a position above all cards of a stage."""
    return position_at(session, _NOBODY, stage_id, 0, BoardFilter())


def position_at(
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
