"""The way of an opportunity through its stages."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.services import board, history, imports, opportunities, opportunity_summary, stage_history
from salesdesk.services.stage_history import StageStep
from salesdesk.storage.records import Opportunity, Stage, StageChange
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

TODAY = date(2026, 11, 20)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def stages_of(workspace: Workspace) -> list[tuple[uuid.UUID, str]]:
    with workspace.read() as session:
        return [(stage.id, stage.name) for stage in factories.stages(session)]


def made(workspace: Workspace) -> uuid.UUID:
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session)
        return opportunities.create(write.session, name="磨床", customer=buyer, today=TODAY)


def rows(session: Session, one: uuid.UUID) -> list[StageChange]:
    query = select(StageChange).where(StageChange.opportunity_id == one, StageChange.deleted_at.is_(None))
    return list(session.scalars(query.order_by(StageChange.id)))


def steps(workspace: Workspace, one: uuid.UUID) -> tuple[StageStep, ...]:
    with workspace.read() as session:
        return opportunity_summary.summary(session, one).steps


def test_every_move_win_and_undo_is_what_a_plain_list_says(desk: Workspace) -> None:
    chance = random.Random(20260101)
    stages = stages_of(desk)[:6]
    one = made(desk)
    expected = [(stages[0][1], "open")]
    forgotten: list[list[tuple[str, str]]] = []
    for _step in range(60):
        if chance.random() < 0.25 and len(expected) > 1:
            history.undo(desk)
            forgotten.append([expected.pop()])
            continue
        if chance.random() < 0.2 and forgotten:
            history.redo(desk)
            expected += forgotten.pop()
        else:
            stage, name = chance.choice([each for each in stages if each[1] != expected[-1][0]])
            with desk.write(STEP) as write:
                opportunities.move(write.session, one, stage)
            expected.append((name, "open"))
            forgotten.clear()
        assert [(step.stage, step.status) for step in steps(desk, one)] == expected
        with desk.read() as session:
            row = session.get_one(Opportunity, one)
            last = rows(session, one)[-1]
            assert (last.to_stage_id, last.at) == (row.stage_id, row.stage_entered_at)


def test_a_card_that_changes_its_place_only_leaves_no_step(desk: Workspace) -> None:
    one = made(desk)
    with desk.write(STEP) as write:
        opportunities.move(write.session, one, stages_of(desk)[0][0], position=0)
    assert len(steps(desk, one)) == 1


def test_a_win_ends_the_way_on_the_day_of_signing(desk: Workspace) -> None:
    one = made(desk)
    with desk.write(STEP) as write:
        opportunities.win(write.session, one, on=now().astimezone().date(), amount=Decimal(5))
    last = steps(desk, one)[-1]
    assert (last.stage, last.status, last.days) == ("项目实施", "won", None)
    history.undo(desk)
    assert [step.status for step in steps(desk, one)] == ["open"]
    history.redo(desk)
    assert [step.status for step in steps(desk, one)] == ["open", "won"]


def test_a_win_signed_before_the_last_move_still_ends_the_way(desk: Workspace) -> None:
    one = made(desk)
    with desk.write(STEP) as write:
        opportunities.win(write.session, one, on=date(2020, 1, 1), amount=Decimal(5))
    assert [step.status for step in steps(desk, one)] == ["open", "won"]


def test_a_loss_stays_in_its_stage(desk: Workspace) -> None:
    one = made(desk)
    with desk.write(STEP) as write:
        opportunities.lose(write.session, one, reason="price", lost_to="unknown")
    assert [(step.stage, step.status) for step in steps(desk, one)] == [
        ("线索识别", "open"),
        ("线索识别", "lost"),
    ]


def test_days_are_counted_from_step_to_step(desk: Workspace) -> None:
    first, second = stages_of(desk)[:2]
    at = now() - timedelta(days=40)
    with desk.write(STEP) as write:
        one = factories.opportunity(write.session, stage_id=second[0], stage_entered_at=at)
        for came_from, to, days in ((None, first[0], 40), (first[0], second[0], 20)):
            when = now() - timedelta(days=days)
            stage_history.record(write.session, one, came_from=came_from, to=to, status="open", at=when)
    earlier, here = steps(desk, one)
    assert (earlier.days, earlier.min_days, earlier.max_days, earlier.past_max) == (20, 7, 14, True)
    assert (here.days, here.past_max) == (20, False)


def test_what_is_older_than_the_history_begins_when_it_was_made(desk: Workspace) -> None:
    first, second = stages_of(desk)[:2]
    with desk.write(STEP) as write:
        one = factories.opportunity(write.session, created_on=date(2026, 1, 5))
    assert [step.stage for step in steps(desk, one)] == [first[1]]
    with desk.write(STEP) as write:
        opportunities.move(write.session, one, second[0])
    began, here = steps(desk, one)
    assert (began.stage, began.entered_at.astimezone().date()) == (first[1], date(2026, 1, 5))
    assert here.stage == second[1]


PIPELINE = "opportunity_id,opportunity,account,deal_stage,engage_date,close_date,close_value\n"
ROWS = {
    "A1": "A1,磨床,恒岳,Won,2026-03-01,2026-04-10,1000\n",
    "A2": "A2,铣床,恒岳,Lost,2026-03-01,2026-05-02,0\n",
    "A3": "A3,车床,恒岳,Engaging,2026-03-01,,\n",
    "A4": "A4,镗床,恒岳,Prospecting,,,\n",
}


def bring(workspace: Workspace, folder: Path, **lines: str) -> None:
    path = folder / "sales_pipeline.csv"
    path.write_text(PIPELINE + "".join({**ROWS, **lines}.values()), encoding="utf-8")
    with workspace.write(imports.LABEL) as write:
        imports.write(write.session, imports.plan(write.session, imports.read([path])))


def imported(session: Session, name: str) -> list[tuple[str, str, datetime]]:
    query = (
        select(Stage.name, StageChange.status, StageChange.at)
        .join(Opportunity, Opportunity.id == StageChange.opportunity_id)
        .join(Stage, Stage.id == StageChange.to_stage_id)
        .where(Opportunity.name == name, StageChange.deleted_at.is_(None))
    )
    return [(stage, status, at) for stage, status, at in session.execute(query.order_by(StageChange.id))]


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day).astimezone().astimezone(UTC)


def test_imported_rows_have_a_way_dated_by_their_file(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path)
    began = midnight(date(2026, 3, 1))
    with workspace.read() as session:
        assert imported(session, "磨床") == [
            ("Engaging", "open", began),
            ("Won", "won", midnight(date(2026, 4, 10))),
        ]
        assert imported(session, "铣床") == [
            ("Engaging", "open", began),
            ("Engaging", "lost", midnight(date(2026, 5, 2))),
        ]
        assert imported(session, "车床") == [("Engaging", "open", began)]
        ((stage, status, at),) = imported(session, "镗床")
        assert (stage, status) == ("Prospecting", "open")
        assert now() - at < timedelta(minutes=5)


def test_a_second_import_adds_no_step_and_a_close_in_the_file_adds_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(workspace, tmp_path)
    with workspace.read() as session:
        before = session.scalars(select(StageChange.id)).all()
    bring(workspace, tmp_path)
    with workspace.read() as session:
        assert session.scalars(select(StageChange.id)).all() == before
    bring(workspace, tmp_path, A3="A3,车床,恒岳,Won,2026-03-01,2026-06-07,500\n")
    with workspace.read() as session:
        assert imported(session, "车床")[-1] == ("Won", "won", midnight(date(2026, 6, 7)))
    history.undo(workspace)
    with workspace.read() as session:
        assert [status for _stage, status, _at in imported(session, "车床")] == ["open"]
    history.undo(workspace)
    with workspace.read() as session:
        assert imported(session, "磨床") == []


def test_a_refused_move_leaves_nothing(desk: Workspace) -> None:
    one = made(desk)
    with pytest.raises(SalesDeskError), desk.write(STEP) as write:
        opportunities.move(write.session, one, stages_of(desk)[-1][0])
    assert len(steps(desk, one)) == 1
    with desk.read() as session:
        assert board.load(session, board.BoardFilter()).columns[0].count == 1
