"""What asks beside a card: each thing is filled in there, by keyboard too, and nothing is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLineEdit

from salesdesk.services import opportunities, quotes, recycle_bin
from salesdesk.storage.records import (
    Activity,
    Attachment,
    Competitor,
    Contact,
    GateWaiver,
    Opportunity,
    Requirement,
    Rival,
    Stakeholder,
)
from salesdesk.ui.widgets.gates.parts import ContactPart, LinkPart, NextStepPart, Part, TextPart, TickPart
from salesdesk.ui.widgets.gates.picks import CustomerPart, PickPart, TeamPart
from salesdesk.ui.widgets.gates.proof import ProofPart
from tests import factories
from tests.domain.drafts import draft, line

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.widgets.gates.popover import GatePopover
    from tests.ui.widgets.gates.conftest import Desk

RETURN, ESCAPE, TAB = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab
TODAY = date.today()  # noqa: DTZ011 - what is typed is meant for local days


def part(popover: GatePopover, key: object, kind: type[Any]) -> Any:
    """Return the part of a missing thing."""
    found = popover.panel.parts[key]  # type: ignore[index]  # a test may ask for anything
    assert isinstance(found, kind)
    return found


def enter(qtbot: QtBot, popover: GatePopover) -> None:
    qtbot.keyClick(popover, RETURN)


# --- each thing that can be filled in -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "typed", "column", "value"),
    [
        ("need", " 扩产 ", "need", "扩产"),
        ("budget", "50万-80万", "budget_max_minor", 80_000_000),
        ("amount", "12.5万", "amount_minor", 12_500_000),
        ("expected_close_on", "+30", "expected_close_on", TODAY + timedelta(days=30)),
        ("expected_close_on", "明天", "expected_close_on", TODAY + timedelta(days=1)),
    ],
)
def test_a_field_is_typed(desk: Desk, code: str, typed: str, column: str, value: object) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "amount_minor", None))
    desk.require(code)
    popover = desk.ask()
    part(popover, code, TextPart).line.setText(typed)
    enter(desk.qtbot, popover)
    assert desk.stage() == 1
    assert getattr(desk.row(), column) == value


@pytest.mark.parametrize(
    ("code", "typed"),
    [("budget", "viel"), ("amount", "0"), ("expected_close_on", "bald"), ("next_step", "昨天 拜访")],
)
def test_what_can_not_be_read_is_told_beside_it_and_stays(desk: Desk, code: str, typed: str) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "amount_minor", None))
    desk.require(code)
    popover, before = desk.ask(), desk.operations()
    field = popover.panel.parts[code].findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText(typed)
    enter(desk.qtbot, popover)
    assert popover.panel.parts[code].problem()
    assert (field.text(), field.hasFocus()) == (typed, True)
    assert (desk.stage(), desk.operations()) == (0, before)
    field.setText("")
    assert popover.panel.parts[code].problem() == ""


def test_a_contact_is_named_with_a_number(desk: Desk) -> None:
    desk.require("contact")
    popover = desk.ask()
    contact = part(popover, "contact", ContactPart)
    contact.phone.setText("138 0000 0000")
    enter(desk.qtbot, popover)
    assert contact.problem()
    contact.name.setText("顾工")
    enter(desk.qtbot, popover)
    (row,) = desk.all(Contact)
    assert (row.name, row.mobile, row.customer_id) == ("顾工", "138 0000 0000", desk.customer)


def test_contacts_need_a_customer_who_is_asked_for_first(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "customer_id", None))
    desk.require("contact")
    popover = desk.ask()
    assert list(popover.panel.parts) == ["customer", "contact"]
    assert popover.panel.count == 1
    part(popover, "contact", ContactPart).name.setText("顾工")
    assert popover.panel.count == 1
    part(popover, "customer", CustomerPart).field.setText("远川重工")
    assert popover.panel.count == 0
    enter(desk.qtbot, popover)
    assert desk.stage() == 1
    assert desk.all(Contact)[0].customer_id == desk.row().customer_id


def test_a_decider_is_chosen_among_the_contacts_of_the_customer(desk: Desk) -> None:
    chen = desk.act(factories.contact, customer_id=desk.customer, name="陈总")
    desk.act(factories.contact, name="别人")
    desk.require("decider")
    popover = desk.ask()
    field = part(popover, "decider", PickPart).field
    assert [field.itemText(row) for row in range(field.count())] == ["陈总"]
    field.setEditText("陈总")
    enter(desk.qtbot, popover)
    assert [(row.contact_id, row.role) for row in desk.all(Stakeholder)] == [(chen, "executive")]
    assert len(desk.all(Contact)) == 2


def test_a_decider_may_be_somebody_new(desk: Desk) -> None:
    desk.require("decider contact")
    popover = desk.ask()
    part(popover, "decider", PickPart).field.setEditText("李总")
    assert popover.panel.count == 0
    enter(desk.qtbot, popover)
    assert [row.name for row in desk.all(Contact)] == ["李总"]


def test_the_deciders_follow_the_customer_that_is_chosen(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "customer_id", None))
    desk.act(factories.contact, customer_id=desk.customer, name="陈总")
    desk.require("customer decider")
    popover = desk.ask()
    field = part(popover, "decider", PickPart).field
    assert field.count() == 0
    customer = part(popover, "customer", CustomerPart).field
    customer.setFocus()
    customer.setText("恒岳轴承")
    desk.qtbot.keyClick(customer, TAB)
    assert [field.itemText(row) for row in range(field.count())] == ["陈总"]


def test_a_product_is_chosen_and_nothing_else_is_taken(desk: Desk) -> None:
    product = desk.act(factories.product, name="五轴加工中心")
    desk.require("product")
    popover = desk.ask()
    field = part(popover, "product", PickPart).field
    field.setEditText("六轴")
    assert popover.panel.count == 1
    field.setEditText("五轴加工中心")
    enter(desk.qtbot, popover)
    assert desk.row().product_id == product


def test_a_competitor_is_known_or_new(desk: Desk) -> None:
    desk.act(lambda session: session.add(Competitor(name="大族")))
    desk.require("competitor")
    popover = desk.ask()
    field = part(popover, "competitor", PickPart).field
    assert field.itemText(0) == "大族"
    field.setEditText("通快")
    enter(desk.qtbot, popover)
    names = {row.id: row.name for row in desk.all(Competitor)}
    assert [names[row.competitor_id] for row in desk.all(Rival)] == ["通快"]


def test_the_team_is_asked_for_as_far_as_it_is_missing(desk: Desk) -> None:
    lin, chen, wu = (desk.act(factories.person, name=name) for name in ("林晓", "陈思远", "吴越"))
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "owner_id", lin))
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "amount_minor", 10**9))
    desk.require("team")
    popover = desk.ask()
    fields = part(popover, "team", TeamPart).fields
    assert fields["owner"].currentText() == "林晓"
    fields["sr"].setEditText("陈思远")
    assert popover.panel.count == 1
    fields["fr"].setEditText("吴越")
    enter(desk.qtbot, popover)
    assert (desk.row().owner_id, desk.row().sr_id, desk.row().fr_id) == (lin, chen, wu)


def test_an_amount_that_makes_it_large_asks_for_the_team_too(desk: Desk) -> None:
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "amount_minor", None))
    desk.require("amount team")
    popover = desk.ask()
    assert list(popover.panel.parts) == ["amount"]
    part(popover, "amount", TextPart).line.setText("300万")
    assert list(popover.panel.parts) == ["amount", "team"]
    assert popover.panel.count == 1


def test_a_next_step_is_one_line(desk: Desk) -> None:
    desk.require("next_step")
    popover = desk.ask()
    step = part(popover, "next_step", NextStepPart)
    step.line.setText("明天下午3点 拜访 看样件")
    assert "拜访" in step.understood.text()
    enter(desk.qtbot, popover)
    (row,) = desk.all(Activity)
    assert (row.kind, row.due_on, row.due_time) == ("visit", TODAY + timedelta(days=1), "15:00")
    assert row.subject == "看样件"


def test_a_click_on_the_text_ticks_too(desk: Desk) -> None:
    item = desk.item("check", "现场看过")
    popover = desk.ask()
    tick = part(popover, item, TickPart)
    desk.qtbot.mouseClick(tick._text, Qt.MouseButton.LeftButton)
    assert tick.box.isChecked()
    assert popover.move_button.isEnabled()
    desk.qtbot.mouseClick(tick._text, Qt.MouseButton.LeftButton)
    assert not popover.move_button.isEnabled()


def test_a_file_is_kept_at_once_and_attached_with_the_move(desk: Desk, tmp_path: Path) -> None:
    item = desk.item("evidence", "技术方案")
    paper = tmp_path / "方案 V2.txt"
    paper.write_bytes(b"plan")
    popover = desk.ask()
    slot = part(popover, item, ProofPart).slot
    slot.take([paper])
    assert slot.busy
    enter(desk.qtbot, popover)
    assert part(popover, item, ProofPart).problem()
    desk.qtbot.waitUntil(lambda: not slot.busy)
    assert slot.text.text() == "方案 V2.txt"
    assert (desk.all(Attachment), popover.panel.count) == ([], 0)
    enter(desk.qtbot, popover)
    (row,) = desk.all(Attachment)
    assert (row.name, row.stage_item_id, row.size) == ("方案 V2.txt", item, 4)
    assert desk.stage() == 1


def test_a_file_that_can_not_be_taken_is_told_at_its_slot(desk: Desk, tmp_path: Path) -> None:
    item = desk.item("evidence", "技术方案")
    popover = desk.ask()
    proof = part(popover, item, ProofPart)
    proof.slot.take([tmp_path, tmp_path / "gone.pdf"])
    desk.qtbot.waitUntil(lambda: not proof.slot.busy)
    assert tmp_path.name in proof.problem()
    assert "gone.pdf" in proof.problem()
    assert popover.panel.count == 1


def test_a_quote_of_the_opportunity_stands_for_a_file_and_is_taken_away_again(desk: Desk) -> None:
    item = desk.item("evidence", "报价单")
    sheet = draft(line(), customer_id=desk.customer, opportunity_id=desk.card)
    desk.act(quotes.save_draft, sheet, today=TODAY, seller_name="云帆")
    popover = desk.ask()
    slot = part(popover, item, ProofPart).slot
    (entry,) = slot.quotes.menu().actions()
    entry.trigger()
    assert popover.panel.count == 0
    slot.clear.click()
    assert popover.panel.count == 1
    entry.trigger()
    enter(desk.qtbot, popover)
    (row,) = desk.all(Attachment)
    assert (row.quote_id, row.stage_item_id) == (desk.data.read(quotes.of_opportunity, desk.card)[0].id, item)


@pytest.mark.parametrize(
    ("code", "signal", "told"),
    [
        ("requirements", "open_requested", "opportunity"),
        ("departments", "open_requested", "opportunity"),
        ("quote", "action_requested", "new-quote"),
        ("quote_sent", "action_requested", "new-quote"),
    ],
)
def test_what_is_worked_out_elsewhere_is_a_link_there(desk: Desk, code: str, signal: str, told: str) -> None:
    desk.require(code)
    popover = desk.ask()
    with desk.qtbot.waitSignal(getattr(desk.flow, signal)) as asked:
        part(popover, code, LinkPart).link.click()
    assert asked.args is not None
    assert asked.args[0] == told
    assert popover.isHidden()
    assert desk.stage() == 0


def test_a_quote_that_was_not_sent_is_opened(desk: Desk) -> None:
    sheet = draft(line(), customer_id=desk.customer, opportunity_id=desk.card)
    desk.act(quotes.save_draft, sheet, today=TODAY, seller_name="云帆")
    desk.require("quote_sent")
    popover = desk.ask()
    with desk.qtbot.waitSignal(desk.flow.open_requested) as asked:
        part(popover, "quote_sent", LinkPart).link.click()
    assert asked.args == ["quote", desk.data.read(quotes.of_opportunity, desk.card)[0].id]


# --- keyboard and place ---------------------------------------------------------------------------------------------


def test_tab_goes_through_the_popover_and_stays_within(desk: Desk) -> None:
    desk.require("need budget")
    item = desk.item("check", "现场看过")
    popover = desk.ask()
    need, budget = (part(popover, code, TextPart).line for code in ("need", "budget"))
    box = part(popover, item, TickPart).box
    assert need.hasFocus()
    seen = []
    for _step in range(7):
        seen.append(desk.page.focusWidget())
        desk.qtbot.keyClick(desk.page.focusWidget(), TAB)
    # The button that moves can't be used yet.
    assert seen == [need, budget, box, popover.waiver.link, popover._cancel, popover.cross, need]
    desk.qtbot.keyClick(desk.page.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.page.focusWidget() is need
    desk.qtbot.keyClick(need, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.page.focusWidget() is popover.cross


def test_it_is_all_done_by_keyboard(desk: Desk) -> None:
    desk.require("need")
    desk.item("check", "现场看过")
    desk.ask()
    for sign in "new line":
        desk.qtbot.keyClick(desk.page.focusWidget(), sign)
    desk.qtbot.keyClick(desk.page.focusWidget(), TAB)
    desk.qtbot.keyClick(desk.page.focusWidget(), Qt.Key.Key_Space)
    desk.qtbot.keyClick(desk.page.focusWidget(), RETURN)
    assert desk.stage() == 1
    assert desk.row().need == "new line"


def test_enter_goes_to_what_is_still_missing(desk: Desk) -> None:
    desk.require("need budget")
    popover = desk.ask()
    line = part(popover, "need", TextPart).line
    line.setText("扩产")
    desk.qtbot.keyClick(line, RETURN)
    assert part(popover, "budget", TextPart).line.hasFocus()


def test_the_count_follows_what_is_filled_in(desk: Desk) -> None:
    desk.require("need budget")
    popover = desk.ask()
    line = part(popover, "need", TextPart).line
    assert popover.title.text() == "还差 2 项才能进入“需求探索”"
    line.setText("扩产")
    assert popover.title.text() == "还差 1 项才能进入“需求探索”"
    assert popover.accessibleName() == popover.title.text()
    assert [found.done for found in popover.panel.parts.values()] == [True, False]
    line.setText(" ")
    assert popover.title.text() == "还差 2 项才能进入“需求探索”"


@pytest.mark.parametrize(
    "place", [QRect(0, 0, 1, 1), QRect(899, 639, 1, 1), QRect(450, 320, 1, 1), QRect(300, 600, 200, 80)]
)
def test_it_stands_beside_the_place_and_within_the_page(desk: Desk, place: QRect) -> None:
    desk.require("need budget expected_close_on next_step")
    at = QRect(desk.page.mapToGlobal(place.topLeft()), place.size())
    desk.flow.move(desk.card, desk.stages[1], at=at)
    popover = desk.flow.popover
    assert popover is not None
    assert desk.page.rect().contains(popover.geometry())
    assert not popover.geometry().intersects(place)


def test_one_that_is_too_tall_scrolls(desk: Desk) -> None:
    desk.require("need budget expected_close_on next_step competitor decider contact product")
    for number in range(12):
        desk.item("check", f"检查 {number}")
    desk.page.resize(900, 500)
    popover = desk.ask()
    assert desk.page.rect().contains(popover.geometry())
    assert popover._area.verticalScrollBar().maximum() > 0
    popover.waiver.open()
    assert desk.page.rect().contains(popover.geometry())
    assert popover._area.height() > desk.page.height() - 260
    last = list(popover.panel.parts.values())[-1]
    part(popover, last.key, TickPart).box.setFocus()
    desk.qtbot.keyClick(desk.page.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    here = desk.page.focusWidget()
    assert (
        popover._area.viewport().rect().contains(here.mapTo(popover._area.viewport(), here.rect().center()))
    )


def test_a_second_move_takes_the_place_of_the_first(desk: Desk) -> None:
    desk.require("need")
    first = desk.ask()
    second = desk.ask(2)
    assert first.isHidden()
    assert second.isVisible()


# --- letting pass ---------------------------------------------------------------------------------------------------


def test_nobody_but_a_manager_lets_a_strict_gate_pass(desk: Desk) -> None:
    rep, boss = (desk.act(factories.person, role=role) for role in ("sales", "regional_manager"))
    desk.require("need")
    desk.data.person = rep
    assert desk.ask().waiver.link.isHidden()
    desk.data.person = boss
    popover = desk.ask()
    popover.waiver.link.click()
    assert "历史" in popover.waiver._note.text()
    assert popover.waiver.field.hasFocus()
    assert not popover.move_button.isEnabled()
    popover.waiver.field.setText("老客户，需求已口头确认")
    assert popover.move_button.text() == "放行并移动"
    desk.qtbot.keyClick(popover.waiver.field, RETURN)
    assert desk.stage() == 1
    (row,) = desk.all(GateWaiver)
    assert (row.reason, row.person_id, json.loads(row.missing)) == (
        "老客户，需求已口头确认",
        boss,
        ["一句话需求"],
    )


def test_a_soft_gate_takes_the_reason_of_anybody(desk: Desk) -> None:
    desk.data.person = desk.act(factories.person, role="sales")
    desk.act(factories.person)
    desk.mode("soft")
    desk.require("need")
    popover = desk.ask()
    popover.waiver.link.click()
    popover.waiver.field.setText("急单")
    enter(desk.qtbot, popover)
    assert desk.stage() == 1


def test_a_reason_is_not_written_where_all_was_filled_in_after_all(desk: Desk) -> None:
    desk.require("need")
    popover = desk.ask()
    popover.waiver.link.click()
    popover.waiver.field.setText("急单")
    part(popover, "need", TextPart).line.setText("扩产")
    assert popover.move_button.text() == "移动"
    enter(desk.qtbot, popover)
    assert (desk.stage(), desk.all(GateWaiver)) == (1, [])


def test_part_of_it_is_filled_in_and_the_rest_let_pass(desk: Desk) -> None:
    desk.require("need budget")
    popover = desk.ask()
    part(popover, "need", TextPart).line.setText("扩产")
    popover.waiver.link.click()
    popover.waiver.field.setText("急单")
    enter(desk.qtbot, popover)
    assert desk.row().need == "扩产"
    assert json.loads(desk.all(GateWaiver)[0].missing) == ["预算范围"]


# --- meanwhile, elsewhere -------------------------------------------------------------------------------------------


def test_a_change_that_nobody_announced_is_told_and_nothing_is_lost(desk: Desk) -> None:
    desk.require("need")
    popover = desk.ask()
    part(popover, "need", TextPart).line.setText("扩产")
    desk.act(lambda session: setattr(session.get_one(Opportunity, desk.card), "remark", "别的"))
    enter(desk.qtbot, popover)
    assert "改动" in popover.told() or "修改" in popover.told()
    assert desk.stage() == 0
    assert part(popover, "need", TextPart).line.text() == "扩产"
    enter(desk.qtbot, popover)
    assert (desk.stage(), desk.row().need) == (1, "扩产")


def test_what_is_added_elsewhere_leaves_the_list(desk: Desk) -> None:
    desk.require("need requirements")
    popover = desk.ask()
    part(popover, "need", TextPart).line.setText("扩产")
    row = Requirement(opportunity_id=desk.card, parameter="功率")
    desk.data.write(factories.STEP, lambda session: session.add(row))
    assert popover.panel.count == 0
    enter(desk.qtbot, popover)
    assert desk.stage() == 1


def test_a_move_elsewhere_is_told(desk: Desk) -> None:
    desk.require("need", place=1)
    desk.require("budget", place=2)
    desk.act(opportunities.move, desk.card, desk.stages[1])
    popover = desk.ask(3)
    part(popover, "need", TextPart).line.setText("扩产")
    desk.data.write(factories.STEP, opportunities.move, desk.card, desk.stages[0])
    assert "线索识别" in popover.told()
    part(popover, "budget", TextPart).line.setText("80万")
    enter(desk.qtbot, popover)
    assert desk.stage() == 3


def test_one_that_is_deleted_meanwhile_closes_what_asks(desk: Desk) -> None:
    desk.require("need")
    popover = desk.ask()
    desk.data.write(factories.STEP, recycle_bin.delete, "opportunity", [desk.card])
    assert popover.isHidden()


def test_the_focus_is_given_back_by_who_knows_where(desk: Desk) -> None:
    desk.require("need")
    popover = desk.ask()
    with desk.qtbot.waitSignal(desk.flow.returned) as back:
        desk.qtbot.keyClick(popover, ESCAPE)
    assert back.args == [desk.card]


@pytest.mark.parametrize("build", [lambda part: part.problem, lambda part: part.fills])
def test_an_empty_part_fills_nothing(desk: Desk, build: Callable[[Part], Any]) -> None:
    desk.require("need budget amount expected_close_on next_step competitor decider contact product")
    desk.item("check", "现场看过")
    desk.item("evidence", "技术方案")
    popover = desk.ask()
    assert [key for key, found in popover.panel.parts.items() if build(found)()] == []
