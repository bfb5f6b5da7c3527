"""Pipelines: made from the templates of the trade, from nothing or from another one; changed and deleted."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from salesdesk.domain import money, pipeline_rules as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pipeline import StageTemplate, templates
from salesdesk.domain.stage_guides import GuideItem, StageGuide, guides
from salesdesk.i18n import N_, _, ngettext, number, translate
from salesdesk.services import pipeline_rights
from salesdesk.storage import bulk
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import Company, Opportunity, Pipeline, Stage, StageItem
from salesdesk.storage.records.base import now

LIGHT = "sme4"
"""The template for a firm of a few people: there everybody may pass a gate who says why."""
_EMPTY: Final[tuple[tuple[str, str, str], ...]] = (
    (N_("First contact"), "0.2", "open"),
    (N_("Offer"), "0.5", "open"),
    (N_("Contract"), "1", "won"),
)
"""The stages of a pipeline that somebody writes anew: name, chance to win, kind."""
_COPY: Final = N_("{name} (copy)")
_IMPORTED: Final = "imported"
_MOST_TEAM: Final = Decimal(10**12)


def add_from_template(session: Session, code: str) -> uuid.UUID:
    """Add a pipeline with its stages, their gates and procedures, behind those that are there; return its id."""
    template = templates()[code]
    pipeline = _added(
        session,
        name=template.name_zh,
        name_en=template.name_en,
        code=code,
        gate_mode="soft" if code == LIGHT else "strict",
    )
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


def add_empty(session: Session, *, name: str, name_en: str = "") -> uuid.UUID:
    """Add a pipeline with three stages that ask for nothing, behind those that are there; return its id."""
    pipeline_rights.require_change(session)
    pipeline = _added(
        session, name=rules.name(name), name_en=rules.other_name(name_en), code="", gate_mode="soft"
    )
    stages = [
        {
            "pipeline_id": pipeline.id,
            "name": translate(stage, "zh_CN"),
            "name_en": translate(stage, "en"),
            "position": place,
            "probability": Decimal(probability),
            "kind": kind,
        }
        for place, (stage, probability, kind) in enumerate(_EMPTY)
    ]
    bulk.insert_rows(session, Stage, stages)
    return pipeline.id


def copy(session: Session, pipeline_id: uuid.UUID) -> uuid.UUID:
    """Add a pipeline with the same stages, gates and procedures, and no opportunity; return its id."""
    pipeline_rights.require_change(session)
    old = _pipeline(session, pipeline_id)
    new = _added(
        session,
        name=translate(_COPY, "zh_CN").format(name=old.name)[: rules.LONGEST_NAME],
        name_en=old.name_en and translate(_COPY, "en").format(name=old.name_en)[: rules.LONGEST_NAME],
        code="" if old.code == _IMPORTED else old.code,
        gate_mode=old.gate_mode,
        team_from_minor=old.team_from_minor,
        touch_days=old.touch_days,
    )
    stages = session.scalars(_living(Stage, Stage.pipeline_id == pipeline_id)).all()
    twins = {stage.id: new_id() for stage in stages}
    bulk.insert_rows(
        session, Stage, [_twin(stage, id=twins[stage.id], pipeline_id=new.id) for stage in stages]
    )
    items = session.scalars(_living(StageItem, StageItem.stage_id.in_(twins))).all()
    bulk.insert_rows(
        session, StageItem, [_twin(item, id=new_id(), stage_id=twins[item.stage_id]) for item in items]
    )
    return new.id


def change(
    session: Session, pipeline_id: uuid.UUID, field: str, typed: str, *, row_version: int | None = None
) -> None:
    """Write one field of a pipeline, named as in `PARSERS`, as it was typed."""
    pipeline_rights.require_change(session)
    row = _pipeline(session, pipeline_id)
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    if field == "team_from":
        row.team_from_minor = _team_from(session, typed)
    else:
        setattr(row, field, PARSERS[field](typed))


def reorder(session: Session, ids: Sequence[uuid.UUID]) -> None:
    """Put the pipelines into an order: the first one is what the board begins with."""
    pipeline_rights.require_change(session)
    rows = {row.id: row for row in session.scalars(_living(Pipeline))}
    if set(ids) != set(rows):
        raise ConflictError(_("The pipelines were changed elsewhere in the meantime. Look at them again."))
    for place, identity in enumerate(ids):
        if rows[identity].position != place:
            rows[identity].position = place


def delete(session: Session, pipeline_id: uuid.UUID) -> None:
    """Delete a pipeline in which no opportunity stands, with its stages; the last one stays."""
    pipeline_rights.require_change(session)
    row = _pipeline(session, pipeline_id)
    others = _living(Pipeline, Pipeline.id != pipeline_id).limit(1)
    if session.scalars(others).first() is None:
        raise RuleError(_("“{name}” is the only pipeline, so it stays.").format(name=row.name))
    stages = select(Stage.id).where(Stage.pipeline_id == pipeline_id)
    count = session.scalar(
        select(func.count()).where(Opportunity.stage_id.in_(stages), Opportunity.deleted_at.is_(None))
    )
    if count:
        text = ngettext(
            "“{name}” holds {count} opportunity. Move it to another pipeline first.",
            "“{name}” holds {count} opportunities. Move them to another pipeline first.",
            count,
        )
        raise RuleError(text.format(name=row.name, count=number(count, 0)))
    remove(session, pipeline_id)


def remove(session: Session, pipeline_id: uuid.UUID) -> None:
    """Take a pipeline away with its stages and their items; the rows stay for the history of what stood there."""
    session.flush()
    at, stages = now(), select(Stage.id).where(Stage.pipeline_id == pipeline_id)
    for record, mine in (
        (StageItem, StageItem.stage_id.in_(stages)),
        (Stage, Stage.pipeline_id == pipeline_id),
        (Pipeline, Pipeline.id == pipeline_id),
    ):
        bulk.update_rows(
            session, update(record).where(mine, record.deleted_at.is_(None)).values(deleted_at=at)
        )
    session.expire_all()


def _added(session: Session, **values: Any) -> Pipeline:
    last = session.scalar(select(func.max(Pipeline.position)).where(Pipeline.deleted_at.is_(None)))
    row = Pipeline(position=0 if last is None else last + 1, **values)
    session.add(row)
    session.flush()
    return row


def _living(record: Any, *conditions: Any) -> Any:
    return select(record).where(record.deleted_at.is_(None), *conditions)


def _pipeline(session: Session, pipeline_id: uuid.UUID) -> Pipeline:
    row = session.get(Pipeline, pipeline_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This pipeline is no longer there."))
    return row


def _twin(row: Any, **other: Any) -> dict[str, Any]:
    """Return the business values of a row for a new one."""
    left_out = {"row_version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"}
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {key: value for key, value in values.items() if key not in left_out} | other


def _gate_mode(typed: str) -> str:
    if typed not in dict(rules.GATE_MODES):
        raise InvalidInputError(_("Choose one of the list."))
    return typed


def _team_from(session: Session, typed: str) -> int:
    amount = money.parse_amount(typed)
    if not 0 <= amount <= _MOST_TEAM:
        raise InvalidInputError(_("The amount must be from 0 to 1,000,000,000,000."))
    currency = session.scalar(select(Company.currency).where(Company.deleted_at.is_(None)).limit(1)) or "CNY"
    return money.to_minor(amount, currency)


PARSERS: Final[dict[str, Callable[[str], Any]]] = {
    "name": rules.name,
    "name_en": rules.other_name,
    "gate_mode": _gate_mode,
    "touch_days": rules.touch_days,
}
"""How the fields of a pipeline are read; `team_from` is read in the firm's currency."""


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
    return [item_row(stage_id, position, item) for position, item in enumerate(guide.items)]


def item_row(stage_id: uuid.UUID, position: int, item: GuideItem) -> dict[str, Any]:
    """Return the row of a template's item."""
    return {
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
