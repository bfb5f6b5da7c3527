"""A firm moves from one pipeline to another in one step that undo takes back whole."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import history, opportunities, pipeline_mapping, pipelines, stage_history
from salesdesk.services.pipeline_mapping import MappingPlan, MapTarget
from salesdesk.storage.records import Opportunity, OpportunityItem, Stage, StageChange
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.test_pipelines import Desk

EIGHT = MapTarget(template="equipment8")
TODAY = date(2026, 6, 30)


class SmallFirm(Desk):
    """A firm with the four stages, and opportunities of every state in them."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        eight = self.first
        self.first = self.act(pipelines.add_from_template, "sme4")
        self.act(pipelines.delete, eight)
        self.codes = {stage.code: stage.id for stage in self.stages()}
        long_ago = now() - timedelta(days=20)
        with workspace.write(STEP, kind="issue") as write:
            session = write.session
            factories.open_gates(session)
            customer = factories.customer(session)
            at = {"stage_entered_at": long_ago, "customer_id": customer}
            self.open = [
                factories.opportunity(session, stage_id=self.codes[code], amount_minor=minor, **at)
                for code, minor in (
                    ("contact", None),
                    ("quoted", 100_00),
                    ("quoted", 250_00),
                    ("negotiating", 7),
                )
            ]
            self.held = factories.opportunity(session, stage_id=self.codes["quoted"], status="on_hold", **at)
            self.lost = factories.opportunity(
                session, stage_id=self.codes["quoted"], status="lost", loss_reason="price", **at
            )
            self.won = factories.opportunity(session, stage_id=self.codes["negotiating"], **at)
            opportunities.win(session, self.won, on=TODAY, amount=Decimal(9))
            self.item = OpportunityItem(
                opportunity_id=self.open[1], stage_id=self.codes["quoted"], text="环评", required=True
            )
            session.add(self.item)
            session.flush()
            self.item_id = self.item.id

    def plan(self, target: MapTarget = EIGHT) -> MappingPlan:
        with self.workspace.read() as session:
            return pipeline_mapping.plan(session, self.first, target)

    def snapshot(self) -> list[Any]:
        with self.workspace.read() as session:
            return sorted(
                (row.id, row.stage_id, row.position, row.status, row.stage_entered_at, row.closed_on)
                for row in session.scalars(select(Opportunity))
            )

    def standing(self) -> dict[str, list[uuid.UUID]]:
        with self.workspace.read() as session:
            query = select(Stage.code, Opportunity.id).join(Stage, Stage.id == Opportunity.stage_id)
            found: dict[str, list[uuid.UUID]] = {}
            for code, identity in session.execute(query.order_by(Stage.position, Opportunity.position)):
                found.setdefault(code, []).append(identity)
        return found


@pytest.fixture
def firm(workspace: Workspace) -> SmallFirm:
    return SmallFirm(workspace)


def test_the_plan_counts_what_goes_where(firm: SmallFirm) -> None:
    plan = firm.plan()
    before = [(source.name, source.side, source.count, source.amount) for source in plan.sources]
    assert before == [
        ("初步接触", "open", 1, 0),
        ("需求与报价", "open", 4, 350),
        ("谈判", "open", 1, Decimal("0.07")),
        ("成交", "won", 1, 9),
    ]
    after = {target.key: (count, amount) for target, count, amount in plan.after(plan.proposal) if count}
    assert after == {
        "lead": (1, 0),
        "design": (4, 350),
        "negotiation": (1, Decimal("0.07")),
        "delivery": (1, 9),
    }
    assert sum(count for _target, count, _amount in plan.after(plan.proposal)) == 7


def test_the_plan_changes_nothing_and_lists_the_opportunities(firm: SmallFirm) -> None:
    before = firm.snapshot()
    with firm.workspace.read() as session:
        found = pipeline_mapping.cards(session, firm.first)
    assert [card.id for _key, card in found] == [
        *firm.open[:3],
        firm.held,
        firm.lost,
        firm.open[3],
        firm.won,
    ]
    assert {key for key, _card in found} == {source.key for source in firm.plan().sources}
    assert firm.snapshot() == before
    assert len(firm.rows()) == 1


def test_everything_goes_in_order_and_one_undo_takes_it_back(firm: SmallFirm) -> None:
    before, rows = firm.snapshot(), [row.id for row in firm.rows()]
    count = firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal, remove=True)
    assert count == 7
    assert firm.standing() == {
        "lead": [firm.open[0]],
        "design": [firm.open[1], firm.open[2], firm.held, firm.lost],
        "negotiation": [firm.open[3]],
        "delivery": [firm.won],
    }
    assert [row.code for row in firm.rows()] == ["equipment8"]
    after = firm.snapshot()
    assert [(row[0], row[3:]) for row in after] == [(row[0], row[3:]) for row in before]
    with firm.workspace.read() as session:
        stage = session.get_one(OpportunityItem, firm.item_id).stage_id
        assert session.get_one(Stage, stage).code == "design"
    assert firm.sound()

    history.undo(firm.workspace)
    assert firm.snapshot() == before
    assert [row.id for row in firm.rows()] == rows
    assert len(firm.stages()) == 4
    with firm.workspace.read() as session:
        assert session.get_one(OpportunityItem, firm.item_id).stage_id == firm.codes["quoted"]
    assert firm.sound()

    history.redo(firm.workspace)
    assert firm.snapshot() == after
    assert firm.sound()


def test_the_old_pipeline_may_stay(firm: SmallFirm) -> None:
    firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal)
    assert [(row.code, row.opportunities) for row in firm.rows()] == [("sme4", 0), ("equipment8", 7)]


def test_into_a_pipeline_that_holds_some_they_come_below(firm: SmallFirm) -> None:
    eight = firm.act(pipelines.add_from_template, "equipment8")
    stages = {stage.code: stage.id for stage in firm.stages(eight)}
    there = firm.act(factories.opportunity, stage_id=stages["design"], position=5 << 40, amount_minor=100)
    target = MapTarget(eight)
    plan = firm.plan(target)
    counted = {one.name: (count, amount) for one, count, amount in plan.after(plan.proposal)}
    assert counted["方案设计"] == (5, Decimal(351))
    firm.act(pipeline_mapping.apply, firm.first, target, plan.proposal)
    assert firm.standing()["design"] == [there, *firm.open[1:3], firm.held, firm.lost]


def test_the_way_stays_readable_and_is_no_conversion(firm: SmallFirm) -> None:
    with firm.workspace.write(STEP) as write:
        opportunities.move(write.session, firm.open[0], firm.codes["quoted"])
    firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal, remove=True)
    with firm.workspace.read() as session:
        way = stage_history.steps(session, session.get_one(Opportunity, firm.open[0]))
        assert [step.stage for step in way] == ["初步接触", "方案设计"]
        before, after = Stage.__table__.alias(), Stage.__table__.alias()
        steps = (
            select(StageChange.opportunity_id)
            .join(before, before.c.id == StageChange.from_stage_id)
            .join(after, after.c.id == StageChange.to_stage_id)
            .where(~stage_history.relabels(before.c, after.c, StageChange.at))
        )
        assert set(session.scalars(steps)) == {firm.open[0], firm.won}
        written = session.scalars(
            select(StageChange.status).where(StageChange.opportunity_id == firm.lost)
        ).all()
        assert written == ["lost"]
    assert firm.sound()


def test_the_stage_clock_goes_on_in_the_history_too(firm: SmallFirm) -> None:
    firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal)
    with firm.workspace.read() as session:
        row = session.get_one(Opportunity, firm.open[1])
        assert (now() - row.stage_entered_at).days == 20
        (stay,) = stage_history.steps(session, row)
        assert stay.stage == "方案设计"


def test_post_sale_goes_to_won_on_the_way_back(firm: SmallFirm) -> None:
    firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal, remove=True)
    firm.first = firm.rows()[0].id
    back = MapTarget(template="sme4")
    firm.act(pipeline_mapping.apply, firm.first, back, firm.plan(back).proposal, remove=True)
    found = firm.standing()
    assert found["won"] == [firm.won]
    assert found["contact"] == [firm.open[0]]
    history.undo(firm.workspace)
    history.undo(firm.workspace)
    assert [row.code for row in firm.rows()] == ["sme4"]
    assert firm.sound()


def test_where_nothing_follows_the_signature_a_win_stays_in_its_stage(firm: SmallFirm) -> None:
    target = MapTarget(template="opp5")
    firm.act(pipeline_mapping.apply, firm.first, target, firm.plan(target).proposal)
    assert firm.won in firm.standing()["sign"]


def test_a_choice_that_leaves_something_out_or_crosses_the_sale_is_refused(firm: SmallFirm) -> None:
    proposal = dict(firm.plan().proposal)
    first, *_others = proposal
    last = next(key for key in proposal if key.endswith(":won"))
    before = firm.snapshot()
    for choice in (
        {key: value for key, value in proposal.items() if key != first},
        proposal | {first: "delivery"},
        proposal | {last: "lead"},
        proposal | {first: "nowhere"},
    ):
        with pytest.raises(ConflictError):
            firm.act(pipeline_mapping.apply, firm.first, EIGHT, choice)
    for target in (MapTarget(firm.first), MapTarget(template="mine"), MapTarget(uuid.uuid4())):
        with pytest.raises(InvalidInputError):
            firm.act(pipeline_mapping.apply, firm.first, target, proposal)
    assert firm.snapshot() == before


def test_only_a_manager_or_who_works_alone_does_it(firm: SmallFirm) -> None:
    rep = firm.act(factories.person, role="sales")
    director = firm.act(factories.person, role="director")
    for person in (rep, None):
        with pytest.raises(RuleError):
            firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal, person=person)
    firm.act(pipeline_mapping.apply, firm.first, EIGHT, firm.plan().proposal, person=director)
    assert firm.standing()["lead"] == [firm.open[0]]
