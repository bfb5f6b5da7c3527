"""What the views beside the board show of its filter."""

from __future__ import annotations

import uuid
from typing import Any, Final, Literal

from sqlalchemy import BigInteger, ColumnElement, func, select, type_coerce
from sqlalchemy.orm import Session

from salesdesk.services import board
from salesdesk.services.board_filter import BoardFilter, narrowing
from salesdesk.storage.records import Opportunity, Pipeline, Stage

Scope = Literal["open", "won", "lost", "all"]
SCOPES: Final[tuple[Scope, ...]] = ("open", "won", "lost", "all")
"""Which opportunities a view shows: those before the sale, those won, those lost, or each."""


def pipeline_of(session: Session, board_filter: BoardFilter) -> uuid.UUID | None:
    """Return the pipeline that the filter names, or else the first; None where there is none."""
    choices = board.pipelines(session)
    named = next((choice.id for choice in choices if choice.id == board_filter.pipeline_id), None)
    return named or (choices[0].id if choices else None)


def conditions(board_filter: BoardFilter, scope: Scope) -> list[ColumnElement[bool]]:
    """Return what makes an opportunity one that a view shows."""
    found = [Opportunity.deleted_at.is_(None), _in_pipeline(board_filter, scope), *narrowing(board_filter)]
    return found if scope == "all" else [Opportunity.status == scope, *found]


def _in_pipeline(board_filter: BoardFilter, scope: Scope) -> ColumnElement[bool]:
    pipeline: Any = board_filter.pipeline_id
    if pipeline is None:
        first = select(Pipeline.id).where(Pipeline.deleted_at.is_(None))
        pipeline = first.order_by(Pipeline.position, Pipeline.created_at).limit(1).scalar_subquery()
    stages = select(Stage.id).where(Stage.pipeline_id == pipeline)
    if scope == "open":
        stages = stages.where(Stage.kind == "open", Stage.deleted_at.is_(None))
    return Opportunity.stage_id.in_(stages)


def chance() -> Any:
    """Return the win probability of an opportunity in ten thousandths: its own, else that of its stage."""
    return func.coalesce(
        type_coerce(Opportunity.probability, BigInteger), type_coerce(Stage.probability, BigInteger)
    )


def weighted() -> Any:
    """Return amount × probability in minor units, rounded half up."""
    amount, share = Opportunity.amount_minor, chance()
    return (amount // 10_000) * share + ((amount % 10_000) * share + 5_000) // 10_000
