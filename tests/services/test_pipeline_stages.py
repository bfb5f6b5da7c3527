"""The stages of a pipeline and their items, as the editor changes them."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import (
    history,
    opportunities,
    pipeline_items,
    pipeline_stages,
    stage_gates,
    stage_history,
)
from salesdesk.services.evidence import StoredFile
from salesdesk.services.pipeline_items import ItemValues
from salesdesk.storage.records import Opportunity, OpportunityItem, Stage, StageChange
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.test_pipelines import Desk


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def names(desk: Desk) -> list[str]:
    return [stage.name for stage in desk.stages()]


def test_a_stage_is_added_behind_another_and_before_the_signature(desk: Desk) -> None:
    first = desk.stages()[0].id
    desk.act(pipeline_stages.add, desk.first, name="初筛", name_en="Screening", after=first)
    desk.act(pipeline_stages.add, desk.first, name="会签")
    stages = desk.stages()
    assert names(desk)[:2] == ["线索识别", "初筛"]
    assert stages[1].probability == Decimal("0.15")
    assert names(desk)[6:8] == ["会签", "决策确认"]
    history.undo(desk.workspace)
    history.undo(desk.workspace)
    assert len(desk.stages()) == 8


def test_each_field_is_written_as_it_is_typed(desk: Desk) -> None:
    stage = desk.stages()[1].id
    for field, typed in (
        ("name", "调研"),
        ("name_en", "Survey"),
        ("probability", "22.5 %"),
        ("min_days", "5"),
        ("max_days", ""),
        ("activities", "走访\n\n访谈"),
        ("buying_step", "说清问题"),
    ):
        desk.act(pipeline_stages.change, stage, field, typed)
    row = desk.stages()[1]
    assert (row.name, row.name_en, row.probability) == ("调研", "Survey", Decimal("0.225"))
    assert (row.min_days, row.max_days, row.activities) == (5, None, "走访\n\n访谈")


def test_days_the_wrong_way_round_are_refused(desk: Desk) -> None:
    stage = desk.stages()[0]
    with pytest.raises(InvalidInputError):
        desk.act(pipeline_stages.change, stage.id, "min_days", "15")
    with pytest.raises(InvalidInputError):
        desk.act(pipeline_stages.change, stage.id, "max_days", "6")


def test_the_success_criterion_and_its_check_are_one(desk: Desk) -> None:
    stage = desk.stages()[0].id
    desk.act(pipeline_stages.change, stage, "success", "客户回了邮件")
    desk.act(pipeline_stages.change, stage, "success_en", "Customer answered")
    row = desk.stages()[0]
    check = row.of_kind("check")[0]
    assert (check.text, check.text_en, check.required) == ("客户回了邮件", "Customer answered", True)
    assert len(row.of_kind("check")) == 5

    desk.act(pipeline_items.change, check.id, ItemValues("客户来电", "Customer called", required=True))
    row = desk.stages()[0]
    assert (row.success, row.success_en) == ("客户来电", "Customer called")

    with pytest.raises(RuleError):
        desk.act(pipeline_items.remove, check.id)
    desk.act(pipeline_stages.change, stage, "success", "")
    assert len(desk.stages()[0].of_kind("check")) == 4
    desk.act(pipeline_stages.change, stage, "success", "有来电")
    again = desk.stages()[0].of_kind("check")
    assert [item.text for item in again][:1] == ["有来电"]
    assert len(again) == 5
    assert again[0].required


def test_a_changed_criterion_closes_the_gate_under_its_new_name(desk: Desk) -> None:
    stages = desk.stages()
    desk.act(pipeline_stages.change, stages[0].id, "success", "客户来电")
    card = desk.act(factories.opportunity)
    with desk.workspace.read() as session:
        found = stage_gates.check(session, card, stages[1].id, person=None)
    assert "客户来电" in [gap.text for gap in found.gaps]


def test_stages_are_put_in_order_on_their_side_of_the_sale(desk: Desk) -> None:
    ids = [stage.id for stage in desk.stages()]
    desk.act(pipeline_stages.reorder, desk.first, [ids[1], ids[0], *ids[2:]])
    assert names(desk)[:2] == ["需求探索", "线索识别"]
    with pytest.raises(RuleError):
        desk.act(pipeline_stages.reorder, desk.first, [ids[6], *ids[:6], ids[7]])
    with pytest.raises(ConflictError):
        desk.act(pipeline_stages.reorder, desk.first, ids[:-1])
    history.undo(desk.workspace)
    assert names(desk)[:2] == ["线索识别", "需求探索"]


def test_the_kind_of_a_stage_keeps_the_rules(desk: Desk) -> None:
    stages = desk.stages()
    with pytest.raises(RuleError):
        desk.act(pipeline_stages.set_kind, stages[0].id, "post_sale")
    desk.act(pipeline_stages.set_kind, stages[4].id, "open", closes_won=True)
    assert [stage.closes_won for stage in desk.stages()] == [False] * 4 + [True] + [False] * 3
    desk.act(pipeline_stages.set_kind, stages[5].id, "won")
    assert (desk.stages()[5].kind, desk.stages()[5].probability) == ("won", Decimal(1))
    history.undo(desk.workspace)
    history.undo(desk.workspace)
    assert [stage.closes_won for stage in desk.stages()].index(True) == 5


def test_a_stage_with_open_cards_stays_before_the_sale(desk: Desk) -> None:
    last = desk.stages()[5].id
    desk.act(factories.opportunity, stage_id=last)
    with pytest.raises(RuleError):
        desk.act(pipeline_stages.set_kind, last, "won")


def test_required_fields_are_those_that_gates_know(desk: Desk) -> None:
    stage = desk.stages()[0].id
    desk.act(pipeline_stages.set_fields, stage, ["amount", "customer"])
    assert desk.stages()[0].required_fields == ("customer", "amount")
    with pytest.raises(InvalidInputError):
        desk.act(pipeline_stages.set_fields, stage, ["shoe_size"])


def test_an_empty_stage_is_removed_and_comes_back_by_undo(desk: Desk) -> None:
    stage = desk.stages()[2]
    desk.act(pipeline_stages.remove, stage.id)
    assert "方案设计" not in names(desk)
    history.undo(desk.workspace)
    assert len(desk.stages()[2].items) == len(stage.items)
    history.redo(desk.workspace)
    assert "方案设计" not in names(desk)


def test_the_last_stage_before_the_sale_stays(desk: Desk) -> None:
    *others, last = [stage.id for stage in desk.stages() if stage.kind == "open"]
    for stage in others:
        desk.act(pipeline_stages.remove, stage)
    with pytest.raises(RuleError):
        desk.act(pipeline_stages.remove, last)


def test_a_stage_with_cards_is_refused_until_an_heir_takes_them(desk: Desk) -> None:
    stages = [stage.id for stage in desk.stages()]
    with desk.workspace.write(STEP) as write:
        session = write.session
        factories.open_gates(session)
        entered = now()
        there = factories.opportunity(session, stage_id=stages[3])
        cards = [factories.opportunity(session, stage_id=stages[2]) for _time in range(3)]
        lost = factories.opportunity(session, stage_id=stages[2], status="lost", loss_reason="price")
        own = OpportunityItem(opportunity_id=cards[0], stage_id=stages[2], text="环评")
        session.add(own)
        session.flush()
        item = own.id
    with pytest.raises(RuleError, match="4"):
        desk.act(pipeline_stages.remove, stages[2])
    with pytest.raises(RuleError):
        desk.act(pipeline_stages.remove, stages[2], heir=stages[7])
    with pytest.raises(RuleError):
        desk.act(pipeline_stages.remove, stages[2], heir=uuid.uuid4())
    desk.act(pipeline_stages.remove, stages[2], heir=stages[3])

    def standing(session: Any) -> list[uuid.UUID]:
        query = select(Opportunity.id).where(Opportunity.stage_id == stages[3])
        return list(session.scalars(query.order_by(Opportunity.position)))

    with desk.workspace.read() as session:
        assert standing(session) == [there, *cards, lost]
        row = session.get_one(Opportunity, cards[0])
        assert abs((row.stage_entered_at - entered).total_seconds()) < 60
        assert session.get_one(OpportunityItem, item).stage_id == stages[3]
        way = stage_history.steps(session, row)
        assert [step.stage for step in way] == ["方案呈现"]
    history.undo(desk.workspace)
    with desk.workspace.read() as session:
        assert standing(session) == [there]
        assert session.get_one(OpportunityItem, item).stage_id == stages[2]
    history.redo(desk.workspace)
    assert desk.sound()


def test_a_stage_with_history_keeps_its_row_and_its_name(desk: Desk) -> None:
    stages = [stage.id for stage in desk.stages()]
    with desk.workspace.write(STEP) as write:
        factories.open_gates(write.session)
        card = factories.opportunity(write.session)
        opportunities.move(write.session, card, stages[1])
        opportunities.move(write.session, card, stages[2])
    desk.act(pipeline_stages.remove, stages[1])
    with desk.workspace.read() as session:
        way = stage_history.steps(session, session.get_one(Opportunity, card))
        assert [step.stage for step in way] == ["线索识别", "需求探索", "方案设计"]
        assert session.get_one(Stage, stages[1]).deleted_at is not None
        assert len(session.scalars(select(StageChange)).all()) == 2
    history.undo(desk.workspace)
    history.redo(desk.workspace)
    assert desk.sound()


def test_items_are_added_changed_ordered_and_removed(desk: Desk) -> None:
    stage = desk.stages()[0].id
    added = desk.act(
        pipeline_items.add,
        stage,
        "resource",
        ItemValues(
            "样本",
            "Brochure",
            "最新版",
            link="https://example.com/a",
            file=StoredFile("样本.pdf", 3, "b" * 64),
        ),
    )
    last = desk.stages()[0].of_kind("resource")[-1]
    assert (last.id, last.text, last.link, last.file_name) == (
        added,
        "样本",
        "https://example.com/a",
        "样本.pdf",
    )
    others = [item.id for item in desk.stages()[0].of_kind("resource")]
    desk.act(pipeline_items.reorder, stage, "resource", [added, *others[:-1]])
    assert [item.id for item in desk.stages()[0].of_kind("resource")] == [added, *others[:-1]]
    desk.act(pipeline_items.change, added, ItemValues("样本2", role="AR", required=True))
    changed = desk.stages()[0].of_kind("resource")[0]
    assert (changed.text, changed.role, changed.required, changed.file) == ("样本2", "AR", False, "")
    desk.act(pipeline_items.remove, added)
    assert [item.id for item in desk.stages()[0].of_kind("resource")] == others[:-1]
    for _time in range(4):
        history.undo(desk.workspace)
    assert [item.id for item in desk.stages()[0].of_kind("resource")] == others[:-1]


def test_items_of_the_same_place_can_be_told_apart(desk: Desk) -> None:
    stage = desk.stages()[0]
    ids = [item.id for item in stage.of_kind("step")][::-1]
    desk.act(pipeline_items.reorder, stage.id, "step", ids)
    assert [item.id for item in desk.stages()[0].of_kind("step")] == ids
    with pytest.raises(ConflictError):
        desk.act(pipeline_items.reorder, stage.id, "step", ids[1:])


@pytest.mark.parametrize(
    "values",
    [
        ItemValues(" "),
        ItemValues("甲" * 201),
        ItemValues("甲", role="CEO"),
        ItemValues("甲", link="javascript:alert(1)"),
        ItemValues("甲", detail="甲" * 4_001),
    ],
)
def test_what_is_no_item_is_refused(desk: Desk, values: ItemValues) -> None:
    with pytest.raises(InvalidInputError):
        desk.act(pipeline_items.add, desk.stages()[0].id, "step", values)


def test_a_rep_opens_no_gate(desk: Desk) -> None:
    rep = desk.act(factories.person, role="sales")
    desk.act(factories.person, role="director")
    stage = desk.stages()[0]
    check = stage.of_kind("check")[1]
    for fn, args in (
        (pipeline_stages.set_fields, (stage.id, [])),
        (pipeline_stages.change, (stage.id, "success", "")),
        (pipeline_stages.set_kind, (stage.id, "open")),
        (pipeline_stages.remove, (stage.id,)),
        (pipeline_stages.add, (desk.first,)),
        (pipeline_stages.reorder, (desk.first, [])),
        (pipeline_items.remove, (check.id,)),
        (pipeline_items.change, (check.id, ItemValues("x"))),
        (pipeline_items.add, (stage.id, "check", ItemValues("x"))),
    ):
        options = {"name": "x"} if fn is pipeline_stages.add else {}
        with pytest.raises(RuleError, match="总监"):
            desk.act(fn, *args, person=rep, **options)
