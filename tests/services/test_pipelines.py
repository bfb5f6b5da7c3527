"""Pipelines are added, copied, changed, put in order and deleted, and every step can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import history, pipeline_reading, pipelines, recycle_bin, stage_items
from salesdesk.services.check import check
from salesdesk.services.pipeline_reading import PipelineRow, StageRow
from salesdesk.storage.records import Opportunity, Pipeline, Stage, StageItem
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


class Desk:
    """A workspace with the usual pipeline; every act is one step."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace, gates=True)
        self.first = self.rows()[0].id

    def act(self, fn: Callable[..., Any], *args: Any, person: uuid.UUID | None = None, **options: Any) -> Any:
        with self.workspace.write(STEP, person=person) as write:
            return fn(write.session, *args, **options)

    def rows(self) -> list[PipelineRow]:
        with self.workspace.read() as session:
            return pipeline_reading.pipelines(session)

    def stages(self, pipeline: uuid.UUID | None = None) -> list[StageRow]:
        with self.workspace.read() as session:
            return pipeline_reading.stages(session, pipeline or self.first)

    def sound(self) -> bool:
        with self.workspace.read() as session:
            return check(session).problems == ()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_an_empty_one_has_three_stages_that_ask_for_nothing(desk: Desk) -> None:
    new = desk.act(pipelines.add_empty, name="维修", name_en="Repairs")
    assert [(row.name, row.stages, row.opportunities) for row in desk.rows()] == [
        ("设备行业八阶段", 8, 0),
        ("维修", 3, 0),
    ]
    stages = desk.stages(new)
    assert [stage.kind for stage in stages] == ["open", "open", "won"]
    assert all(stage.name and stage.name_en and not stage.items for stage in stages)
    history.undo(desk.workspace)
    assert [row.id for row in desk.rows()] == [desk.first]


def test_a_copy_has_the_same_stages_and_no_opportunity(desk: Desk) -> None:
    for status in ("open", "open", "on_hold"):
        desk.act(factories.opportunity, status=status)
    twin = desk.act(pipelines.copy, desk.first)
    old, new = desk.stages(), desk.stages(twin)
    assert [row.name for row in desk.rows()] == ["设备行业八阶段", "设备行业八阶段（副本）"]
    assert [(row.opportunities, row.open) for row in desk.rows()] == [(3, 2), (0, 0)]
    assert len(new) == 8
    for one, other in zip(old, new, strict=True):
        assert one.id != other.id
        assert (one.name, one.required_fields, one.success) == (
            other.name,
            other.required_fields,
            other.success,
        )
        assert [(item.kind, item.text, item.required) for item in one.items] == [
            (item.kind, item.text, item.required) for item in other.items
        ]
        assert not {item.id for item in one.items} & {item.id for item in other.items}


def test_the_copy_of_the_imported_one_is_not_taken_for_it(desk: Desk) -> None:
    def call_it_imported(session: Any) -> None:
        session.get_one(Pipeline, desk.first).code = "imported"

    desk.act(call_it_imported)
    desk.act(pipelines.copy, desk.first)
    assert [row.code for row in desk.rows()] == ["imported", ""]


def test_each_field_is_written_as_it_is_typed(desk: Desk) -> None:
    for field, typed in (
        ("name", "大设备"),
        ("name_en", "Machines"),
        ("gate_mode", "soft"),
        ("touch_days", "10"),
        ("team_from", "50万"),
    ):
        desk.act(pipelines.change, desk.first, field, typed)
    row = desk.rows()[0]
    found = (row.name, row.name_en, row.gate_mode, row.touch_days, row.team_from)
    assert found == ("大设备", "Machines", "soft", 10, Decimal(500_000))
    for _time in range(5):
        history.undo(desk.workspace)
    assert (desk.rows()[0].name, desk.rows()[0].gate_mode) == ("设备行业八阶段", "strict")


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", " "), ("gate_mode", "none"), ("touch_days", "0"), ("team_from", "-1"), ("team_from", "much")],
)
def test_what_cannot_be_is_refused(desk: Desk, field: str, typed: str) -> None:
    with pytest.raises(InvalidInputError):
        desk.act(pipelines.change, desk.first, field, typed)


def test_a_change_of_what_was_changed_elsewhere_is_refused(desk: Desk) -> None:
    version = desk.rows()[0].row_version
    desk.act(pipelines.change, desk.first, "name", "甲", row_version=version)
    with pytest.raises(ConflictError):
        desk.act(pipelines.change, desk.first, "name", "乙", row_version=version)


def test_they_are_put_in_order(desk: Desk) -> None:
    second = desk.act(pipelines.add_from_template, "sme4")
    desk.act(pipelines.reorder, [second, desk.first])
    assert [row.id for row in desk.rows()] == [second, desk.first]
    with pytest.raises(ConflictError):
        desk.act(pipelines.reorder, [second])


def test_the_last_one_and_one_with_opportunities_stay(desk: Desk) -> None:
    with pytest.raises(RuleError, match="唯一"):
        desk.act(pipelines.delete, desk.first)
    desk.act(pipelines.add_from_template, "sme4")
    desk.act(factories.opportunity, status="lost", loss_reason="price")
    with pytest.raises(RuleError, match="1"):
        desk.act(pipelines.delete, desk.first)


def test_a_deleted_one_goes_with_all_that_is_its_own_and_comes_back_by_undo(desk: Desk) -> None:
    before = desk.stages()
    second = desk.act(pipelines.add_from_template, "sme4")
    desk.act(pipelines.delete, desk.first)
    assert [row.id for row in desk.rows()] == [second]
    with desk.workspace.read() as session:
        for record in (Stage, StageItem):
            living = session.scalars(select(record).where(record.deleted_at.is_(None))).all()
            assert len(living) == len([row for row in living if row.row_version == 1])
    assert desk.stages() == []
    history.undo(desk.workspace)
    again = desk.stages()
    assert [(stage.id, len(stage.items)) for stage in again] == [
        (stage.id, len(stage.items)) for stage in before
    ]
    history.redo(desk.workspace)
    assert [row.id for row in desk.rows()] == [second]
    assert desk.sound()


def test_an_opportunity_out_of_the_bin_finds_another_stage(desk: Desk) -> None:
    card = desk.act(factories.opportunity, stage_id=desk.stages()[3].id)
    desk.act(recycle_bin.delete, "opportunity", [card])
    second = desk.act(pipelines.add_from_template, "sme4")
    desk.act(pipelines.delete, desk.first)
    desk.act(recycle_bin.restore, "opportunity", [card])
    with desk.workspace.read() as session:
        stage = session.get_one(Stage, session.get_one(Opportunity, card).stage_id)
        assert (stage.pipeline_id, stage.code) == (second, "quoted")
    assert desk.sound()
    history.undo(desk.workspace)
    history.redo(desk.workspace)
    history.undo(desk.workspace)
    history.undo(desk.workspace)
    history.undo(desk.workspace)
    history.undo(desk.workspace)
    with desk.workspace.read() as session:
        row = session.get_one(Opportunity, card)
        assert (row.deleted_at, row.stage_id) == (None, desk.stages()[3].id)
    assert desk.sound()


def test_what_an_opportunity_asks_for_itself_comes_out_of_the_bin_with_it(desk: Desk) -> None:
    card = desk.act(factories.opportunity, stage_id=desk.stages()[3].id)
    own = desk.act(stage_items.add_own, card, "先付定金", required=True)
    desk.act(recycle_bin.delete, "opportunity", [card])
    desk.act(pipelines.add_from_template, "sme4")
    desk.act(pipelines.delete, desk.first)
    desk.act(recycle_bin.restore, "opportunity", [card])
    with desk.workspace.read() as session:
        assert own in [item.id for item in stage_items.items(session, card).items]
    assert desk.sound()
    history.undo(desk.workspace)
    history.redo(desk.workspace)
    assert desk.sound()


def test_a_rep_changes_nothing_but_who_works_alone_does(desk: Desk) -> None:
    rep = desk.act(factories.person, role="sales")
    desk.act(pipelines.change, desk.first, "name", "甲", person=rep)
    manager = desk.act(factories.person, role="regional_manager")
    with pytest.raises(RuleError):
        desk.act(pipelines.change, desk.first, "gate_mode", "soft", person=rep)
    desk.act(pipelines.change, desk.first, "gate_mode", "soft", person=manager)
    assert desk.rows()[0].gate_mode == "soft"
