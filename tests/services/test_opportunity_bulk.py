"""Many opportunities at once, and what a drop on a column does."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.stage_gate import GateError
from salesdesk.services import board, board_drop, history, opportunities, opportunity_bulk
from salesdesk.services.board import LATER, OVERDUE, BoardFilter
from salesdesk.services.board_moments import month_after, today
from salesdesk.storage.records import GateWaiver, Opportunity, StageChange
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace

MONTH = month_after(today(), 0)


class Desk:
    """A workspace with three cards in the first stage."""

    def __init__(self, workspace: Workspace, *, gates: bool) -> None:
        factories.set_up(workspace, gates=gates)
        self.workspace = workspace
        with workspace.write(STEP) as write:
            session = write.session
            self.owner = factories.person(session)
            self.stages = [stage.id for stage in factories.stages(session)]
            self.cards = [factories.opportunity(session, expected_close_on=MONTH) for _number in range(3)]

    def chosen(self) -> dict[uuid.UUID, int]:
        with self.workspace.read() as session:
            return {one: session.get_one(Opportunity, one).row_version for one in self.cards}

    def move(self, **values: Any) -> None:
        chosen = values.pop("chosen", None) or self.chosen()
        with self.workspace.write(STEP) as write:
            opportunity_bulk.move_all(write.session, chosen, self.stages[1], **values)

    def change(self, field: str, value: Any) -> None:
        chosen = self.chosen()
        with self.workspace.write(STEP) as write:
            opportunity_bulk.change_all(write.session, chosen, field, value)

    def drop(self, grouping: board.Grouping, key: board.Key, **values: Any) -> None:
        with self.workspace.write(STEP) as write:
            board_drop.drop(write.session, self.cards[0], grouping, key, **values)

    def values(self, name: str) -> list[Any]:
        with self.workspace.read() as session:
            return [getattr(session.get_one(Opportunity, one), name) for one in self.cards]

    def refused(self, stage: uuid.UUID) -> tuple[opportunity_bulk.Refused, ...]:
        with self.workspace.read() as session:
            return opportunity_bulk.check(session, self.cards, stage, person=self.owner)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace, gates=False)


@pytest.fixture
def gated(workspace: Workspace) -> Desk:
    return Desk(workspace, gates=True)


def test_cards_move_together_keep_their_order_and_come_back_together(desk: Desk) -> None:
    entered = desk.values("stage_entered_at")
    with desk.workspace.write(STEP) as write:
        factories.opportunity(write.session, stage_id=desk.stages[1])
    desk.move()
    with desk.workspace.read() as session:
        assert board.card_ids(session, desk.stages[1], BoardFilter())[:3] == desk.cards
    assert history.undo(desk.workspace)
    assert desk.values("stage_id") == [desk.stages[0]] * 3
    assert desk.values("stage_entered_at") == entered
    with desk.workspace.read() as session:
        assert session.scalars(select(StageChange).where(StageChange.deleted_at.is_(None))).all() == []


def test_cards_that_stand_there_already_stay_where_they_are(desk: Desk) -> None:
    with desk.workspace.write(STEP) as write:
        opportunities.move(write.session, desk.cards[2], desk.stages[1])
    entered = desk.values("stage_entered_at")[2]
    desk.move()
    assert desk.values("stage_id") == [desk.stages[1]] * 3
    assert desk.values("stage_entered_at")[2] == entered


@pytest.mark.parametrize(
    ("field", "value", "column"),
    [("expected_close_on", MONTH + timedelta(days=40), "expected_close_on"), ("roadmap", "solid", "roadmap")],
)
def test_a_field_changes_in_all_and_undo_takes_all_back(
    desk: Desk, field: str, value: Any, column: str
) -> None:
    before = desk.values(column), desk.values("slips")
    desk.change(field, value)
    assert desk.values(column) == [value] * 3
    assert desk.values("slips") == [int(field == "expected_close_on")] * 3
    assert history.undo(desk.workspace)
    assert (desk.values(column), desk.values("slips")) == before


def test_an_owner_is_given_to_all_and_taken_from_all(desk: Desk) -> None:
    desk.change("owner", desk.owner)
    assert desk.values("owner_id") == [desk.owner] * 3
    desk.change("owner", None)
    assert desk.values("owner_id") == [None] * 3


def test_what_was_changed_meanwhile_is_told_and_nothing_is_written(desk: Desk) -> None:
    chosen = desk.chosen()
    with desk.workspace.write(STEP) as write:
        opportunities.change(write.session, desk.cards[1], "name", "甲")
    with pytest.raises(ConflictError, match="“甲”"):
        desk.move(chosen=chosen)
    with desk.workspace.write(STEP) as write:
        opportunities.change(write.session, desk.cards[2], "name", "乙")
    with pytest.raises(ConflictError, match="甲，乙"):
        desk.move(chosen=chosen)
    assert desk.values("stage_id") == [desk.stages[0]] * 3


def test_a_closed_or_deleted_one_refuses_the_whole(desk: Desk) -> None:
    with desk.workspace.write(STEP) as write:
        opportunities.lose(write.session, desk.cards[2], reason="price", lost_to="unknown")
    with pytest.raises(RuleError):
        desk.change("roadmap", "risk")
    with pytest.raises(RuleError):
        desk.move()
    assert desk.values("roadmap") == [""] * 3
    (refused,) = desk.refused(desk.stages[1])
    assert (refused.id, refused.gaps, refused.may_waive) == (desk.cards[2], (), False)
    assert "结束" in refused.reason or "关闭" in refused.reason or refused.reason
    with pytest.raises(InvalidInputError), desk.workspace.read() as session:
        opportunity_bulk.check(session, [uuid.uuid4()], desk.stages[1], person=None)


def test_a_field_that_is_of_one_only_is_refused(desk: Desk) -> None:
    with pytest.raises(TypeError):
        desk.change("amount", 5)


def test_gates_hold_for_many_and_say_for_each_what_is_missing(gated: Desk) -> None:
    refused = gated.refused(gated.stages[1])
    assert [one.id for one in refused] == gated.cards
    assert all(one.gaps and one.may_waive for one in refused)
    with pytest.raises(GateError):
        gated.move()
    assert gated.values("stage_id") == [gated.stages[0]] * 3
    gated.move(waiver="客户已口头确认")
    assert gated.values("stage_id") == [gated.stages[1]] * 3
    assert gated.refused(gated.stages[0]) == ()
    with gated.workspace.read() as session:
        waivers = session.scalars(select(GateWaiver)).all()
        assert {one.opportunity_id for one in waivers} == set(gated.cards)
    assert history.undo(gated.workspace)
    assert gated.values("stage_id") == [gated.stages[0]] * 3


def test_the_other_side_of_the_sale_is_refused_for_many_too(desk: Desk) -> None:
    refused = desk.refused(desk.stages[-1])
    assert [one.id for one in refused] == desk.cards
    assert all(one.reason for one in refused)


def test_a_drop_on_a_stage_is_a_move(desk: Desk) -> None:
    desk.drop("stage", desk.stages[1], position=0, board_filter=BoardFilter())
    assert desk.values("stage_id")[0] == desk.stages[1]


def test_a_drop_on_a_stage_passes_its_gates(gated: Desk) -> None:
    with pytest.raises(GateError):
        gated.drop("stage", gated.stages[1])
    gated.drop("stage", gated.stages[1], waiver="客户已口头确认")


def test_a_drop_on_a_person_gives_the_owner_and_on_nobody_takes_it(desk: Desk) -> None:
    desk.drop("owner", desk.owner)
    assert desk.values("owner_id")[0] == desk.owner
    desk.drop("owner", None)
    assert desk.values("owner_id")[0] is None


def test_a_drop_on_a_month_sets_its_last_day_and_counts_as_put_off(desk: Desk) -> None:
    desk.drop("month", date(2028, 2, 1), reason="预算推迟")
    assert (desk.values("expected_close_on")[0], desk.values("slips")[0]) == (date(2028, 2, 29), 1)
    desk.drop("month", None)
    assert desk.values("expected_close_on")[0] is None


@pytest.mark.parametrize(("grouping", "key"), [("value_class", "key"), ("month", OVERDUE), ("month", LATER)])
def test_some_columns_take_no_cards(desk: Desk, grouping: board.Grouping, key: board.Key) -> None:
    assert not board_drop.takes_drops(grouping, key)
    with pytest.raises(RuleError):
        desk.drop(grouping, key)


def test_a_drop_of_what_was_changed_meanwhile_is_told(desk: Desk) -> None:
    drops: tuple[tuple[board.Grouping, board.Key], ...] = (
        ("stage", desk.stages[1]),
        ("owner", desk.owner),
        ("month", MONTH),
    )
    for grouping, key in drops:
        with pytest.raises(ConflictError):
            desk.drop(grouping, key, row_version=99)
