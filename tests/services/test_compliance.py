"""What went past the process, each kind by itself and over the demo."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import SalesDeskError
from salesdesk.services import activities, board, compliance, history, opportunities, opportunity_lines
from salesdesk.services.compliance import Compliance, Finding, Kind
from salesdesk.services.stage_ways import Period
from salesdesk.storage.records import GateWaiver, Opportunity, StageChange
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.plain_figures import recompute

TODAY = now().astimezone().date()
AROUND = Period(TODAY - timedelta(days=100), TODAY + timedelta(days=1))


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def report(desk: Workspace, period: Period = AROUND) -> Compliance:
    with desk.read() as session:
        return compliance.compliance(session, board.pipelines(session)[0].id, period)


def of_kind(desk: Workspace, kind: Kind) -> list[Finding]:
    found = report(desk)
    assert found.count(kind) == len([one for one in found.findings if one.kind == kind])
    return [one for one in found.findings if one.kind == kind]


def made(desk: Workspace, *, owner: uuid.UUID | None = None) -> uuid.UUID:
    with desk.write(STEP) as write:
        buyer = factories.customer(write.session)
        return opportunities.create(write.session, name="磨床", customer=buyer, owner_id=owner, today=TODAY)


def move(desk: Workspace, one: uuid.UUID, place: int, **values: str) -> None:
    with desk.write(STEP) as write:
        opportunities.move(write.session, one, factories.stages(write.session)[place].id, **values)  # type: ignore[arg-type]


def note(desk: Workspace, one: uuid.UUID | None, at: datetime, subject: str = "电话") -> uuid.UUID:
    with desk.write(STEP) as write:
        return activities.record(write.session, kind="call", at=at, subject=subject, opportunity_id=one)


def test_a_waived_gate_is_there_with_what_was_missing_why_and_by_whom(workspace: Workspace) -> None:
    factories.set_up(workspace, gates=True)
    with workspace.write(STEP) as write:
        chief = factories.person(write.session, name="周总", role="director")
    one = made(workspace)
    with workspace.write(STEP, person=chief) as write:
        second = factories.stages(write.session)[1].id
        with pytest.raises(SalesDeskError):
            opportunities.move(write.session, one, second)
        opportunities.move(write.session, one, second, waiver="客户当场拍板")
    (found,) = of_kind(workspace, "waived")
    with workspace.read() as session:
        missing = session.scalars(select(GateWaiver)).one()
    assert (found.note, found.by, found.from_stage) == ("客户当场拍板", "周总", "线索识别")
    assert found.missing
    assert all(text in missing.missing for text in found.missing)


def test_a_move_back_and_a_skip_name_their_stages(desk: Workspace) -> None:
    one = made(desk)
    move(desk, one, 2)
    move(desk, one, 1)
    (back,), (skipped,) = of_kind(desk, "back"), of_kind(desk, "skipped")
    assert (back.from_stage, back.to_stage, back.opportunity_id) == ("方案设计", "需求探索", one)
    assert (skipped.from_stage, skipped.to_stage) == ("线索识别", "需求探索")


def test_a_move_is_untouched_unless_something_was_done_in_the_stage_before_it(desk: Workspace) -> None:
    one = made(desk)
    note(desk, one, now() - timedelta(hours=3))  # before it came into the stage
    move(desk, one, 1)
    assert len(of_kind(desk, "untouched")) == 1
    note(desk, one, now())
    move(desk, one, 2)
    note(desk, one, now())  # after it had left
    assert [found.to_stage for found in of_kind(desk, "untouched")] == ["需求探索"]
    move(desk, one, 3)
    move(desk, one, 4)
    assert [found.to_stage for found in of_kind(desk, "untouched")] == ["商务谈判", "需求探索"]
    assert report(desk).moves == 4


def test_a_note_is_late_when_it_is_written_more_than_two_days_after(desk: Workspace) -> None:
    one = made(desk)
    note(desk, one, now() - timedelta(days=2) + timedelta(minutes=1), "及时")
    late = note(desk, one, now() - timedelta(days=3, minutes=1), "补记")
    note(desk, None, now() - timedelta(days=9), "与商机无关")
    (found,) = of_kind(desk, "late")
    assert (found.note, found.days, found.activity_id, found.opportunity_id) == ("补记", 3, late, one)


def test_a_plan_that_is_ticked_off_late_is_late_and_a_later_edit_is_no_second_one(desk: Workspace) -> None:
    one = made(desk)
    with desk.write(STEP) as write:
        plan = activities.plan(write.session, kind="visit", due_on=TODAY, opportunity_id=one)
    assert of_kind(desk, "late") == []
    with desk.write(STEP) as write:
        activities.complete(
            write.session, plan, row_version=1, at=now() - timedelta(days=4), note='"done_at":[null,1]'
        )
    assert len(of_kind(desk, "late")) == 1
    with desk.write(STEP) as write:
        activities.change(write.session, plan, row_version=2, note="补充")
    assert len(of_kind(desk, "late")) == 1
    history.undo(desk)
    history.undo(desk)
    assert of_kind(desk, "late") == []
    history.redo(desk)
    assert len(of_kind(desk, "late")) == 1


def test_what_was_loaded_at_once_is_no_late_note(desk: Workspace) -> None:
    one = made(desk)
    with desk.write(STEP, kind="issue") as write:
        factories.activity(write.session, opportunity_id=one, done_at=now() - timedelta(days=50))
    assert of_kind(desk, "late") == []


def test_each_owner_has_a_line_and_the_worst_is_first(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        lin, chen = (factories.person(write.session, name=name) for name in ("林晓", "陈舟"))
    for owner, place in ((lin, 1), (chen, 3), (None, 1)):
        move(desk, made(desk, owner=owner), place)
    lines = report(desk).owners
    assert [(line.name, line.owner_id, line.total) for line in lines] == [
        ("陈舟", chen, 3),
        ("", None, 1),
        ("林晓", lin, 1),
    ]
    assert dict(lines[0].counts) == {"waived": 0, "skipped": 2, "back": 0, "untouched": 1, "late": 0}


def test_only_the_period_and_what_the_filter_lets_through_is_reported(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        lin = factories.person(write.session)
    mine = made(desk, owner=lin)
    for one in (mine, made(desk)):
        move(desk, one, 1)
        note(desk, one, now() - timedelta(days=5))
    assert report(desk, Period(TODAY - timedelta(days=30), TODAY - timedelta(days=3))).findings == ()
    with desk.read() as session:
        pipeline = board.pipelines(session)[0].id
        narrowed = compliance.compliance(session, pipeline, AROUND, narrowing=(Opportunity.owner_id == lin,))
    assert {found.opportunity_id for found in narrowed.findings} == {mine}
    assert len(narrowed.findings) == 2


def test_the_demo_agrees_with_a_plain_count(demo: Workspace) -> None:
    always = Period(date(2000, 1, 1), date(2100, 1, 1))
    with demo.read() as session:
        pipeline = board.pipelines(session)[0].id
        found = compliance.compliance(session, pipeline, always)
        plain = recompute(session, pipeline, always)
        assert found.count("skipped") == sum(len(one.skipped) for one in plain.values())
        assert found.count("back") == sum(len(one.back) for one in plain.values())
        assert 0 < found.count("untouched") <= found.moves
        assert found.count("late") == 0
        changes = session.scalars(select(StageChange)).all()
        forward = [one for one in changes if one.from_stage_id and one.from_stage_id != one.to_stage_id]
        assert found.moves <= len(forward)


def test_opportunities_are_named_with_their_amount_and_those_gone_left_out(desk: Workspace) -> None:
    one, gone = made(desk), made(desk)
    with desk.write(STEP) as write:
        opportunities.change(write.session, one, "amount", Decimal(12))
        write.session.get_one(Opportunity, gone).deleted_at = now()
    with desk.read() as session:
        found = opportunity_lines.lines(session, [gone, one])
    assert list(found) == [one]
    assert (found[one].title, found[one].stage) == ("磨床", "线索识别")
    assert (found[one].amount, found[one].status) == (Decimal(12), "open")
