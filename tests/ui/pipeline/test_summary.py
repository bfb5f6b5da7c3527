"""All that is known of one opportunity, edited in the drawer."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from salesdesk.i18n import _
from salesdesk.services import activities, board, opportunities, opportunity_summary
from salesdesk.services.board import BoardFilter
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.pipeline.summary import WIDTH, SummaryDrawer
from salesdesk.ui.widgets.steps_card import StepItem
from tests.factories import STEP
from tests.ui.conftest import click, context_of, shown_board, titles

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.services.opportunity_summary import Summary

RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape
HOSTILE = "<b>A&B</b><img src='x'>"


def card_id(data: Data, place: int, row: int) -> uuid.UUID:
    column = data.read(board.load, BoardFilter()).columns[place]
    return data.read(board.first_cards, column.stage_id, BoardFilter())[row].id


@pytest.fixture
def one(data: Data) -> uuid.UUID:
    """Give the first opportunity of the first stage."""
    return card_id(data, 0, 0)


@pytest.fixture
def drawer(page: BoardPage, one: uuid.UUID) -> SummaryDrawer:
    """Give the drawer with that opportunity."""
    page.open_record(one)
    return page.summary


def read(data: Data, one: uuid.UUID) -> Summary:
    return data.read(opportunity_summary.summary, one)


def type_fact(qtbot: QtBot, drawer: SummaryDrawer, key: str, typed: str) -> None:
    drawer.facts.edit(key)
    editor = drawer.facts.editor(key)
    assert isinstance(editor, QLineEdit)
    editor.setText(typed)
    qtbot.keyClick(editor, RETURN)


def steps(drawer: SummaryDrawer) -> list[StepItem]:
    return drawer.steps.findChildren(StepItem)


def entries_of(drawer: SummaryDrawer, section: str) -> list[str]:
    model = getattr(drawer, section).list.entries
    return [model.entry(row).spoken for row in range(model.rowCount())]


def test_fields_are_shown(drawer: SummaryDrawer) -> None:
    assert drawer.title.value.text() == "磨床 0"
    assert drawer.customer.link.text() == "恒岳轴承"
    values = {key: drawer.facts.value(key).text() for key in ("status", "stage", "amount", "owner")}
    assert values == {
        "status": "进行中",
        "stage": "线索识别",
        "amount": "¥\u2009120,000.00",
        "owner": "林晓",
    }


def test_a_stay_beyond_the_limit_is_told(page: BoardPage, data: Data) -> None:
    page.open_record(card_id(data, 0, 1))
    assert page.summary.facts.value("days").text().startswith(_("{days} days").format(days="19"))


@pytest.mark.parametrize(
    "edit",
    [
        ("amount", "12.5万", Decimal("125000.00")),
        ("amount", "", None),
        ("probability", "60%", Decimal("0.6")),
    ],
)
def test_a_field_is_edited_in_place_undone_and_redone(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot, edit: tuple[str, str, object]
) -> None:
    key, typed, value = edit
    before = getattr(read(data, one), key)
    type_fact(qtbot, drawer, key, typed)
    assert getattr(read(data, one), key) == value
    data.undo()
    assert getattr(read(data, one), key) == before
    data.redo()
    assert getattr(drawer.shown, key) == value


def test_a_later_close_counts_as_put_off(drawer: SummaryDrawer, qtbot: QtBot) -> None:
    type_fact(qtbot, drawer, "expected_close_on", "+10")
    type_fact(qtbot, drawer, "expected_close_on", "+40")
    expected = datetime.now().astimezone().date() + timedelta(days=40)
    slipped = _("put off {count} ×").format(count=1)
    assert drawer.facts.value("expected_close_on").text() == f"{expected} · {slipped}"


def test_what_cannot_be_read_stands_with_its_complaint(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    type_fact(qtbot, drawer, "amount", "viel")
    editor = drawer.facts.editor("amount")
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "viel"
    assert "viel" in drawer.facts.problem("amount")
    qtbot.keyClick(editor, ESCAPE)
    assert read(data, one).amount == Decimal("120000.00")


def test_the_title_is_edited_where_it_stands(
    page: BoardPage, drawer: SummaryDrawer, data: Data, qtbot: QtBot
) -> None:
    qtbot.keyClick(drawer, Qt.Key.Key_F2)
    assert page.focusWidget() is drawer.title.editor
    drawer.title.editor.setText("镗床 9")
    qtbot.keyClick(drawer.title.editor, RETURN)
    assert titles(page, 0)[0] == "镗床 9"
    assert drawer.title.value.text() == "镗床 9"
    data.undo()
    assert drawer.title.value.text() == "磨床 0"


def test_an_empty_title_is_refused_and_escape_restores_it(drawer: SummaryDrawer, qtbot: QtBot) -> None:
    drawer.edit_title()
    drawer.title.editor.setText("  ")
    qtbot.keyClick(drawer.title.editor, RETURN)
    assert drawer.title.problem()
    qtbot.keyClick(drawer.title.editor, ESCAPE)
    assert drawer.title.value.text() == "磨床 0"
    assert drawer.isVisible()


def test_an_edit_over_a_change_elsewhere_is_refused_once_and_told(
    drawer: SummaryDrawer, data: Data, seeded: Workspace, one: uuid.UUID, qtbot: QtBot
) -> None:
    drawer.facts.edit("amount")
    with seeded.write(STEP) as write:
        opportunities.change(write.session, one, "amount", Decimal(5))
    data.announce(write.changes)
    editor = drawer.facts.editor("amount")
    assert isinstance(editor, QLineEdit)
    editor.setText("7")
    qtbot.keyClick(editor, RETURN)
    assert read(data, one).amount == Decimal("5.00")
    assert drawer.facts.problem("amount")
    editor = drawer.facts.editor("amount")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, RETURN)
    assert read(data, one).amount == Decimal("7.00")


def test_the_customer_is_a_link(drawer: SummaryDrawer, page: BoardPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.mouseClick(drawer.customer.link, Qt.MouseButton.LeftButton)
    assert drawer.shown is not None
    assert asked.args == ["customer", drawer.shown.customer_id]


def test_a_missing_customer_is_filled_in_by_a_new_name(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    page.open_record(card_id(data, 0, 3))
    line = page.summary.customer
    assert line.link.text() == _("No customer yet")
    qtbot.mouseClick(line.link, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(line.field, "Linz AG")
    qtbot.keyClick(line.field, RETURN)
    assert page.summary.shown is not None
    assert page.summary.shown.customer == "Linz AG"
    assert line.link.text() == "Linz AG"
    data.undo()
    assert page.summary.shown.customer is None


def test_escape_leaves_the_customer(drawer: SummaryDrawer, qtbot: QtBot) -> None:
    qtbot.mouseClick(drawer.customer.change, Qt.MouseButton.LeftButton)
    drawer.customer.field.setText("X")
    qtbot.keyClick(drawer.customer.field, ESCAPE)
    assert drawer.customer.link.isVisible()
    assert drawer.shown is not None
    assert drawer.shown.customer == "恒岳轴承"


def test_a_next_step_is_planned_ticked_and_put_off(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    drawer.plan()
    drawer.quick.field.setText("明天下午3点 拜访 顾工 看样件")
    qtbot.keyClick(drawer.quick.field, RETURN)
    today = datetime.now().astimezone().date()
    (step,) = data.read(activities.planned, opportunity_id=one)
    assert (step.kind, step.due_on, step.due_time) == ("visit", today + timedelta(days=1), "15:00")
    assert drawer.quick.field.text() == ""
    qtbot.keyClick(steps(drawer)[0], Qt.Key.Key_7)
    (step,) = data.read(activities.planned, opportunity_id=one)
    assert step.due_on == today + timedelta(days=8)
    qtbot.keyClick(steps(drawer)[0], Qt.Key.Key_Space)
    assert data.read(activities.planned, opportunity_id=one) == []
    assert any("看样件" in entry for entry in entries_of(drawer, "timeline"))
    data.undo()
    assert len(steps(drawer)) == 1


def test_what_was_done_before_today_is_recorded(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    drawer.quick.field.setText("昨天 电话 谈价格")
    qtbot.keyClick(drawer.quick.field, RETURN)
    assert data.read(activities.planned, opportunity_id=one) == []
    assert any("谈价格" in entry for entry in entries_of(drawer, "timeline"))


def test_the_line_for_next_steps_says_how_it_is_understood(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    quick = drawer.quick
    quick.field.setText("样件" * 150)
    assert "下一步" in quick.understood.text()
    assert "今天" in quick.understood.text()
    qtbot.keyClick(quick.field, RETURN)
    (step,) = data.read(activities.planned, opportunity_id=one)
    assert (step.kind, step.subject) == ("task", "样件" * 100)
    assert data.read(activities.facts, step.id).note == "样件" * 150
    quick.field.setText("明天 电话")
    qtbot.keyClick(quick.field, ESCAPE)
    assert quick.field.text() == ""
    assert not quick.understood.isVisible()


def test_a_closed_opportunity_opens_without_a_card_and_keeps_its_fields(
    page: BoardPage, data: Data, one: uuid.UUID
) -> None:
    data.write(STEP, opportunities.lose, one, reason="price", lost_to="unknown", note="太贵")
    page.open_record(one)
    facts = page.summary.facts
    assert facts.value("loss").text() == "价格 · 太贵"
    for key in ("amount", "stage", "owner"):
        facts.edit(key)
        assert facts.editor(key) is None
    facts.edit("remark")
    assert facts.editor("remark") is not None
    page.summary.edit_title()
    assert not page.summary.title.editor.isVisible()


def test_the_drawer_closes_when_its_opportunity_goes(page: BoardPage, data: Data) -> None:
    one = data.write(
        STEP, opportunities.create, name="新的", customer="远川", today=datetime.now().astimezone().date()
    )
    page.open_record(one)
    assert page.selected() is not None
    data.undo()
    assert not page.summary.isVisible()
    assert page.summary.opportunity is None


def test_a_reload_keeps_the_place(page: BoardPage, drawer: SummaryDrawer, data: Data, one: uuid.UUID) -> None:
    for number in range(6):
        data.write(STEP, activities.record, kind="call", at=now(), subject=f"{number}", opportunity_id=one)
    page.resize(1240, 420)
    QApplication.processEvents()
    bar = drawer.area.verticalScrollBar()
    bar.setValue(90)
    data.write(STEP, opportunities.change, one, "remark", "X")
    QApplication.processEvents()
    assert bar.value() == 90


def test_the_whole_of_it_is_one_key_away(drawer: SummaryDrawer, one: uuid.UUID, qtbot: QtBot) -> None:
    drawer.setFocus()
    with qtbot.waitSignal(drawer.open_requested) as asked:
        qtbot.keyClick(drawer, RETURN)
    assert asked.args == ["opportunity", one]
    with qtbot.waitSignal(drawer.open_requested) as asked:
        qtbot.mouseClick(drawer.whole, Qt.MouseButton.LeftButton)
    assert asked.args == ["opportunity", one]


def test_data_is_never_markup(drawer: SummaryDrawer, data: Data, one: uuid.UUID) -> None:
    data.write(STEP, opportunities.change, one, "name", HOSTILE)
    data.write(STEP, opportunities.change, one, "customer", HOSTILE)
    data.write(STEP, activities.plan, kind="task", due_on=now().date(), subject=HOSTILE, opportunity_id=one)
    assert drawer.title.value.text() == HOSTILE
    assert drawer.customer.link.text() == HOSTILE.replace("&", "&&")
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in drawer.findChildren(QLabel))


def test_the_drawer_stays_at_the_right_side(drawer: SummaryDrawer, page: BoardPage) -> None:
    page.resize(900, 600)
    over = drawer.parentWidget()
    assert over is not None
    assert (drawer.x(), drawer.width(), drawer.height()) == (over.width() - WIDTH, WIDTH, over.height())


def test_the_cross_closes_it(drawer: SummaryDrawer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(drawer.closed):
        qtbot.mouseClick(drawer.cross, Qt.MouseButton.LeftButton)
    assert not drawer.isVisible()


def test_an_open_edit_is_written_when_the_page_is_left(
    page: BoardPage, drawer: SummaryDrawer, data: Data, one: uuid.UUID
) -> None:
    drawer.edit_title()
    drawer.title.editor.setText("镗床 9")
    page.leave()
    assert read(data, one).title == "镗床 9"


def test_the_keys_of_a_card_edit_and_plan(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    click(qtbot, page, 0, 1)
    qtbot.keyClick(view, Qt.Key.Key_E)
    assert page.focusWidget() is page.summary.title.editor
    assert page.summary.title.editor.text() == "磨床 1"
    qtbot.keyClick(page.summary.title.editor, ESCAPE)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_N)
    assert page.focusWidget() is page.summary.quick.field


def test_the_page_comes_back_as_it_was_left(
    data: Data, page: BoardPage, one: uuid.UUID, qtbot: QtBot
) -> None:
    page.toolbar.filter_changed.emit(BoardFilter(text="磨床"))
    page.open_record(one)
    again = BoardPage(context_of(data), page.state())
    qtbot.addWidget(again)
    again.show()
    assert again.filter == BoardFilter(text="磨床")
    assert again.summary.opportunity == one
    selected = again.selected()
    assert selected is not None
    assert selected.id == one
    data.write(STEP, opportunities.change, one, "name", "镗床")
    assert again.summary.title.value.text() == "镗床"


def test_a_drawer_to_look_at_changes_nothing(seeded: Workspace, one: uuid.UUID, qtbot: QtBot) -> None:
    look = Workspace.open(seeded.path, read_only=True)
    page = shown_board(qtbot, Data(look))
    page.open_record(one)
    drawer = page.summary
    drawer.facts.edit("amount")
    assert drawer.facts.editor("amount") is None
    for part in (drawer.quick.field, drawer.customer.change, page.toolbar.new):
        assert not part.isVisible()
    look.close()


def test_the_board_asks_for_a_new_opportunity(page: BoardPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.action_requested) as asked:
        qtbot.mouseClick(page.toolbar.new, Qt.MouseButton.LeftButton)
    assert asked.args == ["new-opportunity", {}]
