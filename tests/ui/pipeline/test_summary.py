"""All that is known of one opportunity, edited in the drawer."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit

from salesdesk.i18n import _
from salesdesk.services import activities, board, contacts, opportunities, opportunity_summary
from salesdesk.services.board import BoardFilter
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.page import BoardPage
from salesdesk.ui.pipeline.summary import WIDTH, SummaryDrawer
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


def entries_of(drawer: SummaryDrawer, section: str) -> list[str]:
    model = getattr(drawer, section).list.entries
    return [model.entry(row).spoken for row in range(model.rowCount())]


def test_fields_are_shown(drawer: SummaryDrawer) -> None:
    assert drawer.title.value.text() == "磨床 0"
    assert drawer.customer.link.text() == "恒岳轴承"
    values = {
        key: drawer.facts.value(key).text() for key in ("status", "stage", "amount", "owner", "pipeline")
    }
    assert values == {
        "status": "进行中",
        "stage": "线索识别",
        "amount": "¥\u2009120,000.00",
        "owner": "林晓",
        "pipeline": "设备行业八阶段",
    }
    assert entries_of(drawer, "history")[0].startswith(_("Today"))


def test_a_stay_beyond_the_limit_is_told(page: BoardPage, data: Data) -> None:
    page.open_record(card_id(data, 0, 1))
    assert page.summary.facts.value("days").text().startswith(_("{days} days").format(days="19"))


@pytest.mark.parametrize(
    "edit",
    [
        ("amount", "12.5万", Decimal("125000.00")),
        ("amount", "", None),
        ("probability", "60%", Decimal("0.6")),
        ("source", " 展会\u202e ", "展会"),
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


def test_the_stage_is_chosen_and_the_card_moves(page: BoardPage, drawer: SummaryDrawer, qtbot: QtBot) -> None:
    drawer.facts.edit("stage")
    editor = drawer.facts.editor("stage")
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(2)
    qtbot.keyClick(editor, RETURN)
    assert titles(page, 2)[0] == "磨床 0"
    assert [entry.split(" · ")[1] for entry in entries_of(drawer, "way")] == ["方案设计", "线索识别"]


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
    drawer.facts.edit("source")
    with seeded.write(STEP) as write:
        opportunities.change(write.session, one, "source", "老客户")
    data.announce(write.changes)
    editor = drawer.facts.editor("source")
    assert isinstance(editor, QLineEdit)
    editor.setText("展会")
    qtbot.keyClick(editor, RETURN)
    assert read(data, one).source == "老客户"
    assert drawer.facts.problem("source")
    editor = drawer.facts.editor("source")
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, RETURN)
    assert read(data, one).source == "展会"


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
    drawer.steps.quick.field.setText("明天下午3点 拜访 顾工 看样件")
    qtbot.keyClick(drawer.steps.quick.field, RETURN)
    today = datetime.now().astimezone().date()
    (step,) = data.read(activities.planned, opportunity_id=one)
    assert (step.kind, step.due_on, step.due_time) == ("visit", today + timedelta(days=1), "15:00")
    assert drawer.steps.quick.field.text() == ""
    (row,) = drawer.steps.rows()
    row.put_off.emit(step, 7)
    (step,) = data.read(activities.planned, opportunity_id=one)
    assert step.due_on == today + timedelta(days=8)
    (row,) = drawer.steps.rows()
    qtbot.mouseClick(row.tick, Qt.MouseButton.LeftButton)
    assert data.read(activities.planned, opportunity_id=one) == []
    assert any("看样件" in entry for entry in entries_of(drawer, "timeline"))
    data.undo()
    assert len(drawer.steps.rows()) == 1


def test_what_was_done_before_today_is_recorded(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    drawer.steps.quick.field.setText("昨天 电话 谈价格")
    qtbot.keyClick(drawer.steps.quick.field, RETURN)
    assert data.read(activities.planned, opportunity_id=one) == []
    assert any("谈价格" in entry for entry in entries_of(drawer, "timeline"))


def test_the_line_for_next_steps_says_how_it_is_understood(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    quick = drawer.steps.quick
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


def test_contacts_of_the_customer_open(drawer: SummaryDrawer, data: Data, qtbot: QtBot) -> None:
    assert drawer.shown is not None
    customer = drawer.shown.customer_id
    assert customer is not None
    contact = data.write(STEP, contacts.create, customer, name=HOSTILE, mobile="138")
    assert entries_of(drawer, "contacts") == [f"{HOSTILE} · 138"]
    with qtbot.waitSignal(drawer.open_requested) as asked:
        drawer.contacts.list.setCurrentIndex(drawer.contacts.list.entries.index(0))
        qtbot.keyClick(drawer.contacts.list, RETURN)
    assert asked.args == ["contact", contact]


def test_a_new_quote_is_asked_for_with_what_is_known(
    drawer: SummaryDrawer, page: BoardPage, one: uuid.UUID, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.action_requested) as asked:
        qtbot.mouseClick(drawer.quotes.action, Qt.MouseButton.LeftButton)
    assert drawer.shown is not None
    assert asked.args == ["new-quote", {"opportunity_id": one, "customer_id": drawer.shown.customer_id}]


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


def test_a_reload_keeps_the_place(drawer: SummaryDrawer, data: Data, one: uuid.UUID) -> None:
    for number in range(20):
        data.write(STEP, activities.record, kind="call", at=now(), subject=f"{number}", opportunity_id=one)
    QApplication.processEvents()
    bar = drawer.area.verticalScrollBar()
    bar.setValue(300)
    data.write(STEP, opportunities.change, one, "remark", "X")
    QApplication.processEvents()
    assert bar.value() == 300


def test_more_of_a_long_timeline_and_history_is_shown_on_demand(
    drawer: SummaryDrawer, data: Data, one: uuid.UUID, qtbot: QtBot
) -> None:
    for number in range(35):
        at = now() - timedelta(hours=number)
        data.write(STEP, activities.record, kind="call", at=at, subject=f"{number}", opportunity_id=one)
    for number in range(12):
        data.write(STEP, opportunities.change, one, "remark", f"{number}")
    assert (len(entries_of(drawer, "timeline")), len(entries_of(drawer, "history"))) == (30, 10)
    for section in (drawer.timeline, drawer.history):
        qtbot.mouseClick(section.more, Qt.MouseButton.LeftButton)
    assert (len(entries_of(drawer, "timeline")), len(entries_of(drawer, "history"))) == (36, 13)


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
    assert page.focusWidget() is page.summary.steps.quick.field


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
    for part in (drawer.steps.quick.field, drawer.customer.change, drawer.quotes.action, page.toolbar.new):
        assert not part.isVisible()
    look.close()


def test_the_board_asks_for_a_new_opportunity(page: BoardPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.action_requested) as asked:
        qtbot.mouseClick(page.toolbar.new, Qt.MouseButton.LeftButton)
    assert asked.args == ["new-opportunity", {}]
