"""The history of an opportunity has everything that was written of it, told in words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk import i18n
from salesdesk.domain.changes import Label
from salesdesk.services import (
    evidence,
    history,
    opportunities,
    opportunity_history,
    opportunity_rows,
    stage_items,
    value_cases,
)
from salesdesk.services.evidence import StoredFile
from salesdesk.services.history import HistoryEntry
from salesdesk.storage.records import Opportunity, StageItem
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

FILE = StoredFile("需求.pdf", 3, "a" * 64)


class Desk:
    """An opportunity with a team, and another one that must not be heard of."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace)
        with workspace.write(STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            self.person = factories.person(session, name="林晓", role="director")
            self.customer = factories.customer(session)
            self.contact = factories.contact(session, customer_id=self.customer)
            self.card = factories.opportunity(
                session, customer_id=self.customer, amount_minor=100_000, expected_close_on=date(2026, 7, 1)
            )
            self.other = factories.opportunity(session, customer_id=self.customer)

    def act(self, label: str, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with self.workspace.write(Label(label), person=self.person) as write:
            return fn(write.session, *args, **options)

    def entries(self, **options: Any) -> tuple[HistoryEntry, ...]:
        with self.workspace.read() as session:
            return opportunity_history.of(session, self.card, **options)

    def newest(self) -> tuple[str, ...]:
        return self.entries()[0].details


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_operations_on_details_are_in_it_newest_first(desk: Desk) -> None:
    member = desk.act("member", opportunity_rows.add, "stakeholder", desk.card, contact=desk.contact)
    desk.act("gone", opportunity_rows.delete, "stakeholder", member)
    desk.act("line", opportunity_rows.add, "requirement", desk.card, parameter="排气量")
    desk.act("value", value_cases.change, desk.card, row_version=0, pain="停机")
    desk.act("file", evidence.attach, desk.card, FILE)
    desk.act("own", stage_items.add_own, desk.card, "寄样")
    desk.act("strange", opportunity_rows.add, "requirement", desk.other, parameter="功率")
    desk.act("remark", opportunities.change, desk.card, "remark", "一")
    found = desk.entries()
    assert [entry.text for entry in found] == [
        "remark",
        "own",
        "file",
        "value",
        "line",
        "gone",
        "member",
        "A step",
    ]
    assert {entry.person for entry in found} == {"林晓", None}
    assert [entry.text for entry in desk.entries(limit=2)] == ["remark", "own"]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("amount", Decimal(2000), "金额：¥\u20091,000.00 → ¥\u20092,000.00"),
        ("amount", None, "金额：¥\u20091,000.00 → —"),
        ("probability", Decimal("0.655"), "赢率：65.5%"),
        ("expected_close_on", date(2026, 8, 1), "预计成交：2026-07-01 → 2026-08-01"),
        ("roadmap", "solid", "路标：稳"),
        ("name", "新名", None),
    ],
)
def test_a_change_says_what_became_what(desk: Desk, field: str, value: Any, expected: str | None) -> None:
    desk.act("change", opportunities.change, desk.card, field, value)
    assert desk.newest()[0].endswith("→ 新名") if expected is None else desk.newest() == (expected,)


def test_a_person_is_named(desk: Desk) -> None:
    desk.act("owner", opportunities.change, desk.card, "owner", desk.person)
    assert desk.newest() == ("负责人：林晓",)


def test_a_slip_says_why(desk: Desk) -> None:
    change = opportunities.change
    desk.act("later", change, desk.card, "expected_close_on", date(2026, 8, 1), reason="budget")
    assert desk.newest() == ("预计成交：2026-07-01 → 2026-08-01", "原因：预算未批")


def test_a_waiver_says_what_was_missing_and_why(desk: Desk) -> None:
    with desk.workspace.write(STEP) as write:
        write.session.add(StageItem(stage_id=desk.stages[0], kind="check", text="现场看过", required=True))
    desk.act("move", opportunities.move, desk.card, desk.stages[1], waiver="客户急")
    move, waived = desk.newest()
    assert move == "阶段：线索识别 → 需求探索"
    assert "线索识别" in waived
    assert "现场看过" in waived
    assert "客户急" in waived
    i18n.set_language("en")
    assert desk.newest()[0] == "Stage: Lead identification → Needs discovery"


def test_undo_is_told_as_what_it_is(desk: Desk) -> None:
    desk.act("move", opportunities.move, desk.card, desk.stages[1])
    history.undo(desk.workspace)
    first = desk.entries()[0]
    assert first.text.endswith("move")
    assert first.details == ("阶段：需求探索 → 线索识别",)


def test_braces_and_markup_in_data_are_only_text(desk: Desk) -> None:
    desk.act("name", opportunities.change, desk.card, "name", "{before} <b>%s")
    assert desk.newest()[0].endswith("→ {before} <b>%s")


def test_a_long_history_is_found_by_indexes(desk: Desk) -> None:
    with desk.workspace.read() as session:
        for query, numbers in ((opportunity_history._operations(), 2), (opportunity_history._changes(), 2)):
            text = str(query.compile(session.get_bind()))
            values = (b"0" * 16,) * (text.count("?") - numbers) + (1,) * numbers
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
            steps = [row[3] for row in plan]
            assert any("ix_change_row" in step for step in steps)
            assert not [step for step in steps if step.startswith("SCAN")]


def test_an_opportunity_without_history_has_none(workspace: Workspace) -> None:
    with workspace.read() as session:
        assert opportunity_history.of(session, uuid.UUID(int=1)) == ()
        assert session.get(Opportunity, uuid.UUID(int=1)) is None
