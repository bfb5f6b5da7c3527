"""The stages of a pipeline: added, changed, put in order, removed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from salesdesk.domain import pipeline_rules as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pipeline_rules import StageShape
from salesdesk.domain.stage_gate import FIELDS
from salesdesk.i18n import _, ngettext, number
from salesdesk.services import pipeline_rights, stage_relabel
from salesdesk.services.rows import named
from salesdesk.services.stage_relabel import Side
from salesdesk.storage import bulk
from salesdesk.storage.records import Pipeline, Stage, StageItem
from salesdesk.storage.records.base import now

PARSERS: Final[dict[str, Callable[[str], Any]]] = {
    "name": rules.name,
    "name_en": rules.other_name,
    "probability": rules.probability,
    "min_days": rules.days,
    "max_days": rules.days,
    "activities": rules.long_text,
    "activities_en": rules.long_text,
    "success": rules.short_text,
    "success_en": rules.short_text,
    "buying_step": rules.short_text,
    "buying_step_en": rules.short_text,
}
"""How the fields of a stage are read as they are typed."""


def add(
    session: Session,
    pipeline_id: uuid.UUID,
    *,
    name: str,
    name_en: str = "",
    after: uuid.UUID | None = None,
) -> uuid.UUID:
    """Add a stage before the sale, behind another one or at the end of those, and return its id."""
    pipeline_rights.require_change(session)
    stages = _stages(session, pipeline_id)
    places = [place for place, stage in enumerate(stages) if stage.kind == "open"]
    chosen = next((place for place in places if stages[place].id == after), places[-1] if places else -1)
    if places and chosen == places[-1] and stages[chosen].closes_won:
        chosen -= 1
    around = [stage.probability for stage in stages[max(chosen, 0) : chosen + 2]] or [Decimal("0.1")]
    new = Stage(
        pipeline_id=pipeline_id,
        name=rules.name(name),
        name_en=rules.other_name(name_en),
        position=0,
        probability=(sum(around, Decimal(0)) / len(around)).quantize(Decimal("0.01")),
    )
    order = [*stages[: chosen + 1], new, *stages[chosen + 1 :]]
    rules.check_stages([_shape(stage) for stage in order])
    session.add(new)
    _number(order)
    session.flush()
    return new.id


def change(
    session: Session, stage_id: uuid.UUID, field: str, typed: str, *, row_version: int | None = None
) -> None:
    """Write one field of a stage, named as in `PARSERS`, as it was typed."""
    pipeline_rights.require_change(session)
    row = _stage(session, stage_id, row_version)
    value = PARSERS[field](typed)
    if field in ("min_days", "max_days"):
        limits = {"min_days": row.min_days, "max_days": row.max_days} | {field: value}
        rules.check_days(limits["min_days"], limits["max_days"])
    if field in ("success", "success_en"):
        _change_success(session, row, **{field: value})
    setattr(row, field, value)


def _change_success(
    session: Session, stage: Stage, *, success: str | None = None, success_en: str | None = None
) -> None:
    """Keep the check item of the success criterion the same as the criterion."""
    item = session.scalars(
        select(StageItem)
        .where(
            StageItem.stage_id == stage.id,
            StageItem.kind == "check",
            StageItem.text == stage.success,
            StageItem.deleted_at.is_(None),
        )
        .order_by(StageItem.position, StageItem.id)
        .limit(1)
    ).one_or_none()
    if success_en is not None:
        if item is not None:
            item.text_en = success_en
    elif item is None and success:
        first = StageItem(stage_id=stage.id, kind="check", position=-1, text=success, required=True)
        first.text_en = stage.success_en
        session.add(first)
    elif item is not None and success:
        item.text = success
    elif item is not None:
        item.deleted_at = now()


def set_kind(session: Session, stage_id: uuid.UUID, kind: str, *, closes_won: bool = False) -> None:
    """Say whether a stage stands before, at or after the sale, and whether the signature ends it.

    Where the signature ended another stage, it does no more.
    """
    pipeline_rights.require_change(session)
    row = _stage(session, stage_id, None)
    stages = _stages(session, row.pipeline_id)
    if kind not in dict(rules.KINDS):
        raise InvalidInputError(_("Choose one of the list."))
    _refuse_stranded(session, row, kind)
    shapes = [
        StageShape(stage.name, kind, closes_won)
        if stage is row
        else StageShape(stage.name, stage.kind, stage.closes_won and not closes_won)
        for stage in stages
    ]
    rules.check_stages(shapes)
    for stage, shape in zip(stages, shapes, strict=True):
        if (stage.kind, stage.closes_won) != (shape.kind, shape.closes_won):
            stage.kind, stage.closes_won = shape.kind, shape.closes_won
    if kind != "open" and row.probability != 1:
        row.probability = Decimal(1)


def _refuse_stranded(session: Session, stage: Stage, kind: str) -> None:
    """Refuse a kind that what stands in the stage doesn't fit."""
    if kind == stage.kind:
        return
    for standing in stage_relabel.standings(session, [stage.id]):
        if standing.count and not stage_relabel.fits(kind, standing.side):
            raise RuleError(
                _("“{name}” holds opportunities. Move them to another stage first.").format(name=stage.name)
            )


def set_fields(session: Session, stage_id: uuid.UUID, codes: Collection[str]) -> None:
    """Say what must be known to leave a stage, by the codes of `stage_gate.FIELDS`."""
    pipeline_rights.require_change(session)
    row = _stage(session, stage_id, None)
    if not set(codes) <= set(FIELDS):
        raise InvalidInputError(_("Choose one of the list."))
    row.required_fields = " ".join(code for code in FIELDS if code in codes)


def reorder(session: Session, pipeline_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> None:
    """Put the stages of a pipeline into an order; those before the sale stay before those after."""
    pipeline_rights.require_change(session)
    stages = {stage.id: stage for stage in _stages(session, pipeline_id)}
    if set(ids) != set(stages) or len(ids) != len(stages):
        raise ConflictError(_("The stages were changed elsewhere in the meantime. Look at them again."))
    order = [stages[identity] for identity in ids]
    rules.check_stages([_shape(stage) for stage in order])
    _number(order)


def remove(session: Session, stage_id: uuid.UUID, *, heir: uuid.UUID | None = None) -> None:
    """Take a stage out of its pipeline; what stands there goes to the heir, without whom it stands in the way.

    The row stays for the history of the opportunities that went through it.
    """
    pipeline_rights.require_change(session)
    row = _stage(session, stage_id, None)
    stages = _stages(session, row.pipeline_id)
    rules.check_stages([_shape(stage) for stage in stages if stage is not row])
    at = now()
    standing = stage_relabel.standings(session, [stage_id])
    if standing:
        sides = [one.side for one in standing]
        target = _heir(stages, row, heir, sides, sum(one.count for one in standing))
        stage_relabel.relabel(session, {(stage_id, side): target for side in sides}, at=at)
    items: Any = StageItem.__table__
    mine = (items.c.stage_id == stage_id, items.c.deleted_at.is_(None))
    bulk.update_rows(session, update(items).where(*mine).values(deleted_at=at))
    _stage(session, stage_id, None).deleted_at = at
    _number([stage for stage in _stages(session, row.pipeline_id) if stage.id != stage_id])


def _heir(
    stages: Sequence[Stage], row: Stage, heir: uuid.UUID | None, sides: Collection[Side], count: int
) -> uuid.UUID:
    if heir is None:
        text = ngettext(
            "“{name}” holds {count} opportunity. Choose the stage that it goes to.",
            "“{name}” holds {count} opportunities. Choose the stage that they go to.",
            count,
        )
        raise RuleError(text.format(name=row.name, count=number(count, 0)))
    fitting = heirs(stages, row, sides)
    if heir not in fitting:
        raise RuleError(
            _(
                "The opportunities of “{name}” don't fit into that stage: they are on the other side of the sale."
            ).format(name=row.name)
        )
    return heir


def heirs(stages: Sequence[Any], row: Any, sides: Collection[Side]) -> list[uuid.UUID]:
    """Return the stages that can take what stands in a stage; where none has the side of the sale, all the others."""
    others = [stage for stage in stages if stage.id != row.id]
    fit = [stage for stage in others if all(stage_relabel.fits(stage.kind, side) for side in sides)]
    if not fit and all(stage.kind == "open" for stage in others):
        fit = others
    return [stage.id for stage in fit]


def _stages(session: Session, pipeline_id: uuid.UUID) -> list[Stage]:
    found = session.scalars(
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    )
    return list(found)


def _stage(session: Session, stage_id: uuid.UUID, row_version: int | None) -> Stage:
    row = session.get(Stage, stage_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This stage is no longer there."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    return row


def _shape(stage: Stage) -> StageShape:
    return StageShape(named(stage.name, stage.name_en), stage.kind or "open", bool(stage.closes_won))


def _number(stages: Sequence[Stage]) -> None:
    for place, stage in enumerate(stages):
        if stage.position != place:
            stage.position = place
