"""Opportunities brought to other stages because the stages changed, not because they went on.

No gate is passed, the stage clock goes on, and no conversion is counted: `stage_history.relabels` tells such changes.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import and_, func, literal, select, update
from sqlalchemy.orm import Session

from salesdesk.services.card_places import STEP
from salesdesk.storage import bulk
from salesdesk.storage.records import Opportunity, OpportunityItem, Stage, StageChange

Side = Literal["open", "won"]
SIDES: Final[tuple[Side, ...]] = ("open", "won")
"""Whether the sale is made: lost opportunities and those on hold stand where the open ones do."""
Moves = Mapping[tuple[uuid.UUID, Side], uuid.UUID]
"""Where the opportunities of a stage go, by side."""
_WON: Final = Opportunity.status == "won"


@dataclass(frozen=True, slots=True)
class Standing:
    """How many opportunities of a side stand in a stage, and their sum in minor units."""

    stage_id: uuid.UUID
    side: Side
    count: int
    amount_minor: int


def standings(session: Session, stages: Sequence[uuid.UUID]) -> list[Standing]:
    """Return what stands in the stages, by side."""
    won = _WON.label("won")
    query = (
        select(
            Opportunity.stage_id,
            won,
            func.count(),
            func.coalesce(func.sum(Opportunity.amount_minor), 0),
        )
        .where(Opportunity.stage_id.in_(stages), Opportunity.deleted_at.is_(None))
        .group_by(Opportunity.stage_id, won)
    )
    return [
        Standing(row[0], "won" if row[1] else "open", row[2], row[3] or 0) for row in session.execute(query)
    ]


def fits(kind: str, side: Side) -> bool:
    """Tell whether opportunities of a side belong into a stage of a kind."""
    return (kind == "open") is (side == "open")


def relabel(session: Session, moves: Moves, *, at: datetime) -> int:
    """Bring the opportunities of stages to others, below those that stand there, in their order; return how many.

    `at` is when the stages changed. The items that an opportunity has of its own go with it.
    """
    session.flush()
    order = _order(session, moves)
    targets: dict[uuid.UUID, list[tuple[uuid.UUID, Side]]] = {}
    for source in order:
        if moves[source] != source[0]:
            targets.setdefault(moves[source], []).append(source)
    count = 0
    for target, sources in targets.items():
        bottom = session.scalar(
            select(func.max(Opportunity.position)).where(
                Opportunity.stage_id == target, Opportunity.deleted_at.is_(None)
            )
        )
        for source in sources:
            _write_history(session, source, target, at)
            _take_items(session, source, target)
            moved = _move(session, source, target, 0 if bottom is None else bottom)
            bottom = (bottom or 0) + STEP * moved
            count += moved
    session.expire_all()
    return count


def _order(session: Session, moves: Moves) -> list[tuple[uuid.UUID, Side]]:
    stages = {stage for stage, _side in moves}
    positions: dict[uuid.UUID, int] = {
        row.id: row.position
        for row in session.execute(select(Stage.id, Stage.position).where(Stage.id.in_(stages)))
    }
    return sorted(moves, key=lambda source: (positions.get(source[0], 0), source[1]))


def _standing(source: tuple[uuid.UUID, Side]) -> Any:
    stage, side = source
    return and_(
        Opportunity.stage_id == stage,
        _WON if side == "won" else ~_WON,
        Opportunity.deleted_at.is_(None),
    )


def _write_history(session: Session, source: tuple[uuid.UUID, Side], target: uuid.UUID, at: datetime) -> None:
    here = session.execute(select(Opportunity.id, Opportunity.status).where(_standing(source))).all()
    rows = [
        {
            "opportunity_id": identity,
            "from_stage_id": source[0],
            "to_stage_id": target,
            "status": status,
            "at": at,
        }
        for identity, status in here
    ]
    if rows:
        bulk.insert_rows(session, StageChange, rows)


def _take_items(session: Session, source: tuple[uuid.UUID, Side], target: uuid.UUID) -> None:
    own: Any = OpportunityItem.__table__
    here = select(Opportunity.id).where(_standing(source))
    bulk.update_rows(
        session,
        update(own)
        .where(
            own.c.stage_id == source[0],
            own.c.stage_item_id.is_(None),
            own.c.deleted_at.is_(None),
            own.c.opportunity_id.in_(here),
        )
        .values(stage_id=target),
    )


def _move(session: Session, source: tuple[uuid.UUID, Side], target: uuid.UUID, bottom: int) -> int:
    rank = func.row_number().over(order_by=(Opportunity.position, Opportunity.id))
    places = select(Opportunity.id, (literal(bottom) + rank * STEP).label("position")).where(
        _standing(source)
    )
    ranks = places.subquery()
    table: Any = Opportunity.__table__
    return bulk.update_rows(
        session,
        update(table).where(table.c.id == ranks.c.id).values(stage_id=target, position=ranks.c.position),
    )
