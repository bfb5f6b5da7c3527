"""Pipelines made from the templates of the trade."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.pipeline import StageTemplate, templates
from salesdesk.domain.stage_guides import StageGuide, guides
from salesdesk.storage import bulk
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import Pipeline, Stage, StageItem

LIGHT = "sme4"
"""The template for a firm of a few people: there everybody may pass a gate who says why."""


def add_from_template(session: Session, code: str) -> uuid.UUID:
    """Add a pipeline with its stages, their gates and procedures, behind those that are there; return its id."""
    template = templates()[code]
    last = session.scalar(select(func.max(Pipeline.position)).where(Pipeline.deleted_at.is_(None)))
    pipeline = Pipeline(
        name=template.name_zh,
        name_en=template.name_en,
        code=code,
        position=0 if last is None else last + 1,
        gate_mode="soft" if code == LIGHT else "strict",
    )
    session.add(pipeline)
    session.flush()
    known = guides()[code]
    stages = [
        _stage(pipeline.id, place, stage, known[stage.code]) for place, stage in enumerate(template.stages)
    ]
    bulk.insert_rows(session, Stage, stages)
    items = [
        row
        for stage, entry in zip(stages, template.stages, strict=True)
        for row in _items(stage["id"], known[entry.code])
    ]
    bulk.insert_rows(session, StageItem, items)
    return pipeline.id


def _stage(pipeline_id: uuid.UUID, position: int, stage: StageTemplate, guide: StageGuide) -> dict[str, Any]:
    return {
        "id": new_id(),
        "pipeline_id": pipeline_id,
        "name": stage.name_zh,
        "name_en": stage.name_en,
        "code": stage.code,
        "position": position,
        "probability": stage.probability,
        "min_days": stage.min_days,
        "max_days": stage.max_days,
        "kind": stage.kind,
        "closes_won": stage.closes_won,
        "required_fields": " ".join(guide.fields),
        "activities": stage.activities_zh,
        "activities_en": stage.activities_en,
        "success": stage.success_zh,
        "success_en": stage.success_en,
        "buying_step": guide.buying_step_zh,
        "buying_step_en": guide.buying_step_en,
    }


def _items(stage_id: uuid.UUID, guide: StageGuide) -> list[dict[str, Any]]:
    return [
        {
            "stage_id": stage_id,
            "kind": item.kind,
            "position": position,
            "text": item.text_zh,
            "text_en": item.text_en,
            "detail": item.detail_zh,
            "detail_en": item.detail_en,
            "required": item.required,
            "role": item.role,
        }
        for position, item in enumerate(guide.items)
    ]
