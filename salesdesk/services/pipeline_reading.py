"""Pipelines as their editor shows them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.stage_gate import parse_fields
from salesdesk.services import company
from salesdesk.services.rows import named
from salesdesk.storage.records import Opportunity, Pipeline, Stage, StageItem


@dataclass(frozen=True, slots=True)
class PipelineRow:
    """A pipeline; `opportunities` counts all that stand in it, `open` those in progress."""

    id: uuid.UUID
    row_version: int
    name: str
    name_en: str
    code: str
    gate_mode: str
    team_from: Decimal
    touch_days: int
    currency: str
    stages: int
    opportunities: int
    open: int

    @property
    def shown(self) -> str:
        """Return the name in the language of the window."""
        return named(self.name, self.name_en)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a stage; `file` names its stored file."""

    id: uuid.UUID
    row_version: int
    kind: str
    text: str
    text_en: str
    detail: str
    detail_en: str
    required: bool
    role: str
    file: str
    file_name: str
    link: str

    @property
    def shown(self) -> str:
        """Return the line in the language of the window."""
        return named(self.text, self.text_en)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage with its items in their order; `opportunities` counts all that stand in it."""

    id: uuid.UUID
    row_version: int
    code: str
    name: str
    name_en: str
    probability: Decimal
    min_days: int | None
    max_days: int | None
    kind: str
    closes_won: bool
    required_fields: tuple[str, ...]
    activities: str
    activities_en: str
    success: str
    success_en: str
    buying_step: str
    buying_step_en: str
    opportunities: int
    items: tuple[ItemRow, ...]

    @property
    def shown(self) -> str:
        """Return the name in the language of the window."""
        return named(self.name, self.name_en)

    def of_kind(self, kind: str) -> tuple[ItemRow, ...]:
        """Return the items of a kind."""
        return tuple(item for item in self.items if item.kind == kind)


def pipelines(session: Session) -> list[PipelineRow]:
    """Return the pipelines in their order."""
    currency = company.currency(session)
    stages = (
        select(Stage.pipeline_id, func.count().label("count"))
        .where(Stage.deleted_at.is_(None))
        .group_by(Stage.pipeline_id)
        .subquery()
    )
    cards = (
        select(
            Stage.pipeline_id,
            func.count().label("all"),
            func.sum(case((Opportunity.status == "open", 1), else_=0)).label("open"),
        )
        .join(Opportunity, Opportunity.stage_id == Stage.id)
        .where(Opportunity.deleted_at.is_(None))
        .group_by(Stage.pipeline_id)
        .subquery()
    )
    query = (
        select(
            Pipeline,
            func.coalesce(stages.c.count, 0),
            func.coalesce(cards.c.all, 0),
            func.coalesce(cards.c.open, 0),
        )
        .outerjoin(stages, stages.c.pipeline_id == Pipeline.id)
        .outerjoin(cards, cards.c.pipeline_id == Pipeline.id)
        .where(Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.created_at)
    )
    return [
        PipelineRow(
            row.id,
            row.row_version,
            row.name,
            row.name_en,
            row.code,
            row.gate_mode,
            money.from_minor(row.team_from_minor, currency),
            row.touch_days,
            currency,
            count,
            opportunities,
            in_progress,
        )
        for row, count, opportunities, in_progress in session.execute(query)
    ]


def stages(session: Session, pipeline_id: uuid.UUID) -> list[StageRow]:
    """Return the stages of a pipeline in their order, with all that they ask for and offer."""
    rows = session.scalars(
        select(Stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    ).all()
    ids = [row.id for row in rows]
    items = _items(session, ids)
    standing: dict[uuid.UUID, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(Opportunity.stage_id, func.count())
            .where(Opportunity.stage_id.in_(ids), Opportunity.deleted_at.is_(None))
            .group_by(Opportunity.stage_id)
        )
    }
    return [
        StageRow(
            row.id,
            row.row_version,
            row.code,
            row.name,
            row.name_en,
            row.probability,
            row.min_days,
            row.max_days,
            row.kind,
            row.closes_won,
            parse_fields(row.required_fields),
            row.activities,
            row.activities_en,
            row.success,
            row.success_en,
            row.buying_step,
            row.buying_step_en,
            standing.get(row.id, 0),
            tuple(items.get(row.id, ())),
        )
        for row in rows
    ]


def _items(session: Session, stages: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ItemRow]]:
    query = (
        select(
            StageItem.stage_id,
            StageItem.id,
            StageItem.row_version,
            StageItem.kind,
            StageItem.text,
            StageItem.text_en,
            StageItem.detail,
            StageItem.detail_en,
            StageItem.required,
            StageItem.role,
            StageItem.file,
            StageItem.file_name,
            StageItem.link,
        )
        .where(StageItem.stage_id.in_(stages), StageItem.deleted_at.is_(None))
        .order_by(StageItem.position, StageItem.id)
    )
    found: dict[uuid.UUID, list[ItemRow]] = {}
    for stage, *values in session.execute(query):
        found.setdefault(stage, []).append(ItemRow(*values))
    return found
