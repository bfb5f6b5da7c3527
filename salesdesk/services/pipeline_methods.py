"""What a pipeline can take over: the gates and guides of its template, and the buying steps of a sales method."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pipeline import StageTemplate, templates
from salesdesk.domain.stage_gate import FIELDS, parse_fields
from salesdesk.domain.stage_guides import GuideItem, Method, StageGuide, guides, methods
from salesdesk.i18n import _
from salesdesk.services import pipeline_rights, pipelines
from salesdesk.services.rows import named
from salesdesk.storage import bulk
from salesdesk.storage.records import Pipeline, Stage, StageItem


@dataclass(frozen=True, slots=True)
class Addition:
    """What a stage would get: fields that it would require, items by kind with their texts, and texts it lacks."""

    stage: str
    fields: tuple[str, ...]
    items: tuple[tuple[str, str], ...]
    texts: int
    buying_step: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether nothing would be added."""
        return not (self.fields or self.items or self.texts or self.buying_step)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a stage is to have: only what it lacks is written."""

    fields: tuple[str, ...]
    items: tuple[GuideItem, ...]
    texts: dict[str, str]
    buying_step: tuple[str, str] | None = None


def template_of(code: str) -> bool:
    """Tell whether a pipeline's code is that of a template, whose gates and guides it can take over."""
    return code in templates()


def preview_template(session: Session, pipeline_id: uuid.UUID) -> list[Addition]:
    """Return what each stage would get of its template's gates and guides."""
    return [_addition(session, stage, wanted) for stage, wanted in _of_template(session, pipeline_id)]


def apply_template(session: Session, pipeline_id: uuid.UUID) -> None:
    """Give each stage what it lacks of its template's gates and guides; what was written stays."""
    pipeline_rights.require_change(session)
    for stage, wanted in _of_template(session, pipeline_id):
        _write(session, stage, wanted)


def preview_method(session: Session, pipeline_id: uuid.UUID, code: str) -> list[Addition]:
    """Return what each stage would get of a sales method."""
    return [_addition(session, stage, wanted) for stage, wanted in _of_method(session, pipeline_id, code)]


def apply_method(session: Session, pipeline_id: uuid.UUID, code: str) -> None:
    """Give each stage the buying step of a sales method, and its outcomes as suggested checks; twice is as once."""
    pipeline_rights.require_change(session)
    for stage, wanted in _of_method(session, pipeline_id, code):
        _write(session, stage, wanted)


def _of_template(session: Session, pipeline_id: uuid.UUID) -> list[tuple[Stage, _Wanted]]:
    pipeline, stages = _loaded(session, pipeline_id)
    if not template_of(pipeline.code):
        raise InvalidInputError(_("This pipeline was made from no template."))
    entries = {stage.code: stage for stage in templates()[pipeline.code].stages}
    known = guides()[pipeline.code]
    return [
        (stage, _from_template(entries[stage.code], known[stage.code], stage.success))
        for stage in stages
        if stage.code in entries
    ]


def _from_template(stage: StageTemplate, guide: StageGuide, success: str) -> _Wanted:
    """Return what a template's stage has; its success criterion not where another one was written."""
    texts = {
        "activities": stage.activities_zh,
        "activities_en": stage.activities_en,
        "success": stage.success_zh,
        "success_en": stage.success_en,
        "buying_step": guide.buying_step_zh,
        "buying_step_en": guide.buying_step_en,
    }
    own = bool(success) and success != stage.success_zh
    items = tuple(
        item
        for item in guide.items
        if not (own and item.kind == "check" and item.text_zh == stage.success_zh)
    )
    return _Wanted(guide.fields, items, texts)


def _of_method(session: Session, pipeline_id: uuid.UUID, code: str) -> list[tuple[Stage, _Wanted]]:
    pipeline, stages = _loaded(session, pipeline_id)
    if code not in methods():
        raise InvalidInputError(_("Choose one of the list."))
    method = methods()[code]
    steps = _steps(method, pipeline.code, stages)
    result: list[tuple[Stage, _Wanted]] = []
    for number in sorted(set(steps)):
        step = method.steps[number]
        sharing = [stage for stage, one in zip(stages, steps, strict=True) if one == number]
        # The outcomes of a step that takes several stages are spread over them in their order.
        share = -(-len(step.outcomes) // len(sharing))
        for place, stage in enumerate(sharing):
            items = tuple(
                GuideItem("check", zh, en, "", "", required=False, role="")
                for zh, en in step.outcomes[place * share : (place + 1) * share]
            )
            result.append((stage, _Wanted((), items, {}, (step.buying_step_zh, step.buying_step_en))))
    return sorted(result, key=lambda pair: pair[0].position)


def _steps(method: Method, code: str, stages: Sequence[Stage]) -> list[int]:
    """Return the method's step of each stage; stages of one's own are spread over the steps before the last."""
    known = method.steps_of.get(code, {})
    last = len(method.steps) - 1
    before = [stage.id for stage in stages if stage.kind == "open"]
    result: list[int] = []
    for stage in stages:
        if stage.code in known:
            step = known[stage.code]
        elif stage.kind == "open":
            step = before.index(stage.id) * last // max(len(before), 1)
        else:
            step = last if stage.kind == "post_sale" else last - 1
        result.append(max([step, *result[-1:]]))
    return result


def _loaded(session: Session, pipeline_id: uuid.UUID) -> tuple[Pipeline, Sequence[Stage]]:
    pipeline = session.get(Pipeline, pipeline_id)
    if pipeline is None or pipeline.deleted_at is not None:
        raise InvalidInputError(_("This pipeline is no longer there."))
    stages = session.scalars(
        select(Stage)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    ).all()
    return pipeline, stages


def _lacking(session: Session, stage: Stage, wanted: _Wanted) -> _Wanted:
    """Return what of the wanted a stage lacks."""
    there = {
        (kind, text)
        for kind, text in session.execute(
            select(StageItem.kind, StageItem.text).where(
                StageItem.stage_id == stage.id, StageItem.deleted_at.is_(None)
            )
        )
    }
    fields = tuple(code for code in wanted.fields if code not in parse_fields(stage.required_fields))
    items = tuple(item for item in wanted.items if (item.kind, item.text_zh) not in there)
    texts = {name: text for name, text in wanted.texts.items() if text and not getattr(stage, name)}
    step = wanted.buying_step
    return _Wanted(fields, items, texts, None if step is None or stage.buying_step == step[0] else step)


def _addition(session: Session, stage: Stage, wanted: _Wanted) -> Addition:
    lacking = _lacking(session, stage, wanted)
    return Addition(
        named(stage.name, stage.name_en),
        lacking.fields,
        tuple((item.kind, named(item.text_zh, item.text_en)) for item in lacking.items),
        len([name for name in lacking.texts if not name.endswith("_en")]),
        named(*lacking.buying_step) if lacking.buying_step else "",
    )


def _write(session: Session, stage: Stage, wanted: _Wanted) -> None:
    lacking = _lacking(session, stage, wanted)
    if lacking.fields:
        codes = {*parse_fields(stage.required_fields), *lacking.fields}
        stage.required_fields = " ".join(code for code in FIELDS if code in codes)
    values: dict[str, Any] = dict(lacking.texts)
    if lacking.buying_step is not None:
        values |= dict(zip(("buying_step", "buying_step_en"), lacking.buying_step, strict=True))
    for name, text in values.items():
        setattr(stage, name, text)
    positions = session.scalars(
        select(StageItem.position).where(StageItem.stage_id == stage.id, StageItem.deleted_at.is_(None))
    ).all()
    first = max(positions, default=-1) + 1
    session.flush()
    rows = [pipelines.item_row(stage.id, first + place, item) for place, item in enumerate(lacking.items)]
    if rows:
        bulk.insert_rows(session, StageItem, rows)
