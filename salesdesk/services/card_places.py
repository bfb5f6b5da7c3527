"""The order of the cards in a stage: positions with room between them."""

from __future__ import annotations

import uuid
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sqlalchemy import BigInteger, Integer, bindparam, select, update
from sqlalchemy.orm import Session

from salesdesk.services.board import BoardFilter, Grouping, ordered, shown
from salesdesk.services.rows import Rows
from salesdesk.storage import bulk
from salesdesk.storage.records import Opportunity

STEP: Final = 1 << 32
"""The distance between two cards' positions: 32 cards fit at one place before some are moved apart."""
FEW: Final = 32
"""How many cards are moved apart at first where there is no room; more where they don't get enough by it."""
ENOUGH: Final = 1 << 20
_NOBODY: Final = uuid.UUID(int=0)
_POSITION: Final = bindparam("position", type_=BigInteger())
_Place: TypeAlias = tuple[uuid.UUID, BoardFilter, Grouping]
"""A column as a filter shows it."""
_ALL: Final = BoardFilter()


def top(session: Session, stage_id: uuid.UUID) -> int:
    """Return a position above all cards of a stage."""
    return position_at(session, _NOBODY, stage_id, 0, _ALL)


def position_at(
    session: Session,
    moving: uuid.UUID,
    stage_id: uuid.UUID,
    index: int,
    board_filter: BoardFilter,
    *,
    grouping: Grouping = "stage",
) -> int:
    """Return a position that puts a card at the index of a column; where there is no room it is made."""
    shown_there: _Place = (stage_id, board_filter, grouping)
    for _attempt in range(2):
        before, after = _neighbours(session, moving, shown_there, index)
        if before is None or after is None:
            return _beside(before, after)
        if after - before > 1:
            return (before + after) // 2
        _make_room(session, moving, (stage_id, _ALL, grouping), before)
    raise AssertionError


def _neighbours(
    session: Session, moving: uuid.UUID, place: _Place, index: int
) -> tuple[int | None, int | None]:
    """Return the positions, in the whole column, between which the index of the shown cards lies."""

    def first(query: Rows, position: int = 0) -> int | None:
        values = {"moving": moving, "position": position}
        found: int | None = session.connection().execute(query, values).scalar()
        return found

    stage_id, board_filter, grouping = place
    values = {"moving": moving, "skip": max(index - 1, 0)}
    found = [*session.connection().execute(_from(place), values).scalars(), None, None]
    before, after = (None, found[0]) if index == 0 else (found[0], found[1])
    if index and before is None:  # beyond the end: below the last
        before = first(_edge(place, "last"))
    if not board_filter.narrows:
        return before, after
    column: _Place = (stage_id, _ALL, grouping)
    if before is not None:
        return before, first(_edge(column, "next"), before)
    return first(_edge(column, "last" if after is None else "previous"), after or 0), after


def _others(place: _Place, *columns: Any) -> Rows:
    """Select columns of a column's cards but the moving one's."""
    stage_id, board_filter, grouping = place
    query: Rows = select(*columns).where(Opportunity.id != bindparam("moving"))
    return shown(query, stage_id, board_filter, grouping=grouping)


@lru_cache(maxsize=64)
def _from(place: _Place) -> Rows:
    """Select two positions of the shown cards, some left out."""
    query = ordered(_others(place, Opportunity.position), grouping=place[2])
    return query.limit(2).offset(bindparam("skip", type_=Integer()))


@lru_cache(maxsize=64)
def _edge(place: _Place, which: str) -> Rows:
    """Select the last position of the shown cards, or the one next to a position."""
    query = _others(place, Opportunity.position)
    if which == "next":
        return query.where(Opportunity.position > _POSITION).order_by(Opportunity.position).limit(1)
    if which == "previous":
        query = query.where(Opportunity.position < _POSITION)
    return query.order_by(Opportunity.position.desc()).limit(1)


def _beside(before: int | None, after: int | None) -> int:
    if before is not None:
        return before + STEP
    return 0 if after is None else after - STEP


def _make_room(session: Session, moving: uuid.UUID, place: _Place, before: int) -> None:
    """Move the cards from a position on apart, as few as get enough room by it; the others stay."""
    values = {"moving": moving, "position": before}
    above = session.connection().execute(_edge(place, "previous"), values).scalar()
    start = before - STEP if above is None else above
    query = ordered(_others(place, Opportunity.id, Opportunity.position), grouping=place[2])
    query = query.where(Opportunity.position >= _POSITION)
    count, step = FEW, 0
    while step < ENOUGH:
        rows = session.connection().execute(query.limit(count + 1), values).all()
        step = STEP if len(rows) <= count else (rows[count][1] - start) // (count + 1)
        moved, count = rows[:count], count * 4
    _place(session, {row[0]: start + step * (number + 1) for number, row in enumerate(moved)})


def _place(session: Session, positions: dict[uuid.UUID, int]) -> None:
    """Write positions; what the session holds of these cards is read anew when it is asked for."""
    statement = update(Opportunity).where(Opportunity.id == bindparam("one")).values(position=_POSITION)
    session.flush()
    bulk.update_rows(
        session, statement, [{"one": one, "position": position} for one, position in positions.items()]
    )
    for row in session.identity_map.values():
        if isinstance(row, Opportunity) and row.id in positions:
            session.expire(row)
