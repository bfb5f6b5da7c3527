"""Two writers of one program, the window and an import beside it, move the same card."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError
from salesdesk.services import board, history, imports, opportunities
from salesdesk.services.board import Card
from salesdesk.storage import journal
from salesdesk.storage.records import Opportunity, Stage, StageChange
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP

HEAD = "opportunity_id,opportunity,account,deal_stage,engage_date,close_date,close_value\n"
BOTH = ("Prospecting", "Engaging", "Negotiation")


def file_of(folder: Path, stage: str) -> Path:
    path = folder / f"{stage}.csv"
    rows = [f"A{number},机床{number},恒岳,{name},2026-03-01,,\n" for number, name in enumerate(BOTH)]
    path.write_text(HEAD + "".join(rows) + f"X,磨床,恒岳,{stage},2026-03-01,,\n", encoding="utf-8")
    return path


def bring(workspace: Workspace, path: Path) -> None:
    with workspace.write(imports.LABEL) as write:
        imports.write(write.session, imports.plan(write.session, imports.read([path])))


def stages(workspace: Workspace) -> dict[str, uuid.UUID]:
    with workspace.read() as session:
        return {row.name: row.id for row in session.scalars(select(Stage))}


def card_of(workspace: Workspace) -> Card:
    with workspace.read() as session:
        one = session.scalars(select(Opportunity.id).where(Opportunity.name == "磨床")).one()
        return board.cards(session, [one])[0]


def way_of(workspace: Workspace, card: Card) -> list[str]:
    with workspace.read() as session:
        query = (
            select(Stage.name)
            .join(StageChange, StageChange.to_stage_id == Stage.id)
            .where(StageChange.opportunity_id == card.id)
            .order_by(StageChange.created_at, StageChange.id)
        )
        return list(session.scalars(query))


@pytest.fixture
def shared(workspace: Workspace, tmp_path: Path) -> Workspace:
    bring(workspace, file_of(tmp_path, "Prospecting"))
    return workspace


def test_the_window_that_comes_second_is_told_and_nothing_is_lost(shared: Workspace, tmp_path: Path) -> None:
    seen = card_of(shared)
    target = stages(shared)["Negotiation"]
    importing, go_on = threading.Event(), threading.Event()

    def import_slowly() -> None:
        with shared.write(imports.LABEL) as write:
            imports.write(
                write.session, imports.plan(write.session, imports.read([file_of(tmp_path, "Engaging")]))
            )
            importing.set()
            assert go_on.wait(10)

    def move() -> None:
        with shared.write(STEP) as write:
            opportunities.move(write.session, seen.id, target, row_version=seen.row_version)

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(import_slowly)
        assert importing.wait(10)
        second = threads.submit(move)
        go_on.set()
        first.result(10)
        with pytest.raises(ConflictError, match="磨床"):
            second.result(10)
    assert way_of(shared, seen) == ["Prospecting", "Engaging"]
    again = card_of(shared)
    with shared.write(STEP) as write:
        opportunities.move(write.session, again.id, target, row_version=again.row_version)
    assert way_of(shared, seen) == ["Prospecting", "Engaging", "Negotiation"]
    with shared.read() as session:
        assert journal.broken_links(session) == []


def test_an_import_leaves_a_card_alone_that_the_window_moved(shared: Workspace, tmp_path: Path) -> None:
    seen = card_of(shared)
    with shared.write(STEP) as write:
        opportunities.move(
            write.session, seen.id, stages(shared)["Negotiation"], row_version=seen.row_version
        )
    with shared.write(imports.LABEL) as write:
        plan = imports.plan(write.session, imports.read([file_of(tmp_path, "Engaging")]))
        report = imports.write(write.session, plan)
    assert ["磨床" in issue.reason for issue in report.left_alone] == [True]
    assert way_of(shared, seen)[-1] == "Negotiation"


def test_a_step_can_be_taken_back_after_both(shared: Workspace, tmp_path: Path) -> None:
    bring(shared, file_of(tmp_path, "Engaging"))
    seen = card_of(shared)
    with shared.write(STEP) as write:
        opportunities.move(
            write.session, seen.id, stages(shared)["Negotiation"], row_version=seen.row_version
        )
    history.undo(shared)
    assert card_of(shared).stage_id == stages(shared)["Engaging"]
    history.undo(shared)
    assert card_of(shared).stage_id == stages(shared)["Prospecting"]
