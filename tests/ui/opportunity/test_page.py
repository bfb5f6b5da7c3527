"""The page of an opportunity, worked with keys and mouse."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.services import (
    activities,
    close_shifts,
    opportunities,
    opportunity_stages,
    opportunity_summary,
    recycle_bin,
)
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from salesdesk.ui.opportunity.page import PageState
from salesdesk.ui.widgets.gates.loss import LossDialog
from salesdesk.ui.widgets.gates.signing import SigningDialog
from tests.factories import STEP
from tests.ui.opportunity.conftest import TODAY, Desk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.services.opportunity_summary import Summary

RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def read(desk: Desk) -> Summary:
    return desk.data.read(opportunity_summary.summary, desk.card)


def type_fact(desk: Desk, key: str, typed: str) -> None:
    facts = desk.page.facts.facts
    facts.edit(key)
    editor = facts.editor(key)
    assert isinstance(editor, QLineEdit)
    editor.setText(typed)
    desk.qtbot.keyClick(editor, RETURN)


def test_the_head_says_how_it_stands(desk: Desk) -> None:
    head = desk.page.head
    assert head.title.value.text() == "磨床"
    assert head.customer.text() == "恒岳轴承 /"
    assert head.amount.text() == "¥\u20091,200,000.00"
    assert head.status.text() == "进行中"
    assert "林" in head.team.text()
    assert head.complete.text().startswith("资料")
    assert "下一步" in head.risks.text()
    assert desk.page.record == desk.card


def test_the_strip_shows_every_stage_and_where_it_stands(desk: Desk) -> None:
    stops = desk.data.read(opportunity_stages.stages, desk.card)
    buttons = desk.page.strip.buttons
    assert [button.stage.id for button in buttons] == [stop.id for stop in stops] == desk.stages
    assert [button.stage.state for button in buttons[:3]] == ["skipped", "current", "ahead"]
    assert "当前阶段" in buttons[1].accessibleName()
    assert stops[1].success in buttons[1].toolTip()
    assert "停留 0 天" in desk.page.clocks.text()


def test_a_stage_is_gone_to_by_a_click_and_undone(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.page.strip.buttons[3], Qt.MouseButton.LeftButton)
    assert read(desk).stage_id == desk.stages[3]
    assert desk.page.strip.buttons[3].stage.state == "current"
    desk.data.undo()
    assert desk.page.strip.buttons[1].stage.state == "current"
    qtbot.keyClick(desk.page, RETURN, CONTROL | SHIFT)
    assert read(desk).stage_id == desk.stages[2]


def test_a_closed_gate_asks_beside_the_stage(desk: Desk, qtbot: QtBot) -> None:
    with desk.workspace.write(STEP) as write:
        from tests import factories  # noqa: PLC0415

        factories.stages(write.session)[1].required_fields = "need"
    qtbot.mouseClick(desk.page.head.next, Qt.MouseButton.LeftButton)
    popover = desk.page.moves.gates.popover
    assert popover is not None
    assert popover.isVisible()
    assert read(desk).stage_id == desk.stages[1]
    desk.page.moves.gates.close()


def test_behind_the_sale_leads_the_signature(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.page.strip.buttons[6], Qt.MouseButton.LeftButton)
    dialog = desk.page.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    dialog.reject()
    qtbot.mouseClick(desk.page.head.lost, Qt.MouseButton.LeftButton)
    lost = desk.page.findChild(LossDialog)
    assert isinstance(lost, LossDialog)
    lost.reject()


def test_a_lost_one_is_taken_up_again_as_another(desk: Desk, qtbot: QtBot) -> None:
    desk.data.write(STEP, opportunities.lose, desk.card, reason="price", lost_to="unknown")
    assert desk.page.head.again.isVisible()
    assert not desk.page.head.next.isVisible()
    assert not desk.page.needs.table.rows.writable
    with qtbot.waitSignal(desk.page.open_requested) as asked:
        qtbot.mouseClick(desk.page.head.again, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert asked.args[0] == "opportunity"
    assert asked.args[1] != desk.card
    again = desk.data.read(opportunity_summary.summary, asked.args[1])
    assert again.reopened_from_id == desk.card


@pytest.mark.parametrize(
    ("key", "typed", "field", "value"),
    [
        ("amount", "12.5万", "amount", Decimal("125000.00")),
        ("probability", "60%", "probability", Decimal("0.6")),
        ("budget", "100-120万", "budget_max", Decimal("1200000.00")),
        ("source", "展会", "source", "展会"),
    ],
)
def test_a_fact_is_edited_and_undone(desk: Desk, key: str, typed: str, field: str, value: object) -> None:
    before = getattr(read(desk), field)
    type_fact(desk, key, typed)
    assert getattr(read(desk), field) == value
    desk.data.undo()
    assert getattr(read(desk), field) == before


def test_the_forecast_status_is_chosen_and_the_facts_may_speak_against_it(desk: Desk, qtbot: QtBot) -> None:
    facts = desk.page.facts.facts
    facts.edit("roadmap")
    editor = facts.editor("roadmap")
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(editor.findData("solid"))
    qtbot.keyClick(editor, RETURN)
    assert read(desk).roadmap == "solid"
    assert desk.page.head.roadmap.text() == "预测：稳"
    doubts = [label.text() for label in desk.page.facts.findChildren(QLabel) if label.isVisible()]
    assert any("按现状应为" in text for text in doubts)


def test_putting_the_close_off_asks_why(desk: Desk) -> None:
    type_fact(desk, "expected_close_on", "+60")
    menu = desk.page.facts.slip
    assert menu is not None
    assert read(desk).expected_close_on == TODAY + timedelta(days=30)
    menu.actions()[1].trigger()
    (shift,) = desk.data.read(close_shifts.shifts, desk.card)
    assert (shift.after, shift.reason) == (TODAY + timedelta(days=60), "customer")
    assert "推迟" in desk.page.head.slips.text()
    assert any("原因" in text for text in history(desk))


def test_putting_it_off_is_written_also_when_nobody_says_why(desk: Desk) -> None:
    type_fact(desk, "expected_close_on", "+60")
    desk.page.leave()
    (shift,) = desk.data.read(close_shifts.shifts, desk.card)
    assert (shift.after, shift.reason) == (TODAY + timedelta(days=60), "")


def history(desk: Desk) -> list[str]:
    model = desk.page.history.list.entries
    return [entry.spoken for row in range(model.rowCount()) if (entry := model.entry(row))]


def test_the_rule_of_the_team_is_said_while_it_is_broken(desk: Desk, qtbot: QtBot) -> None:
    team = desk.page.team
    assert team.rule.isVisible()
    assert "SR" in team.rule.text()
    for key in ("sr", "fr"):
        team.facts.edit(key)
        editor = team.facts.editor(key)
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(editor.findData(desk.chen.hex))
        qtbot.keyClick(editor, RETURN)
    assert (read(desk).sr, read(desk).fr) == ("陈思远", "陈思远")
    assert not team.rule.isVisible()


def test_the_title_is_edited_where_it_stands(desk: Desk, qtbot: QtBot) -> None:
    title = desk.page.head.title
    title.edit()
    title.editor.setText("镗床")
    qtbot.keyClick(title.editor, RETURN)
    assert read(desk).title == "镗床"
    title.edit()
    title.editor.setText("  ")
    qtbot.keyClick(title.editor, RETURN)
    assert title.problem()
    with pytest.raises(InvalidInputError):
        desk.page.leave()
    qtbot.keyClick(title.editor, ESCAPE)
    desk.page.leave()


def test_the_line_plans_and_records(desk: Desk, qtbot: QtBot) -> None:
    quick = desk.page.timeline.quick
    quick.field.setText("明天下午3点 拜访 顾建国 看样件")
    qtbot.keyClick(quick.field, RETURN)
    (step,) = desk.data.read(activities.planned, opportunity_id=desk.card)
    assert (step.kind, step.contact) == ("visit", "顾建国")
    assert "暂停计时" in desk.page.clocks.text()
    quick.field.setText("昨天 电话 顾建国 谈价格")
    qtbot.keyClick(quick.field, RETURN)
    model = desk.page.timeline.timeline.entries
    entry = model.entry(0)
    assert entry is not None
    assert "谈价格" in entry.title


def test_keys_go_from_tab_to_tab(desk: Desk, qtbot: QtBot) -> None:
    tabs = desk.page.tabs
    qtbot.keyClick(desk.page, Qt.Key.Key_PageDown, CONTROL)
    assert tabs.current() == "people"
    qtbot.keyClick(desk.page, Qt.Key.Key_PageUp, CONTROL)
    qtbot.keyClick(desk.page, Qt.Key.Key_PageUp, CONTROL)
    assert tabs.current() == "history"


def test_the_page_comes_back_as_it_was_left(desk: Desk) -> None:
    desk.page.tabs.show_tab("needs")
    desk.page.timeline.quick.field.setText("还没写完")
    desk.page.guide.own.setText("自己的")
    state = desk.page.state()
    again = desk.opened(state=state)
    assert again.tabs.current() == "needs"
    assert again.timeline.quick.field.text() == "还没写完"
    assert again.guide.own.text() == "自己的"
    assert isinstance(state, PageState)


def test_the_guide_folds_into_a_tab_where_there_is_no_room(desk: Desk) -> None:
    assert desk.page.guide.isVisible()
    assert not desk.page.tabs.buttons["guide"].isVisible()
    desk.page.resize(900, 640)
    assert desk.page.tabs.buttons["guide"].isVisible()
    desk.page.tabs.show_tab("guide")
    assert desk.page.guide.isVisible()
    desk.page.resize(1400, 860)
    assert desk.page.tabs.current() == "timeline"
    assert desk.page.guide.isVisible()


def test_a_deleted_one_leads_back_to_the_board(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.action_requested) as asked:
        desk.data.write(STEP, recycle_bin.delete, "opportunity", [desk.card])
    assert asked.args == ["board", None]


def test_the_links_ask_for_other_pages(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.page.open_requested) as asked:
        qtbot.mouseClick(desk.page.head.customer, Qt.MouseButton.LeftButton)
    assert asked.args == ["customer", desk.customer]
    with qtbot.waitSignal(desk.page.action_requested) as wanted:
        qtbot.mouseClick(desk.page.head.quote, Qt.MouseButton.LeftButton)
    assert wanted.args == ["new-quote", {"opportunity_id": desk.card, "customer_id": desk.customer}]


def test_a_page_to_look_at_changes_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.page.hide()
    look = Workspace.open(desk.workspace.path, read_only=True)
    desk.data = Data(look)
    page = desk.opened()
    assert not page.head.next.isVisible()
    assert not page.timeline.quick.isVisible()
    assert not page.guide.own.isVisible()
    page.facts.facts.edit("amount")
    assert page.facts.facts.editor("amount") is None
    qtbot.mouseClick(page.strip.buttons[2], Qt.MouseButton.LeftButton)
    assert read(desk).stage_id == desk.stages[1]
    assert page.shortcuts()
    look.close()


def test_every_control_has_a_name(desk: Desk) -> None:
    for button in desk.page.strip.buttons:
        assert button.accessibleName()
    for table in (
        desk.page.people.table,
        desk.page.needs.table,
        desk.page.landmarks.table,
        desk.page.value.map,
    ):
        assert table.accessibleName()
    assert desk.page.guide.stage.accessibleName() == _("Stage whose guide is shown")
