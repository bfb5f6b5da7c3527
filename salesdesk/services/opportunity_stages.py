"""All stages of an opportunity's pipeline, with the days that it spent in each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.ageing import stage_state
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services.rows import Rows, named
from salesdesk.services.stage_history import instant_of
from salesdesk.storage.records import Opportunity, Pipeline, Stage, StageChange
from salesdesk.storage.records.base import now

StageState = Literal["done", "skipped", "current", "ahead"]


@dataclass(frozen=True, slots=True)
class StageStop:
    """A stage as the opportunity's page shows it.

    `days` is the whole time spent in it, None where it never was there; texts are in the language of the window.
    """

    id: uuid.UUID
    name: str
    kind: str
    probability: Decimal
    min_days: int | None
    max_days: int | None
    activities: str
    success: str
    buying_step: str
    state: StageState
    days: int | None

    @property
    def age(self) -> str | None:
        """Return how the days in it stand beside its limits (requirement A01): green, amber, red, or None."""
        return None if self.days is None else stage_state(self.days, self.min_days, self.max_days)

    @property
    def open(self) -> bool:
        """Tell whether the stage is one before the sale."""
        return self.kind == "open"


def stages(session: Session, opportunity_id: uuid.UUID) -> tuple[StageStop, ...]:
    """Return the stages of an opportunity's pipeline in their order; InvalidInputError where it is gone."""
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    here = session.get_one(Stage, row.stage_id)
    spent = days_spent(session, row)
    query = (
        select(Stage)
        .where(Stage.pipeline_id == here.pipeline_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    )
    return tuple(
        StageStop(
            stage.id,
            named(stage.name, stage.name_en),
            stage.kind,
            stage.probability,
            stage.min_days,
            stage.max_days,
            named(stage.activities, stage.activities_en),
            named(stage.success, stage.success_en),
            named(stage.buying_step, stage.buying_step_en),
            _state(stage, here, spent.get(stage.id)),
            spent.get(stage.id),
        )
        for stage in session.scalars(query)
    )


def _state(stage: Stage, here: Stage, days: int | None) -> StageState:
    if stage.id == here.id:
        return "current"
    if stage.position > here.position:
        return "ahead"
    return "skipped" if days is None else "done"


def days_spent(session: Session, row: Opportunity) -> dict[uuid.UUID, int]:
    """Return the whole days that an opportunity spent in each stage, several stays together.

    A closed one spends no more days in the stage where it was lost; a won one goes on behind the sale.
    """
    seconds: dict[uuid.UUID, float] = {}
    for stage_id, began, ended in _stays(session, row):
        seconds[stage_id] = seconds.get(stage_id, 0.0) + max((ended - began).total_seconds(), 0.0)
    return {stage_id: int(length // 86_400) for stage_id, length in seconds.items()}


def _stays(session: Session, row: Opportunity) -> list[tuple[uuid.UUID, datetime, datetime]]:
    found: list[Any] = list(session.connection().execute(_changes(), {"opportunity": row.id}).all())
    if not found:
        return [(row.stage_id, row.stage_entered_at, _end(row))]
    result, (first, _status, came_from, _to) = [], found[0]
    if came_from is not None:
        result.append((came_from, min(instant_of(row.created_on), first), first))
    for number, (at, status, _came, to) in enumerate(found):
        if status == "lost":
            continue
        later = found[number + 1][0] if number + 1 < len(found) else _end(row)
        result.append((to, at, later))
    return result


def _end(row: Opportunity) -> datetime:
    """Return until when the newest stay lasts."""
    if row.status == "lost" and row.closed_on is not None:
        return max(instant_of(row.closed_on), row.stage_entered_at)
    return now()


@cache
def _changes() -> Rows:
    return (
        select(StageChange.at, StageChange.status, StageChange.from_stage_id, StageChange.to_stage_id)
        .where(StageChange.opportunity_id == bindparam("opportunity"), StageChange.deleted_at.is_(None))
        .order_by(StageChange.at, StageChange.id)
    )


def team_from(session: Session, opportunity_id: uuid.UUID) -> Decimal:
    """Return the amount from which on the opportunity's pipeline wants a whole team (requirement D14)."""
    query = (
        select(Pipeline.team_from_minor, Opportunity.currency)
        .join(Stage, Stage.pipeline_id == Pipeline.id)
        .join(Opportunity, Opportunity.stage_id == Stage.id)
        .where(Opportunity.id == opportunity_id)
    )
    minor, currency = session.execute(query).one()
    return money.from_minor(minor, currency)
