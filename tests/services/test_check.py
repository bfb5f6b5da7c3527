"""The check finds what is wrong, and counts what is there."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text, update

from salesdesk.services import evidence, opportunities, recycle_bin
from salesdesk.services.check import check
from salesdesk.storage import bulk
from salesdesk.storage.records import Customer, GateWaiver, StageItem
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def test_a_sound_workspace_is_counted_by_status(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session)
        factories.opportunity(write.session)
        factories.opportunity(write.session, status="won", customer_id=buyer, amount_minor=12345)
        factories.opportunity(write.session, status="lost", loss_reason="price", amount_minor=0)
        factories.opportunity(write.session, status="on_hold")
    with workspace.read() as session:
        answer = check(session).as_json()
    counts = answer["counts"]
    assert isinstance(counts, dict)
    assert (answer["ok"], answer["problems"]) == (True, [])
    assert (counts["customer"], counts["opportunity"], counts["stage"]) == (1, 4, 8)
    assert answer["opportunities"] == {
        "open": {"count": 1, "amount": "0.00"},
        "won": {"count": 1, "amount": "123.45"},
        "lost": {"count": 1, "amount": "0.00"},
        "on_hold": {"count": 1, "amount": "0.00"},
    }


def test_a_living_row_that_refers_to_a_deleted_one_is_found(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        buyer = factories.customer(write.session)
        factories.opportunity(write.session, customer_id=buyer)
        write.session.get_one(Customer, buyer).deleted_at = now()
    with workspace.read() as session:
        report = check(session)
    assert not report.ok
    assert "opportunity" in report.as_text()


def test_a_journal_that_was_tampered_with_is_found(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session)
    with workspace.write(STEP) as write:
        factories.customer(write.session)
        write.session.execute(text("UPDATE operation SET label = 'x' WHERE id = 1"))
    with workspace.read() as session:
        assert len(check(session).problems) == 1


def test_rules_of_the_journal_that_were_dropped_are_found(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session)
        write.session.execute(text("DROP TRIGGER journal_customer_update"))
    with workspace.read() as session:
        assert len(check(session).problems) == 1


def test_a_file_that_is_missing_or_damaged_is_named(workspace: Workspace, tmp_path: Path) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        card = factories.opportunity(write.session, name="磨床")
        for name in ("需求.txt", "方案.txt", "协议.txt"):
            paper = tmp_path / name
            paper.write_text(name, encoding="utf-8")
            evidence.attach(write.session, card, evidence.store(workspace.files, paper))
    needs, design = (
        next(
            path for path in workspace.files.rglob("*") if path.is_file() and path.read_text("utf-8") == name
        )
        for name in ("需求.txt", "方案.txt")
    )
    needs.unlink()
    design.write_text("other", encoding="utf-8")
    with workspace.read() as session:
        assert check(session).ok
        problems = check(session, workspace.files).problems
    assert {name for name in ("需求.txt", "方案.txt", "协议.txt") if name in "".join(problems)} == {
        "需求.txt",
        "方案.txt",
    }
    assert ["磨床" in problem for problem in problems] == [True, True]


def test_what_tells_of_a_stage_or_a_person_that_is_gone_is_no_problem(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        person = factories.person(session)
        stage = factories.stages(session)[2]
        card = factories.opportunity(session)
        opportunities.move(session, card, stage.id)
        opportunities.move(session, card, factories.stages(session)[0].id)
        session.add(
            GateWaiver(
                opportunity_id=card, stage_id=stage.id, person_id=person, at=now(), reason="急", missing="[]"
            )
        )
        session.flush()
        recycle_bin.delete(session, "person", [person])
        items = update(StageItem).where(StageItem.stage_id == stage.id)
        bulk.update_rows(session, items.values(deleted_at=now()))
        stage.deleted_at = now()
    with workspace.read() as session:
        assert check(session).problems == ()
