"""A gate of the imported pipeline holds for the rows of a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from salesdesk.services import imports, opportunities, pipeline_stages
from salesdesk.storage.records import Opportunity, Stage, StageItem
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.services.import_report import ImportReport

HEAD = "opportunity_id,opportunity,account,deal_stage,engage_date,close_date,close_value\n"
BEFORE = {"A1": "A1,车床,恒岳,Prospecting,2026-03-01,,\n", "A2": "A2,镗床,恒岳,Prospecting,2026-03-01,,\n"}


def bring(workspace: Workspace, folder: Path, **lines: str) -> ImportReport:
    path = folder / "sales_pipeline.csv"
    path.write_text(HEAD + "".join({**BEFORE, **lines}.values()), encoding="utf-8")
    with workspace.write(imports.LABEL) as write:
        plan = imports.plan(write.session, imports.read([path]))
        imports.write(write.session, plan)
    return plan.report


def stage_of(workspace: Workspace, name: str) -> str | None:
    with workspace.read() as session:
        return session.scalar(
            select(Stage.name)
            .join(Opportunity, Opportunity.stage_id == Stage.id)
            .where(Opportunity.name == name)
        )


@pytest.fixture
def gated(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Give a workspace with two imported cards and a gate: an amount, before the first stage is left."""
    bring(workspace, tmp_path, A0="A0,铣床,恒岳,Engaging,2026-03-01,,\n")
    with workspace.write(STEP) as write:
        stage = write.session.scalars(select(Stage).where(Stage.name == "Prospecting")).one()
        stage.required_fields = "amount"
    return workspace


def test_a_row_whose_gate_is_closed_is_left_out_and_listed(gated: Workspace, tmp_path: Path) -> None:
    report = bring(
        gated,
        tmp_path,
        A1="A1,车床,恒岳,Engaging,2026-03-01,,\n",
        A2="A2,镗床,恒岳,Engaging,2026-03-01,,500\n",
    )
    assert (stage_of(gated, "车床"), stage_of(gated, "镗床")) == ("Prospecting", "Engaging")
    (issue,) = report.rejected
    assert "金额" in issue.reason
    assert "Prospecting" in issue.reason


def test_a_new_row_does_not_begin_behind_a_closed_gate(gated: Workspace, tmp_path: Path) -> None:
    report = bring(
        gated, tmp_path, B1="B1,磨床,恒岳,Engaging,2026-03-01,,\n", B2="B2,锯床,恒岳,Prospecting,,,\n"
    )
    assert (stage_of(gated, "磨床"), stage_of(gated, "锯床")) == (None, "Prospecting")
    assert len(report.rejected) == 1


def test_a_win_of_a_file_passes_the_gates_too(gated: Workspace, tmp_path: Path) -> None:
    with gated.write(STEP) as write:
        won = write.session.scalars(select(Stage).where(Stage.kind == "won")).one()
        write.session.add(StageItem(stage_id=won.id, kind="evidence", text="签章合同", required=True))
    report = bring(gated, tmp_path, A2="A2,镗床,恒岳,Won,2026-03-01,2026-04-01,500\n")
    assert stage_of(gated, "镗床") == "Prospecting"
    assert "签章合同" in report.rejected[0].reason


def test_a_loss_passes_no_gate(gated: Workspace, tmp_path: Path) -> None:
    report = bring(gated, tmp_path, A1="A1,车床,恒岳,Lost,2026-03-01,2026-04-01,0\n")
    assert report.rejected == []


def test_a_stage_that_the_file_adds_lies_behind_the_gate_as_well(gated: Workspace, tmp_path: Path) -> None:
    report = bring(gated, tmp_path, A1="A1,车床,恒岳,Negotiation,2026-03-01,,\n")
    assert stage_of(gated, "车床") == "Prospecting"
    assert len(report.rejected) == 1


def test_without_gates_nothing_is_asked(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path)
    report = bring(workspace, tmp_path, A1="A1,车床,恒岳,Engaging,2026-03-01,,\n")
    assert (report.rejected, stage_of(workspace, "车床")) == ([], "Engaging")


def test_a_row_that_came_as_lost_passes_the_gates_when_it_is_opened_again(
    gated: Workspace, tmp_path: Path
) -> None:
    bring(gated, tmp_path, B1="B1,磨床,恒岳,Lost,2026-03-01,2026-04-01,\n")
    report = bring(gated, tmp_path, B1="B1,磨床,恒岳,Engaging,2026-03-01,,\n")
    assert "金额" in report.rejected[0].reason
    with gated.read() as session:
        assert session.scalar(select(Opportunity.status).where(Opportunity.name == "磨床")) == "lost"
    report = bring(gated, tmp_path, B1="B1,磨床,恒岳,Prospecting,2026-03-01,,\n")
    assert (report.rejected, stage_of(gated, "磨床")) == ([], "Prospecting")


def test_a_stage_that_a_file_adds_finds_its_place_after_the_stages_were_put_in_order(
    gated: Workspace, tmp_path: Path
) -> None:
    with gated.write(STEP) as write:
        pipeline = write.session.scalars(select(Stage.pipeline_id).distinct()).one()
        pipeline_stages.add(write.session, pipeline, name="复盘")
    bring(gated, tmp_path, B1="B1,磨床,恒岳,Lead,,,\n")
    with gated.read() as session:
        order = session.execute(select(Stage.name, Stage.kind).order_by(Stage.position)).all()
    assert [row.name for row in order] == ["Prospecting", "Engaging", "Lead", "复盘", "赢单"]


def test_what_came_as_lost_is_taken_up_again_before_the_closed_gate(gated: Workspace, tmp_path: Path) -> None:
    bring(
        gated,
        tmp_path,
        B1="B1,磨床,恒岳,Lost,2026-03-01,2026-04-01,\n",
        B2="B2,锯床,恒岳,Lost,2026-03-01,2026-04-01,500\n",
    )
    with gated.write(STEP) as write:
        for name, stage in (("磨床", "Prospecting"), ("锯床", "Engaging")):
            lost = write.session.scalars(select(Opportunity.id).where(Opportunity.name == name)).one()
            again = opportunities.reopen(write.session, lost, today=date(2026, 7, 1))
            row = write.session.get_one(Opportunity, again)
            assert write.session.get_one(Stage, row.stage_id).name == stage
