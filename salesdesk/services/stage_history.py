"""The way of an opportunity through its stages: every change of stage or status leaves a row."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from salesdesk.services.rows import Rows, named
from salesdesk.storage import bulk
from salesdesk.storage.records import Opportunity, Stage, StageChange
from salesdesk.storage.records.base import now

CLOSED: Final = ("won", "lost")


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stay in a stage; `days` is None once the opportunity is closed, the limits are None where there are none."""

    stage: str
    status: str
    entered_at: datetime
    days: int | None
    min_days: int | None
    max_days: int | None

    @property
    def past_max(self) -> bool:
        """Tell whether the stay is longer than the stage should take."""
        return self.days is not None and self.max_days is not None and self.days > self.max_days


def record(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    came_from: uuid.UUID | None,
    to: uuid.UUID,
    status: str,
    at: datetime,
) -> None:
    """Write that an opportunity came into a stage, or was closed there, at an instant."""
    row = {
        "opportunity_id": opportunity_id,
        "from_stage_id": came_from,
        "to_stage_id": to,
        "status": status,
        "at": at,
    }
    bulk.insert_rows(session, StageChange, [row])


def came_as_lost(session: Session, opportunity_id: uuid.UUID) -> bool:
    """Tell whether an opportunity was lost already when it was written down first: nobody moved it to its stage."""
    rows = session.execute(
        select(StageChange.status, StageChange.created_at)
        .where(StageChange.opportunity_id == opportunity_id, StageChange.deleted_at.is_(None))
        .order_by(StageChange.at, StageChange.id)
    ).all()
    return [row.status for row in rows] == ["open", "lost"] and rows[0].created_at == rows[1].created_at


def instant_of(day: date) -> datetime:
    """Return the beginning of a local day, or this instant where the day has not begun."""
    return min(datetime.combine(day, time()).astimezone(UTC), now())


def relabels(before: Any, after: Any, at: Any) -> Any:
    """Return the condition that a row of the history is no step of the opportunity: its stages themselves changed.

    `before` and `after` are the tables of its two stages, `at` its instant. Either the two belong to different
    pipelines, or the first one was taken out of its pipeline at that moment.
    """
    removed = and_(before.deleted_at.is_not(None), before.deleted_at <= at)
    return or_(before.pipeline_id != after.pipeline_id, removed)


def steps(session: Session, row: Opportunity) -> tuple[StageStep, ...]:
    """Return the stays of an opportunity in their order, the last one being where it stands now.

    What was before the first row is told from the opportunity's own dates: older workspaces kept no stage history.
    """
    found = session.connection().execute(_changes(), {"opportunity": row.id}).all()
    stays: list[tuple[datetime, Any]] = []
    for at, status, relabelled, came_from, to in (
        (one[0], one[1], one[2], one[3:7], one[7:11]) for one in found
    ):
        if not stays and came_from[0] is not None:
            stays.append((min(instant_of(row.created_on), at), (*came_from, "open")))
        if stays and relabelled:
            # The stay goes on under the name of the stage that took the old one's place.
            stays[-1] = (stays[-1][0], (*to, status))
        else:
            stays.append((max(at, stays[-1][0]) if stays else at, (*to, status)))
    if not stays:
        stage = session.get_one(Stage, row.stage_id)
        stays = [
            (row.stage_entered_at, (stage.name, stage.name_en, stage.min_days, stage.max_days, row.status))
        ]
    return tuple(_step(stay, after) for stay, after in zip(stays, [*stays[1:], None], strict=True))


def _step(stay: tuple[datetime, Any], after: tuple[datetime, Any] | None) -> StageStep:
    entered, (name, name_en, shortest, longest, status) = stay
    end = now() if after is None else after[0]
    days = None if status in CLOSED else max((end - entered).days, 0)
    return StageStep(named(name, name_en), status, entered, days, shortest, longest)


@cache
def _changes() -> Rows:
    before, after = aliased(Stage), aliased(Stage)
    sides: Sequence[Any] = [
        column
        for stage in (before, after)
        for column in (stage.name, stage.name_en, stage.min_days, stage.max_days)
    ]
    return (
        select(
            StageChange.at,
            StageChange.status,
            func.coalesce(relabels(before, after, StageChange.at), False).label("relabelled"),
            *sides,
        )
        .join(after, after.id == StageChange.to_stage_id)
        .outerjoin(before, before.id == StageChange.from_stage_id)
        .where(StageChange.opportunity_id == bindparam("opportunity"), StageChange.deleted_at.is_(None))
        .order_by(StageChange.at, StageChange.id)
    )
