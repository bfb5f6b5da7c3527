"""Where an opportunity stands once its stage was taken out of the pipeline."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from salesdesk.storage import bulk
from salesdesk.storage.records import Opportunity, OpportunityItem, Pipeline, Stage, StageChange
from salesdesk.storage.records.base import now


def give(session: Session, ids: Collection[uuid.UUID]) -> None:
    """Put opportunities whose stage is gone into the stage that is most like it: they came out of the recycle bin.

    A living stage of the same pipeline is taken, else one of the first pipeline; its chance to win is the nearest.
    """
    gone = select(Opportunity.id, Opportunity.status, Stage.id, Stage.pipeline_id, Stage.probability).join(
        Stage, Stage.id == Opportunity.stage_id
    )
    rows = session.execute(gone.where(Opportunity.id.in_(ids), Stage.deleted_at.is_not(None))).all()
    if not rows:
        return
    living = _living(session)
    for identity, status, stage, pipeline, probability in rows:
        home = _nearest(living, pipeline, probability, won=status == "won")
        if home is not None:
            table: Any = Opportunity.__table__
            bulk.update_rows(session, update(table).where(table.c.id == identity).values(stage_id=home))
            _take_items(session, identity, stage, home)
            # The old stage is gone by now, so this counts as no step (`stage_history.relabels`).
            change = {"opportunity_id": identity, "from_stage_id": stage, "to_stage_id": home}
            bulk.insert_rows(session, StageChange, [{**change, "status": status, "at": now()}])


def _take_items(session: Session, opportunity: uuid.UUID, stage: uuid.UUID, home: uuid.UUID) -> None:
    """Let what an opportunity asks for itself go with it."""
    own: Any = OpportunityItem.__table__
    mine = (own.c.opportunity_id == opportunity, own.c.stage_id == stage, own.c.stage_item_id.is_(None))
    bulk.update_rows(session, update(own).where(*mine, own.c.deleted_at.is_(None)).values(stage_id=home))


def _living(session: Session) -> Sequence[Any]:
    query = (
        select(Stage.id, Stage.pipeline_id, Stage.kind, Stage.probability)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.created_at, Stage.position)
    )
    return session.execute(query).all()


def _nearest(living: Sequence[Any], pipeline: uuid.UUID, probability: Any, *, won: bool) -> uuid.UUID | None:
    own = [stage for stage in living if stage.pipeline_id == pipeline]
    stages = own or [stage for stage in living if stage.pipeline_id == living[0].pipeline_id]
    fit = [stage for stage in stages if (stage.kind != "open") is won] or stages
    nearest = min(fit, key=lambda stage: abs(stage.probability - probability), default=None)
    return None if nearest is None else nearest.id
