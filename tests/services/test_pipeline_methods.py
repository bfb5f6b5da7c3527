"""A pipeline takes over its template's gates and guides, and the buying steps of a sales method."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.pipeline import templates
from salesdesk.domain.stage_guides import guides, methods
from salesdesk.services import history, pipeline_methods, pipeline_stages, pipelines
from salesdesk.storage import bulk
from salesdesk.storage.records import Stage, StageItem
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP
from tests.services.test_pipelines import Desk

_TEXTS = ("activities", "success", "buying_step")
BARE = {"required_fields": ""} | {name + end: "" for name in _TEXTS for end in ("", "_en")}


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """Give a pipeline as it was before stages asked for anything."""
    desk = Desk(workspace)
    with workspace.write(STEP, kind="issue") as write:
        bulk.update_rows(write.session, update(StageItem).values(deleted_at=now()))
        bulk.update_rows(write.session, update(Stage).values(**BARE))
    return desk


def test_a_pipeline_of_before_gets_all_of_its_template(desk: Desk) -> None:
    with desk.workspace.read() as session:
        preview = pipeline_methods.preview_template(session, desk.first)
    known = guides()["equipment8"]
    assert [len(one.items) for one in preview] == [len(guide.items) for guide in known.values()]
    assert preview[0].fields == ("customer", "contact", "need")
    assert preview[0].texts == 3
    desk.act(pipeline_methods.apply_template, desk.first)
    for stage, guide in zip(desk.stages(), known.values(), strict=True):
        assert [(item.kind, item.text, item.required) for item in stage.items] == [
            (item.kind, item.text_zh, item.required) for item in guide.items
        ]
        assert set(stage.required_fields) == set(guide.fields)
        assert stage.success
        assert stage.success_en
    history.undo(desk.workspace)
    assert not any(stage.items or stage.success or stage.required_fields for stage in desk.stages())


def test_what_was_written_stays_and_twice_is_as_once(desk: Desk) -> None:
    stage = desk.stages()[0].id
    desk.act(pipeline_stages.change, stage, "success", "有来电")
    desk.act(pipeline_stages.set_fields, stage, ["amount"])
    desk.act(pipeline_methods.apply_template, desk.first)
    row = desk.stages()[0]
    assert row.success == "有来电"
    assert row.required_fields == ("customer", "contact", "need", "amount")
    checks = [item.text for item in row.of_kind("check")]
    assert checks[0] == "有来电"
    assert templates()["equipment8"].stages[0].success_zh not in checks
    with desk.workspace.read() as session:
        assert all(one.empty for one in pipeline_methods.preview_template(session, desk.first))
    before = desk.stages()
    desk.act(pipeline_methods.apply_template, desk.first)
    assert desk.stages() == before


def test_a_pipeline_of_ones_own_has_no_template(desk: Desk) -> None:
    own = desk.act(pipelines.add_empty, name="维修")
    assert not pipeline_methods.template_of("")
    with pytest.raises(InvalidInputError):
        desk.act(pipeline_methods.apply_template, own)


@pytest.mark.parametrize("template", templates())
@pytest.mark.parametrize("code", methods())
def test_a_method_gives_every_stage_its_buying_step_and_suggested_outcomes(
    desk: Desk, template: str, code: str
) -> None:
    method = methods()[code]
    pipeline = desk.act(pipelines.add_from_template, template)
    old = {item.id for stage in desk.stages(pipeline) for item in stage.items}
    desk.act(pipeline_methods.apply_method, pipeline, code)
    stages = desk.stages(pipeline)
    for stage in stages:
        step = method.steps[method.steps_of[template][stage.code]]
        assert (stage.buying_step, stage.buying_step_en) == (step.buying_step_zh, step.buying_step_en)
    new = [item for stage in stages for item in stage.items if item.id not in old]
    wanted = {
        text
        for number in set(method.steps_of[template].values())
        for text, _en in method.steps[number].outcomes
    }
    assert sorted(item.text for item in new) == sorted(wanted)
    assert {(item.kind, item.required) for item in new} == {("check", False)}
    desk.act(pipeline_methods.apply_method, pipeline, code)
    assert desk.stages(pipeline) == stages
    history.undo(desk.workspace)
    assert {item.id for stage in desk.stages(pipeline) for item in stage.items} == old


def test_stages_of_ones_own_are_spread_over_the_steps(desk: Desk) -> None:
    own = desk.act(pipelines.add_empty, name="维修")
    desk.act(pipeline_methods.apply_method, own, "ssm")
    steps = [step.buying_step_zh for step in methods()["ssm"].steps]
    found = [steps.index(stage.buying_step) for stage in desk.stages(own)]
    assert found == sorted(found)
    assert found[-1] == len(steps) - 2
    with pytest.raises(InvalidInputError):
        desk.act(pipeline_methods.apply_method, own, "mine")
