"""The standard procedure of a pipeline, ready to be printed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pipeline_rules import GATE_MODES
from salesdesk.domain.sop import Booklet, SopItem, SopStage
from salesdesk.domain.stage_gate import FIELDS
from salesdesk.i18n import N_, Language, _, translate
from salesdesk.services import company, pipeline_reading
from salesdesk.services.pipeline_reading import ItemRow, StageRow


def booklet(
    session: Session,
    pipeline_id: uuid.UUID,
    *,
    stage_id: uuid.UUID | None = None,
    language: Language,
    today: date,
) -> Booklet:
    """Return the procedure of a pipeline, or of one stage, in a language; what lacks it stands in the other one."""
    row = next((one for one in pipeline_reading.pipelines(session) if one.id == pipeline_id), None)
    if row is None:
        raise InvalidInputError(_("This pipeline is no longer there."))
    stages = pipeline_reading.stages(session, pipeline_id)
    if stage_id is not None:
        stages = [stage for stage in stages if stage.id == stage_id]
        if not stages:
            raise InvalidInputError(_("This stage is no longer there."))
    firm = company.company(session)
    return Booklet(
        title=_in(language, row.name, row.name_en),
        firm="" if firm is None else _in(language, firm.name, firm.name_en),
        gate=translate(dict(GATE_MODES)[row.gate_mode], language),
        printed_on=today,
        stages=tuple(_stage(stage, language) for stage in stages),
        language=language,
        single=stage_id is not None,
    )


def _in(language: Language, chinese: str, english: str) -> str:
    return english or chinese if language == "en" else chinese or english


def _stage(stage: StageRow, language: Language) -> SopStage:
    return SopStage(
        name=_in(language, stage.name, stage.name_en),
        expected=_expected(stage, language),
        probability=f"{stage.probability * 100:.0f}%" if stage.kind == "open" else "",
        activities=_in(language, stage.activities, stage.activities_en),
        success=_in(language, stage.success, stage.success_en),
        buying_step=_in(language, stage.buying_step, stage.buying_step_en),
        fields=tuple(translate(FIELDS[code], language) for code in stage.required_fields),
        checks=_items(stage.of_kind("check"), language),
        evidence=_items(stage.of_kind("evidence"), language),
        steps=_items(stage.of_kind("step"), language),
        resources=_items(stage.of_kind("resource"), language),
        questions=_items(stage.of_kind("question"), language),
        messages=_items(stage.of_kind("message"), language),
        monitors=_items(stage.of_kind("monitor"), language),
    )


def _expected(stage: StageRow, language: Language) -> str:
    low, high = stage.min_days, stage.max_days
    if low is None and high is None:
        return translate(N_("ongoing"), language)
    if low is None or high is None:
        text = N_("at most {days} days") if low is None else N_("at least {days} days")
        return translate(text, language).format(days=high if low is None else low)
    return translate(N_("{low} to {high} days"), language).format(low=low, high=high)


def _items(items: Iterable[ItemRow], language: Language) -> tuple[SopItem, ...]:
    return tuple(
        SopItem(
            _in(language, item.text, item.text_en),
            _in(language, item.detail, item.detail_en),
            item.role,
            item.required,
            " · ".join(part for part in (item.file_name, item.link) if part),
        )
        for item in items
    )
